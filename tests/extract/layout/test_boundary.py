import cv2
import numpy as np
import pytest

from pipeline.extract.layout.boundary import Boundary, find_boundaries, lead_on
from pipeline.extract.layout.rules import Strokes
from pipeline.model.geometry import Box

LONG, HIGH = 1600, 200


def dashes(lean: float, level: int = 100) -> list[tuple[int, int, int, int]]:
    """Pieces (start, end, low, high) of a rule that leans by so many pixels over its length."""
    return [
        (x, x + 60, round(level + lean * x / LONG) - 1, round(level + lean * x / LONG) + 1)
        for x in range(0, LONG - 60, 80)
    ]


def levels_of(pieces: list[tuple[int, int, int, int]]) -> list[float]:
    mask = np.zeros((HIGH, LONG), np.uint8)
    for start, end, low, high in pieces:
        cv2.rectangle(mask, (start, low), (end - 1, high), 255, -1)
    strokes = Strokes(mask, mask, np.array(pieces, np.int32))
    return [line.level for line in find_boundaries(strokes, Box(0, 0, LONG, HIGH), 1.0)]


@pytest.mark.parametrize("lean", [0, 12, 20, -20, 30], ids=str)
def test_a_rule_that_leans_is_one(lean: float) -> None:
    (level,) = levels_of(dashes(lean))
    assert level == pytest.approx(100 + lean / 2, abs=2)


def test_rules_side_by_side_and_rules_a_step_apart_stay_two() -> None:
    assert len(levels_of(dashes(0) + dashes(0, 112))) == 2
    step = [p for p in dashes(0) if p[1] < 700] + [p for p in dashes(0, 120) if p[0] > 900]
    assert len(levels_of(step)) == 2


def leaning(level: float, start: int = 0, end: int = LONG, lean: float = 30) -> Boundary:
    """A rule that leans by so many pixels over its full length, drawn from `start` to `end`."""
    along = np.arange(start, end + 1, 20, dtype=np.float64)
    return Boundary(along, level + lean * along / LONG)


def test_a_rule_that_broke_off_goes_on_beside_its_neighbour() -> None:
    whole, piece = lead_on([leaning(100), leaning(150, 1400)], 1.0)
    assert (piece.start, piece.end) == (1400, LONG)
    assert piece.level - whole.level == pytest.approx(50, abs=0.5)
    assert float(piece.at(0.0)) == pytest.approx(150, abs=0.5)


@pytest.mark.parametrize(
    ("other", "count"),
    [(leaning(150, 1400), 2), (leaning(162, 1400), 3), (leaning(152, 100), 3)],
    ids=["goes-on", "further-down", "beside-it"],
)
def test_pieces_that_come_to_lie_on_each_other_are_one_rule(other: Boundary, count: int) -> None:
    lines = lead_on([leaning(100), leaning(150, 0, 300), other], 1.0)
    assert [line.level for line in lines] == sorted(line.level for line in lines)
    assert len(lines) == count
    assert lines[1].start == 0


def test_rules_of_which_none_is_whole_are_left_as_they_are() -> None:
    lines = [leaning(100, 0, 600), leaning(150, 1000)]
    assert lead_on(lines, 1.0) == lines
    assert lead_on([], 1.0) == []
