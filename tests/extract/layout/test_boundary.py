import cv2
import numpy as np
import pytest

from pipeline.extract.layout.boundary import find_boundaries
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
