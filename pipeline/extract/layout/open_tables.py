"""Tables with horizontal rules only: grids whose lines between columns come from alignment.

The result is the same `Grid` that ruled tables have, with boundaries that are not `ruled`, so
cells, merging and reading are shared.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

import cv2
import numpy as np
from numpy.typing import NDArray

from pipeline.extract.layout.aligned_tables import (
    MIN_ALIGNED_COLUMNS,
    MIN_ALIGNED_ROWS,
    MIN_LONE_COLUMNS,
    aligned_grids,
    level_lines,
    solid_writing,
)
from pipeline.extract.layout.alignment import (
    Mask,
    Span,
    filled_columns,
    find_columns,
    find_rows,
    free_place,
    homes_of,
    middles,
    pieces_of,
    regular_columns,
    runs,
)
from pipeline.extract.layout.boundary import Array, Boundary, find_boundaries
from pipeline.extract.layout.cell_lines import TextInk
from pipeline.extract.layout.grid import DRAWN, Grid, drawn_shares
from pipeline.extract.layout.label_spans import covered_rows
from pipeline.extract.layout.lean import Lean
from pipeline.extract.layout.lone_columns import add_lone_columns
from pipeline.extract.layout.plan import Ground
from pipeline.extract.layout.rules import DASH_GAP, Strokes
from pipeline.extract.layout.slant import find_slant, make_upright, slanted_lines
from pipeline.model.geometry import Box

MIN_RULES = 3
"""A three-line table has three; two rules may be a header line and a footnote line."""
NEAR = 1.5
"""Distance, in character heights, from a rule of the row beyond it."""
COVERED = 0.5
"""Share of a grid with rules that a larger grid without them covers when both are one table."""
BETWEEN_ROWS = 4
"""Bands from which rules part rows, and not a head from its body: there one label may stand before
two rows."""
STEADY = 0.9
"""Share of the bands between rules that a column holds print in unless it is one of labels."""
MOSTLY = 0.6
"""Share of the columns in which a rule must be drawn; and in which two rows hold print that it
parts all the same."""
STRUCK = 3
"""Pixels above and below a cut between two rows in which print of one piece runs through it."""
BEYOND = 1.0
"""Character heights of writing beyond the ends of all rules, the margin around them included, from
which these are what is left of longer ones."""
SAME_END, STICKS_OUT = 0.3, 1.0
"""Character heights within which rules end at one place, and by which no rule of theirs sticks out:
a fold's remains did by 1.3, rules of one table by 0.1."""
REST = 0.2
"""Share of the larger grid that the other one leaves out when its rules show a part of it."""


def find_horizontal_grids(
    rules: list[Boundary], across: Strokes, ground: Ground, taken: Sequence[Box], dpi: float
) -> list[Grid]:
    """Find tables that have rules between rows (or above and below) but none between columns.

    `rules` are those of `across` outside the `taken` boxes on the page (`level_rules`); they and
    the grids are on the `ground`.
    """
    ground = replace(ground, pieces=solid_writing(ground))
    unit, text = dpi / 200, ground.pieces
    height, width = text.mask.shape
    groups = [
        _without_strays(group, text.em)
        for group in _group_rules(rules, 0.25 * width, 2.0 * text.em)
    ]
    parts = [part for group in groups for part in _split_group(group, text)]
    grids: list[Grid] = []
    for part in sorted(parts, key=lambda part: part[0].level):
        room = _room(part, parts, grids, height)
        grid = _horizontal_grid(part, across, ground, unit, room)
        if grid is not None:
            grids.append(grid)
    wholes = aligned_grids(text, ground.level_boxes(taken)) if grids else []
    beyond = BEYOND * text.em
    return [grid for grid in grids if not any(_is_part(grid, whole, beyond) for whole in wholes)]


def level_rules(
    across: Strokes, ground: Ground, taken: Sequence[Box], dpi: float
) -> list[Boundary]:
    """Return the rules across the page outside the `taken` boxes, as they run on the ground."""
    height, width = ground.text.mask.shape
    return [
        _shifted(line, ground.lean, -1)
        for line in find_boundaries(across, Box(0, 0, width, height), dpi / 200)
        if not any(box.contains_point((line.start + line.end) / 2, line.level) for box in taken)
    ]


