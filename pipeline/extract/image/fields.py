"""Turn white print on a dark field, as in the head of many tables, into dark print on paper.

A field is a dark rectangle, larger than characters, with paper around it. Print and rules in it
are what differs from its ground, be it lighter or darker; its upper and lower edge become rules.
"""

from __future__ import annotations

import cv2
import numpy as np

from pipeline.extract.image.light import component_stats, shrink_evenly
from pipeline.extract.image.page import Image
from pipeline.model.geometry import Box

BLOCK = 8
"""Pixels of a block whose mean is looked at, at 200 dpi."""
AROUND = 31
"""Blocks (3 cm) within which there is paper; no field is higher than that."""
DARK = 0.72
"""Brightness of a field as a share of the paper's: 0.58 on worn copies, 0.8 and more for rows that
are shaded under black print."""
LEAST_HEIGHT, LEAST_WIDTH = 4, 12
"""Blocks: one line of print, and three characters."""
FULL = 0.8
"""Share of its box that a field fills."""
MARGIN, MARGIN_SHARE = slice(3, 6), 0.85
"""Pixels within each side of a field that are ground, but for specks; bold print has no margin."""
EVEN = 0.35
"""Spread of the middle half of a field's pixels, as a share of what its ground is darker than
paper: at most 0.18 in fields of made scans of seven profiles, 0.7 in two heavy characters of a
heading at 110 dpi, which are as dark as a field and would be painted over."""
GROUND = 41
"""Side of the square (pixels) whose median is the ground, whatever is printed there."""
EDGE, EDGE_WIDTH = 60, 2
"""Gray and width of the rules drawn along a field."""
GRAIN, LEAST_CONTRAST = 3.0, 30.0
"""Times the usual difference from the ground that is no print, and grays that print has at least:
in a field without any, grain would become print."""


def lighten_fields(raw: Image, flat: Image) -> tuple[Box, ...]:
    """Paint the dark fields of `raw` as dark print on paper into `flat`, in place.

    Both are the upright page, before and after its light was evened out. Return the fields.
    """
    found = find_fields(raw)
    for box in found:
        window = (slice(box.y0, box.y1), slice(box.x0, box.x1))
        flat[window] = _lighten(raw[window])
        flat[box.y0 : box.y0 + EDGE_WIDTH, box.x0 : box.x1] = EDGE
        flat[box.y1 - EDGE_WIDTH : box.y1, box.x0 : box.x1] = EDGE
    return found


def find_fields(raw: Image) -> tuple[Box, ...]:
    """Return the dark rectangles that do not touch the border of the page."""
    blocks = shrink_evenly(raw, BLOCK)
    paper = cv2.dilate(blocks, np.ones((AROUND, AROUND), np.uint8))
    dark = np.asarray((blocks < DARK * paper) * np.uint8(255), np.uint8)
    solid = np.asarray(cv2.morphologyEx(dark, cv2.MORPH_OPEN, np.ones((3, 3), np.uint8)), np.uint8)
    height, width = blocks.shape
    found = []
    for x, y, across, down, area in component_stats(solid)[1].tolist():
        inside = x > 0 and y > 0 and x + across < width and y + down < height
        large = across >= LEAST_WIDTH and LEAST_HEIGHT <= down < AROUND
        if inside and large and area >= FULL * across * down:
            limit = DARK * float(paper[y : y + down, x : x + across].mean())
            corners = (BLOCK * v for v in (x - 1, y - 1, x + across + 1, y + down + 1))
            found.append(_exact(raw, Box(*corners), limit))
    return tuple(box for box in found if box is not None)


def _exact(raw: Image, box: Box, limit: float) -> Box | None:
    """Move the sides of a box to where the field begins and ends; None where there is none."""
    dark = raw[box.y0 : box.y1, box.x0 : box.x1] < limit
    rows = np.flatnonzero(dark.mean(axis=1) >= 0.5)
    columns = np.flatnonzero(dark.mean(axis=0) >= 0.5)
    if not len(rows) or not len(columns):
        return None
    field = dark[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
    if len(field) < BLOCK * LEAST_HEIGHT or field.shape[1] < BLOCK * LEAST_WIDTH:
        return None
    turns = (np.rot90(field, quarter)[MARGIN] for quarter in range(4))
    if min(side.mean() for side in turns) < MARGIN_SHARE:
        return None
    x0, y0 = box.x0 + int(columns[0]), box.y0 + int(rows[0])
    found = Box(x0, y0, x0 + field.shape[1], y0 + field.shape[0])
    return found if _is_even(raw[found.y0 : found.y1, found.x0 : found.x1], limit / DARK) else None


def _is_even(field: Image, paper: float) -> bool:
    """Whether a field has one tone, print aside; strokes and the paper between them have two."""
    low, ground, high = np.percentile(field, (25, 50, 75))
    return bool(high - low <= EVEN * (paper - ground))


def _lighten(field: Image) -> Image:
    """Return what differs from the ground of a field as ink on paper."""
    ground = cv2.medianBlur(np.ascontiguousarray(field), GROUND)
    difference = np.asarray(cv2.absdiff(field, ground), np.float32)
    grain = GRAIN * float(np.median(difference))
    ink = np.maximum(difference - grain, 0)
    strongest = max(LEAST_CONTRAST, float(np.percentile(ink, 98)))
    return np.asarray(255 - np.minimum(255, ink * (255 / strongest)), np.uint8)
