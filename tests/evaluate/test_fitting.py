from __future__ import annotations

import random
from dataclasses import replace

import numpy as np
import pytest
from msgspec.structs import replace as with_changes

from pipeline.errors import UsageError
from pipeline.evaluate.calibration import calibrate_examples
from pipeline.evaluate.examples import Example
from pipeline.evaluate.fitting import (
    fit_acceptance,
    fit_families,
    fit_scale,
    fold_of,
    held_out_probabilities,
    predict,
    rescaled,
    to_acceptance_json,
)
from pipeline.evaluate.thresholds import FitOptions, Promise, choose_thresholds
from pipeline.evaluate.transfer import (
    group_table,
    leave_profiles_out,
    leave_sets_out,
    leave_styles_out,
    profile_table,
    risk_under,
)
from pipeline.model.document import ValueType
from pipeline.validate.acceptance import (
    TERMS,
    AcceptanceModel,
    CellFeatures,
    Weights,
    accept,
    parse_acceptance,
)

BASE = AcceptanceModel(
    3,
    "nothing",
    0.99999,
    0.95,
    0.99,
    {"default": Weights(*[0.0] * (len(TERMS) + 2))},
)


def example(
    score: float, right: bool, group: str = "g", profile: str = "fax", flagged: bool = False
) -> Example:
    features = CellFeatures(ValueType.PERSON, True, False, score, 5.0, 0, None, 3, 1 - score, 0.99)
    return Example(group, profile, "applications.leader_name", features, right, flagged)


def promise(silent: float, flagged: float = 0.5, fitted_on: str = "") -> FitOptions:
    return FitOptions(silent, fitted_on, flagged, Promise(silent, flagged))


def drawn(count: int = 1200) -> list[Example]:
    """Cells that are wrong more often the lower their score, over 40 documents."""
    rng = random.Random(7)
    cells = []
    for index in range(count):
        score = 1 - 10 ** -rng.uniform(0.3, 4)
        right = rng.random() < score**2
        cells.append(example(score, right, f"doc{index % 40}", ("fax", "photo", "worn")[index % 3]))
    return cells


def test_fit_is_monotone_and_reads_back() -> None:
    model = fit_acceptance(drawn(), BASE, promise(0.01, fitted_on="made"))
    assert parse_acceptance(to_acceptance_json(model)) == model
    assert (model.version, model.fitted_on) == (4, "made")
    for weights in model.types.values():
        assert all(getattr(weights, name) * sign >= 0 for name, sign in TERMS.items())
    probabilities = [accept(example(s, True).features, model) for s in (0.3, 0.9, 0.99, 0.9999)]
    assert probabilities == sorted(probabilities)


def test_threshold_keeps_to_the_target_on_cells_never_seen() -> None:
    cells = drawn()
    model = fit_acceptance(cells[:800], BASE, promise(0.02))
    risk = risk_under(cells[800:], model)
    assert risk.silent.low is not None and risk.silent.low <= 0.02
    assert 0 < risk.flagged.k < risk.flagged.n


def test_held_out_probabilities_tell_right_from_wrong() -> None:
    cells = drawn()
    held_out = held_out_probabilities(cells)
    right = np.array([cell.is_right for cell in cells])
    assert held_out[right].mean() > held_out[~right].mean() + 0.2


def chosen(probabilities: list[float], cells: list[Example], options: FitOptions) -> float:
    names = ["default"] * len(cells)
    return choose_thresholds(np.array(probabilities), cells, names, [0] * len(cells), options)[
        "default"
    ]


def test_cells_that_are_flagged_anyway_never_count_as_silent() -> None:
    cells = [example(0.9, True)] * 200 + [example(0.9, False, flagged=True)] * 50
    assert chosen([0.97] * 200 + [0.99] * 50, cells, promise(0.01)) == 0.97


def test_threshold_parts_right_from_wrong() -> None:
    cells = [*[example(0.9, False)] * 4, *[example(0.9, True)] * 96]
    assert chosen([0.5] * 4 + [0.9] * 96, cells, promise(0.02)) == 0.9


def test_threshold_stays_as_far_from_one_promise_as_from_the_other() -> None:
    """An error among the surest cells cannot be helped; those below are told by their number."""
    cells = [*[example(0.9, True)] * 90, *[example(0.9, False)] * 2, *[example(0.9, True)] * 908]
    probabilities = [0.6] * 90 + [0.7] * 2 + [0.9] * 908
    assert chosen(probabilities, cells, promise(0.002, flagged=0.2)) == 0.9
    assert chosen(probabilities, cells, promise(0.1, flagged=0.02)) == 0.6


def test_rough_scans_have_a_promise_of_their_own() -> None:
    cells = [example(0.9, True)] * 90 + [example(0.9, False, profile="harsh")]
    cells += [example(0.9, True, profile="harsh")] * 90
    probabilities = [0.995] * 10 + [0.999] * 80 + [0.995] + [0.998] * 90
    loose = FitOptions(0.05, "", 0.1, Promise(0.2, 0.5))
    assert chosen(probabilities, cells, loose) == 0.995
    strict = FitOptions(0.05, "", 0.9, Promise(0.001, 0.5))
    assert chosen(probabilities, cells, strict) == 0.998


