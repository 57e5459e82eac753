from collections.abc import Sequence
from itertools import pairwise

import cv2
import numpy as np
import pytest

from pipeline.extract.image import straighten
from pipeline.extract.layout import Layout, LayoutOptions, read_layout
from pipeline.extract.layout.aligned_tables import level_lines
from pipeline.extract.layout.broken import restore_rules
from pipeline.extract.layout.cell_lines import TextInk
from pipeline.extract.layout.foreign import Foreign
from pipeline.extract.layout.grid import Grid
from pipeline.extract.layout.rules import find_rules
from pipeline.extract.ocr.engine import Image, RecognisedText
from pipeline.model.geometry import Box
from pipeline.model.table import Table, TableStyle
from tests.extract.pictures import MarkReader, blank, draw_grid, draw_text, erase, roster, rotate


def read(page: Image, lines: tuple[Box, ...] = ()) -> Layout:
    return read_layout(straighten(page), MarkReader(lines))


def spans(table: Table) -> list[tuple[int, int, int, int]]:
    return [(c.row, c.col, c.row_span, c.col_span) for c in table.cells]


def assert_tiles(table: Table) -> None:
    """Every place of the grid belongs to exactly one cell."""
    places = [
        (row, col)
        for c in table.cells
        for row in range(c.row, c.row + c.row_span)
        for col in range(c.col, c.col + c.col_span)
    ]
    assert sorted(places) == [(r, k) for r in range(table.n_rows) for k in range(table.n_cols)]


@pytest.mark.parametrize("degrees", [0.0, -2.0, 5.0], ids=str)
def test_every_cell_is_read_on_its_own(degrees: float) -> None:
    layout = read(rotate(roster(), degrees))
    (table,) = layout.tables
    assert (table.style, table.n_rows, table.n_cols) == (TableStyle.RULED, 12, 4)
    assert [len(c.text_ocr) for c in table.cells[:4]] == [2, 11, 8, 2]
    assert all(len(c.lines) == 1 for c in table.cells)
    assert layout.balance.is_even and layout.findings == ()


def test_the_page_is_recognised_in_one_call() -> None:
    reader = MarkReader()
    read_layout(straighten(roster()), reader)
    assert len(reader.asked) == 1 and len(reader.asked[0]) == 48


def test_merged_cells_have_spans_and_empty_cells_stay() -> None:
    page = blank()
    xs, ys = [150, 400, 900, 1400], [300, 380, 460, 540]
    draw_grid(page, xs, ys)
    erase(page, Box(156, 376, 396, 386))
    erase(page, Box(896, 306, 906, 376))
    places = ((190, 365, 3), (700, 320, 9), (500, 405, 6))
    (table,) = read(page, tuple(draw_text(page, *place) for place in places)).tables
    assert spans(table) == [
        (0, 0, 2, 1),
        (0, 1, 1, 2),
        (1, 1, 1, 1),
        (1, 2, 1, 1),
        (2, 0, 1, 1),
        (2, 1, 1, 1),
        (2, 2, 1, 1),
    ]
    assert [bool(c.lines) for c in table.cells] == [True] * 3 + [False] * 4
    assert_tiles(table)


def test_lines_of_a_cell_come_in_reading_order() -> None:
    page = blank()
    draw_grid(page, [150, 700, 1400], [300, 480, 560])
    places = ((200, 330, 9), (200, 375, 8), (200, 420, 2), (800, 370, 4))
    (table,) = read(page, tuple(draw_text(page, *place) for place in places)).tables
    assert [len(line.text) for line in table.cells[0].lines] == [9, 8, 2]


def test_two_blocks_in_a_cell_are_read_one_after_the_other() -> None:
    page = blank()
    draw_grid(page, [150, 1400], [300, 480, 660])
    for y in (340, 400):
        draw_text(page, 200, y, 4)
        draw_text(page, 900, y, 6)
    (table,) = read(page).tables
    assert [len(line.text) for line in table.cells[0].lines] == [4, 4, 6, 6]


