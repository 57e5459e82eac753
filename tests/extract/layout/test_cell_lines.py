"""Cells cut into lines: print, the grain of a shaded cell, print that crumbled."""

import numpy as np
import pytest

from pipeline.extract.layout.cell_lines import TextInk, cut_cell
from pipeline.extract.ocr.engine import Image
from pipeline.model.geometry import Box
from tests.extract.pictures import GLYPH, blank, draw_text

CELL = Box(100, 100, 700, 200)


def ink_of(page: Image) -> TextInk:
    return TextInk(np.where(page < 128, 255, 0).astype(np.uint8), GLYPH)


def dots(page: Image, box: Box, step: int = 7) -> None:
    for x in range(box.x0, box.x1, step):
        y = box.y0 + (3 * x) % (box.height - 2)
        page[y : y + 2, x : x + 2] = 0


@pytest.mark.parametrize("level", [106, 174], ids=["above", "below"])
def test_grain_beside_print_is_no_line(level: int) -> None:
    page = blank(800, 300)
    line = draw_text(page, 180, 135, 11)
    dots(page, Box(200, level, 560, level + 20))
    (found,) = cut_cell(ink_of(page), CELL, 2)
    assert line.contains_point(*found.centre)


def test_a_second_line_is_kept_beside_print() -> None:
    page = blank(800, 300)
    draw_text(page, 180, 110, 11)
    draw_text(page, 180, 155, 2)
    assert len(cut_cell(ink_of(page), CELL, 2)) == 2


def test_print_that_crumbled_to_dots_is_a_line() -> None:
    page = blank(800, 300)
    dots(page, Box(180, 130, 560, 160), step=3)
    assert len(cut_cell(ink_of(page), CELL, 2)) == 1


@pytest.mark.parametrize("count", [2, 11])
def test_a_line_of_writing_is_as_high_as_its_print_not_as_the_grain_around_it(count: int) -> None:
    page = blank(800, 300)
    line = draw_text(page, 180, 135, count)
    for y in (128, 131, 168, 172):
        page[y : y + 2, 200:202] = 0
    pieces = ink_of(page).in_pieces([Box(170, 120, line.x1 + 10, 180)]).mask
    levels = np.flatnonzero(pieces.any(axis=1))
    assert abs(levels[0] - line.y0) <= 4
    assert abs(levels[-1] + 1 - line.y1) <= 4
