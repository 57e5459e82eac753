from __future__ import annotations

import random

import numpy as np
import pytest

from pipeline.evaluate.calibration import calibrate_examples, transfer_table
from pipeline.evaluate.examples import Example
from pipeline.evaluate.fitting import (
    FitOptions,
    Promise,
    choose_threshold,
    fit_acceptance,
    held_out_probabilities,
    leave_profiles_out,
    risk_under,
    to_acceptance_json,
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
    3, "nothing", 0.99999, 0.95, 0.99, {"default": Weights(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0.5)}
)


def example(
    score: float, right: bool, group: str = "g", profile: str = "fax", flagged: bool = False
) -> Example:
    features = CellFeatures(
        ValueType.PERSON, True, False, score, 5.0, 0, False, None, 3, 1 - score, 0.99
    )
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
    silent, flagged = risk_under(cells[800:], model)
    assert silent.low is not None and silent.low <= 0.02
    assert 0 < flagged.k < flagged.n


def test_held_out_probabilities_tell_right_from_wrong() -> None:
    cells = drawn()
    held_out = held_out_probabilities(cells)
    right = np.array([cell.is_right for cell in cells])
    assert held_out[right].mean() > held_out[~right].mean() + 0.2


def test_threshold_ignores_cells_that_are_flagged_anyway() -> None:
    cells = [example(0.9, True)] * 200 + [example(0.9, False, flagged=True)] * 50
    assert choose_threshold(np.full(250, 0.97), cells, promise(0.01)) == 0.97


def test_threshold_is_the_least_that_keeps_the_promise() -> None:
    cells = [example(0.9, False), *[example(0.9, True)] * 3]
    assert choose_threshold(np.array([0.5, 0.4, 0.6, 0.9]), cells, promise(0.1)) == 0.6
    assert choose_threshold(np.array([0.5, 0.4, 0.6, 0.9]), cells, promise(0.25)) == 0.4


def test_promise_that_cannot_be_kept_flags_no_more_than_promised() -> None:
    cells = [example(0.9, True), *[example(0.9, True)] * 8, example(0.9, False)]
    probabilities = np.array([0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95])
    assert choose_threshold(probabilities, cells, promise(0.01, flagged=0.3)) == 0.4


def test_rough_scans_have_a_promise_of_their_own() -> None:
    cells = [example(0.9, True)] * 9 + [example(0.9, False, profile="harsh")]
    cells += [example(0.9, True, profile="harsh")] * 9
    probabilities = np.array([0.9] * 9 + [0.5] + [0.6] * 9)
    options = FitOptions(0.0, "", 0.1, Promise(0.1, 0.5))
    assert choose_threshold(probabilities, cells, options) == 0.5
    strict = FitOptions(0.0, "", 0.1, Promise(0.05, 0.5))
    assert choose_threshold(probabilities, cells, strict) == 0.6


def test_every_profile_is_left_out_once() -> None:
    transfers = leave_profiles_out(drawn(), BASE, promise(0.02))
    assert [t.profile for t in transfers] == ["fax", "photo", "worn"]
    assert all(t.silent_left_out.n and t.silent_inside.n for t in transfers)


def test_perfect_cells_teach_nothing() -> None:
    with pytest.raises(ValueError, match="no wrong example"):
        fit_acceptance([example(0.9, True)], BASE, FitOptions())


def test_calibration_gives_parameters_and_the_table_that_defends_them() -> None:
    calibration = calibrate_examples(
        drawn(), to_acceptance_json(BASE), promise(0.02, fitted_on="seeds 1, 2")
    )
    assert parse_acceptance(calibration.parameters).fitted_on == "seeds 1, 2"
    assert calibration.n_cells == 1200
    table = transfer_table(calibration.transfers)
    assert [line.split(" | ")[0] for line in table.splitlines()[2:]] == [
        "| fax", "| photo", "| worn",
    ]  # fmt: skip