def _hair() -> Image:
    page = roster()
    thin = blank()
    draw_grid(thin, [150, 330, 860, 1280, 1500], [300 + 70 * i for i in range(13)], 1)
    wide = page < 10
    page[wide] = 255
    return np.minimum(page, np.maximum(thin, 90))


def _broken() -> Image:
    page = roster()
    for x in range(170, 1490, 61):
        for y in range(300, 1141, 70):
            erase(page, Box(x, y - 3, x + 9, y + 4))
    for x in (150, 330, 860, 1280, 1500):
        for y in range(320, 1130, 83):
            erase(page, Box(x - 3, y, x + 4, y + 8))
    return page


def _double() -> Image:
    page = roster()
    for y in range(300, 1141, 70):
        cv2.line(page, (150, y + 5), (1500, y + 5), 0, 1)
    return page


def _no_sides() -> Image:
    page = roster()
    for x in (150, 1500):
        for y in range(300, 1140, 70):
            erase(page, Box(x - 3, y + 3, x + 4, y + 68))
    return page


@pytest.mark.parametrize(
    "page",
    [_hair(), _broken(), _double(), _no_sides()],
    ids=["hair", "broken", "double", "no-outer-rules"],
)
def test_poor_rules_give_the_same_table(page: Image) -> None:
    (table,) = read(page).tables
    assert (table.n_rows, table.n_cols, len(table.cells)) == (12, 4, 48)
    assert [len(c.text_ocr) for c in table.cells[4:8]] == [2, 11, 8, 2]


def test_a_rule_that_broke_off_between_two_cells_is_restored_and_reported() -> None:
    page = roster()
    erase(page, Box(865, 374, 1275, 436))
    draw_text(page, 937, 390, 8)
    erase(page, Box(1285, 374, 1495, 436))
    draw_text(page, 1360, 390, 2)
    erase(page, Box(1276, 380, 1286, 424))
    layout = read(page)
    (table,) = layout.tables
    assert len(table.cells) == 48
    doubted = [c for c in table.cells if "rule-broken" in c.doubts]
    assert {(c.row, c.col) for c in doubted} == {(1, 2), (1, 3)}
    assert [finding.slug for finding in layout.findings] == ["rule-broken", "rule-broken"]


class SilentReader(MarkReader):
    """Reads nothing, except in the first of the boxes."""

    def read_lines(self, boxes: Sequence[Box]) -> list[RecognisedText]:
        first, *rest = super().read_lines(boxes)
        return [first, *(RecognisedText("", 0.0, ()) for _ in rest)]


def test_ink_of_which_nothing_was_read_is_not_an_empty_cell() -> None:
    page = blank()
    draw_grid(page, [150, 400, 900, 1400], [300, 380, 460])
    draw_text(page, 190, 325, 3)
    draw_text(page, 500, 325, 6)
    page[420:424, 1100:1104] = 0  # dust
    (table,) = read_layout(straighten(page), SilentReader()).tables
    assert [c.text_ocr != "" for c in table.cells] == [True] + [False] * 5
    assert [c.doubts for c in table.cells] == [(), ("ink-unread",), (), (), (), ()]


def test_a_table_cut_by_the_page_end_is_open() -> None:
    page = blank()
    xs, ys = [150, 700, 1400], [1900, 2000, 2100]
    draw_grid(page, xs, ys)
    for x in xs:
        cv2.line(page, (x, 2100), (x, 2250), 0, 2)
    for y in (1935, 2035, 2130):
        draw_text(page, 200, y, 5)
        draw_text(page, 800, y, 5)
    (table,) = read(page).tables
    assert table.n_rows == 3
    assert [c.open_bottom for c in table.cells] == [False] * 4 + [True] * 2
    assert not any(c.open_top for c in table.cells)


def test_two_tables_and_the_text_around_them() -> None:
    page = blank()
    head = draw_text(page, 500, 150, 12)
    draw_grid(page, [150, 700, 1400], [300, 380, 460])
    between = draw_text(page, 200, 560, 10)
    draw_grid(page, [150, 500, 900, 1400], [700, 780, 860, 940])
    for x, y in ((200, 325), (760, 325), (200, 725), (560, 725), (960, 805)):
        draw_text(page, x, y, 4)
    layout = read(page, (between, head))
    assert [(t.table_no, t.n_rows, t.n_cols) for t in layout.tables] == [(1, 2, 2), (2, 3, 3)]
    assert [len(line.text) for line in layout.lines] == [12, 10]


