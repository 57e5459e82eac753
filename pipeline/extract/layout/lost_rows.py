"""Part rows between which the rules vanished, or were never drawn, where the writing shows them.

Two rows: every filled cell holds two lines with the same free space between them, wider than
between the lines of one cell. Many rows: most cells hold many lines, some of them the same number,
and are filled in each row. All parts must be as high as rows of this table are. The cells of a head
may hold two lines each; but where the rule above it is lost in its shade, that below it is, too.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import cache, partial
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from pipeline.extract.layout.alignment import (
    FULL_LINE,
    Mask,
    Span,
    filled_columns,
    find_rows,
    runs,
)
from pipeline.extract.layout.boundary import Boundary
from pipeline.extract.layout.cell_lines import TextInk
from pipeline.extract.layout.grid import DRAWN, Grid

APART = 0.8
"""Free height between two rows, in character heights; lines of one cell stand 0.2 to 0.6 apart."""
MIN_FILLED = 3
"""Filled cells from which a row of a table can be told from a label and its value."""
MANY, MOST = 4, 0.6
"""Lines from which, and share of the filled cells in which, they are rows and not wrapped text: a
number or a type does not wrap."""
SOME = 3
"""Lines that are rows where all cells hold as many, and most of them lines that did not wrap."""
LABEL, MIDDLE = 2.0, 0.5
"""Height of a lone line, and how far it may be from the middle of its row, in character heights,
when it is a label that stands for both rows: a province before two of its clusters."""
HEADER = 0.5
"""Height of the lowest row as a share of the header's, where there is no other row."""
SPACED, SAME_SPACE = 3, 1.2
"""Cells of two lines from which the space between lines is known, and the space between two rows as
a share of it, at least: where lines are wide apart, all cells of one row may hold two."""
USUAL_HEIGHT = 0.8
"""Height of each part as a share of the lowest other row that is filled."""


def part_rows(grid: Grid, pieces: TextInk) -> tuple[Grid, NDArray[np.bool_]]:
    """Return the grid with missing row lines drawn, and which cells stand beside them."""
    touched: list[int] = []
    spacing = cache(partial(_line_spacing, grid, pieces))
    first = 1 if grid.rows[0].ruled and not _runs_on(grid) else 0
    for row in reversed(range(first, len(grid.rows) - 1)):
        places, labels = _find_places(grid, row, pieces, spacing)
        for place in reversed(places):
            grid = _with_line(grid, row, place, labels)
        if places:
            later = [other + len(places) for other in touched]
            touched = [*range(row, row + len(places) + 1), *later]
    beside = np.zeros((len(grid.rows) - 1, len(grid.cols) - 1), np.bool_)
    beside[touched] = True
    return grid, beside


def _runs_on(grid: Grid) -> bool:
    """Whether some cell of the first row goes on below it, and others end there.

    So do those of a head of two rows, too few of which end there to be parted; else the first entry
    stands in the row of the head.
    """
    below = grid.across[1] > DRAWN
    return bool(below.any() and not below.all())


def _line_spacing(grid: Grid, pieces: TextInk) -> float:
    """Return the free height between two lines of one cell, 0 where too few are known.

    A row is one where most cells hold one line.
    """
    found: list[int] = []
    for row in range(len(grid.rows) - 1):
        cells = [_own_cell(grid, row, col, pieces) for col in range(len(grid.cols) - 1)]
        lines = [_lines(cell, pieces.em) for cell in cells if cell is not None]
        two = [own for own in lines if len(own) == 2]
        if sum(len(own) == 1 for own in lines) > len(two):
            found += [below[0] - above[1] for above, below in two]
    return float(np.median(found)) if len(found) >= SPACED else 0.0


def _find_places(
    grid: Grid, row: int, pieces: TextInk, spacing: Callable[[], float]
) -> tuple[list[float], list[int]]:
    """Return where row lines are missing between row lines `row` and `row` + 1.

    And the columns whose label stands for all the rows there.
    """
    cells = [_own_cell(grid, row, col, pieces) for col in range(len(grid.cols) - 1)]
    filled = {col: cell for col, cell in enumerate(cells) if cell is not None and cell.any()}
    if len(filled) < MIN_FILLED:
        return [], []
    height = min(cell.shape[0] for cell in filled.values())
    labels = _labels_of_two(filled, height, pieces.em)
    own = [cell for col, cell in filled.items() if col not in labels]
    lines = _two_rows(own, height, pieces.em)
    if not lines:
        labels, own = [], list(filled.values())
        lines = _two_rows(own, height, pieces.em) or _many_rows(own, height, pieces.em)
    if len(lines) == 2 and lines[1][0] - lines[0][1] <= SAME_SPACE * spacing():
        return [], []
    cuts = [(above[1] + below[0]) / 2 for above, below in pairwise(lines)]
    usual = USUAL_HEIGHT * _lowest(grid, row)
    parts = [below - above for above, below in pairwise([0.0, *cuts, float(height)])]
    # a side that is not drawn may cut the head
    whole = parts if grid.rows[row].ruled else parts[1:]
    is_usual = usual > 0 and min(whole, default=0.0) >= usual
    return ([grid.rows[row].level + cut for cut in cuts] if is_usual else []), labels


