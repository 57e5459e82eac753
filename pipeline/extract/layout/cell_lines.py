"""Cut a cell into its text lines by the profile of its ink; rules and specks do not count."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from pipeline.extract.image.page import Image
from pipeline.extract.image.speckle import GRAIN_EM
from pipeline.extract.layout.alignment import runs
from pipeline.model.geometry import Box


@dataclass(frozen=True, slots=True)
class TextInk:
    """The page's ink without rules, and the character height `em` in pixels."""

    mask: Image
    em: float

    def in_pieces(self, lines: Sequence[Box], gap: float | None = None) -> TextInk:
        """Return these lines of writing as solid pieces, without what stands around them.

        A piece covers what was printed without a `gap` (character heights; usually `PHRASE`);
        broken characters leave no holes in it.
        """
        mask = np.zeros_like(self.mask)
        free = round((gap or PHRASE) * self.em)
        for box in lines:
            x0, y0 = max(0, box.x0), max(0, box.y0)
            window = self.mask[y0 : box.y1, x0 : box.x1] > 0
            ink = window.sum(axis=1)
            if not ink.any():
                continue
            is_print = ink > GRAIN_ROW * np.median(ink[ink > 0])
            heights = runs(np.asarray(is_print, np.bool_), round(0.2 * self.em))
            top, bottom = max(heights, key=lambda run: run[1] - run[0])
            for left, right in runs(np.any(window[top:bottom], axis=0), free):
                mask[y0 + top : y0 + bottom, x0 + left : x0 + right] = 255
        return TextInk(mask, self.em)


PHRASE = 0.8
"""Free width, in character heights, up to which a detected line is one piece."""
WIDE_GAP = 2.6
"""Free width, in character heights, that parts two phrases on one line."""
GRAIN_ROW = 0.12
"""Ink of a row of pixels, as a share of that of most rows of its line, up to which it is grain of a
shade above or below the print: on a fax 0.01 to 0.04 in long names, up to 0.1 in words of two."""
DUST_AREA = 0.02
"""Ink of a line, in squared character heights, below which it is dust."""


def find_text_ink(ink: Image, rules_across: Image, rules_down: Image, em: float) -> TextInk:
    """Erase rules from the ink mask; `em` is the usual character height."""
    mask = cv2.subtract(ink, cv2.dilate(rules_across, np.ones((3, 1), np.uint8)))
    cv2.subtract(mask, cv2.dilate(rules_down, np.ones((1, 3), np.uint8)), dst=mask)
    return TextInk(np.asarray(mask, np.uint8), em)


def cut_cell(text: TextInk, box: Box, inset: int) -> list[Box]:
    """Return the text lines inside `box` in reading order (blocks left to right, lines down)."""
    inner = Box(box.x0 + inset, box.y0 + inset, box.x1 - inset, box.y1 - inset)
    if inner.width < 4 or inner.height < 4:
        return []
    window = text.mask[inner.y0 : inner.y1, inner.x0 : inner.x1] > 0
    lines = [
        line
        for left, right in runs(np.any(window, axis=0), gap=round(WIDE_GAP * text.em))
        for top, bottom in _line_runs(window[:, left:right], text.em)
        for line in _boxes(window, text.em, (left, right), (top, bottom))
    ]
    return [
        Box(b.x0 + inner.x0, b.y0 + inner.y0, b.x1 + inner.x0, b.y1 + inner.y0)
        for b in _without_grain(lines, window, text.em)
    ]


def _without_grain(lines: list[Box], window: NDArray[np.bool_], em: float) -> list[Box]:
    """Leave out lines of dots beside print: the grain of a shaded cell.

    Print that crumbled to dots does so in all lines of a cell.
    """
    if len(lines) < 2:
        return lines
    solid = [line for line in lines if not _is_grain(window, line, em)]
    return solid or lines


