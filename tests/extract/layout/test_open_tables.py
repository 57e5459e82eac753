from dataclasses import replace

import cv2
import numpy as np
import pytest

from pipeline.extract.image import straighten
from pipeline.extract.layout import Layout, read_layout
from pipeline.extract.layout.cell_lines import TextInk
from pipeline.extract.layout.glued_lines import part_glued_lines
from pipeline.extract.ocr.engine import Image
from pipeline.model.geometry import Box
from pipeline.model.table import TableStyle
from tests.extract.pictures import MarkReader, blank, draw_grid, draw_text, erase, rotate

COLUMNS = ((180, 2), (330, 10), (900, 7), (1320, 2))
ROWS = tuple(range(320, 1300, 70))


def _print_rows(page: Image) -> None:
    for i, y in enumerate(ROWS):
        for x, count in COLUMNS:
            draw_text(page, x + 12 * (i % 3), y, count)


def read(page: Image) -> Layout:
    upright = straighten(page)
    return read_layout(upright, MarkReader(_find_lines(upright.ink)))


def _find_lines(ink: Image) -> list[Box]:
    """Do the detector's work: marks that stand next to each other."""
    joined = cv2.dilate(ink, np.ones((3, 17), np.uint8))
    boxes = (cv2.boundingRect(c) for c in cv2.findContours(joined, 2, 2)[0])
    return [Box(x, y, x + w, y + h) for x, y, w, h in boxes if 20 <= h <= 60]


@pytest.mark.parametrize("degrees", [0.0, 0.8], ids=str)
def test_rules_between_rows_only(degrees: float) -> None:
    page = blank()
    _print_rows(page)
    for y in (*ROWS, ROWS[-1] + 70):
        cv2.line(page, (150, y - 18), (1500, y - 18), 0, 2)
    (table,) = read(rotate(page, degrees)).tables
    assert (table.style, table.n_rows, table.n_cols) == (TableStyle.HORIZONTAL, len(ROWS), 4)
    assert [len(c.text_ocr) for c in table.cells[:4]] == [2, 10, 7, 2]


def test_three_rules_and_aligned_rows() -> None:
    page = blank()
    _print_rows(page)
    for y in (ROWS[0] - 18, ROWS[1] - 18, ROWS[-1] + 52):
        cv2.line(page, (150, y), (1500, y), 0, 2)
    (table,) = read(page).tables
    assert (table.style, table.n_rows, table.n_cols) == (TableStyle.HORIZONTAL, len(ROWS), 4)


def test_no_rules_at_all() -> None:
    page = blank()
    _print_rows(page)
    (table,) = read(page).tables
    assert (table.style, table.n_rows, table.n_cols) == (TableStyle.ALIGNED, len(ROWS), 4)


def test_rules_that_show_a_part_of_the_list_are_given_up() -> None:
    page = blank()
    _print_rows(page)
    draw_grid(page, (150, 300, 1500), (ROWS[0] - 18, ROWS[5] - 18, ROWS[-1] + 52))
    (table,) = read(page).tables
    assert (table.style, table.n_rows, table.n_cols) == (TableStyle.ALIGNED, len(ROWS), 4)


def test_rules_down_without_most_of_those_across_give_way_to_many_rows() -> None:
    page = blank()
    _print_rows(page)
    levels = [ROWS[at] - 18 for at in (0, 2, 4)]
    draw_grid(page, (150, 300, 870, 1290, 1500), (*levels, ROWS[-1] + 52))
    (table,) = read(page).tables
    assert (table.n_rows, table.n_cols) == (len(ROWS), 4)


def test_what_is_left_of_rules_bounds_no_list() -> None:
    page = blank()
    _print_rows(page)
    for i, y in enumerate(ROWS):
        if i % 4:
            cv2.line(page, (420 + 30 * (i % 3), y - 18), (1500, y - 18), 0, 2)
    (table,) = read(page).tables
    assert (table.style, table.n_rows, table.n_cols) == (TableStyle.ALIGNED, len(ROWS), 4)


def test_a_head_that_fits_no_column_parts_no_list() -> None:
    page = blank()
    _print_rows(page)
    for x in (730, 820, 1200, 1260, 1450, 1530):
        draw_text(page, x, ROWS[0] - 50, 1)
    (table,) = read(page).tables
    assert (table.n_rows, table.n_cols) == (len(ROWS), 4)