def test_rules_without_text_are_no_table() -> None:
    page = blank()
    draw_grid(page, [150, 700, 1400], list(range(300, 1500, 80)))
    layout = read(page)
    assert layout.tables == () and layout.reason == "no-ink"


def test_print_the_profile_missed_is_added_by_the_detector() -> None:
    page = roster()
    faint = Box(700, 1060, 800, 1100)
    page[1078:1082, 705:795] = 60
    layout = read(page, (faint,))
    (table,) = layout.tables
    assert sum(len(c.lines) for c in table.cells) >= 48
    assert layout.balance.is_even


def test_a_column_line_that_vanished_is_drawn_again_and_doubted() -> None:
    page = roster()
    erase(page, Box(850, 290, 870, 1150))
    for y in range(300, 1150, 70):
        cv2.line(page, (840, y), (880, y), 0, 2)
    lines = tuple(
        Box(left, top, left + count * 34, top + 30)
        for top in range(320, 1120, 70)
        for left, count in ((190, 2), (370, 11), (900, 8), (1320, 2))
    )
    (table,) = read(page, lines).tables
    assert (table.n_rows, table.n_cols) == (12, 4)
    assert [len(c.text_ocr) for c in table.cells[:4]] == [2, 11, 8, 2]
    assert [c.doubts for c in table.cells[:4]] == [(), ("rule-broken",), ("rule-broken",), ()]


def test_a_column_of_spread_words_is_one_column() -> None:
    page = blank()
    xs, ys = [150, 330, 860, 1100], [300 + 70 * i for i in range(13)]
    draw_grid(page, xs, ys)
    lines = tuple(
        draw_text(page, left, top + 20, count)
        for top in ys[:-1]
        for left, count in ((190, 2), (370, 11), (900, 1), (1000, 1))
    )
    (table,) = read(page, lines).tables
    assert (table.n_rows, table.n_cols) == (12, 3)


HEAD_TEXTS = ((206, 2), (510, 6), (1002, 4), (1356, 2))


def headless(texts: tuple[tuple[int, int], ...]) -> tuple[Image, tuple[Box, ...]]:
    """A list whose head has no rules between these texts, each given by its left and length."""
    page = roster()
    erase(page, Box(153, 303, 1498, 368))
    lines = tuple(draw_text(page, left, 320, count) for left, count in texts)
    return page, lines


def test_a_head_without_rules_is_parted_by_the_print_over_the_columns() -> None:
    (table,) = read(*headless(HEAD_TEXTS)).tables
    assert (table.n_rows, table.n_cols, len(table.cells)) == (12, 4, 48)
    assert [len(c.text_ocr) for c in table.cells[:4]] == [2, 6, 4, 2]
    assert [c.doubts for c in table.cells[:5]] == [("rule-broken",)] * 4 + [()]


def test_labels_of_a_head_without_rules_that_were_found_as_one_line_are_parted() -> None:
    page, (place, name, unit, kind) = headless(HEAD_TEXTS)
    (table,) = read(page, (place, name, unit.union(kind))).tables
    assert ["text-cut" in cell.doubts for cell in table.cells[:4]] == [False, False, True, True]
    assert spans(table)[:4] == [(0, col, 1, 1) for col in range(4)]


@pytest.mark.parametrize(
    "texts",
    [((690, 8),), ((206, 2), (170 + 610, 7), (1356, 2)), ((160, 2), (510, 6))],
    ids=["title", "group-over-a-line", "columns-without-print"],
)
def test_a_title_over_several_columns_is_one_cell(texts: tuple[tuple[int, int], ...]) -> None:
    (table,) = read(*headless(texts)).tables
    assert spans(table)[0] == (0, 0, 1, 4)


