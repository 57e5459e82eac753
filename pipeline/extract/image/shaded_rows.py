"""Turn shaded rows into rows between rules: where every second row is shaded, shades are the rules.

Under black print a shade is grain, on worn paper and copies most of all, and its edges are no lines
that could be found as such. A table has at least three shaded rows that begin and end alike; each
is made paper, and its edges become rules.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from pipeline.extract.image.light import component_stats, ink_threshold, shrink_evenly
from pipeline.extract.image.page import Image
from pipeline.model.geometry import Box

HALF, BLOCK = 2, 4
"""Pixels of the page in one where strokes are closed, and of those in a block that is looked at."""
STROKE = 7
"""Side of the square (of `HALF` pixels, 1.8 mm at 200 dpi) that closes the strokes of print."""
ABOVE, BESIDE = 31, 5
"""Blocks (3 cm by 5 mm) within which there is paper: beyond that the light may differ."""
SHADED = (0.72, 0.965)
"""Brightness of a shade as a share of the paper's: 0.85 to 0.93 on scans and copies of a shade of
nine tenths, 0.98 and more of bare paper; what is darker is a field."""
LEAST_HEIGHT, LEAST_SHARE = 3, 0.25
"""Blocks of the lowest row, and share of the page's width that a row has."""
LEAST = 3
"""Shaded rows of a table that show it is one."""
MIDDLE, EVEN = (40, 60, 85), 1.1
"""Percentiles of a row's brightness, and how far the outer two are apart at most, as a share of
what its shade is darker than paper: 0.45 to 0.87 in shaded rows of made scans in five profiles,
1.37 and 1.44 in two lines of writing at 110 dpi."""
DARKEST_SHADE = 60.0
"""Gray below which an even ground is no shaded paper, but what the sheet lies on."""
FULL = 0.8
"""Share of a row, between its edges, that is shaded."""
ALIKE, AROUND = 6, 2
"""Blocks by which the ends of shaded rows of a table may differ, both together, and those beside
its usual ends in which they may lie: a fold is as dark, and runs on to the edge of the sheet."""
STRIPS, LEAST_STRIPS = 24, 12
"""Strips of a row that its edges are looked for in, and of those that must show one."""
REACH = 10
"""`HALF` pixels around where an edge should be, within which it is."""
STEP = 0.4
"""Share of a shade by which the page darkens within two `HALF` pixels at its edge."""
STRAIGHT = 1.5
"""`HALF` pixels by which an edge is off its line at most in half of the strips."""
RULE_WIDTH = 2
"""Pixels of the rules drawn along the edges."""
DARKEST, LEAST_CONTRAST = 10, 0.3
"""Percentile of a page's print that is all ink, and the least that it is darker than a shade."""
ROUND = 10
"""Pixels around a shaded row that are made paper with it: its edges are soft."""


