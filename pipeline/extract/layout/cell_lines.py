"""Cut a cell into its text lines by the profile of its ink; rules and specks do not count."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from pipeline.extract.image.light import component_stats
from pipeline.extract.image.page import Image
from pipeline.extract.image.speckle import character_height
from pipeline.extract.layout.alignment import runs
from pipeline.model.geometry import Box


@dataclass(frozen=True, slots=True)
class TextInk:
    """The page's ink without rules, and the character height `em` in pixels."""

    mask: Image
    em: float


def find_text_ink(ink: Image, rules_across: Image, rules_down: Image, dpi: float) -> TextInk:
    """Erase rules from the ink mask and measure the usual character height."""
    grown = cv2.bitwise_or(
        cv2.dilate(rules_across, np.ones((3, 1), np.uint8)),
        cv2.dilate(rules_down, np.ones((1, 3), np.uint8)),
    )
    mask = np.asarray(cv2.bitwise_and(ink, cv2.bitwise_not(grown)), np.uint8)
    _, stats = component_stats(mask)
    return TextInk(mask, character_height(stats, dpi))


def cut_cell(text: TextInk, box: Box, inset: int) -> list[Box]:
    """Return the text lines inside `box` in reading order (blocks left to right, lines down)."""
    inner = Box(box.x0 + inset, box.y0 + inset, box.x1 - inset, box.y1 - inset)
    if inner.width < 4 or inner.height < 4:
        return []
    window = text.mask[inner.y0 : inner.y1, inner.x0 : inner.x1] > 0
    lines: list[Box] = []
    for left, right in runs(np.any(window, axis=0), gap=round(2.6 * text.em)):
        for top, bottom in _line_runs(window[:, left:right], text.em):
            lines.extend(_boxes(window, text.em, (left, right), (top, bottom)))
    return [Box(b.x0 + inner.x0, b.y0 + inner.y0, b.x1 + inner.x0, b.y1 + inner.y0) for b in lines]


def _line_runs(window: NDArray[np.bool_], em: float) -> list[tuple[int, int]]:
    """Return the (top, bottom) of the lines in a block, from its profile."""
    profile = window.sum(axis=1)
    parts = _join_parts(runs(profile > 0, gap=1), em)
    split = [piece for run in parts for piece in _split_tall(profile, run, em)]
    return [
        (top, bottom)
        for top, bottom in split
        if profile[top:bottom].sum() >= 0.02 * em * em
        and (bottom - top >= 0.3 * em or profile[top:bottom].max() >= 0.4 * em)
    ]


def _join_parts(stretches: list[tuple[int, int]], em: float) -> list[tuple[int, int]]:
    """Join pieces of one glyph row (二, ：, the dot of an i) that the profile separates."""
    joined: list[tuple[int, int]] = []
    for top, bottom in stretches:
        if joined:
            last_top, last_bottom = joined[-1]
            small = min(bottom - top, last_bottom - last_top) < 0.5 * em
            if small and top - last_bottom < 0.45 * em and bottom - last_top <= 1.25 * em:
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
    return [
        Box(left + start, top, left + end, bottom) for start, end in runs(busy, gap=round(2.6 * em))
    ]
