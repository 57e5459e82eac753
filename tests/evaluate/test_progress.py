from __future__ import annotations

from pipeline.evaluate.progress import changes
from pipeline.evaluate.scoring import Comparison, ScoredCell, ScoredRows
from pipeline.evaluate.summary import Scores, summarise


def scores(wrong: int, found: int = 100) -> Scores:
    cells = tuple(
        ScoredCell(
            "fax/list", "fax", "roster", "clusters", "region", f"d/{i}",
            "山西", "山西" if i >= wrong else "陕西", is_flagged=False,
        )
        for i in range(100)
    )  # fmt: skip
    rows = (ScoredRows("fax/list", "fax", "roster", "clusters", 100, found, 0),)
    return summarise(Comparison(cells, rows, (), ()))


def verdicts(before: Scores, after: Scores) -> dict[tuple[str, str], str]:
    return {(c.group, c.figure): c.verdict for c in changes(before, after)}


def test_a_figure_that_left_its_interval_is_better_or_worse() -> None:
    found = verdicts(scores(2), scores(20, found=80))
    assert found["fax", "exact"] == found["fax", "silent"] == found["all", "rows"] == "worse"
    assert verdicts(scores(20), scores(2))["all", "silent"] == "better"


def test_a_figure_within_chance_is_the_same() -> None:
    assert set(verdicts(scores(2), scores(3)).values()) == {"same"}


def test_groups_of_one_measurement_only_are_left_out() -> None:
    other = summarise(Comparison((), (), (), ()))
    assert {group for group, _ in verdicts(other, scores(2))} == {"all"}
