"""Find tick boxes and tell ticked from empty by the ink inside them.

A box is found twice: as a small square of straight strokes, and as a sign (□ ☑ ■ √) that the
recogniser read. A square that was read as an ordinary character (国, 回) is that character. Where
ink and sign disagree, the state is unclear. A ring or a disc (○ ●) is a box where a line begins
with it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from pipeline.extract.image import UprightPage, to_raw_box
from pipeline.extract.image.page import Image
from pipeline.extract.layout.box_index import BoxIndex
from pipeline.extract.layout.dashes import find_parts
from pipeline.extract.layout.rings import find_ring
from pipeline.extract.ocr.engine import RecognisedText
from pipeline.model.geometry import Box
from pipeline.model.table import TickBox, TickState

EMPTY_INK = 0.06
TICKED_INK = 0.13
"""Ink share inside a box: an empty one holds grain and specks, a thin tick covers a seventh."""
EMPTY_SIGNS = frozenset("□☐○◯〇")
TICKED_SIGNS = frozenset("☑☒■●✓✔√")
BOX_SIGNS = (EMPTY_SIGNS | TICKED_SIGNS) - frozenset("〇○●")
"""Signs that mean a tick box also where no square was found."""
BOX_LIKE = EMPTY_SIGNS | TICKED_SIGNS | frozenset("口囗田回囚凶区図团V×✗")
"""What recognisers make of tick boxes; other confident characters in a square are characters."""
TRIM, RING_TRIM = 0.2, 0.32
"""Share of a box's side, and of a ring's diameter, that is left out all round for its own line."""
UNSURE = 0.6
BROKEN_SIDE = 0.5
"""Inked share of the faintest side of a box that stands in line with a clear one."""


@dataclass(frozen=True, slots=True)
class ReadLine:
    """A line box (upright) and what was read in it."""

    box: Box
    text: RecognisedText


@dataclass(frozen=True, slots=True)
class _Sign:
    """A glyph of a line with the stretch of the page it stands on."""

    char: str
    score: float
    box: Box


class _Signs:
    """All signs of a page, and which of them stands in a place."""

    def __init__(self, signs: Iterable[_Sign]) -> None:
        self.all = tuple(signs)
        self._index = BoxIndex([sign.box for sign in self.all])

    def at(self, box: Box) -> _Sign | None:
        """Return the sign that was read where the square stands."""
        met = [self.all[place] for place in self._index.places(box)]
        return max(met, key=lambda sign: sign.box.intersection(box).area, default=None)


def find_ticks(
    page: UprightPage, mask: Image, em: float, lines: Sequence[ReadLine]
) -> list[TickBox]:
    """Return the tick boxes of a page, from the top; `mask` is ink without rules."""
    signs = _Signs(sign for line in lines for sign in _signs(line))
    squares = [box for box in _find_squares(mask, em) if _is_tick_square(box, mask, em, signs)]
    squares += _find_siblings(mask, squares, lines)
    rings = _find_rings(mask, em, squares, lines)
    found = [_tick(page, mask, box, signs.at(box)) for box in squares]
    found += [_tick(page, mask, box, signs.at(box), RING_TRIM) for box in rings]
    for sign in signs.all:
        if sign.char not in BOX_SIGNS:
            continue
        if not any(box.intersection(sign.box).area for box in (*squares, *rings)):
            found.append(_tick(page, mask, _shrink_to_ink(mask, sign.box), sign))
    return sorted(found, key=lambda tick: (tick.upright.y0, tick.upright.x0))


def _signs(line: ReadLine) -> list[_Sign]:
    box, width = line.box, line.box.width
    return [
        _Sign(
            glyph.char,
            glyph.score,
            Box(round(box.x0 + left * width), box.y0, round(box.x0 + right * width), box.y1),
        )
        for glyph, (left, right) in zip(line.text.glyphs, line.text.spans, strict=False)
        if glyph.char.strip()
    ]


def _is_tick_square(box: Box, mask: Image, em: float, signs: _Signs) -> bool:
    sign = signs.at(box)
    if sign is not None and sign.char not in BOX_LIKE and sign.score > UNSURE:
        return False
    if sign is not None and sign.char in EMPTY_SIGNS | TICKED_SIGNS:
        return True
    return _has_free_left(mask, box, em)


def _tick(
    page: UprightPage, mask: Image, box: Box, sign: _Sign | None, trim: float = TRIM
) -> TickBox:
    ink = _inner_ink(mask, box, trim)
    state = _state(ink)
    char = sign.char if sign is not None else ""
    if char and char in "√✓✔":
        state = TickState.TICKED
    elif (char in TICKED_SIGNS and state is TickState.EMPTY) or (
        char in "□☐" and char and state is TickState.TICKED and ink < 2 * TICKED_INK
    ):
        state = TickState.UNCLEAR
    return TickBox(to_raw_box(page.transform, box), box, state, round(ink, 3))


def _state(ink: float) -> TickState:
    if ink < EMPTY_INK:
        return TickState.EMPTY
    return TickState.TICKED if ink >= TICKED_INK else TickState.UNCLEAR


def _find_squares(mask: Image, em: float) -> list[Box]:
    """Pair short straight strokes: a top and a bottom of the same reach, joined by two sides."""
    shortest = max(8, round(0.4 * em))
    x, y, w, h = find_parts(_straight(mask, shortest)).astype(np.int64).T
    sides = (w <= 1.4 * em) & (h <= max(4, 0.2 * em))
    x, y, w, h = x[sides], y[sides], w[sides], h[sides]
    boxes = [
        Box(int(x[i]), int(y[i]), int(x[i] + w[i]), int(y[j] + h[j]))
        for i, j in _pairs(x, y, w, em)
    ]
    return _drop_nested([box for box in boxes if _has_sides(mask, box, shortest)])


def _straight(mask: Image, shortest: int) -> Image:
    """Return runs across of at least `shortest` pixels, one-pixel breaks bridged."""
    bridged = cv2.morphologyEx(mask, cv2.MORPH_CLOSE, np.ones((1, 3), np.uint8))
    runs = cv2.morphologyEx(bridged, cv2.MORPH_OPEN, np.ones((1, shortest), np.uint8))
    return np.asarray(runs, np.uint8)


def _pairs(
    x: NDArray[np.int64], y: NDArray[np.int64], w: NDArray[np.int64], em: float
) -> list[tuple[int, int]]:
    """Return (top, bottom) of strokes one above the other, as far apart as they are wide."""
    slack = max(2.0, 0.12 * em)
    order = np.argsort(y, kind="stable")
    levels = y[order]
    nearest = np.searchsorted(levels, np.maximum(y + 1, y + 0.85 * w - 1))
    furthest = np.searchsorted(levels, y + 1.15 * w + 1, side="right")
    found = []
    for i in np.flatnonzero((w >= 0.5 * em) & (furthest > nearest)).tolist():
        below = order[nearest[i] : furthest[i]]
        alike = (np.abs(x[below] - x[i]) <= slack) & (np.abs(w[below] - w[i]) <= slack)
        found += [(i, int(j)) for j in below[alike]]
    return found


def _has_sides(mask: Image, box: Box, shortest: int) -> bool:
    reach = max(2, round(0.12 * box.width))
    around = shortest + 4  # no stroke beyond it tells what is left of those within the box
    top, bottom = max(0, box.y0 - around), box.y1 + around
    for x in (box.x0 + 1, box.x1 - 2):
        side = mask[top:bottom, max(0, x - reach) : x + reach + 1]
        steep = _straight(np.ascontiguousarray(side.T), shortest)[:, box.y0 - top : box.y1 - top]
        if np.any(steep, axis=0).mean() < 0.85:
            return False
    return True


def _find_siblings(mask: Image, squares: list[Box], lines: Sequence[ReadLine]) -> list[Box]:
    """Find boxes with broken sides where another line starts below or above a clear one."""
    found: list[Box] = []
    for square in squares:
        for line in lines:
            top = round(line.box.centre[1] - square.height / 2)
            box = Box(square.x0, top, square.x1, top + square.height)
            begins = abs(line.box.x0 - square.x0) <= 0.3 * square.width
            close = abs(top - square.y0) < 6 * square.height
            if begins and close and not any(b.intersection(box).area for b in squares + found):
                best = max(
                    (_shift(box, dx, dy) for dx in range(-3, 4) for dy in range(-4, 5)),
                    key=lambda moved: _worst_side(mask, moved),
                )
                if _worst_side(mask, best) >= BROKEN_SIDE:
                    found.append(best)
    return found


def _find_rings(mask: Image, em: float, squares: list[Box], lines: Sequence[ReadLine]) -> list[Box]:
    """Find the rings and discs at the beginning of lines whose first sign is none, or like one."""
    found: list[Box] = []
    for line in lines:
        first = line.text.glyphs[0] if line.text.glyphs else None
        if first is None or (first.char.strip() and first.char not in BOX_LIKE):
            continue
        ring = find_ring(mask, line.box, em)
        if ring is not None and not any(b.intersection(ring).area for b in squares):
            found.append(ring)
    return found


def _shift(box: Box, dx: int, dy: int) -> Box:
    return Box(box.x0 + dx, box.y0 + dy, box.x1 + dx, box.y1 + dy)


def _worst_side(mask: Image, box: Box) -> float:
    """Return the inked share of the faintest side of a box (two pixels wide)."""
    ink = mask[max(0, box.y0) : box.y1, max(0, box.x0) : box.x1] > 0
    if min(ink.shape) < 6:
        return 0.0
    sides = (ink[:3], ink[-3:], ink[:, :3].T, ink[:, -3:].T)
    return float(min(np.any(side, axis=0).mean() for side in sides))


def _drop_nested(boxes: list[Box]) -> list[Box]:
    kept: list[Box] = []
    for box in sorted(boxes, key=lambda b: -b.area):
        if not any(other.intersection(box).area > 0.3 * box.area for other in kept):
            kept.append(box)
    return kept


def _has_free_left(mask: Image, box: Box, em: float) -> bool:
    reach = round(0.5 * em)
    left = mask[box.y0 : box.y1, max(0, box.x0 - reach) : max(0, box.x0 - 2)]
    return not left.size or float((left > 0).mean()) < 0.02


def _shrink_to_ink(mask: Image, box: Box) -> Box:
    window = mask[box.y0 : box.y1, box.x0 : box.x1] > 0
    ys, xs = np.nonzero(window)
    if not len(xs):
        return box
    return Box(
        box.x0 + int(xs.min()),
        box.y0 + int(ys.min()),
        box.x0 + int(xs.max()) + 1,
        box.y0 + int(ys.max()) + 1,
    )


def _inner_ink(mask: Image, box: Box, trim: float) -> float:
    off = max(3, round(trim * min(box.width, box.height)))
    inner = mask[box.y0 + off : box.y1 - off, box.x0 + off : box.x1 - off]
    return float((inner > 0).mean()) if inner.size else 0.0