def test_a_row_line_that_vanished_is_drawn_again_and_doubted() -> None:
    page = roster()
    erase(page, Box(140, 570, 1510, 590))
    for x in (150, 330, 860, 1280, 1500):
        cv2.line(page, (x, 560), (x, 600), 0, 2)
    lines = tuple(
        Box(left, top, left + count * 34, top + 30)
        for top in range(320, 1120, 70)
        for left, count in ((190, 2), (370, 11), (900, 8), (1320, 2))
    )
    layout = read(page, lines)
    (table,) = layout.tables
    assert (table.n_rows, table.n_cols) == (12, 4)
    assert {c.row for c in table.cells if c.doubts} == {3, 4}
    assert layout.balance.is_even


def test_rows_whose_rule_vanished_beside_one_label_are_two_under_that_label() -> None:
    page = roster()
    erase(page, Box(140, 570, 1510, 590))
    erase(page, Box(155, 516, 325, 634))
    for x in (150, 330, 860, 1280, 1500):
        cv2.line(page, (x, 510), (x, 640), 0, 2)
    widths = ((190, 2), (370, 11), (900, 8), (1320, 2))
    lines = [
        Box(left, top, left + count * 34, top + 30)
        for top in range(320, 1120, 70)
        for left, count in (widths[1:] if top in (530, 600) else widths)
    ]
    (table,) = read(page, (*lines, draw_text(page, 190, 565, 2))).tables
    assert (table.n_rows, table.n_cols) == (12, 4)
    assert [cell for cell in spans(table) if cell[2] > 1] == [(3, 0, 2, 1)]
    label = next(cell for cell in table.cells if (cell.row, cell.col) == (3, 0))
    assert (len(label.text_ocr), label.doubts) == (2, ("rule-broken",))


def test_a_head_that_lost_its_rules_is_parted_from_the_first_row() -> None:
    page = roster()
    xs = (150, 330, 860, 1280, 1500)
    for top in (290, 360):
        erase(page, Box(140, top, 1510, top + 20))
    for x in xs:
        cv2.line(page, (x, 326), (x, 400), 0, 2)
    tops = range(320, 1120, 70)
    widths = ((190, 2), (370, 11), (900, 8), (1320, 2))
    lines = tuple(Box(x, y, x + count * 34, y + 30) for y in tops for x, count in widths)
    (table,) = read(page, lines).tables
    assert (table.n_rows, table.n_cols) == (12, 4)
    assert {c.row for c in table.cells if c.doubts} == {0, 1}