def _is_part(grid: Grid, whole: Grid, beyond: float) -> bool:
    """Whether the rules of a grid show only a part of what the writing shows to be one table.

    Rules break and fade, and the edges of shaded rows look like rules; the writing goes on. Rules
    that are all there reach over all that stands between them.
    """
    common = grid.box.intersection(whole.box).area
    covered = common >= COVERED * grid.box.area
    out = max(grid.box.x0 - whole.box.x0, whole.box.x1 - grid.box.x1) > beyond
    return covered and (out or common < (1 - REST) * whole.box.area)


def _room(
    part: list[Boundary], parts: list[list[Boundary]], grids: list[Grid], height: int
) -> Span:
    """Return from where to where a table may go on beyond its rules: no row is in two tables."""
    start, end = min(line.start for line in part), max(line.end for line in part)
    top, bottom = part[0].level, part[-1].level
    above = [grid.box.y1 for grid in grids if grid.box.x0 < end and grid.box.x1 > start]
    below = [
        other[0].level
        for other in parts
        if other[0].level > bottom and other[0].start < end and other[0].end > start
    ]
    return round(min(top, max(above, default=0))), round(min(below, default=height))


def _shifted(line: Boundary, lean: Lean | None, sign: int) -> Boundary:
    """Return a rule of the page as it runs on level ground (-1), or back (1)."""
    if lean is None:
        return line
    return replace(line, levels=line.levels + sign * lean.at(line.along, line.levels))


def _group_rules(lines: list[Boundary], shortest: float, slack: float) -> list[list[Boundary]]:
    """Group rules that lie within the reach of the widest ones, from top to bottom.

    The reach moves from rule to rule: on a photographed sheet the edges of a table lean.
    """
    groups: list[list[Boundary]] = []
    rest = sorted(lines, key=lambda line: line.level)
    while rest:
        widest = max(range(len(rest)), key=lambda i: _length(rest[i]))
        if _length(rest[widest]) < shortest:
            break
        up = _within_reach(rest[widest::-1], slack)
        down = _within_reach(rest[widest:], slack)
        group = [*up[:0:-1], *down]
        rest = [line for line in rest if line not in group]
        groups.append(group)
    return groups


def _within_reach(lines: list[Boundary], slack: float) -> list[Boundary]:
    """Return the first rule and those after it that end where the last wide one ends, or before."""
    group, wide = [lines[0]], lines[0]
    for line in lines[1:]:
        inside = line.start >= wide.start - slack and line.end <= wide.end + slack
        if inside and _length(line) >= 0.3 * _length(lines[0]):
            group.append(line)
            whole = line.start <= wide.start + slack and line.end >= wide.end - slack
            wide = line if whole else wide
    return group


def _without_strays(group: list[Boundary], em: float) -> list[Boundary]:
    """Leave out what runs out beyond the rules above and below it, which end at one place.

    It is what the threshold left of a fold: as a rule it would part the table within a row.
    """
    strays = {
        place
        for place, (above, line, below) in enumerate(
            zip(group, group[1:], group[2:], strict=False), start=1
        )
        if _sticks_out(above.start, line.start, below.start, em)
        or _sticks_out(-above.end, -line.end, -below.end, em)
    }
    return [line for place, line in enumerate(group) if place not in strays]


def _sticks_out(above: float, end: float, below: float, em: float) -> bool:
    return abs(above - below) <= SAME_END * em and end < min(above, below) - STICKS_OUT * em


def _length(line: Boundary) -> float:
    return line.end - line.start


def _split_group(group: list[Boundary], text: TextInk) -> list[list[Boundary]]:
    """Cut a group where the band between two rules holds running text instead of columns."""
    parts: list[list[Boundary]] = [[group[0]]] if group else []
    for above, below in pairwise(group):
        if _is_tabular(above, below, text):
            parts[-1].append(below)
        else:
            parts.append([below])
    return [part for part in parts if len(part) >= MIN_RULES or _is_one_row(part, text)]


def _is_one_row(rules: list[Boundary], text: TextInk) -> bool:
    """Whether two rules of equal reach hold one row of a table that goes on over pages."""
    if len(rules) != 2:
        return False
    above, below = rules
    slack = 2 * text.em
    alike = abs(above.start - below.start) <= slack and abs(above.end - below.end) <= slack
    next_row = replace(below, levels=below.levels + 3 * text.em)
    return (
        alike
        and len(_pieces_between(above, below, text)) >= MIN_LONE_COLUMNS
        and len(_pieces_between(below, next_row, text)) < 2
    )


