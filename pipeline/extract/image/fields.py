"""Turn white print on a dark field, as in the head of many tables, into dark print on paper.

A field is a dark rectangle, larger than characters, with paper around it. Print and rules in it
are what differs from its ground, be it lighter or darker; its sides become rules.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

import cv2
import numpy as np
from numpy.typing import NDArray

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
HANGING = 0.5
"""Share of a line of blocks, or of pixels, from which it is of the field."""
FRAME = 12
"""Pixels that a double frame around a field takes: two thin lines and the paper between them."""
LEANING = 3.0
"""Pixels that the upper edge of a field falls or rises from which it is made level; photographed
sheets leave up to 26."""
INSIDE = 127
MARGIN, MARGIN_SHARE = slice(3, 6), 0.8
"""Pixels within each side of a field that are ground, but for specks; bold print has no margin. The
paper within a double frame is hardly lighter where the frame's lines stand close: 0.82."""
EVEN = 0.35
"""Spread of the middle half of a field's pixels, as a share of what its ground is darker than
paper: at most 0.18 in fields of made scans of seven profiles, 0.7 in two heavy characters of a
heading at 110 dpi, which are as dark as a field and would be painted over."""
GROUND = 41
"""Side of the square (pixels) whose median is the ground, whatever is printed there."""
SOFT = 3
"""Pixels at the side of a field that are neither its ground nor paper."""
EDGE, EDGE_WIDTH = 60, 2
"""Gray and width of the rules drawn along the sides of a field."""
RULE_ACROSS, RULE_DOWN, FAINTEST_RULE = 90, 48, 3.0
"""Pixels at 200 dpi of the shortest rules in a field, longer than the strokes of its print, and
grays from which they are no ground: 5 to 8 for rules printed in nearly the same colour."""
GRAIN, LEAST_CONTRAST = 3.0, 30.0
"""Times the usual difference from the ground that is no print, and grays that print has at least:
in a field without any, grain would become print."""


@dataclass(frozen=True, slots=True)
class Field:
    """A dark rectangle: `inner` within `window` of the page, once that is sheared to be level.

    `slope` is how many pixels its upper edge falls per pixel to the right.
    """

    window: Box
    inner: Box
    slope: float

    @property
    def box(self) -> Box:
        """The box on the page that it lies in."""
        x, y = self.window.x0, self.window.y0
        rise = math.ceil(abs(self.slope) * self.window.width / 2)
        inner = self.inner
        return Box(x + inner.x0, y + inner.y0 - rise, x + inner.x1, y + inner.y1 + rise)


def lighten_fields(raw: Image, flat: Image) -> tuple[Box, ...]:
    """Paint the dark fields of `raw` as dark print on paper into `flat`, in place.

    Both are the upright page, before and after its light was evened out. Return where they lie.
    """
    found = find_fields(raw)
    for field in found:
        _paint(raw, flat, field)
    return tuple(field.box for field in found)


def _paint(raw: Image, flat: Image, field: Field) -> None:
    own = flat[_at(field.window)]
    level = _sheared(raw[_at(field.window)], field.slope)
    painted, mask = np.zeros_like(level), np.zeros_like(level)
    inside = painted[_at(field.inner)]
    inside[:] = _lighten(level[_at(field.inner)])
    inside[:EDGE_WIDTH] = inside[-EDGE_WIDTH:] = EDGE
    inside[:, :EDGE_WIDTH] = inside[:, -EDGE_WIDTH:] = EDGE
    mask[_at(field.inner)][:] = 255
    np.copyto(own, _sheared(painted, -field.slope), where=_sheared(mask, -field.slope) > INSIDE)


def _at(box: Box) -> tuple[slice, slice]:
    return slice(box.y0, box.y1), slice(box.x0, box.x1)


def _sheared(window: Image, slope: float) -> Image:
    """Return a window with what falls by `slope` made level, its middle column staying in place."""
    if not slope:
        return window
    height, width = window.shape
    matrix = np.array([[1.0, 0.0, 0.0], [slope, 1.0, -slope * width / 2]])
    flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
    border = cv2.BORDER_REPLICATE
    sheared = cv2.warpAffine(window, matrix, (width, height), flags=flags, borderMode=border)
    return np.asarray(sheared, np.uint8)


def find_fields(raw: Image) -> tuple[Field, ...]:
    """Return the dark rectangles that do not touch the border of the page."""
    blocks = shrink_evenly(raw, BLOCK)
    paper = cv2.dilate(blocks, np.ones((AROUND, AROUND), np.uint8))
    dark = np.asarray((blocks < DARK * paper) * np.uint8(255), np.uint8)
    solid = np.asarray(cv2.morphologyEx(dark, cv2.MORPH_OPEN, np.ones((3, 3), np.uint8)), np.uint8)
    height, width = blocks.shape
    found = []
    for x, y, across, down, _ in component_stats(solid)[1].tolist():
        inside = x > 0 and y > 0 and x + across < width and y + down < height
        if not inside or across < LEAST_WIDTH or down < LEAST_HEIGHT:
            continue
        body = _without_hangers(solid, Box(x, y, x + across, y + down))
        if body.width >= LEAST_WIDTH and LEAST_HEIGHT <= body.height < AROUND:
            limit = DARK * float(paper[_at(body)].mean())
            corners = (body.x0 - 1, body.y0 - 1, body.x1 + 1, body.y1 + 1)
            found.append(_exact(raw, Box(*(BLOCK * v for v in corners)), limit))
    return tuple(field for field in found if field is not None)


