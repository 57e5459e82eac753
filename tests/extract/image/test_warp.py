"""Lines fitted through masks, and the bow common to them."""

import cv2
import numpy as np
import pytest

from pipeline.extract.image.curl import KNOTS, find_bend
from pipeline.extract.image.light import component_stats
from pipeline.extract.image.page import Image
from pipeline.extract.image.perspective import (
    Limits,
    LineFits,
    corners_of,
    find_perspective,
    fit_lines,
)
from pipeline.extract.image.skew import Skew
from pipeline.extract.image.warp import ONE_LINE, TEXT, SmallCopy, measure_warp


def _strokes(drop: float, bow: float = 0.0) -> Image:
    mask = np.zeros((600, 800), np.uint8)
    for y in (100, 200, 300, 400):
        xs = np.arange(40, 760)
        ys = y + drop * xs + bow * np.sin(xs / 800 * np.pi)
        cv2.polylines(mask, [np.rint(np.c_[xs, ys]).astype(np.int32)], False, (255,), 2)
    return mask


def test_a_stroke_gives_its_middle_slope_and_length() -> None:
    mask = _strokes(0.05)
    mask[500:540, 100:140] = 255
    lines = fit_lines(*component_stats(mask), Limits(shortest=60, widest_spread=2.0))
    assert len(lines) == 4
    assert lines.slope == pytest.approx([0.05] * 4, abs=0.002)
    assert lines.length == pytest.approx([720] * 4, abs=4)
    assert lines.x == pytest.approx([400] * 4, abs=2)
    assert sorted(lines.y) == pytest.approx([120, 220, 320, 420], abs=2)


def test_the_bow_of_all_lines_is_found_and_a_flat_page_has_none() -> None:
    bend = find_bend([component_stats(_strokes(0.0, bow=8.0))], 800)
    assert len(bend) == KNOTS
    assert max(bend) - min(bend) == pytest.approx(7, abs=1)
    assert int(np.argmax(bend)) == KNOTS // 2
    assert find_bend([component_stats(_strokes(0.0))], 800) == ()
    assert find_bend([component_stats(np.zeros((600, 800), np.uint8))], 800) == ()


def test_two_lines_that_ran_together_are_no_bow() -> None:
    mask = _strokes(0.0)
    mask[:, 400:] = 0
    for y in (100, 200):
        cv2.line(mask, (400, y + 1), (404, y + 9), (255,), 2)
        cv2.line(mask, (404, y + 9), (700, y + 9), (255,), 2)
    assert find_bend([component_stats(mask)], 800) == ()


def test_two_lines_that_ran_together_are_no_line_that_slopes() -> None:
    mask = np.zeros((600, 800), np.uint8)
    for y in (100, 200, 300):
        mask[y : y + 12, 40:180] = 255
        mask[y + 10 : y + 22, 180:300] = 255
    mask[400:412, 40:700] = 255
    parts = component_stats(mask)
    assert sorted(fit_lines(*parts, TEXT).slope > 0.01) == [False, True, True, True]
    assert fit_lines(*parts, ONE_LINE).slope == pytest.approx([0.0], abs=1e-3)


def test_one_line_that_slopes_does_not_turn_a_page() -> None:
    marks = np.zeros((600, 800), np.uint8)
    cv2.line(marks, (100, 300), (400, 314), (255,), 12)
    for y in range(60, 540, 40):
        marks[y : y + 12, 500:580] = 255
    copy = SmallCopy(np.full((600, 800), 255, np.uint8), marks, 2.0)
    warp = measure_warp(copy, Skew(0.0, False, 9.0), 0)
    assert warp.matrix / warp.matrix[2, 2] == pytest.approx(np.diag([2.0, 2.0, 1.0]), abs=1e-6)


def test_short_lines_that_all_slope_alike_do_not_turn_a_page() -> None:
    marks = np.zeros((600, 800), np.uint8)
    for y in range(60, 540, 40):
        for x in (60, 420):
            cv2.line(marks, (x, y), (x + 150, y + 3), (255,), 8)
    copy = SmallCopy(np.full((600, 800), 255, np.uint8), marks, 1.0)
    warp = measure_warp(copy, Skew(0.0, False, 9.0), 0)
    assert warp.matrix / warp.matrix[2, 2] == pytest.approx(np.eye(3), abs=1e-3)


@pytest.mark.parametrize(
    ("slope", "moved"), [(0.03, True), (-0.16, False)], ids=["seen askew", "sides of a stamp"]
)
def test_lines_down_shear_a_page_by_little_or_not_at_all(slope: float, moved: bool) -> None:
    level = np.zeros(5)
    across = LineFits(level + 400, np.linspace(100, 1100, 5), level, level + 600, level)
    x, y = np.linspace(50, 200, 3), np.array([700.0, 720.0, 760.0])
    down = LineFits(x, y, np.full(3, slope), np.full(3, 90.0), np.zeros(3))
    corners = corners_of(find_perspective(across, down, 800, 1200), 800, 1200)
    shift = np.abs(corners - np.array([(0, 0), (800, 0), (800, 1200), (0, 1200)])).max()
    assert bool(shift > 5) is moved
    assert shift < 30
