"""Even out the light and tell ink from paper.

Works on gray pages only; never decides what the ink means.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import compress
from typing import cast

import cv2
import numpy as np
from cv2.typing import MatLike
from numpy.typing import NDArray

from pipeline.extract.image.page import Image
from pipeline.model.geometry import Box

Labels = NDArray[np.integer]
"""The number of the part that each pixel of a mask belongs to; 0 is the background."""
Parts = tuple[Labels, NDArray[np.int32]]
"""Labels of the parts of a mask, and one row (x, y, width, height, area) for each."""

BACKGROUND_SHRINK = 8
"""The paper's brightness varies slowly: an eighth of the page resolution is enough."""
DARKEST_PAPER = np.uint8(24)
"""Gray below which the surroundings are no paper, and noise would be blown up to ink."""

GRAY_STEPS = np.arange(0, 257, 16)
VALLEY, HUMP = slice(6, 10), slice(10, 14)
"""Steps of gray between print and show-through (96 to 160), and those of show-through (160 to
224)."""
STEEP, SHOW_THROUGH, PRINT = 5.0, 0.02, 0.2
"""How much higher than the valley the hump is, its share of the page, and what darker print has of
that share: with 30 to 50 % showing through 6 to 15, 0.03 to 0.10 and from 0.3; without any, pages
above the first two (faint print, 6 of 80) have at most 0.1 of the last."""

SHADE = 17
"""Side (pixels of every second one, 4.3 mm at 200 dpi) of a square that finds no bare paper in a
shaded row, whatever is printed there, but always above or below a line of print."""

LONG_RULE = 40
"""Pixels (of every second one, 1 cm at 200 dpi) over which ink runs on as no stroke does. Rules
of gray alone made a hump, and thin strokes of black print went with them; beside black rules
all the faint print of a list passed for print of the other side."""


def flatten_light(gray: Image) -> Image:
    """Divide the page by its paper brightness, so that paper is 255 everywhere.

    The paper is the local maximum (ink is darker than what surrounds it), smoothed by a median
    so that neither specks nor bold headings leave a shadow.
    """
    height, width = gray.shape
    paper = cv2.dilate(shrink_evenly(gray, BACKGROUND_SHRINK), np.ones((7, 7), np.uint8))
    paper = cv2.medianBlur(paper, 11)
    paper = np.maximum(cv2.blur(paper, (7, 7)), DARKEST_PAPER)
    background = cv2.resize(paper, (width, height), interpolation=cv2.INTER_LINEAR)
    return np.asarray(cv2.divide(gray, background, scale=255), np.uint8)


def shrink_evenly(gray: Image, factor: int) -> Image:
    """Average blocks of `factor` x `factor` pixels; a rest at the right and lower edge is left out.

    Whole blocks take a twentieth of the time of blocks that begin between two pixels.
    """
    height, width = gray.shape
    factor = max(1, min(factor, height, width))
    rows, columns = height // factor, width // factor
    whole = gray[: rows * factor, : columns * factor]
    return np.asarray(cv2.resize(whole, (columns, rows), interpolation=cv2.INTER_AREA), np.uint8)


def ink_threshold(flat: Image) -> int:
    """Return the gray value below which a flattened page is ink.

    Otsu's value, kept within 120..205: above, paper grain turns into ink; below, faded print is
    lost (measured on worn and photographed pages at 200 dpi).
    """
    sample = np.ascontiguousarray(flat[::2, ::2])
    otsu, _ = cv2.threshold(sample, 0, 255, cv2.THRESH_BINARY + cv2.THRESH_OTSU)
    return int(min(205, max(120, otsu)))


