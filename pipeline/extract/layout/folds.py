"""Lines from edge to edge of a page: where the paper was folded, or two sheets overlapped.

Print keeps a margin, so a rule of a table does not reach both edges; on a picture that was cropped
to its table all of them do, and then none is a fold.
"""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

MARGIN = 0.06
"""Share of the page in which a line from edge to edge begins and ends: scanners cut some of it, and
a sheet that lay askew (by two degrees) ends as far as 0.053 within its page."""
TILT = 0.006
"""Largest slope of a fold on a straightened page."""
NEAR = 4
"""Pixels at 200 dpi within which a piece lies on a fold."""
MOST = 2
"""More lines from edge to edge are a table."""
FELLOWS, HEAVIER = 3, 1.5
"""A rule that a fold runs along begins and ends where so many others do, and is so many times as
thick as what the fold left beside it (two faxes of made lists: 7 px beside 2 and 3)."""
BEYOND = 24
"""Pixels at 200 dpi that a fold goes on beyond a rule on it, from which it shows its own weight."""
HALF = 0.5
"""Share of its usual weight that a fold with a rule has wherever the rule runs: 145 to 199 of 480
beside it, where the fold runs through a label."""
NARROWEST = 60
"""Pixels at 200 dpi of the narrowest column of merged cells, in which the rule does not run, and
over which the ink of dots is averaged."""
MOSTLY = 0.4
"""Share of what lies on a fold that is rule, if any is: a table is half as wide as its page, and
where the fold runs beside print a piece of it may be as thick as a rule, between two of them."""


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
    on_each = []
    for left, right in folds:
        middle = (start + end) / 2 / extent
        on_each.append(np.abs(level - left - (right - left) * middle) <= NEAR * unit)
        found |= on_each[-1]
    rules = _is_rule(pieces, found, unit)
    for own in on_each:
        total = (end - start)[own].sum()
        if (end - start)[own & rules].sum() < MOSTLY * total:
            rules &= ~own
    return found & ~rules


def rules_in_folds(
    folds: NDArray[np.int32], rules: NDArray[np.int32], weights: NDArray[np.float64], unit: float
) -> NDArray[np.int32]:
    """Return the parts of `folds` along which a rule runs, in one piece with them.

    There the line is heavier than beyond, and begins and ends where other rules do. `weights` are
    the ink of each fold at each pixel along the page. Print that a whole fold runs through is
    heavier in some places only.
    """
    reach = _usual_reach(rules, unit)
    found = []
    for (start, end, low, high), weight in zip(folds.tolist(), weights, strict=True):
        if reach is None or not start <= reach[0] < reach[1] <= end:
            continue
        beyond = np.r_[weight[start : reach[0]], weight[reach[1] : end]]
        if len(beyond) < BEYOND * unit:
            continue
        # Of dots there is a mean only: between them there is no ink.
        usual = np.median if np.median(beyond) > 0 else np.mean
        along = weight[slice(*reach)]
        inside = float(usual(along))
        if inside >= HEAVIER * usual(beyond) > 0:
            first, last = _heavy_part(along, HALF * inside, unit)
            found.append((reach[0] + first, reach[0] + last, low, high))
    return np.array(found, np.int32).reshape(-1, 4)


def _heavy_part(weight: NDArray[np.float64], least: float, unit: float) -> tuple[int, int]:
    """Return from where to where a fold with a rule weighs so much, but for less than a column.

    Beside the rows of a merged cell the fold runs on alone.
    """
    narrowest = round(NARROWEST * unit)
    mean = cv2.blur(weight[np.newaxis], (narrowest, 1), borderType=cv2.BORDER_REPLICATE)[0]
    heavy = np.flatnonzero(mean >= least)
    if not len(heavy):
        return 0, len(weight)
    start, end = int(heavy[0]), int(heavy[-1]) + 1
    return (
        start if start >= narrowest else 0,
        end if len(weight) - end >= narrowest else len(weight),
    )


def _usual_reach(rules: NDArray[np.int32], unit: float) -> tuple[int, int] | None:
    """Return from where to where most rules run; None where too few agree."""
    ends = rules[:, :2]
    apart = np.abs(ends[:, np.newaxis] - ends[np.newaxis]).max(axis=2, initial=0)
    fellows = np.count_nonzero(apart <= NEAR * unit, axis=1)
    if not len(fellows) or fellows.max() < FELLOWS:
        return None
    start, end = ends[int(np.argmax(fellows))].tolist()
    return start, end


def _is_rule(
    pieces: NDArray[np.int32], folded: NDArray[np.bool_], unit: float
) -> NDArray[np.bool_]:
    """Return which pieces are rules though a fold runs along them."""
    ends, thick = pieces[:, :2], pieces[:, 3] - pieces[:, 2] + 1
    apart = np.abs(ends[:, np.newaxis] - ends[~folded][np.newaxis]).max(axis=2)
    has_fellows = np.count_nonzero(apart <= NEAR * unit, axis=1) >= FELLOWS
    beside = thick[folded & ~has_fellows]
    if not len(beside):
        return np.zeros(len(pieces), np.bool_)
    return np.asarray(has_fellows & (thick >= HEAVIER * np.median(beside)), np.bool_)