def test_neither_holes_nor_a_page_number_belong_to_a_list() -> None:
    page = blank()
    _print_rows(page)
    number = draw_text(page, 800, ROWS[-1] + 110, 1)
    lines = _find_lines(straighten(page).ink)
    for y in (600, 1100):
        cv2.circle(page, (94, y), 22, 30, -1)
        lines.append(Box(70, y - 24, 118, y + 24))
    layout = read_layout(straighten(page), MarkReader(lines))
    (table,) = layout.tables
    assert (table.n_rows, table.n_cols) == (len(ROWS), 4)
    assert [number.contains_point(*line.upright.centre) for line in layout.lines] == [True]


def test_a_page_number_no_further_below_than_tall_rows_are_apart_is_no_part_of_the_last() -> None:
    page = blank()
    rows = range(320, 1300, 110)
    for y in rows:
        for x, count in ((180, 2), (900, 7), (1320, 2)):
            draw_text(page, x, y, count)
        draw_text(page, 330, y - 18, 10)
        draw_text(page, 400, y + 18, 4)
    number = draw_text(page, 980, rows[-1] + 110, 4)
    layout = read(page)
    (table,) = layout.tables
    assert (table.style, table.n_rows, table.n_cols) == (TableStyle.ALIGNED, 9, 4)
    assert [number.contains_point(*line.upright.centre) for line in layout.lines] == [True]


def test_a_pale_line_at_the_foot_that_fell_to_pieces_is_no_row() -> None:
    page = blank()
    _print_rows(page)
    for x in (190, 262, 354, 426):
        draw_text(page, x, ROWS[-1] + 100, 1)
    (table,) = read(page).tables
    assert (table.n_rows, table.n_cols) == (len(ROWS), 4)


def test_a_running_foot_under_three_narrow_columns_is_no_row() -> None:
    page = blank()
    for y in ROWS:
        for x, count in ((180, 1), (260, 2), (400, 10), (900, 7), (1320, 2)):
            draw_text(page, x, y, count)
    foot = draw_text(page, 180, ROWS[-1] + 80, 9)
    layout = read(page)
    (table,) = layout.tables
    assert (table.n_rows, table.n_cols) == (len(ROWS), 5)
    assert [foot.contains_point(*line.upright.centre) for line in layout.lines] == [True]


@pytest.mark.parametrize("below", [70, 84], ids=str)
def test_the_words_that_close_a_letter_are_none_of_its_list(below: int) -> None:
    page = blank()
    for y in ROWS[:3]:
        for x, count in COLUMNS[:3]:
            draw_text(page, x, y, count)
    words = draw_text(page, 200, ROWS[2] + below, 5)
    layout = read(page)
    (table,) = layout.tables
    assert (table.n_rows, table.n_cols) == (3, 3)
    assert [words.contains_point(*line.upright.centre) for line in layout.lines] == [True]


@pytest.mark.parametrize("signed", [(), ((930, 6),), ((900, 7), (920, 6))], ids=len)
def test_a_list_ends_where_its_letter_closes_whatever_stands_below(
    signed: tuple[tuple[int, int], ...],
) -> None:
    page = blank()
    for y in ROWS[:4]:
        for x, count in ((300, 2), (480, 8), (900, 7)):
            draw_text(page, x, y, count)
    below = [(200, 5), *signed]
    closing = [draw_text(page, x, y, n) for y, (x, n) in zip(ROWS[4:], below, strict=False)]
    layout = read(page)
    (table,) = layout.tables
    assert (table.style, table.n_rows, table.n_cols) == (TableStyle.ALIGNED, 4, 3)
    free = [line.upright.centre for line in layout.lines]
    assert len(free) == len(closing)
    assert all(box.contains_point(*at) for box, at in zip(closing, free, strict=True))


def test_the_rule_below_a_running_head_is_none_of_the_list() -> None:
    page = blank()
    _print_rows(page)
    draw_text(page, 700, 40, 5)
    draw_text(page, 180, 130, 3)
    draw_text(page, 500, 210, 9)
    for y in (90, ROWS[0] - 18, ROWS[1] - 18):
        cv2.line(page, (150, y), (1500, y), 0, 2)
    (table,) = read(page).tables
    assert (table.n_rows, table.n_cols) == (len(ROWS), 4)


