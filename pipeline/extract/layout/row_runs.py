"""Runs of ink along the rows of a mask: opened and closed as lists, not pixel by pixel.

A page of print has some 70,000 runs. Listing them takes 3 ms; OpenCV takes 3 to 8 ms to open the
page by one long line of pixels.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from cv2.typing import MatLike
from numpy.typing import NDArray

from pipeline.extract.image.page import Image

Places = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class RowRuns:
    """The runs of a mask of this `shape`, from top left on: `row`, first column, column beyond."""

    shape: tuple[int, int]
    row: Places
    start: Places
    end: Places

    def opened(self, length: int) -> RowRuns:
        """Return what `MORPH_OPEN` with a line of `length` pixels across leaves.

        As there, ink goes on beyond the border, and an even line moves what it leaves by a pixel.
        """
        before, after, shift = _anchored(length)
        start, end, width = self.start, self.end, self.shape[1]
        at_left, at_right = start == 0, end == width
        long = (end - start >= length) | (at_left & at_right)
        long |= (at_left & (end > before)) | (at_right & (width - start > after))
        start = np.where(at_left, 0, start + shift)
        end = np.where(at_right, width, end + shift)
        return RowRuns(self.shape, self.row[long], start[long], end[long])

    def closed(self, length: int) -> RowRuns:
        """Return what `MORPH_CLOSE` with a line of `length` pixels across makes of them."""
        if not len(self.row):
            return self
        before, after, shift = _anchored(length)
        width = self.shape[1]
        apart = (np.diff(self.row) != 0) | (self.start[1:] - self.end[:-1] >= length)
        first, last = np.r_[True, apart], np.r_[apart, True]
        start, end = self.start[first], self.end[last]
        start = np.where(start <= before, 0, start + shift)
        end = np.where(end + after >= width, width, end + shift)
        return RowRuns(self.shape, self.row[first], start, end)

    def draw(self) -> Image:
        """Return the mask (255) of the runs."""
        mask = np.zeros(self.shape, np.uint8)
        length = self.end - self.start
        first = self.row * self.shape[1] + self.start
        skipped = first - np.r_[0, np.cumsum(length)[:-1]]
        mask.ravel()[np.repeat(skipped, length) + np.arange(length.sum())] = 255
        return mask


def find_runs(mask: MatLike) -> RowRuns:
    """List the runs of a mask."""
    height, width = mask.shape
    # A column of paper before each row parts its runs from those of the row above.
    framed = cv2.copyMakeBorder(mask, 0, 1, 1, 0, cv2.BORDER_CONSTANT, value=0)
    flat = np.asarray(framed, np.uint8).ravel()
    edges = np.flatnonzero(flat[1:] != flat[:-1])
    row, start = np.divmod(edges[::2], width + 1)
    return RowRuns((height, width), row, start, edges[1::2] - row * (width + 1))


def _anchored(length: int) -> tuple[int, int, int]:
    """Return a line's pixels before its anchor when dilating, behind it, and what it moves by."""
    after = length // 2
    before = length - 1 - after
    return before, after, after - before