@dataclass(frozen=True, slots=True)
class Edge:
    """A line y = `level` + `slope` * x, in pixels of the page."""

    level: float
    slope: float

    def at(self, x: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return y for each x."""
        return self.level + self.slope * x


@dataclass(frozen=True, slots=True)
class ShadedRow:
    """A shaded row between `left` and `right` (pixels of the page) and its two edges.

    `share` is its brightness as a share of the paper's.
    """

    left: int
    right: int
    upper: Edge
    lower: Edge
    share: float


@dataclass(frozen=True, slots=True)
class _Shade:
    """A shaded row as seen in blocks, and how much darker than paper it is.

    `box` is in blocks, `ends` (2, columns) are where its blocks begin and end, in `HALF` pixels.
    `share` is its brightness as a share of the paper's, `depth` the difference in grays.
    """

    box: Box
    ends: NDArray[np.float64]
    share: float
    depth: float


def lighten_shaded_rows(raw: Image, flat: Image) -> tuple[ShadedRow, ...]:
    """Paint the shaded rows of `raw` as paper into `flat`, in place, and return them.

    Both are the upright page, before and after its light was evened out.
    """
    rows = find_shaded_rows(raw)
    if rows:
        darkest = float(np.percentile(_ink(flat), DARKEST)) / 255
        for row in rows:
            _lighten(raw, flat, row, darkest)
    return rows


def draw_edges(flat: Image, rows: Sequence[ShadedRow]) -> None:
    """Draw rules where shaded rows begin and end, as dark as the print, in place.

    Darker ones would make faint print pass for dust.
    """
    if not rows:
        return
    tone = float(np.median(_ink(flat)))
    for row in rows:
        ends = np.array([row.left, row.right], np.float64)
        for edge in (row.upper, row.lower):
            first, last = np.rint(np.stack([ends, edge.at(ends)], axis=1)).astype(int).tolist()
            cv2.line(flat, first, last, tone, RULE_WIDTH)


def _ink(flat: Image) -> Image:
    """Return the gray values of the print of a page, one at least."""
    sample = flat[::2, ::2]
    ink = sample[sample < ink_threshold(flat)]
    return ink if ink.size else np.zeros(1, np.uint8)


def find_shaded_rows(raw: Image) -> tuple[ShadedRow, ...]:
    """Return the shaded rows of a table that has some, alike in where they end."""
    square = np.ones((STROKE, STROKE), np.uint8)
    closed = cv2.morphologyEx(shrink_evenly(raw, HALF), cv2.MORPH_CLOSE, square)
    ground = np.asarray(closed, np.uint8)
    blocks = shrink_evenly(ground, BLOCK)
    paper = cv2.dilate(blocks, np.ones((ABOVE, BESIDE), np.uint8)).astype(np.float32)
    share = np.asarray(blocks / np.maximum(paper, 1), np.float32)
    seen = _shades(ground, share, SHADED[1], Box(0, 0, *share.shape[::-1]))
    if len(seen) < LEAST:
        return ()
    left, right, usual = np.median([(s.box.x0, s.box.x1, s.share) for s in seen], axis=0).tolist()
    table = Box(round(left), 0, round(right), len(share))
    shades = _shades(ground, share, (1 + usual) / 2, table)
    fitted = [
        (_edge(ground, shade, upper=True), _edge(ground, shade, upper=False)) for shade in shades
    ]
    slopes = [edge.slope for pair in fitted for edge in pair if edge is not None]
    slope = float(np.median(slopes)) if slopes else 0.0
    return tuple(_row(shade, pair, slope) for shade, pair in zip(shades, fitted, strict=True))


def _shades(ground: Image, share: NDArray[np.float32], limit: float, table: Box) -> list[_Shade]:
    """Return the shades darker than `limit` that begin and end alike within the columns of a table.

    `share` is the brightness of each block as a share of the paper's around it.
    """
    dark = np.asarray((share < limit) * np.uint8(255), np.uint8)
    dark[:, : max(0, table.x0 - AROUND)] = dark[:, table.x1 + AROUND :] = 0
    solid = np.asarray(cv2.morphologyEx(dark, cv2.MORPH_OPEN, np.ones((3, 9), np.uint8)), np.uint8)
    x, _, width, height = (stats := component_stats(solid)[1])[:, :4].T
    wide = (width >= LEAST_SHARE * share.shape[1]) & (height >= LEAST_HEIGHT)
    inside = (x > 0) & (x + width < share.shape[1])
    boxes = [Box(x, y, x + w, y + h) for x, y, w, h, _ in stats[wide & inside].tolist()]
    boxes = [box for box in boxes if _has_fellow(box, boxes)]
    shades = (_shade(ground, solid, share, box) for box in boxes)
    return [shade for shade in shades if shade is not None]


def _has_fellow(box: Box, boxes: Sequence[Box]) -> bool:
    """Whether another row begins and ends where this one does."""
    apart = [abs(box.x0 - other.x0) + abs(box.x1 - other.x1) for other in boxes]
    return sum(each <= ALIKE for each in apart) > 1


def _shade(ground: Image, solid: Image, share: NDArray[np.float32], box: Box) -> _Shade | None:
    """Return the shade that fills these blocks; None where they are no row of one tone."""
    window = slice(box.y0, box.y1), slice(box.x0, box.x1)
    own = np.asarray(solid[window] > 0)
    tops = own.argmax(axis=0)
    bottoms = box.height - own[::-1].argmax(axis=0)
    low, usual, high = np.percentile(share[window][own], MIDDLE)
    is_full = own.sum() >= FULL * (bottoms - tops).sum()
    is_even = high - low <= EVEN * (1 - usual)
    pixels = ground[box.y0 * BLOCK : box.y1 * BLOCK, box.x0 * BLOCK : box.x1 * BLOCK]
    tone = float(np.median(pixels))
    is_shade = SHADED[0] <= usual < SHADED[1] and tone >= DARKEST_SHADE
    if not (is_full and is_even and is_shade):
        return None
    ends = np.array([tops, bottoms], np.float64) + box.y0
    return _Shade(box, ends * BLOCK, float(usual), tone * (1 / usual - 1))


def _edge(ground: Image, shade: _Shade, *, upper: bool) -> Edge | None:
    """Return the upper or lower edge of a shade in pixels of `ground`; None where none is seen."""
    box = shade.box
    found = []
    for columns in np.array_split(np.arange(box.width), min(STRIPS, box.width)):
        near = round(float(np.median(shade.ends[0 if upper else 1][columns])))
        left, right = (box.x0 + columns[0]) * BLOCK, (box.x0 + columns[-1] + 1) * BLOCK
        part = ground[max(0, near - REACH) : near + REACH, left:right]
        if len(part) < 2 * REACH:
            continue
        profile = np.median(part, axis=1)
        falls = (profile[:-2] - profile[2:]) * (1 if upper else -1)
        at = int(falls.argmax())
        if falls[at] >= STEP * shade.depth:
            found.append(((left + right) / 2, near - REACH + at + 1.5))
    if len(found) < LEAST_STRIPS:
        return None
    x, y = np.array(found).T
    edge = _line_through(x, y)
    off = np.abs(y - edge.at(x))
    if np.median(off) > STRAIGHT:
        return None
    slope, level = np.polyfit(x[off <= 2 * STRAIGHT], y[off <= 2 * STRAIGHT], 1)
    return Edge(float(level), float(slope))


def _row(shade: _Shade, fitted: tuple[Edge | None, Edge | None], slope: float) -> ShadedRow:
    """Return a row in pixels of the page; an edge that is not seen leans as others do."""
    box = shade.box
    middles = (np.arange(box.x0, box.x1) + 0.5) * BLOCK
    levels = np.median(shade.ends - slope * middles, axis=1).tolist()
    upper, lower = (edge or Edge(level, slope) for edge, level in zip(fitted, levels, strict=True))
    upper, lower = (Edge(HALF * edge.level, edge.slope) for edge in (upper, lower))
    left, right = box.x0 * BLOCK * HALF, box.x1 * BLOCK * HALF
    return ShadedRow(left, right, upper, lower, shade.share)


def _line_through(x: NDArray[np.float64], y: NDArray[np.float64]) -> Edge:
    """Return the line that most points are near: the median of all slopes."""
    one, other = np.triu_indices(len(x), 1)
    slope = float(np.median((y[other] - y[one]) / (x[other] - x[one])))
    return Edge(float(np.median(y - slope * x)), slope)


def _lighten(raw: Image, flat: Image, row: ShadedRow, darkest: float) -> None:
    """Make the shade of a row paper, and its print as dark as that of other rows.

    How much ink a pixel has is how far it is from the shade to the `darkest` print (0 to 1 of the
    paper): on a shade that is nearer. The shade differs along the row as the light does.
    """
    x = np.arange(max(0, row.left - ROUND), min(raw.shape[1], row.right + ROUND))
    upper, lower = row.upper.at(x), row.lower.at(x)
    y = np.arange(max(0, int(upper.min()) - ROUND), min(len(raw), int(lower.max()) + ROUND + 1))
    window = slice(y[0], y[-1] + 1), slice(x[0], x[-1] + 1)
    inside = (y[:, np.newaxis] > upper) & (y[:, np.newaxis] < lower)
    around = (y[:, np.newaxis] > upper - ROUND) & (y[:, np.newaxis] < lower + ROUND)
    strips = [s for s in np.array_split(np.arange(len(x)), STRIPS) if inside[:, s].any()]
    if not strips:
        return
    tones = [np.median(raw[window][:, strip][inside[:, strip]]) for strip in strips]
    tone = np.interp(np.arange(len(x)), [strip.mean() for strip in strips], tones)
    nearer = (1 - darkest) / max(LEAST_CONTRAST, 1 - darkest / row.share)
    ink = np.clip(nearer * (1 - raw[window] / tone), 0, 1)
    np.copyto(flat[window], (255 - 255 * ink).astype(np.uint8), where=around)
