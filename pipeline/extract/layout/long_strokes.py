"""Find thin dark strokes of one direction that may be rules: long ones, and rows of dashes.

A rule is darker than what lies on both sides of it. All functions look at strokes that run across;
those that run down are the same on the transposed page.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import cv2
import numpy as np
from cv2.typing import MatLike
from numpy.typing import NDArray

from pipeline.extract.image.page import Image
from pipeline.extract.layout.dashes import (
    Boxes,
    find_dashes,
    find_dots,
    find_parts,
    join_dashes,
    join_dots,
)
from pipeline.extract.layout.row_runs import RowRuns, find_runs

SAMPLES = 32
CLEAN = 0.78
"""Share of a rule's length with paper beside it; strokes inside a line of text reach 0.6."""
LONG_RUN, CLEAN_LONG = 300, 0.68
"""Pixels at 200 dpi of a run that no line of writing has, and the share that is enough for it: a
rule down between columns that print fills to their edges had 0.75, a page of noise 0.55 to 0.62."""
SURE_RUN = 90
"""Pixels at 200 dpi: longer than any stroke (headings of 22 pt have strokes of 61 px)."""
STEADY = 25
"""Pixels at 200 dpi along a rule over which grain is averaged: in 99 of 100 pixels less than 8 gray
levels are left of it (the palest rules have 20), and a rule leans by less than its width."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """A page as seen in one direction: its pixels, also as `scanned`, and pixels per 1/200 inch.

    What was scanned is `paper` from that gray on. A stroke is `darkness[0]` gray levels darker than
    what is beside it, a rule `darkness[1]`.
    """

    gray: Image
    scanned: Image
    paper: int
    unit: float
    darkness: tuple[int, float]


@dataclass(frozen=True, slots=True)
class Ground:
    """Where no dash stands, and the `lines` of writing in full where no rule stands there alone."""

    barred: Image
    lines: Image | None = None

    def covered(self) -> Image:
        """Return where a rule has no dashes of its own."""
        both = self.barred if self.lines is None else cv2.bitwise_or(self.barred, self.lines)
        return np.asarray(both, np.uint8)


@dataclass(frozen=True, slots=True)
class Thin:
    """How much darker each pixel is than what is beside it, and the mask of what is darker."""

    valley: MatLike
    mask: Image


@dataclass(frozen=True, slots=True)
class LongStrokes:
    """Strokes of one direction before it is known which are rules.

    `valley` is how much darker each pixel is than what is beside it, `thin` marks strokes, `long`
    pieces that are long enough for a rule, `bars` rows of `dashes` (None where there are none).
    """

    valley: MatLike
    thin: Image
    long: Image
    dashes: Boxes
    bars: Image | None

    def all_long(self) -> Image:
        """Return the mask of all pieces that are long enough for a rule."""
        return self.long if self.bars is None else np.asarray(self.long | self.bars, np.uint8)

    def all_thin(self) -> Image:
        """Return the mask of all thin strokes, gaps between dashes filled."""
        return self.thin if self.bars is None else np.asarray(self.thin | self.bars, np.uint8)


def steady(sheet: Sheet, threshold: int) -> Sheet:
    """Return the sheet with all that is lighter than the ink averaged along the rules.

    Half the contrast is enough there.
    """
    ink = cv2.dilate(np.asarray(sheet.gray < threshold, np.uint8), np.ones((5, 5), np.uint8))
    weight = np.asarray(1 - ink, np.float32)
    size = (2 * round(STEADY * sheet.unit / 2) + 1, 1)
    total = cv2.blur(np.asarray(sheet.gray * weight, np.float32), size)
    mean = total / np.maximum(cv2.blur(weight, size), 1e-3)
    gray = np.asarray(np.where(ink > 0, sheet.gray, mean), np.uint8)
    return replace(sheet, gray=gray, darkness=(sheet.darkness[0] // 2, sheet.darkness[1]))


def find_thin(sheet: Sheet) -> Thin:
    """Find what is darker than what is above and below."""
    reach = max(3, round(6 * sheet.unit))
    valley = cv2.morphologyEx(sheet.gray, cv2.MORPH_BLACKHAT, np.ones((2 * reach + 1, 1), np.uint8))
    _, mask = cv2.threshold(valley, sheet.darkness[0], 255, cv2.THRESH_BINARY)
    return Thin(valley, np.asarray(mask, np.uint8))


def find_long_strokes(
    sheet: Sheet, thin: Thin, shortest: float, parts: Boxes, ground: Ground
) -> LongStrokes:
    """Find long runs of thin ink.

    A run longer than any stroke needs paper on one side; shorter runs (of at least `shortest`
    pixels at 200 dpi), bridged over small breaks, need it on both, which strokes inside a line of
    text do not have. Of the free-standing `parts` some may be dashes.
    """
    unit = sheet.unit
    runs = find_runs(cv2.dilate(thin.mask, np.ones((3, 1), np.uint8)))
    bridged = runs.closed(round(4 * unit) + 1)
    long = np.zeros_like(sheet.gray)
    _add_clean_runs(long, runs, SURE_RUN * unit, sheet, np.maximum)
    _add_clean_runs(long, bridged, shortest * unit, sheet, np.minimum)
    dark = _darkness(thin.valley, parts) >= sheet.darkness[1]
    x, y = (parts[:, :2] + parts[:, 2:] // 2).T
    parts = parts[dark & (ground.barred[y, x] == 0)]
    dashes = find_dashes(parts, unit)
    covered = ground.covered()
    bars = join_dashes(dashes, covered, unit)
    dotted = join_dots(find_dots(parts, unit), covered, unit)
    if bars is not None and dotted is not None:
        bars = np.asarray(bars | dotted, np.uint8)
    return LongStrokes(thin.valley, thin.mask, long, dashes, dotted if bars is None else bars)


def _darkness(valley: MatLike, parts: Boxes) -> NDArray[np.uint8]:
    """Return how much darker than what is beside it the middle of each part is.

    The middle of an even number of pixels lies between two, and one alone may be all that is dark.
    """
    x, y, width, height = parts.T
    middles = [
        valley[y + down // 2, x + across // 2]
        for across in (width - 1, width)
        for down in (height - 1, height)
    ]
    return np.asarray(np.maximum.reduce(middles), np.uint8)


def _add_clean_runs(
    long: Image, runs: RowRuns, shortest: float, sheet: Sheet, side: np.ufunc
) -> None:
    """Add to `long` the runs of at least `shortest` px that have paper beside them.

    `side` picks the cleaner (maximum) or the dirtier (minimum) of the two sides.
    """
    unit = sheet.unit
    mask = runs.opened(max(12, round(shortest))).draw()
    parts = find_parts(mask)
    parts = parts[parts[:, 3] <= np.maximum(9 * unit, 0.06 * parts[:, 2])]
    if not len(parts):
        return
    above, below = _clean_shares(mask, parts, sheet)
    least = np.where(parts[:, 2] >= LONG_RUN * unit, CLEAN_LONG, CLEAN)
    for x, y, width, height in parts[side(above, below) >= least].tolist():
        window = (slice(y, y + height), slice(x, x + width))
        long[window] |= mask[window]


def _clean_shares(
    mask: Image, parts: NDArray[np.int32], sheet: Sheet
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return for each part the share of its length with paper above it, and below it.

    Looked at in `SAMPLES` places; paper may begin at one of two distances (double rules).
    """
    x, y, width, height = (parts[:, i, None] for i in range(4))
    places = x + ((np.arange(SAMPLES) + 0.5) / SAMPLES * width).astype(np.int64)
    depth = np.arange(int(height.max()))[:, None, None]
    inside = depth < height
    rows = np.minimum(y + depth, mask.shape[0] - 1)
    ink = (mask[rows, places] > 0) & inside
    total = np.maximum(1, ink.sum(axis=0))
    middle = y + (ink * depth).sum(axis=0) // total

    def share(offset: int) -> NDArray[np.float64]:
        beside = np.clip(middle + offset, 0, len(sheet.scanned) - 1)
        is_paper = sheet.scanned[beside, places] >= sheet.paper
        return np.asarray(is_paper.mean(axis=1), np.float64)

    near, far = max(4, round(6 * sheet.unit)), max(6, round(9 * sheet.unit))
    return np.maximum(share(-near), share(-far)), np.maximum(share(near), share(far))
