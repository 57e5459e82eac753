"""How the columns of a list without rules down lean, and its writing with them upright.

A sheet that lay askew keeps a lean of its columns after its lines were made level, and columns that
stand close then have no free stretch in common. Of some slants the one is taken at which most of
the width between the outermost print is free all the way down.
"""

from __future__ import annotations

import numpy as np

from pipeline.extract.layout.alignment import Mask
from pipeline.extract.layout.boundary import Boundary

STEEPEST, STEPS = 0.03, 12
"""Largest slant, in pixels across for each pixel down, and how many are tried each way."""
CLEARER = 1.15
"""How much more of the width must be free than of the upright columns."""
COARSE = 3
"""One row of so many is looked at."""


def find_slant(window: Mask) -> float:
    """Return by how many pixels columns move to the left with each pixel down; 0 when upright."""
    y, x = np.nonzero(window[::COARSE])
    if not len(x):
        return 0.0
    slants = np.linspace(-STEEPEST, STEEPEST, 2 * STEPS + 1)
    free = [_free_width(x + np.rint(slant * COARSE * y).astype(np.int64)) for slant in slants]
    best = int(np.argmax(free))
    return float(slants[best]) if free[best] >= CLEARER * max(1, free[STEPS]) else 0.0


def _free_width(x: np.ndarray[tuple[int, ...], np.dtype[np.int64]]) -> int:
    return int(np.count_nonzero(np.bincount(x - x.min()) == 0))


def make_upright(window: Mask, slant: float, top: int = 0) -> Mask:
    """Return the writing with its columns upright; its row `top` stays where it is."""
    if not slant:
        return window
    upright = np.zeros_like(window)
    width = window.shape[1]
    for y, row in enumerate(window):
        shift = round(slant * (y - top))
        start, end = max(0, shift), min(width, width + shift)
        upright[y, start:end] = row[start - shift : end - shift]
    return upright


def slanted_lines(places: list[int], top: int, bottom: int, slant: float) -> list[Boundary]:
    """Return lines down that run through these places at `top`, none of them drawn."""
    along = np.array([top, bottom], np.float64)
    lean = slant * (along - top)
    return [Boundary(along, float(x) - lean, ruled=False) for x in places]
