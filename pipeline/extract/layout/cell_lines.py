"""Cut a cell into its text lines by the profile of its ink; rules and specks do not count."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from pipeline.extract.image.light import component_stats
from pipeline.extract.image.page import Image
from pipeline.model.geometry import Box


@dataclass(frozen=True, slots=True)
class TextInk:
    """The page's ink without rules and specks, and the character height `em` in pixels."""

    mask: Image
    em: float


def find_text_ink(ink: Image, rules_across: Image, rules_down: Image, dpi: float) -> TextInk:
    """Erase rules and specks from the ink mask and measure the usual character height."""
    grown = cv2.bitwise_or(
        cv2.dilate(rules_across, np.ones((3, 1), np.uint8)),
        cv2.dilate(rules_down, np.ones((1, 3), np.uint8)),
    )
    mask = np.asarray(cv2.bitwise_and(ink, cv2.bitwise_not(grown)), np.uint8)
    labels, stats = component_stats(mask)
    unit = dpi / 200
    speck = (stats[:, 4] < 9 * unit * unit) | (stats[:, 2:4].max(axis=1) < 4 * unit)
    lone = speck & ~_has_neighbour(mask, stats, unit)
    mask[np.r_[False, lone][labels]] = 0
    return TextInk(mask, _character_height(stats[~speck], unit))


def _has_neighbour(mask: Image, stats: NDArray[np.int32], unit: float) -> NDArray[np.bool_]:
    """Whether more ink stands close by: a dot of a glyph is kept, dust on paper is not."""
    reach = round(14 * unit)
    table = cv2.integral(np.minimum(mask, 1))
    height, width = mask.shape
    x, y, w, h, area = (stats[:, i].astype(np.int64) for i in range(5))
    x0, y0 = np.maximum(0, x - reach), np.maximum(0, y - reach // 2)
    x1, y1 = np.minimum(width, x + w + reach), np.minimum(height, y + h + reach // 2)
    around = table[y1, x1] - table[y0, x1] - table[y1, x0] + table[y0, x0]
    return np.asarray(around - area > 40 * unit * unit, np.bool_)


def _character_height(stats: NDArray[np.int32], unit: float) -> float:
    """Return the usual glyph height: the upper quartile of text-sized marks."""
    heights = stats[:, 3]
    sized = heights[(heights >= 12 * unit) & (heights <= 60 * unit) & (stats[:, 2] <= 60 * unit)]
    return float(np.percentile(sized, 70)) if len(sized) >= 8 else 30 * unit


def cut_cell(text: TextInk, box: Box, inset: int) -> list[Box]:
    """Return the text lines inside `box` in reading order (blocks left to right, lines down)."""
    inner = Box(box.x0 + inset, box.y0 + inset, box.x1 - inset, box.y1 - inset)
    if inner.width < 4 or inner.height < 4:
        return []
    window = text.mask[inner.y0 : inner.y1, inner.x0 : inner.x1] > 0
    lines: list[Box] = []
    for left, right in _runs(np.any(window, axis=0), gap=round(2.6 * text.em)):
        for top, bottom in _line_runs(window[:, left:right], text.em):
            lines.extend(_boxes(window, text.em, (left, right), (top, bottom)))
    return [Box(b.x0 + inner.x0, b.y0 + inner.y0, b.x1 + inner.x0, b.y1 + inner.y0) for b in lines]


def _runs(busy: NDArray[np.bool_], gap: int) -> list[tuple[int, int]]:
    """Return (start, end) of busy stretches; stretches closer than `gap` are one."""
    where = np.flatnonzero(busy)
    if not len(where):
        return []
    breaks = np.flatnonzero(np.diff(where) > max(1, gap))
    starts = np.r_[where[0], where[breaks + 1]]
    ends = np.r_[where[breaks], where[-1]] + 1
    return list(zip(starts.tolist(), ends.tolist(), strict=True))


def _line_runs(window: NDArray[np.bool_], em: float) -> list[tuple[int, int]]:
    """Return the (top, bottom) of the lines in a block, from its profile."""
    profile = window.sum(axis=1)
    runs = _runs(profile > 0, gap=1)
    runs = _join_parts(runs, em)
    split = [piece for run in runs for piece in _split_tall(profile, run, em)]
    return [
        (top, bottom)
        for top, bottom in split
        if profile[top:bottom].sum() >= 0.02 * em * em
        and (bottom - top >= 0.3 * em or profile[top:bottom].max() >= 0.4 * em)
    ]


def _join_parts(runs: list[tuple[int, int]], em: float) -> list[tuple[int, int]]:
    """Join pieces of one glyph row (二, ：, the dot of an i) that the profile separates."""
    joined: list[tuple[int, int]] = []
    for top, bottom in runs:
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
        Box(left + start, top, left + end, bottom)
        for start, end in _runs(busy, gap=round(2.6 * em))
    ]