def test_a_row_whose_cells_all_wrapped_is_one_row() -> None:
    page, y = blank(), 320
    for row in range(10):
        wraps = row % 3 == 1
        draw_text(page, 180, y + 20 * wraps, 2)
        for x, count in ((330, 10), (900, 7), (1320, 3)):
            draw_text(page, x, y, count if wraps else 2 + row % 2 * (count - 4))
            if wraps:
                draw_text(page, x, y + 40, 1)
        y += 50 + 40 * wraps
    (table,) = read(page).tables
    assert (table.n_rows, table.n_cols) == (10, 4)


def test_a_head_whose_labels_stand_at_heights_of_their_own_is_one_row() -> None:
    page = blank()
    for y in ROWS[1:]:
        for x, count in COLUMNS:
            draw_text(page, x, y, count)
    for (x, count), y in zip(COLUMNS, (-36, 4, 4, -36), strict=True):
        draw_text(page, x + 10, ROWS[0] + y, count // 2)
    draw_text(page, 1450, ROWS[0] - 36, 2)  # of a column that is empty below
    (table,) = read(page).tables
    assert (table.style, table.n_rows, table.n_cols) == (TableStyle.ALIGNED, len(ROWS), 5)
    assert all(len(cell.lines) == 1 for cell in table.cells if cell.col < 4)


def test_a_label_wider_than_others_is_read_in_full() -> None:
    page = blank()
    _print_rows(page)
    wide = draw_text(page, 146, ROWS[7], 4)
    (table,) = read(page).tables
    cell = next(cell for cell in table.cells if (cell.row, cell.col) == (7, 0))
    assert (cell.upright.x0 <= wide.x0, len(cell.text_ocr)) == (True, 4)


def test_a_second_line_belongs_to_its_row() -> None:
    page = blank()
    for y in range(320, 1300, 140):
        for x, count in COLUMNS:
            draw_text(page, x, y, count)
        draw_text(page, 330, y + 40, 3)
    (table,) = read(page).tables
    assert (table.n_rows, table.n_cols) == (7, 4)
    assert [len(line.text) for line in table.cells[1].lines] == [10, 3]


@pytest.mark.parametrize("labels", [1, 2], ids=["one-label", "a-label-each"])
def test_a_rule_missing_under_one_column_merges_rows_of_one_label(labels: int) -> None:
    page = blank()
    _print_rows(page)
    if labels == 1:
        erase(page, Box(170, ROWS[2] - 5, 280, ROWS[2] + 40))
    for i, y in enumerate((*ROWS, ROWS[-1] + 70)):
        start = 300 if i == 2 else 150
        cv2.line(page, (start, y - 18), (1500, y - 18), 0, 2)
    (table,) = read(page).tables
    merged = [c for c in table.cells if c.row_span == 2]
    assert [(c.row, c.col) for c in merged] == ([(1, 0)] if labels == 1 else [])


def test_a_rule_of_which_a_piece_is_left_parts_two_full_rows() -> None:
    page = blank()
    _print_rows(page)
    for i, y in enumerate((*ROWS, ROWS[-1] + 70)):
        cv2.line(page, (1080 if i == 5 else 150, y - 18), (1500, y - 18), 0, 2)
    (table,) = read(page).tables
    assert (table.n_rows, table.n_cols) == (len(ROWS), 4)
    assert all(len(cell.lines) == 1 for cell in table.cells)


def test_a_column_with_nothing_but_a_header_is_a_column() -> None:
    page = blank()
    _print_rows(page)
    draw_text(page, 1470, ROWS[0], 2)
    (table,) = read(page).tables
    assert (table.n_rows, table.n_cols) == (len(ROWS), 5)
    assert [len(c.text_ocr) for c in table.cells[:10]] == [2, 10, 7, 2, 2, 2, 10, 7, 2, 0]


def test_full_rows_below_a_wide_head_are_no_caption() -> None:
    """Their narrow gaps make one piece of a row, and one column is empty below the head."""
    page = blank()
    for i, y in enumerate(ROWS):
        for x, count in ((180, 3), (320, 10), (700, 3 if i % 3 else 7), (980, 2)):
            draw_text(page, x, y, count)
    draw_text(page, 1400, ROWS[0], 2)
    (table,) = read(page).tables
    assert (table.n_rows, table.n_cols) == (len(ROWS), 5)


def test_long_cells_do_not_make_columns_of_their_ends() -> None:
    page = blank()
    _print_rows(page)
    for y in ROWS[3:6]:
        draw_text(page, 330, y, 15)
    (table,) = read(page).tables
    assert (table.n_rows, table.n_cols) == (len(ROWS), 4)


def test_one_row_between_two_rules_is_the_end_of_a_table() -> None:
    page = blank()
    for x, count in COLUMNS:
        draw_text(page, x, 320, count)
    for y in (302, 372):
        cv2.line(page, (150, y), (1500, y), 0, 2)
    (table,) = read(page).tables
    assert (table.style, table.n_rows, table.n_cols) == (TableStyle.HORIZONTAL, 1, 4)


def _print_two_lines(page: Image, types: tuple[int, ...]) -> None:
    """One band between two rules: names and units of two lines, a label in the middle of both."""
    for y, count in ((320, 10), (364, 6)):
        draw_text(page, 330, y, count)
        draw_text(page, 900, y, count - 2)
    draw_text(page, 180, 342, 2)
    for y in types:
        draw_text(page, 1320, y, 2)
    for y in (302, 412):
        cv2.line(page, (150, y), (1500, y), 0, 2)


def test_lines_of_two_cells_beside_two_that_are_centred_are_one_row() -> None:
    page = blank()
    _print_two_lines(page, types=(342,))
    (table,) = read(page).tables
    assert (table.style, table.n_rows, table.n_cols) == (TableStyle.HORIZONTAL, 1, 4)
    assert [len(cell.lines) for cell in table.cells] == [1, 2, 2, 1]


def test_lines_of_all_cells_but_one_that_is_centred_are_two_rows() -> None:
    page = blank()
    _print_two_lines(page, types=(320, 364))
    (table,) = read(page).tables
    assert (table.style, table.n_rows, table.n_cols) == (TableStyle.HORIZONTAL, 2, 4)


def test_one_row_with_a_wrapped_cell_at_the_top_is_the_end_of_a_table() -> None:
    page = blank()
    for x, count in COLUMNS:
        draw_text(page, x, 320, count)
    draw_text(page, 330, 364, 3)
    (table,) = read(page).tables
    assert (table.style, table.n_rows, table.n_cols) == (TableStyle.ALIGNED, 1, 4)
    assert [len(c.lines) for c in table.cells] == [1, 2, 1, 1]


def test_a_dark_ground_round_the_sheet_bounds_no_table() -> None:
    page = blank()
    _print_rows(page)
    page[:60], page[-50:], page[:, :40], page[:, -70:] = 60, 60, 60, 60
    (table,) = read(page).tables
    assert (table.style, table.n_rows, table.n_cols) == (TableStyle.ALIGNED, len(ROWS), 4)


def test_rules_that_shine_through_the_paper_are_none() -> None:
    page = blank()
    draw_grid(page, [100, 700, 1600], list(range(280, 1400, 90)))
    page[page < 255] = 225
    _print_rows(page)
    (table,) = read(page).tables
    assert (table.style, table.n_rows, table.n_cols) == (TableStyle.ALIGNED, len(ROWS), 4)


def test_running_text_is_no_table() -> None:
    page = blank()
    for y in range(300, 2000, 60):
        draw_text(page, 200 + (y * 7) % 31, y, 35)
    assert read(page).tables == ()


def test_a_fold_across_the_page_is_no_rule() -> None:
    page = blank()
    _print_rows(page)
    for y in (*ROWS, ROWS[-1] + 70):
        cv2.line(page, (150, y - 18), (1500, y - 18), 0, 2)
    cv2.line(page, (20, ROWS[7] - 6), (1640, ROWS[7] - 8), 40, 2)
    (table,) = read(page).tables
    assert (table.style, table.n_rows, table.n_cols) == (TableStyle.HORIZONTAL, len(ROWS), 4)


def test_a_rule_that_lost_its_beginning_parts_no_table() -> None:
    page = blank()
    _print_rows(page)
    for i, y in enumerate((*ROWS, ROWS[-1] + 70)):
        cv2.line(page, (230 if i == 6 else 150, y - 18), (1500, y - 18), 0, 2)
    (table,) = read(page).tables
    assert (table.n_rows, table.n_cols) == (len(ROWS), 4)


def test_rules_beside_a_part_of_a_table_do_not_cut_it_out() -> None:
    page = blank()
    _print_rows(page)
    for y in ROWS[7:]:
        cv2.line(page, (620, y - 18), (1500, y - 18), 0, 2)
    (table,) = read(page).tables
    assert (table.style, table.n_rows, table.n_cols) == (TableStyle.ALIGNED, len(ROWS), 4)


@pytest.mark.parametrize("kept", [(1, 2), (0, 1), (1, 3)], ids=str)
def test_a_row_of_which_half_is_lost_is_a_row(kept: tuple[int, ...]) -> None:
    page = blank()
    _print_rows(page)
    cv2.rectangle(page, (150, ROWS[6] - 10), (1600, ROWS[6] + 50), 255, -1)
    for x, count in (COLUMNS[col] for col in kept):
        draw_text(page, x, ROWS[6], count)
    draw_text(page, 330, ROWS[2], 15)
    draw_text(page, 900, ROWS[2], 11)
    (table,) = read(page).tables
    assert (table.n_rows, table.n_cols) == (len(ROWS), 4)


def test_a_header_centred_over_cells_that_begin_at_the_left_makes_no_column() -> None:
    page = blank()
    _print_rows(page)
    cv2.rectangle(page, (880, ROWS[0] - 10), (1300, ROWS[0] + 50), 255, -1)
    draw_text(page, 1190, ROWS[0], 2)
    (table,) = read(page).tables
    assert [len(c.text_ocr) for c in table.cells[:8]] == [2, 10, 2, 2, 2, 10, 7, 2]


def test_full_cells_that_nearly_touch_the_next_column_part_from_it() -> None:
    page = blank()
    for i, y in enumerate(ROWS):
        full = i % 7 == 3
        draw_text(page, 180, y, 2)
        draw_text(page, 330, y, 15 if full else 9)
        draw_text(page, 330 + 15 * 34 + 8, y, 7)
        draw_text(page, 1320, y, 2)
    (table,) = read(page).tables
    assert (table.n_rows, table.n_cols) == (len(ROWS), 4)


def _print_full_cells(page: Image, beside: int) -> list[Box]:
    """Rows whose cells have two lines, `beside` px apart; where both are full they look like one.

    The label stands in the middle of each row, and every row has a rule above and below.
    """
    right = 330 + 10 * 34 + beside - 4
    lines: list[Box] = []
    for i, y in enumerate(range(320, 1300, 120)):
        left, last = draw_text(page, 330, y, 10), 10 if i % 3 else 6
        beyond = draw_text(page, right + (10 - last) * 17, y, last)
        lines += [left.union(beyond)] if last == 10 else [left, beyond]
        lines += [draw_text(page, x, y + 44, 6) for x in (398, right + 68)]
        lines += [draw_text(page, 1320, y, 1), draw_text(page, 1320, y + 44, 1)]
        lines.append(draw_text(page, 180, y + 22, 2))
    for y in range(300, 1400, 120):
        cv2.line(page, (150, y), (1500, y), 0, 2)
    return [Box(b.x0 - 5, b.y0 - 5, b.x1 + 5, b.y1 + 5) for b in lines]


@pytest.mark.parametrize("beside", [14, 22])
def test_lines_that_run_over_two_columns_are_two(beside: int) -> None:
    page = blank()
    lines = _print_full_cells(page, beside)
    (table,) = read_layout(straighten(page), MarkReader(lines)).tables
    assert (table.style, table.n_rows, table.n_cols) == (TableStyle.HORIZONTAL, 9, 4)
    assert [[len(line.text) for line in cell.lines] for cell in table.cells[4:8]] == [
        [2], [10, 6], [10, 6], [1, 1]
    ]  # fmt: skip


@pytest.mark.parametrize("ends", [(80, 1500), (150, 1548)], ids=["left", "right"])
def test_a_rule_that_sticks_out_beyond_its_neighbours_parts_no_row(ends: tuple[int, int]) -> None:
    page = blank()
    lines = _print_full_cells(page, 22)
    level = 320 + 4 * 120 + 37
    cv2.line(page, (ends[0], level), (ends[1], level), 0, 2)
    (table,) = read_layout(straighten(page), MarkReader(lines)).tables
    assert (table.style, table.n_rows, table.n_cols) == (TableStyle.HORIZONTAL, 9, 4)


@pytest.mark.parametrize(("count", "expected"), [(10, 2), (1, 1)], ids=["column", "spread word"])
def test_what_stands_apart_in_other_rows_parts_a_line(count: int, expected: int) -> None:
    page = blank()
    others = [draw_text(page, x, y, 4) for y in (300, 420) for x in (400, 580)]
    glued = draw_text(page, 540 - count * 34, 360, count).union(draw_text(page, 580, 360, 1))
    parted = part_glued_lines([*others, glued], TextInk(255 - page, 28.0))
    assert len(parted) == len(others) + expected


def test_full_cells_of_a_page_with_one_row_are_two() -> None:
    page = blank()
    for y in (302, 372, 480):
        cv2.line(page, (150, y), (1500, y), 0, 2)
    lines = [draw_text(page, x, 320, n) for x, n in ((180, 2), (470, 4), (800, 5), (1320, 2))]
    one, other = draw_text(page, 330, 390, 11), draw_text(page, 724, 390, 12)
    rest = ((180, 405, 2), (490, 436, 3), (820, 436, 2), (1320, 405, 2))
    lines += [one.union(other), *(draw_text(page, *place) for place in rest)]
    (table,) = read_layout(straighten(page), MarkReader(lines)).tables
    assert (table.n_rows, table.n_cols) == (2, 4)


@pytest.mark.parametrize("ruled", [True, False], ids=["rules-across", "no-rules"])
def test_lines_that_run_over_two_columns_cut_no_text(ruled: bool) -> None:
    page = blank()
    lines = []
    for i, y in enumerate(ROWS):
        if ruled:
            cv2.line(page, (150, y - 18), (1500, y - 18), 0, 2)
        boxes = [draw_text(page, x, y, n) for x, n in ((180, 2), (330, 12), (766, 9), (1320, 2))]
        lines += boxes if i % 3 else [boxes[0], boxes[1].union(boxes[2]), boxes[3]]
    layout = read_layout(straighten(page), MarkReader(lines))
    (table,) = layout.tables
    assert (table.n_rows, table.n_cols) == (len(ROWS), 4)
    assert [cell.doubts for cell in table.cells if cell.doubts] == []


def _print_labelled(spans: tuple[int, ...], *, centred: bool, head: int = 0) -> Image:
    """A list without rules, one label for a run of rows: in their middle, or beside the first.

    The first one, the head's, stands `head` pixels higher.
    """
    page, row = blank(), 0
    for span in spans:
        middle = ROWS[row] + (35 * (span - 1) if centred else 0) - (0 if row else head)
        draw_text(page, 180, middle, 2)
        for y in ROWS[row : row + span]:
            for x, count in COLUMNS[1:]:
                draw_text(page, x, y, count)
        row += span
    return page


@pytest.mark.parametrize("head", [0, 20], ids=["in-line", "higher"])
@pytest.mark.parametrize("spans", [(1, 3, 2, 1, 4, 3), (1, 3, 1, 3, 3, 3)], ids=["any", "odd"])
def test_labels_centred_beside_their_rows_cover_them(spans: tuple[int, ...], head: int) -> None:
    (table,) = read(_print_labelled(spans, centred=True, head=head)).tables
    assert (table.style, table.n_rows, table.n_cols) == (TableStyle.ALIGNED, len(ROWS), 4)
    labels = [cell for cell in table.cells if cell.col == 0]
    assert [cell.row_span for cell in labels] == list(spans)
    assert all(len(cell.text_ocr) == 2 for cell in labels)


@pytest.mark.parametrize("lost", [(5,), (8,), (5, 9), (2, 5, 8, 12)], ids=str)
def test_labels_cover_their_rows_where_rules_beside_them_were_lost(lost: tuple[int, ...]) -> None:
    spans = (1, 3, 2, 1, 4, 3)
    page = _print_labelled(spans, centred=True)
    for i, y in enumerate((*ROWS, ROWS[-1] + 70)):
        start = 150 if i in np.cumsum((0, *spans)) else 300
        if i not in lost:
            cv2.line(page, (start, y - 18), (1500, y - 18), 0, 2)
    (table,) = read(page).tables
    assert (table.style, table.n_rows, table.n_cols) == (TableStyle.HORIZONTAL, len(ROWS), 4)
    labels = [cell for cell in table.cells if cell.col == 0]
    assert [(cell.row_span, len(cell.text_ocr)) for cell in labels] == [(n, 2) for n in spans]
    assert all(len(cell.lines) == 1 for cell in table.cells)


@pytest.mark.parametrize("spans", [(1, 3, 3, 1, 3, 3), (1, 1, 3, 3, 5, 1)], ids=str)
def test_labels_beside_their_first_row_cover_no_more(spans: tuple[int, ...]) -> None:
    (table,) = read(_print_labelled(spans, centred=False)).tables
    assert table.n_rows == len(ROWS)
    assert all(cell.row_span == 1 for cell in table.cells)


def test_labels_of_which_one_is_lost_cover_nothing() -> None:
    page = _print_labelled((1, 3, 2, 1, 4, 3), centred=True)
    page[ROWS[4] - 10 : ROWS[6] - 10, :300] = 255
    (table,) = read(page).tables
    assert all(cell.row_span == 1 for cell in table.cells)


def test_a_margin_that_reaches_into_the_next_row_leaves_no_line_there() -> None:
    page = blank()
    _print_rows(page)
    lines = _find_lines(straighten(page).ink)
    deep = [Box(b.x0, b.y0, b.x1, b.y1 + 40) if b.y0 < ROWS[2] else b for b in lines]
    (table,) = read_layout(straighten(page), MarkReader(deep)).tables
    assert table.n_rows == len(ROWS)
    assert all(len(cell.lines) == 1 for cell in table.cells)


def test_a_rule_below_a_head_parts_it_from_rows_close_below() -> None:
    page = blank()
    _print_rows(page)
    for x, count in COLUMNS:
        draw_text(page, x, ROWS[0] - 48, count)
    cv2.line(page, (150, ROWS[0] - 9), (1500, ROWS[0] - 9), 0, 2)
    (table,) = read(page).tables
    assert (table.style, table.n_rows, table.n_cols) == (TableStyle.ALIGNED, len(ROWS) + 1, 4)
    assert {cell.row_span for cell in table.cells} == {1}


def test_labels_below_the_rule_of_a_head_cover_their_rows() -> None:
    page = blank()
    for x, count in COLUMNS[1:]:
        draw_text(page, x, 320, count)
    for i, y in enumerate(range(390, 1230, 70)):
        for x, count in COLUMNS[1:]:
            draw_text(page, x, y, count)
        if i % 2:
            draw_text(page, COLUMNS[0][0], y - 35, COLUMNS[0][1])
    cv2.line(page, (150, 370), (1500, 370), 0, 2)
    (table,) = read(page).tables
    assert (table.style, table.n_rows, table.n_cols) == (TableStyle.ALIGNED, 13, 4)
    assert [c.row_span for c in table.cells if c.col == 0] == [1, *[2] * 6]


def test_rows_close_together_are_no_labels() -> None:
    page = blank()
    tops = [320 + 108 * (i // 2) + 47 * (i % 2) for i in range(12)]
    for i, y in enumerate(tops):
        for x, count in COLUMNS:
            draw_text(page, x, y, count if i % 2 else (count + 1) // 2)
    (table,) = read(page).tables
    assert (table.style, table.n_rows, table.n_cols) == (TableStyle.ALIGNED, len(tops), 4)
    assert {cell.row_span for cell in table.cells} == {1}


@pytest.mark.parametrize("ruled", [True, False], ids=str)
def test_the_end_of_a_centred_cell_that_lost_a_character_is_no_column(ruled: bool) -> None:
    page = blank()
    for i, y in enumerate(ROWS):
        for middle, count in ((200, 2), (600, 16 if i == 5 else 8 + i % 3), (1350, 2 + i % 2)):
            box = draw_text(page, middle - 17 * count, y, count)
            if count == 16:
                erase(page, Box(box.x0 + 66, box.y0 - 2, box.x0 + 104, box.y1 + 2))
    if ruled:
        for y in (*ROWS, ROWS[-1] + 70):
            cv2.line(page, (150, y - 20), (1500, y - 20), 0, 2)
    (table,) = read(page).tables
    assert (table.n_rows, table.n_cols) == (len(ROWS), 3)


@pytest.mark.parametrize(("rows", "expected"), [(5, 2), (2, 1)], ids=["many", "few"])
def test_lines_that_are_all_free_at_one_place_are_two_each(rows: int, expected: int) -> None:
    page = blank()
    glued = [
        draw_text(page, 200, y, 3).union(draw_text(page, 320, y, 8))
        for y in range(300, 300 + 60 * rows, 60)
    ]
    assert len(part_glued_lines(glued, TextInk(255 - page, 28.0))) == rows * expected


@pytest.mark.parametrize(("side", "expected"), [(2, 2), (5, 1)], ids=["shade", "point"])
def test_dots_of_a_shade_between_two_columns_do_not_join_them(side: int, expected: int) -> None:
    page = blank()
    glued = []
    for y in range(300, 600, 60):
        left, right = draw_text(page, 200, y, 3), draw_text(page, 320, y, 8)
        glued.append(left.union(right))
        for x in range(left.x1 + 3, right.x0 - 3, side + 4):
            page[y + 10 : y + 10 + side, x : x + side] = 0
    assert len(part_glued_lines(glued, TextInk(255 - page, 28.0))) == 5 * expected


@pytest.mark.parametrize(("apart", "expected"), [(0, 1), (40, 2)], ids=["one-cell", "two-cells"])
def test_lines_whose_characters_all_stand_apart_are_parted_where_they_do_most(
    apart: int, expected: int
) -> None:
    """Of a fax: print of one pitch from one margin has its gaps at the same places in all lines."""
    page = blank()
    lines = []
    for y in range(300, 660, 60):
        marks = [draw_text(page, 200 + 100 * i + apart * (i > 3), y, 2) for i in range(7)]
        lines.append(replace(marks[0], x1=marks[-1].x1))
    assert len(part_glued_lines(lines, TextInk(255 - page, 28.0))) == 6 * expected


def test_a_piece_of_a_table_whose_other_rules_are_gone_gives_way_to_the_writing() -> None:
    page = blank()
    boxes = [draw_text(page, x, y, count) for y in ROWS for x, count in COLUMNS]
    draw_grid(page, [150, 300, 860], [y - 18 for y in ROWS[2:6]])
    (table,) = read_layout(straighten(page), MarkReader(boxes)).tables
    assert (table.style, table.n_rows, table.n_cols) == (TableStyle.ALIGNED, len(ROWS), 4)


def test_the_rules_of_a_head_give_way_to_the_list_that_begins_among_them() -> None:
    page = blank()
    title = draw_text(page, 500, ROWS[0], 16)
    heads = [draw_text(page, x, ROWS[1], count) for x, count in COLUMNS[1:3]]
    boxes = [draw_text(page, x, y, count) for y in ROWS[2:] for x, count in COLUMNS]
    draw_grid(page, [310, 1290], [ROWS[0] - 18, ROWS[1] - 18, ROWS[3] - 18])
    tables = read_layout(straighten(page), MarkReader([title, *heads, *boxes])).tables
    assert [(t.style, t.n_rows, t.n_cols) for t in tables] == [(TableStyle.ALIGNED, 12, 4)]


@pytest.mark.parametrize(
    ("down", "style"),
    [((150, 420, 980, 1500), TableStyle.ALIGNED), ((150, 300, 860, 1500), TableStyle.RULED)],
    ids=["through-writing", "beside-it"],
)
def test_rules_down_through_the_writing_are_none(down: tuple[int, ...], style: TableStyle) -> None:
    page = blank()
    boxes = [draw_text(page, x, y, count) for y in ROWS for x, count in COLUMNS]
    draw_grid(page, list(down), [y - 18 for y in (*ROWS, ROWS[-1] + 70)])
    (table,) = read_layout(straighten(page), MarkReader(boxes)).tables
    assert (table.style, table.n_rows) == (style, len(ROWS))
