"""From ruled lines to a grid: which lines bound rows and columns, and which edges are drawn.

Boundaries may bend a little; an edge counts as drawn when ink follows the boundary between its
two ends, also where the rule is broken or faint. A side that carries no rule but where the rules
across end together is a boundary too (tables without outer rules, tables cut by the page end).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import pairwise

import cv2
import numpy as np
from cv2.typing import MatLike
from numpy.typing import NDArray

from pipeline.extract.image.light import Labels, component_stats
from pipeline.extract.image.page import Image
from pipeline.extract.layout.boundary import (
    SAMPLE_STEP,
    Array,
    Boundary,
    find_boundaries,
    lead_on,
)
from pipeline.extract.layout.rules import Strokes
from pipeline.model.geometry import Box


@dataclass(frozen=True, slots=True, eq=False)
class Grid:
    """Row boundaries, column boundaries, and how much of each elementary edge is drawn.

    `across[r, c]` is the drawn share of row boundary r between column boundaries c and c + 1,
    `down[c, r]` that of column boundary c between row boundaries r and r + 1; an edge is drawn
    where the share exceeds `DRAWN`.
    """

    rows: tuple[Boundary, ...]
    cols: tuple[Boundary, ...]
    across: Array
    down: Array

    @property
    def box(self) -> Box:
        """The box of the outer boundaries."""
        return Box(
            round(min(self.cols[0].levels)),
            round(min(self.rows[0].levels)),
            round(max(self.cols[-1].levels)) + 1,
            round(max(self.rows[-1].levels)) + 1,
        )


CORNER, BESIDE = 30, 100
"""Pixels at 200 dpi by which a lone line is off the table it belongs to: a broken corner; and what
of a pale rule across a photograph was lost in one place."""
AS_HIGH, EDGE = 0.8, 15
"""Share of the height of the higher of two torn parts that the other one has; pixels within which
a part's own side would stand."""
FULL, TWO_LINES = 0.8, 80
"""Drawn share of an edge that reaches neither end and is a rule all the same, if it is longer than
so many pixels at 200 dpi: two lines of text that it might be leave more of it free. Two rules of a
faxed form ended 8 px before those that cross them, over 0.81 of 107 px."""
DRAWN = 0.45
"""Share of an edge that must be inked; broken rules of worn scans keep more than half."""
LONE_EDGE = 0.85
"""Share that the only drawn edge of a line must have; strokes of a glyph reach 0.8."""
MIN_UPRIGHT = 0.4
"""Share of a grid's height that its longest line down must cover; less is a glyph stroke."""
SHRINK = 3
"""Regions are looked for on every third pixel of rules thickened to nine."""
MIN_TABLE_MM = 12.0
NARROWEST = 32
"""Pixels at 200 dpi of the narrowest row or column whose outer rule is missing: room for one
character, less the ends of rules that a dark head row hides; double frames and stray rules end
closer."""

LOWEST, CROSSED = 24, 0.2
"""Pixels at 200 dpi between two rules that leave no room for writing (9 pt are 25), and the drawn
share of lines between them below which they are the end of one table and the start of the next."""


def find_grids(across: Strokes, down: Strokes, dpi: float) -> list[Grid]:
    """Find every ruled grid, from top to bottom.

    `across` are strokes of the page, `down` those of the transposed page.
    """
    grids = [
        grid
        for box in _find_regions(across.long, down.long, dpi)
        for grid in _build_grids(across, down, box, dpi)
    ]
    return sorted(grids, key=lambda grid: (grid.box.y0, grid.box.x0))


