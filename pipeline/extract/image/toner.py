"""Take specks of toner out of gray print: dots far darker than print, even those on a character.

Works only where print is gray, as on weak and blurred copies: there a speck is told from a stroke
by its darkness alone, wherever it lies. What it hid is filled in from around it.
"""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from pipeline.extract.image.light import count_ink, outline_boxes
from pipeline.extract.image.page import Image

Boxes = NDArray[np.int32]
Corners = tuple[int, int, int, int]
"""(x0, y0, x1, y1) of a spot."""

MIN_GLYPHS, GLYPHS_SEEN = 40, 600
"""Fewer characters do not tell how dark print is; of more, as many are looked at."""
PRINT_SHARE, GAP = 10, 10
"""Percentile of the darkest grays of all characters, and grays below it from which all is toner:
on sample pages at 110 dpi characters reach 120 to 157, one in ten 110, specks 28 to 70."""
DARK = 25
"""Grays by which the middle of a speck is darker still."""
LEAST = 20
"""Below this gray print is as dark as toner, and nothing can be told."""
SPECK_EM, HALO_EM, AROUND_EM = 0.45, 0.1, 0.6
"""Largest side of a speck, how far its soft edge reaches, and how far round it there is none but
another speck, in character heights: a bold character is dark in many places."""
STANDS_OUT = 40
"""Grays by which a speck is darker than all print within a character height of it: where strokes
of a large character meet they are darkest, by less."""
RULE_EM = 1.3
"""Ink that goes on this long from a spot is a rule; where rules cross they are darkest."""


def lift_specks(gray: Image, ink: Image, boxes: Boxes, em: float) -> bool:
    """Fill in the specks of toner in `gray`, in place; return whether there were any.

    `boxes` (x, y, width, height) are those of the marks of `ink`, `em` is the usual character
    height.
    """
    darkest = _print_darkness(gray, boxes, em) - GAP
    if darkest < LEAST:
        return False
    _, dark = cv2.threshold(gray, darkest, 255, cv2.THRESH_BINARY_INV)
    mask = np.asarray(dark, np.uint8)
    specks = [
        corners
        for corners in _lone_spots(gray, mask, darkest - DARK, em)
        if not _is_on_rule(ink, corners, round(RULE_EM * em))
        and _stands_out(gray, mask, corners, round(em))
    ]
    for corners in specks:
        _fill(gray, mask, corners, em)
    return bool(specks)


def _print_darkness(gray: Image, boxes: Boxes, em: float) -> float:
    """Return the gray that most characters do not fall below; 0 when there are too few."""
    sides = boxes[:, 2:]
    glyphs = boxes[(boxes[:, 3] >= 0.5 * em) & (sides.max(axis=1) <= 1.5 * em)]
    if len(glyphs) < MIN_GLYPHS:
        return 0.0
    seen = glyphs[:: -(-len(glyphs) // GLYPHS_SEEN)].tolist()
    return float(
        np.percentile([gray[y : y + h, x : x + w].min() for x, y, w, h in seen], PRINT_SHARE)
    )


def _lone_spots(gray: Image, mask: Image, core: float, em: float) -> list[Corners]:
    """Return the lone, compact spots of the mask that are darker than `core` within."""
    boxes = outline_boxes(mask)
    sides = boxes[:, 2:]
    boxes = boxes[
        (sides.max(axis=1) <= SPECK_EM * em) & (2 * sides.min(axis=1) >= sides.max(axis=1))
    ]
    corners = np.c_[boxes[:, :2], boxes[:, :2] + boxes[:, 2:]].astype(np.int64)
    area = count_ink(mask, corners)
    around = round(AROUND_EM * em)
    near = count_ink(mask, corners + np.array([-around, -around, around, around])) - area
    cores = np.array([gray[y0:y1, x0:x1].min() for x0, y0, x1, y1 in corners.tolist()], np.int64)
    is_lone = (cores <= core) & (near <= area) & (area >= 0.4 * boxes[:, 2] * boxes[:, 3])
    return [(x0, y0, x1, y1) for x0, y0, x1, y1 in corners[is_lone].tolist()]


def _is_on_rule(ink: Image, corners: Corners, length: int) -> bool:
    """Whether ink goes on from the spot to one side, without a gap, for that length."""
    x0, y0, x1, y1 = corners
    top, left = max(0, y0 - length), max(0, x0 - length)
    columns, rows = ink[:, max(0, x0 - 1) : x1 + 1], ink[max(0, y0 - 1) : y1 + 1]
    arms = (columns[top:y0], columns[y1 : y1 + length])
    legs = (rows[:, left:x0].T, rows[:, x1 : x1 + length].T)
    return any(len(arm) >= length and arm.any(axis=1).all() for arm in arms + legs)


def _stands_out(gray: Image, mask: Image, corners: Corners, reach: int) -> bool:
    """Whether a spot is far darker than the print near it that is no spot."""
    x0, y0, x1, y1 = corners
    window = (slice(max(0, y0 - reach), y1 + reach), slice(max(0, x0 - reach), x1 + reach))
    spots = cv2.dilate(mask[window], np.ones((5, 5), np.uint8))
    darkest = int(np.maximum(gray[window], spots).min())
    return darkest - int(gray[y0:y1, x0:x1].min()) >= STANDS_OUT


def _fill(gray: Image, mask: Image, corners: Corners, em: float) -> None:
    """Fill one speck and its soft edge with what is around it."""
    halo = round(HALO_EM * em)
    reach = 3 * halo
    x0, y0, x1, y1 = corners
    window = (slice(max(0, y0 - reach), y1 + reach), slice(max(0, x0 - reach), x1 + reach))
    size = 2 * halo + 1
    spot = cv2.dilate(mask[window], cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (size, size)))
    gray[window] = cv2.inpaint(gray[window], spot, halo, cv2.INPAINT_TELEA)
