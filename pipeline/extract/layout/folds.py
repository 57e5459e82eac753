"""Lines from edge to edge of a page: where the paper was folded, or two sheets overlapped.

Print keeps a margin, so a rule of a table does not reach both edges; on a picture that was cropped
to its table all of them do, and then none is a fold.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

MARGIN = 0.04
"""Share of the page in which a line from edge to edge begins and ends; scanners cut some of it."""
TILT = 0.006
"""Largest slope of a fold on a straightened page."""
NEAR = 4
"""Pixels at 200 dpi within which a piece lies on a fold."""
MOST = 2
"""More lines from edge to edge are a table."""


def on_fold(pieces: NDArray[np.int32], extent: int, unit: float) -> NDArray[np.bool_]:
    """Return which pieces (start, end, low, high) lie on a fold of a page `extent` pixels wide."""
    start, end = pieces[:, 0], pieces[:, 1]
    level = (pieces[:, 2] + pieces[:, 3]) / 2
    first = np.flatnonzero((start <= MARGIN * extent) & (end > MARGIN * extent))
    last = np.flatnonzero((end >= (1 - MARGIN) * extent) & (start < (1 - MARGIN) * extent))
    folds = [
        (float(level[i]), float(level[k]))
        for i in first.tolist()
        for k in last.tolist()
        if abs(level[i] - level[k]) <= TILT * extent
    ]
    found = np.zeros(len(pieces), np.bool_)
    if len(folds) > MOST:
        return found
    for left, right in folds:
        middle = (start + end) / 2 / extent
        found |= np.abs(level - left - (right - left) * middle) <= NEAR * unit
    return found
