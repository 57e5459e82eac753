"""A page of much text with a list of which most rules across are a little paler than the limit."""

import cv2
import pytest

from pipeline.extract.image import straighten
from pipeline.extract.layout import read_layout
from pipeline.extract.ocr.engine import Image
from pipeline.model.geometry import Box
from pipeline.model.table import Table, TableStyle
from tests.extract.pictures import MarkReader, blank, draw_text

XS, YS = (150, 330, 860, 1280, 1500), tuple(range(300, 721, 70))
COUNTS = (2, 11, 8, 2)
PRINT, DARK = 255 - 150, 255 - 59
"""Print so dark makes rules of 49.5 levels the palest that count."""
PALER = (255 - 47, 255 - 48, 255 - 49)


def read(strokes: list[tuple[int, int, int]], broken: int = 0) -> Table:
    """The table of a page with these strokes across: their height on the page, and both ends.

    The first is as dark as the rules down, all others are paler than the limit. The rules down are
    `broken` for so many pixels above and below each stroke.
    """
    page = blank()
    lines = [
        draw_text(page, left + 30, top + 20, count)
        for top in YS[:-1]
        for left, count in zip(XS, COUNTS, strict=False)
    ]
    lines += [draw_text(page, 150, y, 38) for y in range(800, 2250, 60)]
    page[page < 255] = PRINT
    for number, (y, left, right) in enumerate(strokes):
        gray = PALER[number % len(PALER)] if number else DARK
        _draw(page, (left, y), (right, y), gray)
    for x in XS:
        _draw(page, (x, YS[0]), (x, YS[-1]), DARK)
        for y, _, _ in strokes[1:] if broken else ():
            page[y - broken : y - 1, x - 2 : x + 3] = page[y + 2 : y + broken, x - 2 : x + 3] = 255
    seen = [Box(b.x0 - 4, b.y0 - 4, b.x1 + 4, b.y1 + 4) for b in lines]
    (table,) = read_layout(straighten(page), MarkReader(seen)).tables
    return table


def _draw(page: Image, start: tuple[int, int], end: tuple[int, int], gray: int) -> None:
    cv2.line(page, start, end, gray, 2)


@pytest.mark.parametrize("broken", [0, 4], ids=["whole", "broken"])
def test_paler_rules_that_end_on_darker_ones_part_the_rows(broken: int) -> None:
    table = read([(y, XS[0], XS[-1]) for y in YS], broken)
    assert (table.style, table.n_rows, table.n_cols) == (TableStyle.RULED, 6, 4)
    assert abs(table.upright.y1 - YS[-1]) <= 4


@pytest.mark.parametrize(
    ("left", "right"), [(200, 1400), (60, 700), (700, 1600)], ids=["within", "left", "right"]
)
def test_paler_strokes_that_end_anywhere_part_none(left: int, right: int) -> None:
    rules = [(y, XS[0], XS[-1]) for y in YS]
    strokes = [(y + 60, left, right) for y in YS[:-1]]
    table = read([*rules, *strokes])
    assert (table.style, table.n_rows, table.n_cols) == (TableStyle.RULED, 6, 4)