def _labels_of_two(filled: Mapping[int, Mask], height: int, em: float) -> list[int]:
    """Return the column of a lone line beside cells of two, in the middle of the row."""
    stripes = {
        col: runs(np.any(cell[:height], axis=1), round(APART * em)) for col, cell in filled.items()
    }
    lone = [col for col, found in stripes.items() if len(found) == 1]
    if len(lone) != 1 or len(filled) - 1 < MIN_FILLED:
        return []
    top, bottom = stripes[lone[0]][0]
    is_low = bottom - top < LABEL * em
    is_centred = abs((top + bottom) / 2 - height / 2) <= MIDDLE * em
    return lone if is_low and is_centred else []


def _two_rows(filled: Sequence[Mask], height: int, em: float) -> list[Span]:
    """Return the two lines that every filled cell holds; none where they are no rows."""
    free = round(APART * em)
    if any(len(runs(np.any(cell, axis=1), free)) < 2 for cell in filled):
        return []
    busy = np.any([np.any(cell[:height], axis=1) for cell in filled], axis=0)
    lines = runs(np.asarray(busy, np.bool_), free)
    return lines if len(lines) == 2 else []


def _many_rows(filled: Sequence[Mask], height: int, em: float) -> list[Span]:
    """Return the rows that the same number of lines in most cells shows; none where they are few.

    Cells with more lines hold some that wrapped, cells with fewer were not always filled.
    """
    counts = [_count_lines(cell[:height], em) for cell in filled]
    usual = min(set(counts), key=lambda count: (-counts.count(count), count))
    regular = [cell[:height] for cell, count in zip(filled, counts, strict=True) if count >= usual]
    few = usual == SOME == max(counts) == min(counts)
    if few and sum(_is_wrapped(cell, em) for cell in regular) > (1 - MOST) * len(regular):
        return []
    if usual < (SOME if few else MANY) or len(regular) < max(MIN_FILLED, MOST * len(filled)):
        return []
    window, ends = np.hstack(regular), np.cumsum([cell.shape[1] for cell in regular]).tolist()
    columns = list(pairwise([0, *ends]))
    rows = find_rows(window, columns, em)
    is_full = all(filled_columns(window[top:bottom], columns).all() for top, bottom in rows)
    return rows if len(rows) == usual and is_full else []


def _is_wrapped(cell: Mask, em: float) -> bool:
    """Whether all lines but the last are full, as where text was broken to go on below."""
    lines = _lines(cell, em)
    places = [np.flatnonzero(cell[top:bottom].any(axis=0)) for top, bottom in lines[:-1]]
    return all(place[-1] - place[0] >= FULL_LINE * cell.shape[1] for place in places)


def _count_lines(cell: Mask, em: float) -> int:
    return len(_lines(cell, em))


def _lines(cell: Mask, em: float) -> list[Span]:
    return [(a, b) for a, b in runs(np.any(cell, axis=1), 1) if b - a >= 0.3 * em]


def _own_cell(grid: Grid, row: int, col: int, pieces: TextInk) -> Mask | None:
    """Return the writing of a cell that ends with this row, None where cells are merged."""
    if min(grid.across[row, col], grid.across[row + 1, col]) <= DRAWN:
        return None
    left, right = (round(grid.cols[c].level) for c in (col, col + 1))
    top, bottom = (round(float(grid.rows[r].at((left + right) / 2))) for r in (row, row + 1))
    return np.asarray(pieces.mask[top:bottom, left + 3 : right - 3] > 0, np.bool_)


def _lowest(grid: Grid, row: int) -> float:
    """Return the height of the lowest other row below the header, or of the header alone."""
    heights = [below.level - above.level for above, below in pairwise(grid.rows)]
    others = [height for i, height in enumerate(heights) if i not in (0, row)]
    return min(others) if others else HEADER * heights[0]


def _with_line(grid: Grid, row: int, place: float, labels: Sequence[int]) -> Grid:
    """Insert a level line; a cell that goes on beyond this row is not parted, nor are `labels`."""
    along = np.array([grid.cols[0].level, grid.cols[-1].level])
    shift = grid.rows[row].at(along) - grid.rows[row].level
    line = Boundary(along, np.full(2, place) + shift, ruled=False)
    own = np.minimum(grid.across[row], grid.across[row + 1]) > DRAWN
    own[list(labels)] = False
    return replace(
        grid,
        rows=(*grid.rows[: row + 1], line, *grid.rows[row + 1 :]),
        across=np.insert(grid.across, row + 1, own.astype(np.float64), axis=0),
        down=np.insert(grid.down, row, grid.down[:, row], axis=1),
    )