@pytest.mark.parametrize(("wrapped", "rows"), [(4, 9), (0, 10)], ids=["spaced-lines", "one-line"])
def test_lines_of_all_cells_of_a_row_are_one_row_where_others_are_as_far_apart(
    wrapped: int, rows: int
) -> None:
    page, lines = blank(), []
    high = [row == 6 or 0 < row <= wrapped for row in range(9)]
    ys = [300, *(300 + 56 * (row + 1) + 54 * sum(high[: row + 1]) for row in range(9))]
    draw_grid(page, [150, 650, 1200, 1500], ys)
    for row, (top, bottom) in enumerate(pairwise(ys)):
        for left, count in ((150, 8), (650, 8), (1200, 2)):
            two = row == 6 or (left == 1200 and high[row])
            places = (top + 12, top + 68) if two else ((top + bottom) // 2 - 15,)
            lines += [draw_text(page, left + 20, y, count) for y in places]
    (table,) = read(page, tuple(lines)).tables
    assert table.n_rows == rows


def test_an_entry_in_the_row_of_the_head_is_a_row_where_a_label_goes_on_below() -> None:
    page = roster()
    xs = (150, 330, 860, 1280, 1500)
    erase(page, Box(140, 360, 1510, 380))
    erase(page, Box(155, 380, 325, 506))
    for x in xs:
        cv2.line(page, (x, 300), (x, 510), 0, 2)
    tops = range(320, 1120, 70)
    lines = [
        Box(x, y, x + count * 34, y + 30)
        for y in tops
        for x, count in ((190, 2), (370, 11), (900, 8), (1320, 2))
        if x > 190 or not 320 < y < 510
    ]
    label = draw_text(page, 190, 425, 2)
    (table,) = read(page, (*lines, label)).tables
    assert (table.n_rows, table.n_cols) == (12, 4)
    assert [cell for cell in spans(table) if cell[2] > 1] == [(1, 0, 2, 1)]


@pytest.mark.parametrize(
    ("counts", "rows"), [((2, 7, 4), 7), ((4, 15, 11), 5)], ids=["short-lines", "wrapped"]
)
def test_three_short_lines_in_every_cell_are_three_rows(
    counts: tuple[int, int, int], rows: int
) -> None:
    page = blank()
    xs, ys = [150, 300, 830, 1230], [300, 344, 388, 432, 560, 604]
    draw_grid(page, xs, ys)
    tops = (307, 351, 395, 439, 481, 523, 567)
    lines = tuple(
        draw_text(page, left + 8, top, count if 3 <= row <= 4 else 2)
        for row, top in enumerate(tops)
        for left, count in zip(xs, counts, strict=False)
    )
    assert read(page, lines).tables[0].n_rows == rows


def test_two_lines_in_every_cell_are_one_row() -> None:
    page = blank()
    xs, ys = [150, 330, 860, 1280], [300, 370, 440, 550, 620]
    draw_grid(page, xs, ys)
    tops = (320, 390, 455, 503, 570)
    lines = tuple(
        draw_text(page, left, top, count)
        for top in tops
        for left, count in ((190, 2), (370, 11), (900, 8))
    )
    layout = read(page, lines)
    assert layout.tables[0].n_rows == 4 and layout.balance.is_even


def test_a_line_that_stands_on_a_rule_is_cut_in_full() -> None:
    page = blank()
    draw_grid(page, [150, 800, 1400], [300, 370, 440])
    draw_text(page, 190, 320, 8)
    box = draw_text(page, 190, 355, 8)
    draw_text(page, 900, 390, 3)
    seen = Box(box.x0 - 3, box.y0 - 4, box.x1 + 3, box.y1 + 4)
    (table,) = read(page, (seen,)).tables
    cell = next(c for c in table.cells if (c.row, c.col) == (1, 0))
    assert [(line.upright.y0, line.upright.y1) for line in cell.lines] == [(seen.y0, seen.y1)]


def test_a_first_character_too_faint_to_be_ink_is_in_the_cut() -> None:
    page = blank()
    draw_grid(page, [150, 800, 1400], [300, 370, 440])
    box = draw_text(page, 230, 320, 8)
    draw_text(page, 900, 390, 3)
    seen = Box(box.x0 - 45, box.y0 - 4, box.x1 + 3, box.y1 + 4)
    page[seen.y0 : seen.y1, seen.x0 : box.x0 - 4] = 235
    (table,) = read(page, (seen,)).tables
    cell = next(c for c in table.cells if (c.row, c.col) == (0, 0))
    (line,) = cell.lines
    assert (line.upright.x0, line.upright.x1) == (seen.x0, seen.x1)
    assert "text-cut" not in cell.doubts


def test_rules_far_fainter_than_most_shine_through_though_print_is_light() -> None:
    page = roster()
    for y in range(1250, 2200, 60):
        draw_text(page, 200, y, 36)
    page = np.maximum(page, 140)
    xs, ys = [150, 330, 860, 1280, 1500], [300 + 70 * i for i in range(13)]
    draw_grid(page, [210, 1560], [250, 1110], 4)
    page[page == 0] = 200
    draw_grid(page, xs, ys)
    page[page == 0] = 90
    blank_down = np.zeros_like(page.T)
    nothing = Foreign(np.zeros_like(page), blank_down, blank_down, None)
    across, down = find_rules(page, 200.0, LayoutOptions().rule_contrast, nothing)
    for rules, levels in ((across, ys), (down, xs)):
        assert all(np.abs(np.array(levels) - p[2:].mean()).min() < 5 for p in rules.pieces)


LIST_XS, LIST_YS = [150, 330, 860, 1280, 1500], [300 + 62 * i for i in range(11)]


def list_without_a_rule(shift: int) -> Table:
    """Read a list with a rule down lost in two rows; `shift` moves the text behind it there."""
    page, lines = blank(), []
    draw_grid(page, LIST_XS, LIST_YS)
    erase(page, Box(LIST_XS[2] - 3, LIST_YS[4] + 3, LIST_XS[2] + 4, LIST_YS[6] - 2))
    for row, top in enumerate(LIST_YS[:-1]):
        for col, count in enumerate((2, 6 + row, 5 + row % 3, 2)):
            x = LIST_XS[col] + 20 + (shift if col == 2 and row in (4, 5) else 0)
            lines.append(draw_text(page, x, top + 16, count))
    (table,) = read(page, tuple(lines)).tables
    return table


def test_a_rule_down_lost_beside_text_in_its_usual_place_is_drawn() -> None:
    table = list_without_a_rule(shift=0)
    assert (table.n_rows, table.n_cols, len(table.cells)) == (10, 4, 40)
    assert [c.row for c in table.cells if "rule-broken" in c.doubts] == [4, 4, 5, 5]


@pytest.mark.parametrize(
    ("kept", "lower", "n_cells"),
    [(0.4, 12, 40), (0.2, 12, 38), (0.2, 0, 40)],
    ids=["much", "little", "little-beside-print-in-its-usual-place"],
)
def test_a_rule_lost_in_half_its_places_is_drawn_where_much_of_it_is_left(
    kept: float, lower: int, n_cells: int
) -> None:
    page, lines = blank(), []
    draw_grid(page, LIST_XS, LIST_YS)
    for left, right in ((LIST_XS[1], LIST_XS[2]), (LIST_XS[2], LIST_XS[3])):
        off = round((1 - kept) / 2 * (right - left))
        for x0, x1 in ((left + 3, left + off), (right - off, right - 3)):
            erase(page, Box(x0, LIST_YS[1] - 3, x1, LIST_YS[1] + 4))
    for row, top in enumerate(LIST_YS[:-1]):
        for left, count in zip(LIST_XS, (2, 8, 6, 2), strict=False):
            lines.append(draw_text(page, left + 20, top + 11 + lower * (row == 0), count))
    (table,) = read(page, tuple(lines)).tables
    assert (table.n_rows, table.n_cols, len(table.cells)) == (10, 4, n_cells)


def test_a_label_of_as_many_lines_as_rows_in_a_column_of_labels_is_one_cell() -> None:
    page, lines = blank(), []
    draw_grid(page, LIST_XS, LIST_YS)
    for row in (1, 4, 7):
        erase(page, Box(LIST_XS[0] + 3, LIST_YS[row] - 3, LIST_XS[1] - 2, LIST_YS[row] + 4))
    for row, top in enumerate(LIST_YS[:-1]):
        for left, count in zip(LIST_XS, (2, 8, 6, 2), strict=False):
            if left > LIST_XS[0] or row in (0, 1, 3, 4, 6, 7):
                lines.append(draw_text(page, left + 20, top + 16, count))
    (table,) = read(page, tuple(lines)).tables
    labels = [(cell.row, cell.row_span) for cell in table.cells if cell.col == 0]
    assert [label for label in labels if label[1] > 1] == [(0, 2), (3, 2), (6, 2)]


def label_spans(erased: Sequence[int], labels: Sequence[float]) -> list[tuple[int, int]]:
    """The first row and the rows of each label over several rows, in a list with labels at rows.

    Beside them the rules are `erased`.
    """
    page, lines = blank(), []
    draw_grid(page, LIST_XS, LIST_YS)
    for row in erased:
        erase(page, Box(LIST_XS[0] + 3, LIST_YS[row] - 3, LIST_XS[1] - 2, LIST_YS[row] + 4))
    for label in labels:
        lines.append(draw_text(page, LIST_XS[0] + 20, LIST_YS[0] + round(62 * label) + 16, 2))
    for top in LIST_YS[:-1]:
        for left, count in zip(LIST_XS[1:], (8, 6, 2), strict=False):
            lines.append(draw_text(page, left + 20, top + 16, count))
    (table,) = read(page, tuple(lines)).tables
    spans = [(cell.row, cell.row_span) for cell in table.cells if cell.col == 0]
    return [span for span in spans if span[1] > 1]


@pytest.mark.parametrize(
    ("at", "spans"),
    [((3.5, 6.0), [(3, 2), (5, 3)]), ((3.5, 6.5), [(3, 5)])],
    ids=["in-the-middle-of-rows", "elsewhere"],
)
def test_labels_of_one_cell_are_parted_where_each_is_in_the_middle_of_its_rows(
    at: tuple[float, float], spans: list[tuple[int, int]]
) -> None:
    assert label_spans(range(4, 8), (*range(3), *at, 8, 9)) == spans


def test_text_elsewhere_leaves_the_cells_merged() -> None:
    assert len(list_without_a_rule(shift=110).cells) == 38


def test_a_rule_down_between_two_columns_full_of_print_is_one() -> None:
    page, lines = blank(), []
    ys = [300 + 44 * i for i in range(11)]
    draw_grid(page, LIST_XS, ys)
    full = LIST_XS[2] - 15 * 34
    for top in ys[:-1]:
        for left, count in ((180, 2), (full, 15), (LIST_XS[2] + 8, 11), (1310, 2)):
            lines.append(draw_text(page, left, top + 6, count))
    (table,) = read(page, tuple(lines)).tables
    assert (table.n_rows, table.n_cols, len(table.cells)) == (10, 4, 40)


def test_labels_of_high_rows_are_one_for_each_row_where_the_rules_between_them_are_lost() -> None:
    page, lines = blank(), []
    ys = list(range(300, 1101, 80))
    draw_grid(page, LIST_XS, ys)
    for row in (1, 4, 7):
        erase(page, Box(LIST_XS[0] + 3, ys[row] - 3, LIST_XS[1] - 2, ys[row] + 4))
    for top in ys[:-1]:
        for left, count in zip(LIST_XS, (2, 8, 6, 2), strict=False):
            lines.append(draw_text(page, left + 20, top + 25, count))
    (table,) = read(page, tuple(lines)).tables
    assert len(table.cells) == 40
    assert [c.row for c in table.cells if "rule-broken" in c.doubts] == [0, 1, 3, 4, 6, 7]


@pytest.mark.parametrize(("n_rows", "is_drawn"), [(24, True), (12, False)], ids=["many", "few"])
def test_a_rule_down_that_is_lost_in_one_of_many_rows_is_drawn_wherever_print_stands(
    n_rows: int, is_drawn: bool
) -> None:
    """Names begin close behind it, and are not in the middle of their cells."""
    mask = np.zeros((60 * n_rows, 600), np.uint8)
    for row in range(n_rows):
        mask[60 * row + 15 : 60 * row + 45, 10:85] = mask[
            60 * row + 15 : 60 * row + 45, 107:300
        ] = 1
    rows = tuple(level_lines([60 * row for row in range(n_rows + 1)], 0, 600))
    cols = tuple(level_lines([0, 100, 600], 0, 60 * n_rows))
    down = np.ones((3, n_rows))
    down[1, 5] = 0.1
    grid = Grid(rows, cols, np.ones((n_rows + 1, 2)), down)
    restored, beside = restore_rules(grid, TextInk(mask, 30.0))
    assert restored.down[1, 5] == (1.0 if is_drawn else 0.1)
    assert beside[5].tolist() == [is_drawn, is_drawn]


@pytest.mark.parametrize(
    ("label", "spans"),
    [(4.0, [(3, 3)]), (4.5, [(4, 2)]), (5.0, [(4, 2)])],
    ids=["in-the-middle-of-three", "in-the-middle-of-its-two", "in-the-lower-one"],
)
def test_a_fold_on_a_rule_cuts_no_label_off_from_its_rows(
    label: float, spans: list[tuple[int, int]]
) -> None:
    assert label_spans((5,), (0, 1, 2, label, 6, 7, 8, 9)) == spans
