"""Ground on a page that holds no rules: lines of writing, and what lies around the paper.

Strokes of characters stand at equal heights along a line, and the edge of a photographed sheet is
as straight as a rule; neither bounds a cell.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np

from pipeline.extract.image import UprightPage, to_raw_points
from pipeline.extract.image.page import Image
from pipeline.model.geometry import Box

EDGE_SHARE, END_SHARE = 0.12, 0.3
"""Outer parts of a detected line, of its height, above and below, and at both ends: detectors
return a margin around the characters, and rules may stand in it."""
TALL = 2.2
"""Height, in character heights, of a detected line from which it is large print, or two lines."""
SHRINK, COARSE = 4, 16
DARK = 170
THICKEST = 20
"""Pixels at 200 dpi across the thickest frame of a table; a dark border of the page is thicker."""
SHADOW = 16
"""Pixels at 200 dpi that the edge of the paper and its shadow reach into the paper."""


@dataclass(frozen=True, slots=True, eq=False)
class Foreign:
    """Masks of ground without rules: for rules `across`, and `down` (in the transposed frame).

    `lines` are the detected lines (transposed, too): a rule down may run there, but not there
    alone. `surround` is what lies around the paper, or None when the page shows none of it.
    """

    across: Image
    down: Image
    lines: Image
    surround: Image | None

    def without_surround(self, ink: Image) -> Image:
        """Return the ink on the paper."""
        if self.surround is None:
            return ink
        return np.asarray(cv2.subtract(ink, self.surround), np.uint8)


def within_fields(lines: Sequence[Box], fields: Sequence[Box]) -> list[Box]:
    """Return the detected lines, those in a dark field without what reaches over its sides.

    Toner that fell off the field leaves specks, and the detector takes them in.
    """
    around = ((line, field_around(line, fields)) for line in lines)
    return [line if field is None else field.intersection(line) for line, field in around]


def field_around(box: Box, fields: Sequence[Box]) -> Box | None:
    """Return the dark field that the middle of a box lies in, if any does."""
    return next((field for field in fields if field.contains_point(*box.centre)), None)


def find_foreign(page: UprightPage, lines: Sequence[Box]) -> Foreign:
    """Return the ground without rules, given the detected `lines` of writing.

    Writing is never taken for what lies around the paper.
    """
    surround = _find_surround(page)
    if surround is not None:
        for box in lines:
            surround[max(0, box.y0) : box.y1, max(0, box.x0) : box.x1] = 0
        across, down = surround.copy(), np.asarray(cv2.transpose(surround), np.uint8)
    else:
        shape = page.gray.shape
        across, down = np.zeros(shape, np.uint8), np.zeros(shape[::-1], np.uint8)
    in_full = np.zeros(down.shape, np.uint8)
    for box in lines:
        edge, end = round(EDGE_SHARE * box.height), round(END_SHARE * min(box.height, box.width))
        top, bottom = _written_band(page, box)
        down[max(0, box.x0 + end) : box.x1 - end, top:bottom] = 255
        top, bottom = max(0, box.y0 + edge, top), min(box.y1 - edge, bottom)
        across[top:bottom, max(0, box.x0) : box.x1] = 255
        in_full[max(0, box.x0) : box.x1, max(0, box.y0 + edge) : box.y1 - edge] = 255
    return Foreign(across, down, in_full, surround)


def _written_band(page: UprightPage, box: Box) -> tuple[int, int]:
    """Return from where to where a line is written: from its middle on as far as there is ink.

    Rules stand in the wide margins that detectors give to lines far apart.
    """
    if box.height > TALL * page.em:
        return box.y0, box.y1
    top, middle, half = max(0, box.y0), (box.y0 + box.y1) // 2, round(page.em / 2)
    ink = page.ink[top : box.y1, max(0, box.x0) : box.x1]
    blank = ink.max(axis=1, initial=0) == 0
    above = np.flatnonzero(blank[: max(0, middle - half - top)])
    below = np.flatnonzero(blank[middle + half - top :])
    return (
        top + int(above[-1]) + 1 if len(above) else box.y0,
        middle + half + int(below[0]) if len(below) else box.y1,
    )


def _find_surround(page: UprightPage) -> Image | None:
    """Return the thick dark ground at the edge of the picture, with its shadow."""
    unit = page.dpi / 200
    small = np.ascontiguousarray(page.gray[::SHRINK, ::SHRINK])
    side = max(3, round(THICKEST * unit / SHRINK))
    dark = np.asarray((small < DARK) * np.uint8(255), np.uint8) | _beyond(page, small.shape)
    framed = cv2.copyMakeBorder(dark, side, side, side, side, cv2.BORDER_CONSTANT, value=255)
    thick = cv2.morphologyEx(framed, cv2.MORPH_OPEN, np.ones((side, side), np.uint8))
    _, labels = cv2.connectedComponents(thick)
    own = np.asarray(labels == labels[0, 0], np.uint8)[side:-side, side:-side]
    if not own.any():
        return None
    reach = 2 * round(SHADOW * unit / SHRINK) + 1
    grown = cv2.dilate(own * np.uint8(255), np.ones((reach, reach), np.uint8))
    size = (page.gray.shape[1], page.gray.shape[0])
    return np.asarray(cv2.resize(grown, size, interpolation=cv2.INTER_NEAREST), np.uint8)


def _beyond(page: UprightPage, shape: tuple[int, ...]) -> Image:
    """Return what the raw picture does not show: where it was turned there is no paper."""
    height, width = page.gray.shape
    ys, xs = (np.append(np.arange(0, side, COARSE), side - 1) for side in (height, width))
    points = np.stack(np.meshgrid(xs, ys), axis=-1).reshape(-1, 2).astype(np.float64)
    x, y = to_raw_points(page.transform, points).T
    out = (x < 0) | (y < 0) | (x > page.raw_width) | (y > page.raw_height)
    coarse = np.asarray(out.reshape(len(ys), len(xs)) * np.uint8(255), np.uint8)
    return np.asarray(cv2.resize(coarse, (shape[1], shape[0])) > 127, np.uint8) * np.uint8(255)