def _without_hangers(solid: Image, box: Box) -> Box:
    """Return the box (blocks) of the rows that a part fills; empty where these are no rectangle.

    Heavy print below a field may touch it.
    """
    full = solid[_at(box)] > 0
    if full.mean() < FULL:
        rows = np.flatnonzero(full.mean(axis=1) >= HANGING)
        if not len(rows):
            return replace(box, y1=box.y0)
        box = replace(box, y0=box.y0 + int(rows[0]), y1=box.y0 + int(rows[-1]) + 1)
        full = full[rows[0] : rows[-1] + 1]
    return box if full.mean() >= FULL else replace(box, y1=box.y0)


def _exact(raw: Image, window: Box, limit: float) -> Field | None:
    """Find where in a window a field begins and ends; None where there is none."""
    slope = _slope(raw[_at(window)] < limit)
    level = _sheared(raw[_at(window)], slope)
    dark = level < limit
    rows = np.flatnonzero(dark.mean(axis=1) >= 0.5)
    columns = np.flatnonzero(dark.mean(axis=0) >= 0.5)
    if not len(rows) or not len(columns):
        return None
    inner = Box(int(columns[0]), int(rows[0]), int(columns[-1]) + 1, int(rows[-1]) + 1)
    inner = _within_frame(dark, inner)
    field = dark[_at(inner)]
    if len(field) < BLOCK * LEAST_HEIGHT or field.shape[1] < BLOCK * LEAST_WIDTH:
        return None
    turns = (np.rot90(field, quarter)[MARGIN] for quarter in range(4))
    if min(side.mean() for side in turns) < MARGIN_SHARE:
        return None
    return Field(window, inner, slope) if _is_even(level[_at(inner)], limit / DARK) else None


def _slope(dark: NDArray[np.bool_]) -> float:
    """Return how the upper edge of a field falls; 0 where it does by less than `LEANING` pixels."""
    columns = np.flatnonzero(dark.any(axis=0))
    if len(columns) < BLOCK * LEAST_WIDTH:
        return 0.0
    edge = dark.argmax(axis=0)
    third = len(columns) // 3
    first, last = columns[:third], columns[-third:]
    fall = float(np.median(edge[last]) - np.median(edge[first]))
    slope = fall / float(last.mean() - first.mean())
    return slope if abs(slope) * len(columns) >= LEANING else 0.0


def _within_frame(dark: NDArray[np.bool_], box: Box) -> Box:
    """Return the box without the lines of a double frame, which paper parts from the field."""
    field = dark[_at(box)]
    lines = field.mean(axis=1), field.mean(axis=0)
    (top, bottom), (left, right) = (
        (_frame(shares[:FRAME]), _frame(shares[::-1][:FRAME])) for shares in lines
    )
    return Box(box.x0 + left, box.y0 + top, box.x1 - right, box.y1 - bottom)


def _frame(shares: NDArray[np.float64]) -> int:
    """Return how many lines a frame takes, the last of them being paper."""
    paper = np.flatnonzero(shares < HANGING)
    return int(paper[-1]) + 1 if len(paper) else 0


def _is_even(field: Image, paper: float) -> bool:
    """Whether a field has one tone, print aside; strokes and the paper between them have two."""
    low, ground, high = np.percentile(field, (25, 50, 75))
    return bool(high - low <= EVEN * (paper - ground))


def _lighten(field: Image) -> Image:
    """Return what differs from the ground of a field as ink on paper."""
    difference = np.asarray(cv2.absdiff(field, _ground(field)), np.uint8)
    grain = GRAIN * float(np.median(difference))
    ink = np.maximum(difference.astype(np.float32) - grain, 0)
    strongest = max(LEAST_CONTRAST, float(np.percentile(ink, 98)))
    light = np.asarray(255 - np.minimum(255, ink * (255 / strongest)), np.uint8)
    light[_rules(difference, max(grain, FAINTEST_RULE)) > 0] = EDGE
    return light


def _rules(difference: Image, least: float) -> Image:
    """Return the mask of rules in a field: fainter than its print, but longer than any stroke."""
    _, seen = cv2.threshold(difference, least, 255, cv2.THRESH_BINARY)
    kernels = np.ones((1, RULE_ACROSS), np.uint8), np.ones((RULE_DOWN, 1), np.uint8)
    across, down = (cv2.morphologyEx(seen, cv2.MORPH_OPEN, kernel) for kernel in kernels)
    return np.asarray(cv2.bitwise_or(across, down), np.uint8)


def _ground(field: Image) -> Image:
    """Return a field without its print. Its soft edge would be the ground of its corners."""
    core = field[SOFT:-SOFT, SOFT:-SOFT]
    beyond = SOFT + GROUND // 2
    wide = cv2.copyMakeBorder(core, beyond, beyond, beyond, beyond, cv2.BORDER_REFLECT)
    half = GROUND // 2
    return np.asarray(cv2.medianBlur(wide, GROUND), np.uint8)[half:-half, half:-half]
