"""How the columns of a list without rules down lean, and its writing with them upright.

A sheet that lay askew keeps a lean of its columns after its lines were made level, and columns that
stand close then have no free stretch in common. Of some slants the one is taken at which most of
the width between the outermost print is free all the way down.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from pipeline.extract.layout.alignment import Mask
from pipeline.extract.layout.boundary import Boundary
from pipeline.extract.layout.row_runs import RowRuns, find_runs

STEEPEST, STEPS = 0.03, 12
"""Largest slant, in pixels across for each pixel down, and how many are tried each way."""
CLEARER = 1.15
"""How much more of the width must be free than of the upright columns."""
COARSE = 3
"""One row of so many is looked at."""


def find_slant(window: Mask) -> float:
    """Return by how many pixels columns move to the left with each pixel down; 0 when upright."""
    runs = find_runs(window[::COARSE].view(np.uint8))
    if not len(runs.row):
        return 0.0
    slants = np.linspace(-STEEPEST, STEEPEST, 2 * STEPS + 1)
    free = [
        _free_width(runs, np.rint(slant * COARSE * runs.row).astype(np.int64)) for slant in slants
    ]
    best = int(np.argmax(free))
    return float(slants[best]) if free[best] >= CLEARER * max(1, free[STEPS]) else 0.0


def _free_width(runs: RowRuns, shift: NDArray[np.int64]) -> int:
    """Count the columns between the outermost print that no run, moved by its shift, stands in."""
    start, end = runs.start + shift, runs.end + shift
    first, width = start.min(), int(end.max() - start.min())
    begun, over = (np.bincount(ends - first, minlength=width + 1) for ends in (start, end))
    return width - int(np.count_nonzero(np.cumsum(begun - over)[:width]))


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
