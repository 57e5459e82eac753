from __future__ import annotations

from pipeline.evaluate.intervals import Share
from pipeline.evaluate.risk import Confusion, confusions, reliability, risk_curve
from pipeline.evaluate.scoring import ScoredCell


def cell(truth: str, text: str, probability: float, *, flagged: bool = False) -> ScoredCell:
    return ScoredCell(
        "d", "fax", "roster", "clusters", "region", "c", truth, text, flagged, (), probability
    )


CELLS = (
    cell("山西", "山西", 0.9999),
    cell("吉林", "吉林", 0.99),
    cell("湖北", "河北", 0.99),
    cell("潍坊", "海坊", 0.4, flagged=True),
)


def test_risk_rises_with_coverage_one_point_per_probability() -> None:
    points = [(p.probability, p.coverage, p.silent) for p in risk_curve(CELLS)]
    assert points == [
        (0.9999, 0.25, Share(0, 1)),
        (0.99, 0.75, Share(1, 3)),
        (0.4, 1.0, Share(2, 4)),
    ]


def test_reliability_bins_hold_every_cell_once() -> None:
    bins = reliability(CELLS)
    assert [(b.low, b.right) for b in bins] == [
        (0.0, Share(0, 1)),
        (0.99, Share(1, 2)),
        (0.9995, Share(1, 1)),
    ]


def test_certainty_falls_into_the_last_bin() -> None:
    (last,) = reliability([cell("甲", "甲", 1.0)])
    assert (last.low, last.high) == (0.9995, 1.0)


def test_confusions_name_both_characters_and_who_was_silent() -> None:
    assert confusions(CELLS) == (
        Confusion("湖", "河", 1, 1),
        Confusion("潍", "海", 1, 0),
    )


def test_lost_character_is_a_confusion_with_nothing() -> None:
    assert confusions([cell("十堰", "堰", 0.9)]) == (Confusion("十", "", 1, 1),)