def _find_regions(across: Image, down: Image, dpi: float) -> list[Box]:
    """Return the boxes of connected rules that are large enough for a table.

    Parts with rules of both directions are (pieces of) tables; a lone line joins the table it
    lies in, and is nothing by itself (the edge of the paper, an underline).
    """
    unit, smallest = dpi / 200, MIN_TABLE_MM / 25.4 * dpi
    reach = max(3, round(9 * unit))
    kernel = np.ones((reach, reach), np.uint8)
    flat, turned = (_shrink(cv2.dilate(rules, kernel)) for rules in (across, down))
    steep = np.asarray(cv2.transpose(turned), np.uint8)
    labels, stats = component_stats(np.asarray(cv2.bitwise_or(flat, steep), np.uint8))
    crossed = np.bincount(labels[flat > 0], minlength=len(stats) + 1)[1:] > 0
    crossed &= np.bincount(labels[steep > 0], minlength=len(stats) + 1)[1:] > 0
    parts = [
        Box(x * SHRINK, y * SHRINK, (x + w) * SHRINK, (y + h) * SHRINK)
        for x, y, w, h, _ in stats.tolist()
    ]
    within = [
        (box, is_crossed)
        for i, (box, is_crossed) in enumerate(zip(parts, crossed.tolist(), strict=True))
        if not _is_page_frame(labels, i + 1, box)
    ]
    tables = _merge_near([box for box, is_crossed in within if is_crossed], round(15 * unit))
    tables = _join_torn(tables, np.asarray(steep > 0, np.bool_), unit)
    lone = [box for box, is_crossed in within if not is_crossed]
    for box in [*lone, *lone]:  # what the second piece joins may bring the first one near
        tables = [_take_in(table, box, unit) for table in tables]
    tables = _merge_near(tables, 0)
    return [box for box in tables if box.width >= 3 * smallest and box.height >= 0.5 * smallest]


def _shrink(mask: MatLike) -> Image:
    return np.ascontiguousarray(np.asarray(mask, np.uint8)[::SHRINK, ::SHRINK])


