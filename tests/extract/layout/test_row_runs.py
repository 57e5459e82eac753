"""Runs of ink across are opened and closed exactly as OpenCV does it, at the borders too."""

import cv2
import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from pipeline.extract.layout.row_runs import find_runs

ROWS = st.lists(st.binary(min_size=23, max_size=23), min_size=1, max_size=4)
LENGTHS = st.integers(1, 40)


def mask_of(rows: list[bytes], paper: int) -> np.ndarray[tuple[int, ...], np.dtype[np.uint8]]:
    """Return a mask with ink where a byte is no lower than `paper`."""
    gray = np.array([list(row) for row in rows], np.uint8)
    return np.asarray((gray >= paper) * np.uint8(255), np.uint8)


@given(ROWS, st.integers(0, 255))
def test_runs_are_drawn_where_they_were_found(rows: list[bytes], paper: int) -> None:
    mask = mask_of(rows, paper)
    assert np.array_equal(find_runs(mask).draw(), mask)


@given(ROWS, st.integers(0, 255), LENGTHS)
def test_runs_open_as_pixels_do(rows: list[bytes], paper: int, length: int) -> None:
    mask = mask_of(rows, paper)
    opened = cv2.morphologyEx(mask, cv2.MORPH_OPEN, np.ones((1, length), np.uint8))
    assert np.array_equal(find_runs(mask).opened(length).draw(), opened)


@given(ROWS, st.integers(0, 255), LENGTHS)
def test_runs_close_as_pixels_do(rows: list[bytes], paper: int, length: int) -> None:
    mask = mask_of(rows, paper)
    closed = cv2.morphologyEx(mask, cv2.MORPH_CLOSE, np.ones((1, length), np.uint8))
    assert np.array_equal(find_runs(mask).closed(length).draw(), closed)
