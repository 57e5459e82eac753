"""A rule that broke off between two cells, and text through a merged one."""

from __future__ import annotations

from collections.abc import Callable

import cv2
import numpy as np
import pytest

from pipeline.extract.layout.boundary import Boundary
from pipeline.extract.layout.broken import restore_rules
from pipeline.extract.layout.cell_lines import TextInk
from pipeline.extract.layout.grid import DRAWN, Grid, drawn_shares
from pipeline.extract.ocr.engine import Image

ROWS, COLS = (0, 60, 120, 180, 240, 300, 740), (0, 300, 600)


def grid() -> Grid:
    """Six rows of two columns; of the line between these, little is drawn in the last row."""
    rows, cols = (
        tuple(Boundary(np.array([0.0, 800.0]), np.array([float(at)] * 2)) for at in places)
        for places in (ROWS, COLS)
    )
    down = np.ones((len(COLS), len(ROWS) - 1))
    down[1, -1] = 0.2
    return Grid(rows, cols, np.ones((len(ROWS), len(COLS) - 1)), down)


def dashes(mask: Image) -> None:
    for y in range(330, 720, 60):
        cv2.line(mask, (300, y), (300, y + 9), 255, 2)


def characters(mask: Image) -> None:
    """Two lines of text through the place of the rule."""
    for y in (350, 560):
        for x in range(40, 560, 28):
            cv2.rectangle(mask, (x, y), (x + 14, y + 11), 255, 1)
            cv2.line(mask, (x + 8, y + 1), (x + 8, y + 10), 255, 2)


@pytest.mark.parametrize(
    ("drawn", "is_rule"), [(dashes, True), (characters, False)], ids=["dashes", "characters"]
)
def test_dashes_are_a_rule_and_characters_through_its_place_are_none(
    drawn: Callable[[Image], None], is_rule: bool
) -> None:
    mask = np.zeros((800, 640), np.uint8)
    drawn(mask)
    restored, touched = restore_rules(grid(), TextInk(mask, 22.0))
    assert (restored.down[1, -1] > 0.5, bool(touched.any())) == (is_rule, is_rule)


@pytest.mark.parametrize(
    ("runs", "is_drawn"),
    [([(10, 90)], True), ([(14, 41), (52, 79)], False), ([(10, 20), (80, 90)], False)],
    ids=["short-of-both-ends", "two-lines-of-text", "remnants"],
)
def test_an_edge_that_reaches_neither_rule_is_drawn_where_no_text_is_as_long(
    runs: list[tuple[int, int]], is_drawn: bool
) -> None:
    thin = np.zeros((101, 40), np.uint8)
    for top, bottom in runs:
        thin[top:bottom, 20] = 255
    (line,), crossing = (
        [Boundary(np.array([0.0, 100.0]), np.array([float(at)] * 2)) for at in places]
        for places in ((20,), (0, 100))
    )
    (share,) = drawn_shares(np.ascontiguousarray(thin.T), [line], crossing, 1.0)[0]
    assert (share > DRAWN) == is_drawn
