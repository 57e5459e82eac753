"""Find dashed and dotted rules, also crumbled ones, and draw them as solid.

A dash alone cannot be told from a stroke of a character. Many can: short, thin, free-standing, on
one level, no further apart than a dash or two that the copy machine lost. Once such a rule is known
each single dash on its level counts, until rules that cross it show that a cell has none at all.
"""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from pipeline.extract.image.page import Image

Boxes = NDArray[np.int32]
"""One row (x, y, width, height) per part of a mask."""

LONGEST, THICKEST = 16, 8
"""Pixels at 200 dpi of a dash; brackets and figures, which may stand in one column, are 18 and more
from 8 pt."""
GAP = 36
"""Pixels at 200 dpi without a dash that are lost ink; the lowest row that a rule down leaves out (a
heading between rows) is 42."""
SHORTEST, FEWEST = 60, 4
"""Pixels at 200 dpi, and dashes, that make a rule."""
INKED = 0.2
"""Share of a rule that its dashes cover; usual patterns have 0.5 to 0.8, of which a copy machine
may lose half."""
CELL = 4
"""Pixels that are looked at as one along the rule."""
FAR = 110
"""Pixels at 200 dpi between two dashes of a known rule: of two low rows, one dash each is left."""
ALIKE = 0.4
"""Length of a dash that a rule is drawn on over, as a share of that of most: paper grain on its
level in a merged cell is 0.2 to 0.3."""
SAME = 3
"""Pixels at 200 dpi across a rule within which a dash is on its level."""


def find_parts(mask: Image) -> Boxes:
    """Return (x, y, width, height) of the connected parts of a sparse mask."""
    contours, _ = cv2.findContours(mask, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)
    boxes = sorted(tuple(cv2.boundingRect(contour)) for contour in contours)
    return np.array(boxes, np.int32).reshape(-1, 4)


def find_dashes(parts: Boxes, unit: float) -> Boxes:
    """Return the parts of thin ink outside writing that are small enough for a dash."""
    width, height = parts[:, 2], parts[:, 3]
    small = (width <= LONGEST * unit) & (height <= max(3, THICKEST * unit))
    return parts[small & (width >= 2)]


def join_dashes(dashes: Boxes, shape: tuple[int, ...], unit: float) -> Image | None:
    """Return the rules across a page of this shape that `dashes` make up, as solid bars."""
    height, width = shape
    if len(dashes) < FEWEST:
        return None
    bars = np.zeros((height, -(-width // CELL)), np.uint8)
    first, level = dashes[:, 0], dashes[:, 1] + dashes[:, 3] // 2
    last = first + dashes[:, 2] - 1
    for offset in range(0, round(LONGEST * unit) + CELL, CELL):
        bars[level, np.minimum(first + offset, last) // CELL] = 255
    spread = cv2.dilate(bars, np.ones((3, 1), np.uint8))
    for how, length in ((cv2.MORPH_CLOSE, GAP), (cv2.MORPH_OPEN, SHORTEST)):
        kernel = np.ones((1, round(length * unit) // CELL), np.uint8)
        spread = cv2.morphologyEx(spread, how, kernel)
    count, labels, stats, _ = cv2.connectedComponentsWithStats(spread)
    own = labels[level, (first + last) // 2 // CELL]
    inked = np.bincount(own, weights=dashes[:, 2], minlength=count)
    kept = inked >= INKED * stats[:, cv2.CC_STAT_WIDTH] * CELL
    kept &= np.bincount(own, minlength=count) >= FEWEST
    kept[0] = False
    if not kept.any():
        return None
    solid = np.asarray(kept[labels] * np.uint8(255), np.uint8)
    return np.ascontiguousarray(np.repeat(solid, CELL, axis=1)[:, :width])


def extend_bars(bars: Image, dashes: Boxes, crossing: Image, unit: float) -> None:
    """Draw the known rules of `bars` on over all dashes on their level.

    No rule is drawn on beyond the outermost of the `crossing` rules, nor over grain far shorter
    than its dashes. Between two dashes at most one of them may stand: two bound a cell.
    """
    pieces = find_parts(bars)
    middles = pieces[:, :2] + pieces[:, 2:] / 2
    levels = middles[:, 1]
    order = np.argsort(levels)
    parted = np.flatnonzero(np.diff(levels[order]) > SAME * unit) + 1
    for group in np.split(order, parted):
        along = group[np.argsort(middles[group, 0])]
        own = np.interp(dashes[:, 0], middles[along, 0], levels[along])
        near = np.abs(dashes[:, 1] + dashes[:, 3] / 2 - own) <= SAME * unit
        crossed = np.flatnonzero(crossing[round(float(levels[group].mean()))])
        if not len(crossed):
            continue
        near &= (dashes[:, 0] >= crossed[0]) & (dashes[:, 0] <= crossed[-1])
        if near.any():
            near &= dashes[:, 2] >= ALIKE * np.median(dashes[near, 2])
            _draw_on(bars, dashes[near], crossing, FAR * unit)


def _draw_on(bars: Image, dashes: Boxes, crossing: Image, far: float) -> None:
    """Join dashes of one rule, where neither the gap is wide nor two rules cross it."""
    dashes = dashes[np.argsort(dashes[:, 0])]
    first, level = dashes[:, 0], dashes[:, 1] + dashes[:, 3] // 2
    last = first + dashes[:, 2] - 1
    gap = first[1:] - last[:-1]
    is_open = bars[level[:-1], (first[1:] + last[:-1]) // 2] == 0
    for i in np.flatnonzero((gap > 0) & (gap <= far) & is_open).tolist():
        between = crossing[level[i], last[i] : first[i + 1] + 1] > 0
        if np.count_nonzero(between[1:] > between[:-1]) <= 1:
            start, end = (int(first[i]), int(level[i])), (int(last[i + 1]), int(level[i + 1]))
            cv2.line(bars, start, end, 255, 3)
