"""Text that goes on beyond its cut is doubted; the detector's usual margin is not."""

from __future__ import annotations

from dataclasses import replace

import pytest

from pipeline.extract.layout.overrun import TEXT_CUT, doubt_cut_text
from pipeline.extract.layout.reader import TEXT_LAYER
from pipeline.model.geometry import Box
from pipeline.model.table import Cell, Table, TableStyle
from pipeline.model.text import TextLine

EM = 30.0
MARGIN = 8
TOPS = (100, 150, 200, 250)


def cell(row: int, col: int, left: int, right: int) -> Cell:
    top = TOPS[row]
    box = Box(left, top, right, top + 30)
    line = TextLine("中关村管委", box, box, 0.99, "fake")
    return Cell(row, col, 1, 1, box, box, (line,))


def table() -> Table:
    cells = tuple(
        cell(row, col, *((100, 300), (400, 600))[col]) for row in range(4) for col in (0, 1)
    )
    whole = Box(80, 80, 620, 300)
    return Table(1, TableStyle.ALIGNED, whole, whole, 4, 2, cells)


def seen(cells: tuple[Cell, ...]) -> list[Box]:
    return [Box(c.box.x0 - MARGIN, c.box.y0 - 4, c.box.x1 + MARGIN, c.box.y1 + 4) for c in cells]


def doubted(detected: list[Box]) -> list[tuple[int, int]]:
    (found,) = doubt_cut_text([table()], detected, EM)
    return [(c.row, c.col) for c in found.cells if c.doubts == (TEXT_CUT,)]


def test_the_usual_margin_is_no_overrun() -> None:
    assert doubted(seen(table().cells)) == []


@pytest.mark.parametrize(
    ("left", "right", "cut"),
    [(75, 308, [(2, 0)]), (92, 340, [(2, 0)]), (80, 308, []), (92, 608, [(2, 0), (2, 1)])],
    ids=["first-character-lost", "ends-in-the-gap", "within-half-a-character", "over-the-border"],
)
def test_a_line_that_goes_on_is_doubted(left: int, right: int, cut: list[tuple[int, int]]) -> None:
    detected = seen(table().cells)
    detected[4] = Box(left, 196, right, 234)
    assert doubted(detected) == cut


def test_nothing_is_doubted_without_a_detector() -> None:
    assert doubted([]) == []


def test_a_text_layer_has_no_second_detector() -> None:
    page = table()
    cells = tuple(
        replace(c, lines=tuple(replace(line, engine=TEXT_LAYER) for line in c.lines))
        for c in page.cells
    )
    detected = seen(cells)
    detected[4] = Box(40, 196, 608, 234)
    assert doubt_cut_text([replace(page, cells=cells)], detected, EM) == (
        replace(page, cells=cells),
    )
