import cv2
import numpy as np
import pytest

from pipeline.extract.image import UprightPage
from pipeline.extract.layout import Layout, read_layout
from pipeline.extract.layout.lean import Lean, measure_lean
from pipeline.extract.ocr.engine import Image
from pipeline.model.geometry import Box, identity_transform
from pipeline.model.table import TableStyle
from tests.extract.pictures import MarkReader, blank, draw_text

EM = 30.0
COLUMNS = ((180, 2), (330, 10), (900, 7), (1380, 2))
ROWS = tuple(range(320, 2000, 46))
"""Rows as close as lines of a list are: 16 px between them."""


def bend(page: Image, lean: float, bow: float) -> Image:
    """Move columns down: by `lean` px from the middle to the right edge, and a bow of `bow` px."""
    height, width = page.shape
    x, y = np.meshgrid(np.arange(width), np.arange(height))
    place = 2 * x / width - 1
    up = y - lean * place - bow * place**2
    moved = cv2.remap(page, x.astype(np.float32), up.astype(np.float32), 1, borderValue=(255,))
    return np.asarray(moved, np.uint8)


def roster() -> tuple[Image, list[Box]]:
    page = blank()
    return page, [draw_text(page, x, y, count) for y in ROWS for x, count in COLUMNS]


def read(page: Image, lines: list[Box]) -> Layout:
    height, width = page.shape
    ink = np.asarray((page < 128) * np.uint8(255), np.uint8)
    transform = identity_transform(width, height)
    upright = UprightPage(page, ink, transform, width, height, 200.0, EM)
    return read_layout(upright, MarkReader(lines))


@pytest.mark.parametrize(("lean", "bow"), [(9, 0), (-9, 0), (6, 8), (0, -10)], ids=str)
def test_rows_of_a_leaning_list_stay_apart(lean: int, bow: int) -> None:
    page, lines = roster()
    sheet = Lean(page.shape[1], page.shape[0], (lean, 0, bow, 0, 0))
    (table,) = read(bend(page, lean, bow), [sheet.bend_box(line) for line in lines]).tables
    assert (table.style, table.n_rows, table.n_cols) == (TableStyle.ALIGNED, len(ROWS), 4)
    assert [len(c.text_ocr) for c in table.cells] == [2, 10, 7, 2] * len(ROWS)
    assert [len(c.lines) for c in table.cells] == [1] * len(table.cells)


def test_what_was_cut_stands_where_it_stands_on_the_page() -> None:
    page, lines = roster()
    sheet = Lean(page.shape[1], page.shape[0], (9, 0, 0, 0, 0))
    (table,) = read(bend(page, 9, 0), [sheet.bend_box(line) for line in lines]).tables
    first, last = table.cells[0].lines[0].upright, table.cells[3].lines[0].upright
    assert abs(first.y0 - (ROWS[0] - 7)) <= 2
    assert abs(last.y0 - (ROWS[0] + 6)) <= 2


def test_a_known_lean_is_measured() -> None:
    page, _ = roster()
    lean = measure_lean(255 - bend(page, 12, 6), EM)
    assert lean is not None
    found = lean.at(np.array([165.0, 827.0, 1489.0]), np.full(3, 1100.0))
    assert found == pytest.approx([-5.8, 0.0, 13.4], abs=1.0)


def test_a_level_page_is_left_alone() -> None:
    page, _ = roster()
    assert measure_lean(255 - page, EM) is None
    assert measure_lean(np.zeros_like(page), EM) is None
    assert measure_lean(np.zeros((40, 40), np.uint8), EM) is None


def test_boxes_go_there_and_back() -> None:
    lean = Lean(1000, 1000, (10, 0, 0, 0, 0))
    assert lean.bend_box(Box(500, 100, 1000, 130)) == Box(500, 100, 1000, 140)
    assert lean.level_box(Box(500, 100, 1000, 140)) == Box(500, 100, 1000, 130)
    assert lean.place_box(Box(500, 100, 1000, 130)) == Box(500, 105, 1000, 135)