def _is_tabular(above: Boundary, below: Boundary, text: TextInk) -> bool:
    """Whether columns stand between two rules: over all rows there, or row by row.

    Over many rows one long cell, or a mark, is enough to close every gap. A title stands below the
    number of its annex, and not beside it.
    """
    left, right = round(min(above.start, below.start)), round(max(above.end, below.end))
    window = text.mask[round(above.level) + 3 : round(below.level) - 3, left:right] > 0
    stripes = [s for s in runs(np.any(window, axis=1), 1) if s[1] - s[0] >= 0.4 * text.em]
    counts = np.array([len(pieces_of(window, stripe, text.em)) for stripe in stripes])
    if len(_pieces_between(above, below, text)) >= 2 and np.any(counts >= 2):
        return True
    parted = int(np.count_nonzero(counts >= MIN_ALIGNED_COLUMNS))
    return len(stripes) >= MIN_ALIGNED_ROWS and parted >= 0.8 * len(stripes)


def _pieces_between(above: Boundary, below: Boundary, text: TextInk) -> list[Span]:
    """Return the print between two rules, parted at wide gaps; none where they are too close."""
    left, right = round(min(above.start, below.start)), round(max(above.end, below.end))
    top, bottom = round(above.level) + 3, round(below.level) - 3
    if bottom - top < 0.6 * text.em:
        return []
    window = text.mask[top:bottom, left:right] > 0
    return runs(np.any(window, axis=0), round(0.9 * text.em))


def _horizontal_grid(
    lines: list[Boundary], across: Strokes, ground: Ground, unit: float, room: Span
) -> Grid | None:
    text, (ceiling, floor) = ground.pieces, room
    margin = round(1.5 * text.em)
    left = max(0, round(min(r.start for r in lines)) - margin)
    right = min(text.mask.shape[1], round(max(r.end for r in lines)) + margin)
    window = text.mask[:, left:right] > 0
    levels = [round(line.level) for line in lines]
    slant = find_slant(window[levels[0] : levels[-1]])
    window = make_upright(window, slant, levels[0])
    bands = [(a + 3, b - 2) for a, b in pairwise(levels)]
    columns = find_columns(window, bands, text.em)
    if len(columns) < 2:
        return None
    regular = regular_columns(window[levels[0] : levels[-1]], columns, text.em)
    row_bands = [_split_band(window, band, regular, text.em) for band in bands]
    struck = 1 if len(bands) >= BETWEEN_ROWS else 2
    steady = _steady(window, bands, columns)
    row_bands = [_whole_rows(window, rows, steady, struck) for rows in row_bands]
    found = _rows_above(window[ceiling:], columns, levels[0] - ceiling, text.em)[::-1]
    above = [(ceiling + top, ceiling + bottom) for top, bottom in found]
    beneath = _rows_above(window[:floor][::-1], columns, floor - levels[-1], text.em)
    below = [(floor - bottom, floor - top) for top, bottom in beneath]
    all_rows = [*above, *(row for rows in row_bands for row in rows), *below]
    columns = add_lone_columns(window, all_rows, find_columns(window, all_rows, text.em), text.em)
    if len(columns) < 2:
        return None
    body = window[all_rows[0][0] : all_rows[-1][1]]
    inner = [free_place(body, a[1], b[0]) for a, b in pairwise(columns)]
    outer = (min(margin, columns[0][0] - 4), max(right - left - margin, columns[-1][1] + 4))
    places = [max(0, outer[0]), *inner, min(right - left, outer[1])]
    cols = slanted_lines([x + left for x in places], levels[0], levels[-1], slant)
    free = round(0.3 * text.em)
    rows = [*level_lines([top - free for top, _ in above], left, right), lines[0]]
    for band_rows, line in zip(row_bands, lines[1:], strict=True):
        cuts = middles(band_rows, 0, 0)[1:-1]
        rows.extend(level_lines(cuts, left, right))
        rows.append(line)
    rows.extend(level_lines([bottom + free for _, bottom in below], left, right))
    bridged = cv2.morphologyEx(
        across.thin, cv2.MORPH_CLOSE, np.ones((1, round(DASH_GAP * unit)), np.uint8)
    )
    drawn = [_shifted(row, ground.lean, 1) for row in rows]
    shares = drawn_shares(np.asarray(bridged, np.uint8), drawn, cols, unit)
    inferred = np.array([not row.ruled for row in rows], np.bool_)
    lost = (shares > DRAWN).mean(axis=1) < MOSTLY
    for place, (upper, lower) in enumerate(pairwise(all_rows), start=1):
        if lost[place] and not inferred[place]:
            inferred[place] = _are_two_rows(window, upper, lower, columns)
    shares[inferred] = 1.0
    _give_way_to_labels(shares, inferred, body, columns, text.em, all_rows)
    return Grid(tuple(rows), tuple(cols), shares, np.ones((len(cols), len(rows) - 1)))


