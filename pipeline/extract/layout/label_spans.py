"""Which rows a label covers that is centred beside them, where no rules tell, or some vanished.

From the first row to the last each label must stand in the middle of the rows that it covers, and
the next label's rows follow. That some stand between two rows, or several in the middle of three
and more, shows that labels are centred at all: those that stand beside the first of their rows
never do, and those of the single rows fill them all, however close these stand. In a table with
rules, labels that are left in one cell together are parted where each stands in the middle of rows
of its own, and a label cut off from some of its rows, by a fold on the rule beside them, has them
back where it stands in the middle with them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from pipeline.extract.layout.alignment import Mask, Span, runs
from pipeline.extract.layout.cell_lines import TextInk
from pipeline.extract.layout.grid import DRAWN, Grid
from pipeline.extract.layout.merge import cell_box

FEWEST = 3
"""Labels, the header's among them, from which their places are no chance; so of those of three rows
or more, where none stands between two."""
OFF = 0.2
"""Distance of a label from the middle of its rows, as a share of the usual row height; one row more
or less is half a row away."""
ONE_LABEL = 0.6
"""Free height, in character heights, between two lines of one label."""
HIGH_ROW = 2.2
"""Height of a row, in character heights, beyond the distance of two lines of one label."""
LEAST_FREE = 2
"""Rows without a line of their own that one covering label leaves: it stands between two rows, or
in one of three."""
ROWS_END = 0.6
"""Share of the cells beside a label's that end where two labels are parted, at least; in a form few
rows have more than two cells."""
INSET = 0.2
"""Character heights beside the rules around a cell in which remnants of them may lie."""


def covered_rows(window: Mask, rows: Sequence[Span], em: float) -> list[Span]:
    """Return the rows (first, last + 1) each label of a column covers; none where that is unclear.

    `window` is the writing of the column, `rows` are the (top, bottom) of the rows' own writing.
    """
    labels = _labels(window, em)
    if not FEWEST <= len(labels) < len(rows) or _count_free(window, rows) < LEAST_FREE:
        return []
    gaps = [(above[1] + below[0]) / 2 for above, below in pairwise(rows)]
    first, last = rows[0][0] - (gaps[0] - rows[0][1]), rows[-1][1] + (rows[-1][0] - gaps[-1])
    ends = [first, *gaps, last]
    spans = _tile(labels, ends) or _tile_below_head(labels, ends)
    heights = [end - start for start, end in spans]
    is_between = any(height % 2 == 0 for height in heights)
    return spans if is_between or sum(height > 1 for height in heights) >= FEWEST else []


def part_labels(grid: Grid, text: TextInk) -> tuple[Grid, NDArray[np.bool_]]:
    """Return a list's grid with the lines drawn that part labels of one cell, and which it bounds.

    They lie where most other cells of the row end.
    """
    across = grid.across.copy()
    beside = np.zeros((len(grid.rows) - 1, len(grid.cols) - 1), np.bool_)
    ends = (grid.across > DRAWN).mean(axis=1) >= ROWS_END
    down = grid.down > DRAWN
    down[[0, -1]] = True  # where the table ends, drawn or not
    sides = down[:-1] & down[1:]
    for col in range(beside.shape[1]):
        for top, bottom in _closed_cells(grid, col):
            if bottom - top < 2 or not ends[top + 1 : bottom].all():
                continue
            if not sides[col, top:bottom].all():
                continue
            for first, _ in _parted(grid, text, col, (top, bottom))[1:]:
                across[top + first, col] = 1.0
                beside[top:bottom, col] = True
    return replace(grid, across=across), beside


def join_labels(grid: Grid, text: TextInk) -> tuple[Grid, NDArray[np.bool_]]:
    """Return a list's grid without the lines that cut a label off from rows of its own.

    Of the column all other labels stand in the middle of their cells, and the cell beside is empty.
    Return also which cells they had bound.
    """
    across = grid.across.copy()
    beside = np.zeros((len(grid.rows) - 1, len(grid.cols) - 1), np.bool_)
    off = OFF * float(np.median(np.diff([row.level for row in grid.rows])))
    for col in range(beside.shape[1]):
        cells = _closed_cells(grid, col)
        labels = [_labels_of(grid, text, col, rows) for rows in cells]
        aside = [
            at
            for at, rows in enumerate(cells)
            if len(labels[at]) != 1 or not _is_amid(grid, rows, labels[at][0], off)
        ]
        if len(aside) != 2 or aside[1] - aside[0] != 1 or len(cells) < FEWEST + 2:
            continue
        (top, middle), (_, bottom) = (cells[at] for at in aside)
        own = [*labels[aside[0]], *labels[aside[1]]]
        if len(own) == 1 and _is_amid(grid, (top, bottom), own[0], off):
            across[middle, col] = 0.0
            beside[top:bottom, col] = True
    return replace(grid, across=across), beside


def _closed_cells(grid: Grid, col: int) -> list[Span]:
    """Return the rows of each cell of a column, between lines that are drawn."""
    drawn = np.flatnonzero(grid.across[1:-1, col] > DRAWN) + 1
    return list(pairwise([0, *drawn.tolist(), len(grid.rows) - 1]))


def _is_amid(grid: Grid, rows: Span, label: float, off: float) -> bool:
    """Whether a label stands in the middle of rows."""
    return abs((grid.rows[rows[0]].level + grid.rows[rows[1]].level) / 2 - label) <= off


def _parted(grid: Grid, text: TextInk, col: int, rows: Span) -> list[Span]:
    """Return the rows, from the first of these on, of each label in a cell of a column.

    One label of as many lines as rows looks like labels of one row each, unless rows are high.
    """
    top, bottom = rows
    middle = (grid.cols[col].level + grid.cols[col + 1].level) / 2
    ends = [float(line.at(middle)) for line in grid.rows[top : bottom + 1]]
    labels = _labels_of(grid, text, col, rows)
    is_high = float(np.diff(ends).min()) >= HIGH_ROW * text.em
    most = bottom - top if is_high else bottom - top - 1
    return _tile(labels, ends) if 1 < len(labels) <= most else []


def _labels_of(grid: Grid, text: TextInk, col: int, rows: Span) -> list[float]:
    """Return where on the page the middles of the labels in some rows of a column are."""
    box = cell_box(grid, *rows, col, col + 1)
    inset = round(INSET * text.em)
    start = box.y0 + inset
    window = text.mask[start : box.y1 - inset, box.x0 + inset : box.x1 - inset] > 0
    return [start + label for label in _labels(window, text.em)] if window.size else []


def _labels(window: Mask, em: float) -> list[float]:
    """Return where the middles of the labels in a column are, from its top."""
    found = runs(np.any(window, axis=1), round(ONE_LABEL * em))
    return [(top + bottom) / 2 for top, bottom in found if bottom - top >= ONE_LABEL * em]


def _tile(labels: Sequence[float], ends: Sequence[float]) -> list[Span]:
    """Return the rows that each label stands in the middle of; none unless they fill all rows.

    `ends` are the places of the lines around and between the rows.
    """
    off = OFF * float(np.median(np.diff(ends[1:-1]))) if len(ends) > 3 else 0.0
    spans: list[Span] = []
    row = 0
    for label in labels:
        middles = (np.array(ends[row + 1 :]) + ends[row]) / 2
        fits = np.flatnonzero(np.abs(middles - label) <= off)
        if not len(fits):
            return []
        spans.append((row, row + int(fits[0]) + 1))
        row = spans[-1][1]
    return spans if row == len(ends) - 1 else []


def _tile_below_head(labels: Sequence[float], ends: Sequence[float]) -> list[Span]:
    """Return the rows of each label where the first ones stand anywhere in the first row.

    One is centred in a head of two lines, of which the upper one is no row of the table; or it is
    itself of two lines.
    """
    n_head = sum(label < ends[1] for label in labels)
    if not n_head or labels[0] < ends[0]:
        return []
    below = _tile(labels[n_head:], ends[1:])
    return [(0, 1), *((first + 1, last + 1) for first, last in below)] if below else []


def _count_free(window: Mask, rows: Sequence[Span]) -> int:
    """Return how many rows hold no line of the column: none has its middle in them."""
    lines = [(top + bottom) / 2 for top, bottom in runs(np.any(window, axis=1), 1)]
    return sum(not any(top <= line < bottom for line in lines) for top, bottom in rows)
