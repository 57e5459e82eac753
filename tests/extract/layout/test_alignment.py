"""Rows and columns of writing that no rules part."""

import numpy as np
import pytest

from pipeline.extract.layout.alignment import find_columns, find_rows
from pipeline.extract.layout.lone_columns import add_lone_columns

EM = 20
COLUMNS = [(0, 100), (150, 250), (300, 400)]
TOPS = (0, 60, 120, 180, 240)
FULL = 60


def rows_of_print() -> np.ndarray:
    """Five rows of one line, of which the second is full in every column."""
    window = np.zeros((260, 400), np.bool_)
    for top in TOPS:
        for left, right in COLUMNS:
            window[top : top + EM, left : right if top == FULL else right - 50] = True
    return window


def test_specks_between_two_rows_make_them_no_wrapped_cell() -> None:
    window = rows_of_print()
    window[80:96, 170:176] = window[108:120, 170:176] = True
    assert [top for top, _ in find_rows(window, COLUMNS, EM)] == [0, 60, 108, 180, 240]


def test_a_close_line_below_full_ones_is_of_their_row() -> None:
    window = rows_of_print()
    window[88:108] = window[120:140]
    window[120:140] = False
    assert [top for top, _ in find_rows(window, COLUMNS, EM)] == [0, 60, 180, 240]


def test_the_ends_of_long_cells_and_a_head_beyond_short_ones_are_no_column() -> None:
    bands = [(30 * at, 30 * at + EM) for at in range(15)]
    window = np.zeros((450, 400), np.bool_)
    for at, (top, bottom) in enumerate(bands):
        window[top:bottom, 0:100] = window[top:bottom, 300:360] = True
        if at:
            window[top:bottom, 150 : 260 if at < 4 else 230] = True
    window[0:EM, 238:262] = True
    assert find_columns(window, bands, EM) == [(0, 100), (150, 260), (300, 360)]


@pytest.mark.parametrize("longer", [3, 4])
def test_the_ends_of_long_cells_in_type_of_one_width_are_no_column(longer: int) -> None:
    bands = [(30 * at, 30 * at + EM) for at in range(15)]
    window = np.zeros((450, 500), np.bool_)
    for at, (top, bottom) in enumerate(bands):
        window[top:bottom, 0:100] = window[top:bottom, 400:460] = True
        window[top:bottom, 150:230] = at > 0
        window[top:bottom, 240:270] = 0 < at <= longer
    window[0:EM, 242:330] = True
    assert find_columns(window, bands, EM) == [(0, 100), (150, 270), (400, 460)]


def test_columns_that_stand_close_are_two_though_some_cells_touch() -> None:
    bands = [(30 * at, 30 * at + EM) for at in range(15)]
    window = np.zeros((450, 400), np.bool_)
    for at, (top, bottom) in enumerate(bands):
        window[top:bottom, 0:100] = window[top:bottom, 106:200] = True
        window[top:bottom, 100:106] = at < 3
    assert find_columns(window, bands, EM) == [(0, 100), (106, 200)]


def test_a_row_of_one_line_among_centred_rows_of_two_is_no_wrapped_line() -> None:
    window, tops, top = np.zeros((600, 400), np.bool_), [], 0
    for lines, width in ((2, 60), (2, 60), (2, 60), (2, 100), (1, 100), (2, 60), (2, 60)):
        tops.append(top)
        for line in range(lines):
            window[top + 26 * line : top + 26 * line + EM, 150 : 250 - 40 * line] = True
        middle = top + 13 * (lines - 1)
        for left in (0, 300):
            window[middle : middle + EM, left : left + width] = True
        top += 26 * lines + 20
    assert [start for start, _ in find_rows(window, COLUMNS, EM)] == tops


@pytest.mark.parametrize(("in_head", "expected"), [(30, 2), (14, 1)], ids=["far", "near"])
def test_full_cells_of_one_row_are_two_columns_where_the_head_parts_them(
    in_head: int, expected: int
) -> None:
    window = np.zeros((60, 400), np.bool_)
    window[0:EM, 0:100] = window[0:EM, 100 + in_head : 260] = True
    window[30:50, 0:112] = window[30:50, 126:260] = True
    assert len(find_columns(window, [(0, EM), (30, 50)], EM)) == expected


def test_a_row_close_below_a_head_is_no_end_of_its_cells_though_labels_lie_between_lines() -> None:
    window = rows_of_print()
    window[:60] = False
    for left, right in COLUMNS[:2]:
        window[0:EM, left:right] = window[26:46, left + 20 : right - 40] = True
    window[12:34, 320:360] = True
    window = np.vstack([window[:46], window[36:], window[140:]])
    assert [top for top, _ in find_rows(window, COLUMNS, EM)] == [0, *range(70, 400, 60)]


def test_specks_in_a_head_where_long_cells_end_are_no_column() -> None:
    bands = [(30 * at, 30 * at + EM) for at in range(20)]
    columns = [(0, 100), (220, 300)]
    window = np.zeros((600, 300), np.bool_)
    for at, (top, bottom) in enumerate(bands):
        window[top:bottom, 220:300] = True
        window[top:bottom, 0 : 150 if at in (5, 9, 14) else 100] = True
    window[0:EM, 120:160] = True
    assert add_lone_columns(window, bands, columns, EM) == columns
    window[30:, 100:150] = False
    assert add_lone_columns(window, bands, columns, EM) == [(0, 100), (120, 160), (220, 300)]


def test_labels_of_which_some_stand_between_rows_are_one_column() -> None:
    bands = [(30 * at, 30 * at + EM) for at in range(9)]
    columns = [(100, 200), (250, 300)]
    window = np.zeros((270, 300), np.bool_)
    for at, (top, bottom) in enumerate(bands):
        if at != 5:
            window[top:bottom, 100:200] = window[top:bottom, 250:300] = True
        if at in (1, 5):
            window[top:bottom, 0:40] = True
    assert add_lone_columns(window, bands, columns, EM) == [(0, 40), *columns]
    window[30:60, :60] = False
    assert add_lone_columns(window, bands, columns, EM) == [(0, 200), (250, 300)]