def _is_grain(window: NDArray[np.bool_], line: Box, em: float) -> bool:
    """Whether most ink of a line is in dots."""
    ink = np.asarray(window[line.y0 : line.y1, line.x0 : line.x1], np.uint8)
    marks = cv2.connectedComponentsWithStats(ink, connectivity=8)[2][1:]
    sides = marks[:, [cv2.CC_STAT_WIDTH, cv2.CC_STAT_HEIGHT]].max(axis=1)
    areas = marks[:, cv2.CC_STAT_AREA]
    return bool(2 * areas[sides <= GRAIN_EM * em].sum() > areas.sum())


def _line_runs(window: NDArray[np.bool_], em: float) -> list[tuple[int, int]]:
    """Return the (top, bottom) of the lines in a block, from its profile."""
    profile = window.sum(axis=1)
    solid = [
        (top, bottom)
        for top, bottom in runs(profile > 0, gap=1)
        if profile[top:bottom].sum() >= DUST_AREA * em * em
    ]
    return [piece for run in _join_parts(solid, em) for piece in _split_tall(profile, run, em)]


def _join_parts(stretches: list[tuple[int, int]], em: float) -> list[tuple[int, int]]:
    """Join pieces of one glyph row (二, 会, ：, the dot of an i) that the profile separates."""
    joined: list[tuple[int, int]] = []
    for top, bottom in stretches:
        if joined:
            last_top, last_bottom = joined[-1]
            if top - last_bottom < 0.45 * em and bottom - last_top <= 1.25 * em:
                joined[-1] = (last_top, bottom)
                continue
        joined.append((top, bottom))
    return joined


def _split_tall(
    profile: NDArray[np.int64], run: tuple[int, int], em: float
) -> list[tuple[int, int]]:
    """Split lines that touch, at the emptiest row between them."""
    top, bottom = run
    if bottom - top <= 1.75 * em:
        return [run]
    low, high = top + round(0.7 * em), bottom - round(0.7 * em)
    cut = low + int(np.argmin(profile[low:high]))
    if profile[cut] > 0.35 * profile[top:bottom].mean():
        return [run]
    return _split_tall(profile, (top, cut), em) + _split_tall(profile, (cut, bottom), em)


def _boxes(
    window: NDArray[np.bool_], em: float, across: tuple[int, int], down: tuple[int, int]
) -> list[Box]:
    """Return the boxes of one line, cut where a gap is too wide for one phrase."""
    left, right = across
    top, bottom = down
    busy = np.any(window[top:bottom, left:right], axis=0)
    found = []
    for start, end in runs(busy, gap=round(WIDE_GAP * em)):
        rows = np.flatnonzero(np.any(window[top:bottom, left + start : left + end], axis=1))
        tight = Box(left + start, top + int(rows[0]), left + end, top + int(rows[-1]) + 1)
        ink = window[tight.y0 : tight.y1, tight.x0 : tight.x1]
        if _is_print(tight, ink, window.shape, em):
            loose = tight.height < 0.6 * em
            found.append(Box(tight.x0, top, tight.x1, bottom) if loose else tight)
    return found


def _is_print(box: Box, ink: NDArray[np.bool_], shape: tuple[int, ...], em: float) -> bool:
    """Whether a mark is large enough for print (a lone dash is flat) and no remnant of a rule."""
    height, width = shape
    if box.height < 0.3 * em and _longest_run(ink) < 0.22 * em:
        return False
    if max(box.width, box.height) < 0.36 * em:
        return box.width >= 0.22 * em and box.width >= 2 * box.height
    thin = 0.15 * em
    at_side = box.x0 <= 1 or box.x1 >= width - 1
    at_end = box.y0 <= 1 or box.y1 >= height - 1
    return not ((at_side and box.width <= thin) or (at_end and box.height <= thin))


def _longest_run(ink: NDArray[np.bool_]) -> int:
    """Return the length of the longest unbroken stretch of busy columns."""
    return max((end - start for start, end in runs(np.any(ink, axis=0), 1)), default=0)
