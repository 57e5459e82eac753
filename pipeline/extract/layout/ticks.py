"""Find tick boxes and tell ticked from empty by the ink inside them.

A tick box is a small square drawn with straight, thin sides, with free paper to its left.
Characters that look like boxes (口, 国, 田) stand in the middle of words or have no free paper.
"""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from pipeline.extract.image import UprightPage, to_raw_box
from pipeline.extract.image.page import Image
from pipeline.model.geometry import Box
from pipeline.model.table import TickBox, TickState

EMPTY_INK = 0.06
TICKED_INK = 0.13
"""Ink share inside a box: an empty one holds grain and specks, a thin tick covers a seventh."""


def find_ticks(page: UprightPage, mask: Image, em: float) -> list[TickBox]:
    """Return the tick boxes of a page, from the top; `mask` is ink without rules."""
    found = []
    for box in _find_squares(mask, em):
        if _has_free_left(mask, box, em):
            ink = _inner_ink(mask, box)
            found.append(TickBox(to_raw_box(page.transform, box), box, _state(ink), round(ink, 3)))
    return found


def _state(ink: float) -> TickState:
    if ink < EMPTY_INK:
        return TickState.EMPTY
    return TickState.TICKED if ink >= TICKED_INK else TickState.UNCLEAR


def _find_squares(mask: Image, em: float) -> list[Box]:
    """Pair short straight strokes: a top and a bottom of the same reach, joined by two sides."""
    shortest = max(8, round(0.4 * em))
    flat = cv2.morphologyEx(mask, cv2.MORPH_OPEN, np.ones((1, shortest), np.uint8))
    steep = cv2.morphologyEx(mask, cv2.MORPH_OPEN, np.ones((shortest, 1), np.uint8))
    _, _, stats, _ = cv2.connectedComponentsWithStats(flat, connectivity=8)
    x, y, w, h = (stats[1:, i].astype(np.int64) for i in range(4))
    sides = (w <= 1.4 * em) & (h <= max(4, 0.2 * em))
    x, y, w, h = x[sides], y[sides], w[sides], h[sides]
    pairs = _pairs(x, y, w, em)
    boxes = [Box(int(x[i]), int(y[i]), int(x[i] + w[i]), int(y[j] + h[j])) for i, j in pairs]
    return _drop_nested([box for box in boxes if _has_sides(np.asarray(steep), box)])


def _pairs(
    x: NDArray[np.int64], y: NDArray[np.int64], w: NDArray[np.int64], em: float
) -> list[tuple[int, int]]:
    slack = max(2.0, 0.12 * em)
    drop = y[None, :] - y[:, None]
    square = np.abs(drop - w[:, None]) <= 0.18 * w[:, None] + 2
    same = (np.abs(x[None, :] - x[:, None]) <= slack) & (np.abs(w[None, :] - w[:, None]) <= slack)
    return [(int(i), int(j)) for i, j in np.argwhere(square & same & (drop > 0))]


def _has_sides(steep: Image, box: Box) -> bool:
    reach = max(2, round(0.12 * box.width))
    shares = [
        (steep[box.y0 : box.y1, max(0, x - reach) : x + reach + 1] > 0).any(axis=1).mean()
        for x in (box.x0 + 1, box.x1 - 2)
    ]
    return bool(min(shares) >= 0.85)


def _drop_nested(boxes: list[Box]) -> list[Box]:
    kept: list[Box] = []
    for box in sorted(boxes, key=lambda b: -b.area):
        if not any(other.intersection(box).area > 0.3 * box.area for other in kept):
            kept.append(box)
    return sorted(kept, key=lambda b: (b.y0, b.x0))


def _has_free_left(mask: Image, box: Box, em: float) -> bool:
    reach = round(0.5 * em)
    left = mask[box.y0 : box.y1, max(0, box.x0 - reach) : max(0, box.x0 - 2)]
    return not left.size or float((left > 0).mean()) < 0.02


def _inner_ink(mask: Image, box: Box) -> float:
    trim = max(3, round(0.2 * box.width))
    inner = mask[box.y0 + trim : box.y1 - trim, box.x0 + trim : box.x1 - trim]
    return float((inner > 0).mean()) if inner.size else 0.0
