"""Take dust off the page: small lone marks that belong to no character.

Dots that print needs stay: those close to a character (decimal points, strokes of 氵 and 灬),
stacked pairs (：), rows of dots (……), a dot halfway between two characters (·) and whatever stands
where a mark of punctuation does. The grain of a shaded ground in black and white is none of these,
though each dot of it has fellows on all sides.
"""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from pipeline.extract.image.light import count_ink
from pipeline.extract.image.page import Image

Bools = NDArray[np.bool_]
Numbers = NDArray[np.int64]

DUST_EM = 0.26
"""Largest side of a dust mark, in character heights (8 px at 200 dpi); 。 and 、 are larger."""
BESIDE_EM, ABOVE_EM = 0.5, 0.3
"""A dot that print needs (decimal point, comma, hyphen, stroke of 氵) has a character this close
beside it, or above or below it; dust that close is left to the reader's second look."""
BEHIND_EM = 0.85
"""A mark of punctuation stands in the em behind a character: 。 in the middle of its em, as several
Kai and traditional faces set it, begins 0.5 to 0.7 character heights behind."""
WHOLE_EM = 0.5
"""Of that character, character heights to the left of its right part that tell how high it is."""
GRAIN_EM, GRAIN_REACH, GRAIN_SIDES = 0.14, (0.12, 0.6), 3
"""Largest side of a dot of grain, how far off to the side and above or below it others stand, both
in character heights, and in how many of the four corners around it; rows, pairs and dotted rules
have none, or two where rules cross (measured on faxes of shaded rows, one dot in 80 pixels)."""
FEWEST_GRAINS, NEAR_GRAINS, GRAIN_AROUND = 100, 4, 1.0
"""Dots of grain clear of print that a shaded page has, and that stand within so many character
heights of one near print: 1,500 and up to 40 on faxes of shaded rows, next to none on others."""
TOUCH_EM, POINT_EM = 0.12, 0.4
"""On such ground a dot is the shade's, too, when it is so far from print, but for where a point
stands: on a line, so close behind a character (both in character heights)."""
BLOT_EM = 0.4
"""Largest side of a speck above dust size; it too is dust only with nothing near."""


def character_height(boxes: NDArray[np.int32], dpi: float) -> float:
    """Return the usual glyph height in pixels: the upper quartile of text-sized marks."""
    unit = dpi / 200
    heights = boxes[:, 3]
    sized = heights[(heights >= 12 * unit) & (heights <= 60 * unit) & (boxes[:, 2] <= 60 * unit)]
    return float(np.percentile(sized, 70)) if len(sized) >= 8 else 30 * unit