def _give_way_to_labels(
    shares: Array,
    inferred: NDArray[np.bool_],
    body: Mask,
    columns: list[Span],
    em: float,
    rows: list[Span],
) -> None:
    """Take away, in `shares`, the cuts that run through the rows of a label and that no rule shows.

    `body` is the writing from the first of the `rows` to the last.
    """
    top = rows[0][0]
    own = [(start - top, end - top) for start, end in rows]
    for col, (start, end) in enumerate(columns):
        for first, last in covered_rows(body[:, start:end], own, em):
            shares[first + 1 : last, col][inferred[first + 1 : last]] = 0.0


def _rows_above(window: Mask, columns: list[Span], level: int, em: float) -> list[Span]:
    """Return the rows that go on above the first rule, from that rule upwards.

    Some tables have no rule above their header, or below their last row. A piece of such a row may
    stand in a column that is empty elsewhere.
    """
    rows: list[Span] = []
    stripes = runs(np.any(window[: max(0, level - 3)], axis=1), 1)
    for top, bottom in reversed([s for s in stripes if s[1] - s[0] >= 0.4 * em]):
        pieces = runs(np.any(window[top:bottom], axis=0), round(0.8 * em))
        homes = [homes_of(piece, columns) for piece in pieces]
        own = {home[0] for home in homes if home}
        enough = len(own) >= max(MIN_ALIGNED_COLUMNS, round(0.6 * len(columns)))
        if level - bottom > NEAR * em or not enough or any(len(home) > 1 for home in homes):
            break
        rows.append((top, bottom))
        level = top
    return rows


def _are_two_rows(window: Mask, above: Span, below: Span, columns: list[Span]) -> bool:
    """Whether most columns hold print both above and below the middle between two rows, none on it.

    So they do where a rule was lost but for a piece; a cell of two lines stands beside others of
    which the only one is centred.
    """
    full = [filled_columns(window[slice(*row)], columns) for row in (above, below)]
    both = [column for column, *each in zip(columns, *full, strict=True) if all(each)]
    cut = (above[1] + below[0]) // 2
    zone = window[cut - STRUCK : cut + STRUCK + 1]
    return len(both) >= MOSTLY * len(columns) and not any(zone[:, a:b].any() for a, b in both)


def _steady(window: Mask, bands: list[Span], columns: list[Span]) -> list[Span]:
    """Return the columns that hold print in nearly all bands: labels cover several of them."""
    filled = np.mean([filled_columns(window[a:b], columns) for a, b in bands], axis=0)
    return [column for column, share in zip(columns, filled, strict=True) if share >= STEADY]


def _whole_rows(window: Mask, rows: list[Span], columns: list[Span], at_least: int) -> list[Span]:
    """Return the rows of a band, those joined between which print of so many columns stands.

    Where rules part the rows, a rule may be lost between two; but what is centred beside cells of
    two lines shows that these are one row. A label before two rows is one such print, too.
    """
    whole = [rows[0]]
    for row in rows[1:]:
        cut = (whole[-1][1] + row[0]) // 2
        zone = window[cut - STRUCK : cut + STRUCK + 1]
        struck = sum(bool(zone[:, left:right].any(axis=1).all()) for left, right in columns)
        if struck >= at_least:
            whole[-1] = (whole[-1][0], row[1])
        else:
            whole.append(row)
    return whole


def _split_band(window: Mask, band: Span, columns: list[Span], em: float) -> list[Span]:
    """Return the rows in the band between two rules; one row unless several are filled."""
    top, bottom = band
    found = find_rows(window[top:bottom], columns, em)
    if len(found) < 2:
        return [band]
    filled = [filled_columns(window[top + a : top + b], columns).mean() for a, b in found]
    if min(filled) < 0.5:
        return [band]
    return [(top + a, top + b) for a, b in found]