def drop_show_through(flat: Image, painted: Sequence[Box] = ()) -> bool:
    """Paint print white that shows through from the other side of the sheet, in place.

    Return whether there was any. What was `painted` into the page says nothing of its print: a head
    made dark beside faint print passed for the print of this side.

    Print alone has ever fewer pixels from paper down to ink; print seen through the paper is a
    hump of light gray with a valley below it. What is no darker than the valley, and not the soft
    edge of what is, goes.
    """
    sample = np.ascontiguousarray(flat[::2, ::2])
    if _find_valley(sample, None) is None:
        return False
    own = _find_shade(sample) | _find_rules(sample)
    for box in painted:
        own[box.y0 // 2 : box.y1 // 2 + 1, box.x0 // 2 : box.x1 // 2 + 1] = 255
    valley = _find_valley(sample, np.asarray(cv2.bitwise_not(own), np.uint8))
    if valley is None:
        return False
    _, ink = cv2.threshold(flat, float(GRAY_STEPS[valley]), 255, cv2.THRESH_BINARY_INV)
    edge = cv2.dilate(ink, np.ones((5, 5), np.uint8))
    before = cv2.mean(flat)[0]
    cv2.bitwise_or(flat, cv2.bitwise_not(edge), dst=flat)
    return cv2.mean(flat)[0] > before


def _find_valley(sample: Image, mask: Image | None) -> int | None:
    """Return the step of gray between print and show-through, None where nothing shows through."""
    counts = cv2.calcHist([sample], [0], mask, [len(GRAY_STEPS) - 1], [0, 256])
    shares = np.asarray(counts, np.float64).ravel() / sample.size
    valley = int(np.argmin(shares[VALLEY])) + VALLEY.start
    hump = shares[HUMP]
    is_hump = hump.max() >= STEEP * shares[valley] and hump.sum() >= SHOW_THROUGH
    return valley if is_hump and shares[:valley].sum() >= PRINT * hump.sum() else None


def _find_shade(sample: Image) -> Image:
    """Return the mask (255) of shaded rows and cells, whatever is printed there."""
    even = cv2.blur(sample, (5, 5))  # grain would let paper look through the shade
    dark = cv2.inRange(even, 0, float(GRAY_STEPS[HUMP.stop]) - 1)
    square = np.ones((SHADE, SHADE), np.uint8)
    return np.asarray(cv2.dilate(cv2.morphologyEx(dark, cv2.MORPH_OPEN, square), square), np.uint8)


def _find_rules(sample: Image) -> Image:
    """Return the mask (255) of rules: gray ones are no show-through, and black ones no print."""
    ink = cv2.inRange(sample, 0, float(GRAY_STEPS[HUMP.stop]) - 1)
    kernels = np.ones((1, LONG_RULE), np.uint8), np.ones((LONG_RULE, 1), np.uint8)
    flat, steep = (cv2.morphologyEx(ink, cv2.MORPH_OPEN, kernel) for kernel in kernels)
    rules = cv2.bitwise_or(flat, steep)
    return np.asarray(cv2.dilate(rules, np.ones((3, 3), np.uint8)), np.uint8)


def find_ink(flat: Image) -> Image:
    """Return the ink mask (255 = ink) of a flattened page."""
    _, mask = cv2.threshold(flat, ink_threshold(flat), 255, cv2.THRESH_BINARY_INV)
    return np.asarray(mask, np.uint8)


def to_gray(pixels: Image) -> Image:
    """Return the gray image of an (H, W) or RGB (H, W, 3) page."""
    if pixels.ndim == 2:
        return pixels
    return np.asarray(cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY), np.uint8)


def component_stats(mask: Image) -> Parts:
    """Return (labels, stats) of the 8-connected parts of a mask, background row dropped.

    Part i has label i + 1. With labels of 16 bits a page at 100 dpi takes 1.4 instead of 3.9 ms:
    sums are set up for every label that could be needed.
    """
    try:
        _, labels, stats, _ = cv2.connectedComponentsWithStats(mask, ltype=cv2.CV_16U)
    except cv2.error:  # a mask of noise has more parts than 16 bits can number
        _, labels, stats, _ = cv2.connectedComponentsWithStats(mask, ltype=cv2.CV_32S)
    return cast("Labels", labels), np.asarray(stats[1:], np.int32)


def keep_parts(labels: Labels, keep: NDArray[np.bool_]) -> Image:
    """Return the mask (255) of the parts to keep; `keep` has one value per part, as `stats`."""
    values = np.zeros(len(keep) + 1, np.uint8)
    values[1:][keep] = 255
    return values.take(labels, mode="clip")  # no label is outside: half the time of checking each


def cut_part(labels: Labels, stats: NDArray[np.int32], index: int) -> Image:
    """Return the mask (0 or 1) of one part within its box."""
    x, y, width, height = stats[index, :4].tolist()
    return np.asarray(labels[y : y + height, x : x + width] == index + 1).view(np.uint8)


def outline_boxes(mask: Image) -> NDArray[np.int32]:
    """Return one row (x, y, width, height) per 8-connected part of a mask.

    Half of the time of `component_stats` (10 instead of 20 ms for a page at 200 dpi), for those
    who need no labels.
    """
    contours, hierarchy = cv2.findContours(mask, cv2.RETR_CCOMP, cv2.CHAIN_APPROX_SIMPLE)
    if not len(contours):
        return np.empty((0, 4), np.int32)
    is_outer = hierarchy[0][:, 3] < 0
    return boxes_around(list(compress(contours, is_outer.tolist())))


def boxes_around(outlines: Sequence[MatLike]) -> NDArray[np.int32]:
    """Return one row (x, y, width, height) per outline; all at once, for a page has thousands."""
    if not len(outlines):
        return np.empty((0, 4), np.int32)
    points = np.concatenate(outlines)[:, 0]
    first = np.cumsum([0, *map(len, outlines[:-1])])
    low, high = (np.asarray(end.reduceat(points, first)) for end in (np.minimum, np.maximum))
    return np.asarray(np.c_[low, high - low + 1], np.int32)


def count_ink(mask: Image, corners: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return the ink of each row (x0, y0, x1, y1); what lies off the mask counts nothing."""
    boxes = np.maximum(corners, 0).tolist()
    return np.array([cv2.countNonZero(mask[y0:y1, x0:x1]) for x0, y0, x1, y1 in boxes], np.int64)
