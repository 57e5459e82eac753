"""Find dashed and dotted rules, also crumbled ones, and draw them as solid.

A dash alone cannot be told from a stroke of a character. Many can: short, thin, free-standing, on
one level, no further apart than a dash or two that the copy machine lost. Once such a rule is known
each single dash on its level counts, until rules that cross it show that a cell has none at all.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from pipeline.extract.image.light import Labels, boxes_around, component_stats, keep_parts
from pipeline.extract.image.page import Image
from pipeline.extract.layout.alignment import runs

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
"""Length, and area, of a dash that a rule is drawn on over, as a share of those of most: grain of
the paper on its level in a merged cell has 0.2 to 0.3."""
DOT = 4
"""Pixels at 200 dpi of the largest dot."""
DOT_GAP, SHORTEST_OF_DOTS, FEWEST_DOTS, SPARSE = 72, 120, 8, 20
"""Pixels at 200 dpi without a dot that are lost ink; pixels, and dots, that make a rule; and pixels
for each dot: pale rules on a fax had a dot for every 6 to 12, and lost up to 70."""
MORE_THAN_CHANCE = 5
"""How many times as many dots a rule has as would stand there if those of the page were strewn: a
worn sheet whose grain is as dark as its print has 36,000."""
BESIDE, LONELY = (2, 10), 0.25
"""Pixels at 200 dpi above and below a row of dots that are looked at, and the share of its dots
that may stand there: shades of a fax are dots all over."""
FREE = 0.3
"""Share of the marks that a rule has between lines of writing, of what it would have if they stood
there as close as in the lines."""
SAME = 3
"""Pixels at 200 dpi across a rule within which a dash is on its level."""


def find_parts(mask: Image) -> Boxes:
    """Return (x, y, width, height) of the connected parts of a sparse mask."""
    contours, _ = cv2.findContours(mask, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)
    boxes = boxes_around(contours)
    return boxes[np.lexsort(boxes.T[::-1])]


def find_dashes(parts: Boxes, unit: float) -> Boxes:
    """Return the parts of thin ink outside writing that are small enough for a dash."""
    width, height = parts[:, 2], parts[:, 3]
    small = (width <= LONGEST * unit) & (height <= max(3, THICKEST * unit))
    return parts[small & (width >= 2)]


def find_dots(parts: Boxes, unit: float) -> Boxes:
    """Return the parts of thin ink outside writing that may be what is left of a dash."""
    small = (parts[:, 2] <= DOT * unit) & (parts[:, 3] <= DOT * unit)
    return parts[small]


def join_dashes(dashes: Boxes, covered: Image, unit: float) -> Image | None:
    """Return the rules across a page that `dashes` make up, as solid bars.

    `covered` is the mask of its lines of writing: dashes in these alone are strokes of characters,
    such as those of one 河 below the other.
    """
    if len(dashes) < FEWEST:
        return None
    chains = _chain(dashes, covered, unit, (GAP, SHORTEST))
    if chains is None:
        return None
    kept = chains.sums(dashes[:, 2]) >= INKED * chains.boxes[:, 2] * CELL
    return chains.solid(kept & (chains.sums() >= FEWEST))


def join_dots(dots: Boxes, covered: Image, unit: float) -> Image | None:
    """Return the rules across a page of which only dots are left, as solid bars.

    Dots stand so close in a row by chance only where they stand as close above or below.
    """
    if len(dots) < FEWEST_DOTS:
        return None
    chains = _chain(dots, covered, unit, (DOT_GAP, SHORTEST_OF_DOTS))
    if chains is None:
        return None
    x, y, width, height = chains.boxes.T
    total = cv2.integral(np.asarray(chains.marks > 0, np.uint8))

    def count(top: NDArray[np.int32], bottom: NDArray[np.int32]) -> NDArray[np.int32]:
        rows = (np.clip(row, 0, len(covered)) for row in (top, bottom))
        above, below = (total[row, x + width] - total[row, x] for row in rows)
        return np.asarray(below - above, np.int32)

    near, far = (round(reach * unit) for reach in BESIDE)
    there, low = count(y, y + height), y + height
    beside = np.maximum(count(y - far, y - near), count(low + near, low + far))
    by_chance = len(dots) / covered.size * width * CELL * height
    enough = np.maximum(width * CELL / (SPARSE * unit), MORE_THAN_CHANCE * by_chance)
    kept = (there >= np.maximum(FEWEST_DOTS, enough)) & (beside <= LONELY * there)
    return chains.solid(kept)


@dataclass(frozen=True, slots=True)
class _Chains:
    """Marks in rows: where they are, which chain is where, and the chain each mark is in.

    Chain i has label i + 1, and `boxes[i]` (x, y, width, height; x and width in cells); a mark in
    none has its `own` label 0. `covered` are the lines of writing, `is_free` tells which marks
    stand outside them.
    """

    marks: Image
    labels: Labels
    boxes: Boxes
    own: NDArray[np.int32]
    is_free: NDArray[np.bool_]
    covered: Image
    unit: float

    def sums(self, weights: NDArray[np.int32] | None = None) -> NDArray[np.float64]:
        """Return how many marks each chain has, or the sum of their weights."""
        return np.bincount(self.own, weights, len(self.boxes) + 1)[1:].astype(np.float64)

    def solid(self, kept: NDArray[np.bool_]) -> Image | None:
        """Return the mask of the chains to keep, but for those of characters; None for no chain."""
        numbers = np.flatnonzero(kept)
        numbers = numbers[np.argsort(self.boxes[numbers, 1])]
        apart = np.flatnonzero(np.diff(self.boxes[numbers, 1]) > SAME * self.unit) + 1
        for group in np.split(numbers, apart):
            kept[group] = self._run_on(group)
        if not kept.any():
            return None
        drawn = keep_parts(self.labels, kept)
        return np.ascontiguousarray(np.repeat(drawn, CELL, axis=1)[:, : self.covered.shape[1]])

    def _run_on(self, group: NDArray[np.int64]) -> bool:
        """Whether chains of one level have marks between lines of writing, too."""
        own = np.isin(self.own, group + 1)
        there, expected = np.count_nonzero(self.is_free & own), 0.0
        for number in group.tolist():
            x, y, width, height = self.boxes[number].tolist()
            window = slice(y, y + height), slice(x * CELL, (x + width) * CELL, CELL)
            free = float((self.covered[window] == 0).mean())
            expected += free * np.count_nonzero(self.own == number + 1)
        return bool(there >= FREE * expected)


def _chain(marks: Boxes, covered: Image, unit: float, lengths: tuple[int, int]) -> _Chains | None:
    """Join marks on one level; `lengths` are the widest gap and the shortest chain (200 dpi).

    None when all chains are shorter.
    """
    bars = np.zeros((len(covered), -(-covered.shape[1] // CELL)), np.uint8)
    first, level = marks[:, 0], marks[:, 1] + marks[:, 3] // 2
    last = first + marks[:, 2] - 1
    for offset in range(0, round(LONGEST * unit) + CELL, CELL):
        bars[level, np.minimum(first + offset, last) // CELL] = 255
    spread = cv2.dilate(bars, np.ones((3, 1), np.uint8))
    for how, length in zip((cv2.MORPH_CLOSE, cv2.MORPH_OPEN), lengths, strict=True):
        kernel = np.ones((1, round(length * unit) // CELL), np.uint8)
        spread = cv2.morphologyEx(spread, how, kernel)
    if not cv2.countNonZero(spread):
        return None
    labels, stats = component_stats(np.asarray(spread, np.uint8))
    middle = (first + last) // 2
    own = labels[level, middle // CELL].astype(np.int32)
    is_free = covered[level, middle] == 0
    return _Chains(bars, labels, stats[:, :4], own, is_free, covered, unit)


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
            for size in (dashes[:, 2], dashes[:, 2] * dashes[:, 3]):
                near &= size >= ALIKE * np.median(size[near])
            _draw_on(bars, dashes[near], crossing, FAR * unit)


def _draw_on(bars: Image, dashes: Boxes, crossing: Image, far: float) -> None:
    """Join dashes of one rule, where neither the gap is wide nor two rules cross it."""
    dashes = dashes[np.argsort(dashes[:, 0])]
    first, level = dashes[:, 0], dashes[:, 1] + dashes[:, 3] // 2
    last = first + dashes[:, 2] - 1
    gap = first[1:] - last[:-1]
    is_open = bars[level[:-1], (first[1:] + last[:-1]) // 2] == 0
    for i in np.flatnonzero((gap > 0) & (gap <= far) & is_open).tolist():
        # A dash may lie within the width of the rule that it touches.
        if len(runs(crossing[level[i], last[i] : first[i + 1] + 1] > 0, 1)) <= 1:
            start, end = (int(first[i]), int(level[i])), (int(last[i + 1]), int(level[i + 1]))
            cv2.line(bars, start, end, 255, 3)