def remove_dust(gray: Image, ink: Image, boxes: NDArray[np.int32], em: float) -> None:
    """Paint dust marks white in `gray` and clear them in `ink`, in place.

    `boxes` are the `outline_boxes` of the ink, `em` is the usual character height in pixels.
    """
    largest = boxes[:, 2:].max(axis=1)
    marks = boxes[largest <= DUST_EM * em]
    solid = ink.copy()
    for x, y, width, height in marks.tolist():
        solid[y : y + height, x : x + width] = 0
    x, y, width, height = marks.T.astype(np.int64)
    lone = count_ink(solid, _surroundings(marks, em)) == 0
    grain = _find_grain((ink, solid), marks, lone, em)
    lone &= ~(grain | _has_fellows(x + width / 2, y + height / 2, em))
    lone[lone] = ~_is_between(solid, (x + width // 2)[lone], (y + height // 2)[lone], em)
    lone[lone] = ~_is_behind(solid, x[lone], (y + height // 2)[lone], em)
    specks = boxes[(largest > DUST_EM * em) & (largest <= BLOT_EM * em)]
    dust = np.r_[marks[lone | grain], _blots(ink, specks, em)]
    for left, top, wide, tall in dust.tolist():
        spot = (slice(max(0, top - 2), top + tall + 2), slice(max(0, left - 2), left + wide + 2))
        gray[spot] = np.maximum(gray[spot], 250)
        ink[spot] = 0


def _blots(ink: Image, specks: NDArray[np.int32], em: float) -> NDArray[np.int32]:
    """Return which specks above dust size are compact, with nothing near them."""
    side = specks[:, 2:]
    area = count_ink(ink, np.c_[specks[:, :2], specks[:, :2] + side].astype(np.int64))
    near = count_ink(ink, _surroundings(specks, em)) - area
    alone = (area >= 0.4 * side[:, 0] * side[:, 1]) & (near <= 0.01 * em * em)
    alone &= side.min(axis=1) >= 0.5 * side.max(axis=1)
    x, y, _, height = specks[alone].T.astype(np.int64)
    alone[alone] = ~_is_behind(ink, x, y + height // 2, em)
    return specks[alone]


def _surroundings(boxes: NDArray[np.int32], em: float) -> Numbers:
    """Return what is close to each box, as corners (x0, y0, x1, y1)."""
    x, y, width, height = boxes.T.astype(np.int64)
    beside, above = round(BESIDE_EM * em), round(ABOVE_EM * em)
    return np.stack([x - beside, y - above, x + width + beside, y + height + above], axis=1)


def _has_fellows(x: NDArray[np.float64], y: NDArray[np.float64], em: float) -> Bools:
    """Whether a dot has a twin straight above or below, or two fellows in its row."""
    twins = _count_fellows(y, x, (0.2 * em, 0.65 * em), 0.09 * em)
    in_row = _count_fellows(x, y, (0.15 * em, 0.6 * em), 0.06 * em)
    return np.asarray((twins > 0) | (in_row > 1), np.bool_)


def _count_fellows(
    along: NDArray[np.float64], across: NDArray[np.float64], reach: tuple[float, float], off: float
) -> Numbers:
    """Count for each dot those on its line (at most `off` it) that stand so far along, either way.

    Middles lie on half pixels. Sorted by line, the dots of one stretch follow each other.
    """
    place, line = (np.rint(2 * values).astype(np.int64) for values in (along, across))
    nearest, furthest = int(np.ceil(2 * reach[0])), int(2 * reach[1])
    length = int(place.max(initial=0)) + 2 * furthest + 1
    keys = line * length + place
    order = np.argsort(keys)
    keys = keys[order]
    found = np.zeros(len(keys), np.int64)
    for offset in range(-int(2 * off), int(2 * off) + 1):
        own = keys + offset * length
        for first, last in ((nearest, furthest), (-furthest, -nearest)):
            found += np.searchsorted(keys, own + last, "right") - np.searchsorted(keys, own + first)
    count = np.empty_like(found)
    count[order] = found
    return count


def _find_grain(
    masks: tuple[Image, Image], marks: NDArray[np.int32], lone: Bools, em: float
) -> Bools:
    """Return which marks are grain: `lone` ones, and in the ground that they show those near print.

    Characters crumble to such dots too, so that near print alone they are none. `masks` are all ink
    and what of it is no mark.
    """
    if np.count_nonzero(lone) < FEWEST_GRAINS:
        return np.zeros_like(lone)
    dots = np.asarray(cv2.subtract(*masks), np.uint8)
    grain = lone.copy()
    grain[lone] = _is_grain(dots, marks[lone], em)
    if np.count_nonzero(grain) < FEWEST_GRAINS:
        return np.zeros_like(lone)
    shaded = np.zeros_like(dots)
    x, y = marks[grain, :2].T
    shaded[y, x] = 1
    others = np.flatnonzero(~lone)
    x, y = marks[others, :2].T.astype(np.int64)
    around = round(GRAIN_AROUND * em)
    near = count_ink(shaded, np.stack([x - around, y - around, x + around, y + around], axis=1))
    others = others[near >= NEAR_GRAINS]
    grain[others] = _is_grain(dots, marks[others], em) | _is_apart(masks[1], marks[others], em)
    return grain


def _is_apart(solid: Image, marks: NDArray[np.int32], em: float) -> Bools:
    """Whether a tiny dot on shaded ground is none of a character's, nor a mark behind one."""
    x, y, width, height = marks.T.astype(np.int64)
    touch = round(TOUCH_EM * em)
    around = np.stack([x - touch, y - touch, x + width + touch, y + height + touch], axis=1)
    apart = (np.maximum(width, height) <= GRAIN_EM * em) & (count_ink(solid, around) == 0)
    apart[apart] = ~_is_behind(solid, x[apart], (y + height // 2)[apart], em, POINT_EM)
    return np.asarray(apart, np.bool_)


def _is_grain(dots: Image, marks: NDArray[np.int32], em: float) -> Bools:
    """Whether a dot is tiny and others stand on most sides of it, off its own row and column."""
    x, y, width, height = marks.T.astype(np.int64)
    near, far = (round(share * em) for share in GRAIN_REACH)
    left, right = (x - far, x - near), (x + width + near, x + width + far)
    above, below = (y - far, y - near), (y + height + near, y + height + far)
    corners = (
        count_ink(dots, np.stack([across[0], along[0], across[1], along[1]], axis=1)) > 0
        for across in (left, right)
        for along in (above, below)
    )
    tiny = np.maximum(width, height) <= GRAIN_EM * em
    return np.asarray(tiny & (np.sum(list(corners), axis=0) >= GRAIN_SIDES), np.bool_)


def _is_between(solid: Image, x: Numbers, y: Numbers, em: float) -> Bools:
    """Whether a dot stands at half height between two characters (·)."""
    reach, tall = round(0.75 * em), round(0.7 * em)
    rows = len(solid)
    found = np.zeros(len(x), np.bool_)
    for i, (cx, cy) in enumerate(zip(x.tolist(), y.tolist(), strict=True)):
        top, bottom = max(0, cy - tall), min(rows, cy + tall)
        sides = (solid[top:bottom, max(0, cx - reach) : cx], solid[top:bottom, cx : cx + reach])
        found[i] = all(_is_level(side > 0, cy - top, em) for side in sides)
    return found


def _is_behind(solid: Image, x: Numbers, y: Numbers, em: float, behind: float = BEHIND_EM) -> Bools:
    """Whether a mark stands where punctuation does: on the line of a character to its left.

    How high that stands is told by all of it: the right part of 人 and 元 is hardly more than a
    hook, and the commas behind them were taken for dust.
    """
    reach, wide, tall = round(behind * em), round((behind + WHOLE_EM) * em), round(0.7 * em)
    found = np.zeros(len(x), np.bool_)
    for i, (left, middle) in enumerate(zip(x.tolist(), y.tolist(), strict=True)):
        top = max(0, middle - tall)
        before = solid[top : middle + tall, max(0, left - wide) : left] > 0
        where = np.flatnonzero(np.any(before, axis=1))
        if len(where) and before[:, -reach:].any() and where[-1] - where[0] >= 0.5 * em:
            found[i] = where[0] <= middle - top <= where[-1]
    return found


def _is_level(side: Bools, middle: int, em: float) -> bool:
    """Whether the print in `side` is a character whose middle is at row `middle`."""
    where = np.flatnonzero(np.any(side, axis=1))
    if len(where) < 0.5 * em:
        return False
    return bool(abs((where[0] + where[-1]) / 2 - middle) <= 0.13 * em)
