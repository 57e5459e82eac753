"""Where the sheet of paper ends on a photograph: a straight edge with something darker beyond it.

The desk beside a sheet, or the lid of a scanner, would look like a rule along the table. Only what
is darker all the way to the border of the picture is taken away, so a rule or a frame near the
edge of the sheet stays.
"""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from pipeline.extract.image.page import Image

Array = NDArray[np.float64]

REACH = 0.2
"""Share of the picture, from each border, in which the edge of the sheet is sought."""
INK_SIZE = 9
"""Strokes thinner than this (pixels at about 100 dpi) are ink and closed."""
STEP = 22
"""Gray values by which the paper is brighter than what is beyond its edge."""
INSET = 3
"""Pixels of the sheet given up along a found edge, which is never quite straight."""
MIN_SHARE, MIN_COLUMNS, STRAIGHT = 0.7, 0.12, 2.5
"""An edge is there when, over at least 12 % of the side, 70 % of it lies within 2.5 pixels of one
line."""
STEEPEST = 0.2


def find_sheet(small: Image) -> Array:
    """Return the corners of the sheet, clockwise from the upper left, in pixels of `small`.

    Without a desk to be seen they are the corners of the picture.
    """
    kernel = np.ones((INK_SIZE, INK_SIZE), np.uint8)
    paper = np.asarray(cv2.morphologyEx(small, cv2.MORPH_CLOSE, kernel), np.uint8)
    height, width = paper.shape
    top = _edge(paper)
    bottom = _edge(paper[::-1])
    left = _edge(paper.T)
    right = _edge(paper.T[::-1])
    across = (top, (-bottom[0], height - bottom[1]))
    down = (left, (-right[0], width - right[1]))
    order = ((0, 0), (0, 1), (1, 1), (1, 0))
    return np.array([_crossing(across[a], down[d]) for a, d in order])


def seen_sides(corners: Array, width: int, height: int) -> Array:
    """Return the ends of the sides of a sheet that run inside the picture, (n, 2, 2)."""
    sides = np.stack([corners, np.roll(corners, -1, axis=0)], axis=1)
    before, beyond = sides.max(axis=1) <= 0, sides.min(axis=1) >= np.array([width, height])
    return np.asarray(sides[~np.any(before | beyond, axis=1)], np.float64)


def _edge(paper: Image) -> tuple[float, float]:
    """Return (slope, offset) of the sheet's upper edge: row = slope * column + offset."""
    band = paper[: max(8, round(REACH * len(paper))), ::2].astype(np.int16)
    jump = band[3:] - band[:-3]
    row = np.argmax(jump, axis=0)
    column = np.arange(band.shape[1])
    beyond = np.maximum.accumulate(band, axis=0)[row, column]
    inner = band[np.minimum(row + 5, len(band) - 1), column]
    seen = (jump[row, column] >= STEP) & (beyond <= inner - STEP // 2)
    x, y = 2.0 * column[seen], row[seen] + 2.0
    if len(x) < MIN_COLUMNS * len(column):
        return 0.0, 0.0
    slope, offset = _fit(x, y)
    everywhere = slope * 2.0 * column + offset
    expected = np.count_nonzero(everywhere >= 1.5)
    agreeing = np.count_nonzero(np.abs(slope * x + offset - y) <= STRAIGHT)
    if agreeing < max(MIN_SHARE * expected, MIN_COLUMNS * len(column)) or abs(slope) > STEEPEST:
        return 0.0, 0.0
    return slope, offset + INSET


def _fit(x: Array, y: Array) -> tuple[float, float]:
    """Fit a line that a minority of the points cannot move."""
    pairs = np.linspace(0, len(x) - 1, 41).astype(int)
    first, second = pairs[:20], pairs[-20:]
    slope = float(np.median((y[second] - y[first]) / np.maximum(1.0, x[second] - x[first])))
    offset = float(np.median(y - slope * x))
    for _ in range(4):
        near = np.abs(slope * x + offset - y) <= 2 * STRAIGHT
        if np.count_nonzero(near) < 8:
            break
        slope, offset = (float(v) for v in np.polyfit(x[near], y[near], 1))
    return slope, offset


def _crossing(across: tuple[float, float], down: tuple[float, float]) -> tuple[float, float]:
    """Return where y = a x + b meets x = c y + d."""
    a, b = across
    c, d = down
    y = (a * d + b) / (1 - a * c)
    return c * y + d, y