def test_each_family_gets_a_threshold_and_its_types_the_weights() -> None:
    model = fit_acceptance(drawn(), BASE, promise(0.02))
    assert sorted(model.types) == ["default"]
    named = [*drawn(), *(replace_type(cell, ValueType.CLUSTER_NAME) for cell in drawn())]
    model = fit_acceptance(named, BASE, promise(0.02))
    assert sorted(model.types) == ["cluster-name", "default", "organisation"]
    assert model.types["cluster-name"] == model.types["organisation"]


def replace_type(cell: Example, value_type: ValueType) -> Example:
    return replace(cell, features=with_changes(cell.features, value_type=value_type))


def test_every_profile_is_left_out_once() -> None:
    transfers = leave_profiles_out(drawn(), BASE, promise(0.02))
    assert [t.profile for t in transfers] == ["fax", "photo", "worn"]
    assert all(t.left_out.silent.n and t.inside.silent.n for t in transfers)


def test_every_set_is_left_out_once_unless_it_is_the_only_one() -> None:
    cells = [replace(cell, source=f"s{index % 3}") for index, cell in enumerate(drawn())]
    transfers = leave_sets_out(cells, BASE, promise(0.02))
    assert [t.name for t in transfers] == ["s0", "s1", "s2"]
    assert [t.ordinary.flagged.n for t in transfers] == [400, 400, 400]
    assert group_table("set", transfers).splitlines()[-1].startswith("| 合计 all | ")
    assert leave_sets_out(drawn(), BASE, promise(0.02)) == ()


def test_cells_without_scores_are_as_often_right_as_scored_ones_of_their_kind() -> None:
    named = [example(0.99, index > 0, f"doc{index}") for index in range(200)]
    known = [replace(cell, features=with_changes(cell.features, is_known=True)) for cell in named]
    unknown = [example(0.9, index > 0, f"doc{index}") for index in range(10)]
    rough = [example(0.9, False, f"doc{index}", "harsh") for index in range(50)]
    model = fit_acceptance([*known, *unknown, *rough], BASE, promise(0.02))
    assert (model.unscored, model.unscored_supported) == (0.9, 0.995)


def test_perfect_cells_teach_nothing() -> None:
    with pytest.raises(UsageError, match="no wrong example"):
        fit_acceptance([example(0.9, True)], BASE, FitOptions())


def test_calibration_gives_parameters_and_the_table_that_defends_them() -> None:
    calibration = calibrate_examples(
        drawn(), to_acceptance_json(BASE), promise(0.02, fitted_on="seeds 1, 2")
    )
    assert parse_acceptance(calibration.parameters).fitted_on == "seeds 1, 2"
    assert calibration.n_cells == 1200
    table = profile_table(calibration.profiles)
    assert [line.split(" | ")[0] for line in table.splitlines()[2:]] == [
        "| fax", "| photo", "| worn",
    ]  # fmt: skip


def test_errors_that_rules_flag_do_not_make_other_cells_look_unsure() -> None:
    cells = [example(0.99, index % 100 > 0, f"doc{index % 40}") for index in range(1000)]
    caught = [example(0.99, False, f"doc{index % 40}", flagged=True) for index in range(100)]
    everything = [*cells, *caught]
    unsure = held_out_probabilities(everything)
    assert unsure[:1000].mean() < 0.95
    scale = fit_scale(unsure, everything)
    assert scale.of(unsure)[:1000].mean() == pytest.approx(0.99, abs=0.003)
    moved = rescaled(fit_families(everything), scale)
    assert predict(cells, moved).mean() == pytest.approx(0.99, abs=0.003)


def test_every_style_is_left_out_once_in_all_sets() -> None:
    styles = ("roster dashed", "roster none")
    cells = [
        replace(cell, source=f"s{index % 3}", style=styles[index % 2])
        for index, cell in enumerate(drawn())
    ]
    transfers = leave_styles_out(cells, BASE, promise(0.02))
    assert [(t.name, t.ordinary.flagged.n) for t in transfers] == [
        ("roster dashed", 600),
        ("roster none", 600),
    ]


def test_lists_of_one_style_share_a_fold_and_forms_have_that_of_their_document() -> None:
    names = [replace(example(0.9, True), column="clusters.cluster_name", style="roster dashed")]
    names.append(replace(names[0], group="another"))
    assert fold_of(names[0]) == fold_of(names[1])
    forms = {fold_of(replace(cell, style="application")) for cell in drawn(40)}
    assert len(forms) == 5


def test_the_worst_fold_decides_where_errors_gather_in_one() -> None:
    cells = [example(0.9, True)] * 7000
    cells += [example(0.9, False)] * 6 + [example(0.9, True)] * 994
    probabilities = np.array([0.9999] * 7006 + [0.99999] * 994)
    names = ["default"] * len(cells)
    options = promise(0.0015, flagged=0.95)
    spread = [index % 8 for index in range(8000)]
    gathered = [index // 1000 for index in range(8000)]
    for folds, threshold in ((spread, 0.9999), (gathered, 0.99999)):
        assert choose_thresholds(probabilities, cells, names, folds, options) == {
            "default": threshold
        }
