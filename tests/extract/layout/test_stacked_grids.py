"""Pieces of one table between which the rules down were lost."""

import numpy as np

from pipeline.extract.image import straighten
from pipeline.extract.layout import Layout, read_layout
from pipeline.extract.ocr.engine import Image
from pipeline.model.geometry import Box
from tests.extract.pictures import MarkReader, draw_text, erase, roster

TOP, HIGH, LOST = 300, 70, 5
LEFTS = (150, 330, 860, 1280)


def _torn() -> Image:
    """Return a ruled list of which one row lost all its rules down."""
    page = roster()
    erase(page, Box(100, TOP + LOST * HIGH + 3, 1600, TOP + (LOST + 1) * HIGH - 3))
    return page


def _with_row(page: Image) -> list[Box]:
    top = TOP + LOST * HIGH + 20
    row = zip(LEFTS, (2, 11, 8, 2), strict=True)
    return [draw_text(page, left + 40, top, count) for left, count in row]


def _read(page: Image, lost: list[Box]) -> Layout:
    rows = [TOP + HIGH * row + 20 for row in range(12) if row != LOST]
    others = [Box(left + 40, top, left + 100, top + 30) for top in rows for left in LEFTS]
    return read_layout(straighten(page), MarkReader([*others, *lost]))


def test_the_row_between_two_pieces_of_a_table_is_a_row_of_it() -> None:
    page = _torn()
    (table,) = _read(page, _with_row(page)).tables
    assert (table.n_rows, table.n_cols) == (12, 4)
    filled = {(cell.row, cell.col) for cell in table.cells if cell.lines}
    assert {(LOST, col) for col in range(4)} <= filled


def test_two_tables_with_a_caption_between_them_stay_two() -> None:
    page = _torn()
    caption = draw_text(page, 500, TOP + LOST * HIGH + 20, 14)
    layout = _read(page, [caption])
    assert [table.n_rows for table in layout.tables] == [LOST, 12 - LOST - 1]
    assert any(caption.contains_point(*line.upright.centre) for line in layout.lines)


def test_two_tables_with_nothing_between_them_stay_two() -> None:
    assert len(_read(_torn(), []).tables) == 2


def test_pieces_of_other_columns_stay_apart() -> None:
    page = _torn()
    lower = page[TOP + (LOST + 1) * HIGH - 3 :]
    lower[:] = np.roll(lower, 60, axis=1)
    assert len(_read(page, _with_row(page)).tables) >= 2
