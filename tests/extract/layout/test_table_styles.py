"""Styles of tables: rules that are dotted, left out here and there, or shared by two tables."""

import cv2
import pytest

from pipeline.extract.image import straighten
from pipeline.extract.layout import Layout, read_layout
from pipeline.extract.ocr.engine import Image
from pipeline.model.geometry import Box
from pipeline.model.table import Table, TableStyle
from tests.extract.pictures import MarkReader, blank, draw_grid, draw_text

XS = (150, 330, 860, 1280, 1500)
COUNTS = (2, 11, 8, 2)


def fill(page: Image, tops: range, xs: tuple[int, ...] = XS) -> list[Box]:
    return [
        draw_text(page, left + 30, top + 20, count)
        for top in tops
        for left, count in zip(xs, COUNTS, strict=False)
    ]


def read(page: Image, lines: list[Box]) -> Layout:
    return read_layout(straighten(page), MarkReader(lines))


def shape(table: Table) -> tuple[TableStyle, int, int]:
    filled = sum(len(cell.lines) for cell in table.cells)
    assert filled == len(table.cells)
    return table.style, table.n_rows, table.n_cols


def dotted(page: Image, start: tuple[int, int], end: tuple[int, int]) -> None:
    (x0, y0), (x1, y1) = start, end
    for step in range(0, max(x1 - x0, y1 - y0), 6):
        place = (x0 + step, y0) if y0 == y1 else (x0, y0 + step)
        cv2.rectangle(page, place, (place[0] + 2, place[1] + 2), 0, -1)


def test_dotted_rules_make_one_table() -> None:
    page, tops = blank(), range(300, 1140, 70)
    lines = fill(page, tops)
    for y in (*tops, 1140):
        dotted(page, (XS[0], y), (XS[-1], y))
    for x in XS:
        dotted(page, (x, 300), (x, 1140))
    (table,) = read(page, lines).tables
    assert shape(table)[1:] == (12, 4)


def test_a_frame_with_lines_down_only_has_the_rows_of_its_writing() -> None:
    page, tops = blank(), range(300, 1000, 70)
    lines = fill(page, tops)
    draw_grid(page, XS, (300, 370, 1000))
    layout = read(page, lines)
    (table,) = layout.tables
    assert shape(table) == (TableStyle.RULED, 10, 4)
    assert {cell.doubts for cell in table.cells if cell.row} == {("rule-broken",)}


def test_cells_that_wrap_alike_are_one_row() -> None:
    page = blank()
    draw_grid(page, XS, (300, 370, 560, 750))
    lines = fill(page, range(300, 370, 70))
    for top in (380, 570):
        lines.append(draw_text(page, XS[0] + 30, top + 60, 1))
        for left, count in zip(XS[1:], (11, 8, 2), strict=False):
            lines += [draw_text(page, left + 30, top + 40 * i, count) for i in range(4)]
    (table,) = read(page, lines).tables
    assert (table.n_rows, table.n_cols) == (3, 4)


def test_two_tables_almost_touching_are_two() -> None:
    page = blank()
    lines = fill(page, range(300, 650, 70)) + fill(page, range(668, 1018, 70), (150, 700, 1100))
    draw_grid(page, XS, range(300, 651, 70))
    draw_grid(page, (150, 700, 1100, 1500), range(668, 1019, 70))
    first, second = read(page, lines).tables
    assert (first.n_rows, first.n_cols, second.n_rows, second.n_cols) == (5, 4, 5, 3)


def test_two_tables_side_by_side_are_two() -> None:
    page = blank()
    left, right = (120, 260, 700), (800, 940, 1500)
    lines = fill(page, range(300, 860, 70), left[:-1]) + fill(page, range(300, 720, 70), right[:-1])
    draw_grid(page, left, range(300, 861, 70))
    draw_grid(page, right, range(300, 721, 70))
    first, second = read(page, lines).tables
    assert (shape(first)[1:], shape(second)[1:]) == ((8, 2), (6, 2))


@pytest.mark.parametrize("missing", ["first", "last"])
def test_a_row_beyond_the_outermost_rule_belongs_to_the_table(missing: str) -> None:
    page, tops = blank(), range(300, 1000, 70)
    lines = fill(page, tops)
    title = draw_text(page, 500, 200, 12)
    note = draw_text(page, 150, 1040, 20)
    for y in tops[1:] if missing == "first" else tops:
        cv2.line(page, (150, y), (1500, y), 0, 2)
    if missing == "first":
        cv2.line(page, (150, 1000), (1500, 1000), 0, 2)
    layout = read(page, [*lines, title, note])
    (table,) = layout.tables
    assert shape(table) == (TableStyle.HORIZONTAL, 10, 4)
    assert len(layout.lines) == 2


def test_a_caption_parts_two_tables_without_rules() -> None:
    page = blank()
    lines = fill(page, range(300, 720, 60))
    lines.append(draw_text(page, 170, 740, 14))
    other = (240, 600, 1200)
    for y in range(800, 1100, 60):
        lines += [draw_text(page, x, y, count) for x, count in zip(other, (6, 4, 3), strict=True)]
    layout = read(page, lines)
    first, second = layout.tables
    assert (first.n_rows, first.n_cols, second.n_rows, second.n_cols) == (7, 4, 5, 3)
    assert len(layout.lines) == 1