def _is_page_frame(labels: Labels, label: int, box: Box) -> bool:
    """Whether a part only runs round the page: a printed border, or the edge of the paper."""
    height, width = labels.shape[0] * SHRINK, labels.shape[1] * SHRINK
    if box.width < 0.75 * width or box.height < 0.75 * height:
        return False
    own = labels[box.y0 // SHRINK : box.y1 // SHRINK, box.x0 // SHRINK : box.x1 // SHRINK] == label
    dy, dx = own.shape[0] // 10, own.shape[1] // 10
    inside = np.count_nonzero(own[dy:-dy, dx:-dx])
    return bool(inside < 0.05 * np.count_nonzero(own))


def _merge_near(boxes: list[Box], reach: int) -> list[Box]:
    """Join boxes that come within `reach` pixels of each other."""
    merged: list[Box] = []
    for box in sorted(boxes, key=lambda b: -b.area):
        hit = next((i for i, m in enumerate(merged) if _is_near(m, box, reach)), None)
        while hit is not None:
            box = box.union(merged.pop(hit))
            hit = next((i for i, m in enumerate(merged) if _is_near(m, box, reach)), None)
        merged.append(box)
    return merged


def _join_torn(tables: list[Box], steep: NDArray[np.bool_], unit: float) -> list[Box]:
    """Join parts beside each other that are as high and have no side of their own between them.

    All rules across break in one place where a streak of the glass hid it, or a fold.
    """
    joined: list[Box] = []
    for box in sorted(tables, key=lambda box: box.x0):
        torn = (part for part in joined if _is_torn(part, box, steep, BESIDE * unit))
        part = next(torn, None)
        if part is not None:
            joined.remove(part)
            box = part.union(box)
        joined.append(box)
    return joined


def _is_torn(left: Box, right: Box, steep: NDArray[np.bool_], reach: float) -> bool:
    top, bottom = max(left.y0, right.y0), min(left.y1, right.y1)
    is_beside = 0 <= right.x0 - left.x1 <= reach
    if not is_beside or bottom - top < AS_HIGH * max(left.height, right.height):
        return False
    edges = ((left.x1 - EDGE, left.x1), (right.x0, right.x0 + EDGE))
    rows = slice(top // SHRINK, bottom // SHRINK)
    sides = [
        steep[rows, start // SHRINK : end // SHRINK].any(axis=1).mean() for start, end in edges
    ]
    return bool(min(sides) < MIN_UPRIGHT)


def _is_near(one: Box, other: Box, reach: int) -> bool:
    grown = Box(one.x0 - reach, one.y0 - reach, one.x1 + reach, one.y1 + reach)
    return (
        grown.x0 < other.x1
        and other.x0 < grown.x1
        and grown.y0 < other.y1
        and (other.y0 < grown.y1)
    )


def _take_in(table: Box, line: Box, unit: float) -> Box:
    """Return the table with a lone line, when the line lies in it or a broken corner away.

    Sideways the rules across may go on further off: pale ones break in more than one place.
    """
    aside, off = (round(reach * unit) for reach in (BESIDE, CORNER))
    grown = Box(table.x0 - aside, table.y0 - off, table.x1 + aside, table.y1 + off)
    inside = grown.intersection(line).area >= 0.7 * line.area
    return table.union(line) if inside else table


def _build_grids(across: Strokes, down: Strokes, box: Box, dpi: float) -> list[Grid]:
    """Build the grid of a region, or two where it is parted by a gap that no line crosses."""
    grid = _build_grid(across, down, box, dpi)
    if grid is None:
        return []
    for above, below, lines in zip(grid.rows, grid.rows[1:], grid.down.T, strict=False):
        if below.level - above.level < LOWEST * dpi / 200 and lines.max() < CROSSED:
            middle = round((above.level + below.level) / 2)
            upper = _build_grids(across, down, replace(box, y1=middle), dpi)
            lower = _build_grids(across, down, replace(box, y0=middle), dpi)
            return [*upper, *lower] if upper and lower else [grid]
    return [grid]


def _build_grid(across: Strokes, down: Strokes, box: Box, dpi: float) -> Grid | None:
    unit = dpi / 200
    turned = Box(box.y0, box.x0, box.y1, box.x1)
    rows = find_boundaries(across, box, unit)
    cols = find_boundaries(down, turned, unit)
    if not rows or not cols or len(rows) + len(cols) < 3:
        return None
    if max(_inked(line) for line in cols) < MIN_UPRIGHT * box.height:
        return None
    rows, cols = lead_on(rows, unit), lead_on(cols, unit)
    cols = _close_sides(cols, rows, _second_reach(rows), unit)
    rows = _close_sides(rows, cols, _usual_reach(cols), unit)
    if len(rows) < 2 or len(cols) < 2:
        return None
    grid = _measure(across, down, rows, cols, unit)
    return _drop_idle(grid)


def _inked(line: Boundary) -> float:
    """Return about how many pixels of a boundary are inked (its samples times their step)."""
    return len(line.along) * float(SAMPLE_STEP)


def _second_reach(lines: list[Boundary]) -> tuple[float, float]:
    """Return how far at least two lines reach: rules across stop short beside merged cells."""
    second = min(1, len(lines) - 1)
    return (
        sorted(line.start for line in lines)[second],
        sorted((line.end for line in lines), reverse=True)[second],
    )


def _usual_reach(lines: list[Boundary]) -> tuple[float, float]:
    """Return how far most lines reach: rules down that a page end cuts all go on."""
    return (
        float(np.median([line.start for line in lines])),
        float(np.median([line.end for line in lines])),
    )


def _close_sides(
    lines: list[Boundary], others: list[Boundary], reach: tuple[float, float], unit: float
) -> list[Boundary]:
    """Add an undrawn boundary where the rules of the other direction end beyond the last line."""
    first, last = reach
    closed = list(lines)
    span = np.array([min(o.level for o in others), max(o.level for o in others)])
    if len(others) == 1 or span[1] - span[0] < 1:
        return closed
    if not lines or lines[0].level - first > NARROWEST * unit:
        closed.insert(0, Boundary(span, np.full(2, first), ruled=False))
    if not lines or last - lines[-1].level > NARROWEST * unit:
        closed.append(Boundary(span, np.full(2, last), ruled=False))
    return closed


def _measure(
    across: Strokes, down: Strokes, rows: list[Boundary], cols: list[Boundary], unit: float
) -> Grid:
    """Measure the drawn share of every elementary edge."""
    return Grid(
        tuple(rows),
        tuple(cols),
        drawn_shares(across.thin, rows, cols, unit),
        drawn_shares(down.thin, cols, rows, unit),
    )


def drawn_shares(
    thin: Image, lines: list[Boundary], crossing: list[Boundary], unit: float
) -> Array:
    """Return how much of each line is drawn between neighbouring crossing lines."""
    shares = np.zeros((len(lines), len(crossing) - 1))
    for i, line in enumerate(lines):
        ends = [round(float(other.at(line.level))) for other in crossing]
        if not line.ruled:
            shares[i] = 1.0 if i in (0, len(lines) - 1) else 0.0
            continue
        hit = _follow(thin, line, ends[0], ends[-1] + 1, unit)
        for k in range(len(ends) - 1):
            shares[i, k] = _edge_share(hit[ends[k] - ends[0] : ends[k + 1] - ends[0] + 1], unit)
    return shares


def _follow(thin: Image, line: Boundary, start: int, end: int, unit: float) -> NDArray[np.bool_]:
    """Return, for every pixel along a boundary, whether ink runs there."""
    height, width = thin.shape
    along = np.arange(start, max(end, start + 1))
    level = np.rint(line.at(along.astype(np.float64))).astype(np.int64)
    reach = max(2, round(3 * unit))
    safe = np.clip(along, 0, width - 1)
    hit = np.zeros(len(along), np.bool_)
    for offset in range(-reach, reach + 1):
        hit |= thin[np.clip(level + offset, 0, height - 1), safe] > 0
    return _drop_short_runs(hit, max(3, round(7 * unit)))


def _drop_short_runs(hit: NDArray[np.bool_], shortest: int) -> NDArray[np.bool_]:
    """Keep only runs of at least `shortest` pixels (glyph strokes cross in shorter ones)."""
    kernel = np.ones((1, shortest), np.uint8)
    opened = cv2.morphologyEx(hit.astype(np.uint8)[None, :], cv2.MORPH_OPEN, kernel)
    return np.asarray(opened[0] > 0, np.bool_)


def _edge_share(hit: NDArray[np.bool_], unit: float) -> float:
    """Return the drawn share of one edge; text on the line does not reach the edge's ends."""
    trim = round(4 * unit)
    inner = hit[trim : len(hit) - trim] if len(hit) > 4 * trim else hit
    if not len(inner):
        return 1.0
    share = float(inner.mean())
    zone = max(2, round(8 * unit))
    ends = float(inner[:zone].mean() + inner[-zone:].mean()) / 2
    if ends < 0.4 and not (share >= FULL and len(inner) > TWO_LINES * unit):
        return min(share, DRAWN - 0.01)
    return share


def _drop_idle(grid: Grid) -> Grid | None:
    """Drop inner boundaries that carry no drawn edge, then refuse what is no grid of two cells."""
    rows = _busy(grid.across)
    cols = _busy(grid.down)
    if len(rows) == len(grid.rows) and len(cols) == len(grid.cols):
        enough = (len(rows) - 1) * (len(cols) - 1) >= 2
        return grid if enough else None
    if len(rows) < 2 or len(cols) < 2:
        return None
    across = _pool(grid.across[rows], cols)
    down = _pool(grid.down[cols], rows)
    kept = Grid(tuple(grid.rows[r] for r in rows), tuple(grid.cols[c] for c in cols), across, down)
    return _drop_idle(kept)


def _busy(shares: Array) -> list[int]:
    """Return the lines with two drawn edges, or one that is hardly broken."""
    return [
        i
        for i, row in enumerate(shares)
        if np.count_nonzero(row > DRAWN) >= 2 or row.max(initial=0.0) >= LONE_EDGE
    ]


def _pool(shares: Array, kept: list[int]) -> Array:
    """Average edge shares over the elementary edges that now form one."""
    parts = [shares[:, a:b].mean(axis=1) for a, b in pairwise(kept)]
    return np.stack(parts, axis=1)
