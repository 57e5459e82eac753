"""Columns of writing that lean, because the sheet lay askew."""

import numpy as np
import pytest

from pipeline.extract.layout.slant import find_slant, make_upright, slanted_lines

PLACES = (60, 160, 262)


def columns_of_print(slant: float) -> np.ndarray:
    """Thirty rows of three columns that move to the left by `slant` with each pixel down."""
    window = np.zeros((900, 400), np.bool_)
    for row in range(30):
        for place in PLACES:
            left = round(place - slant * (30 * row + 10))
            window[30 * row : 30 * row + 20, left : left + 92] = True
    return window


@pytest.mark.parametrize("slant", [-0.025, -0.015, 0.015, 0.025])
def test_columns_that_ran_into_one_are_apart_once_upright(slant: float) -> None:
    window = columns_of_print(slant)
    assert np.any(window, axis=0)[100:300].all()
    found = find_slant(window)
    assert found == pytest.approx(slant, abs=0.004)
    busy = np.any(make_upright(window, found), axis=0)
    assert not busy[154:158].all() and not busy[254:260].all()


def test_upright_columns_stay() -> None:
    window = columns_of_print(0.0)
    assert find_slant(window) == 0.0
    assert make_upright(window, 0.0) is window


def test_the_row_that_is_named_stays_where_it_is() -> None:
    window = columns_of_print(0.02)
    upright = make_upright(window, 0.02, 600)
    assert (upright[600] == window[600]).all()


def test_lines_down_run_as_the_columns_do() -> None:
    (line,) = slanted_lines([200], 100, 1100, 0.02)
    assert [float(line.at(y)) for y in (100.0, 1100.0)] == [200.0, 180.0]


def test_an_empty_window_has_no_slant() -> None:
    assert find_slant(np.zeros((90, 40), np.bool_)) == 0.0
