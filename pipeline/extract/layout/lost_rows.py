"""Part rows between which the rule vanished altogether, where the writing shows two rows.

Every filled cell of such a row holds two lines with the same free space between them, wider than
between the lines of one cell, and both parts are as high as rows of this table are.
"""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from pipeline.extract.layout.alignment import Mask, runs
from pipeline.extract.layout.cell_lines import TextInk
from pipeline.extract.layout.grid import DRAWN, Boundary, Grid

APART = 0.8
"""Free height between two rows, in character heights; lines of one cell stand 0.2 to 0.6 apart."""
MIN_FILLED = 3
"""Filled cells from which a row of a table can be told from a label and its value."""
USUAL_HEIGHT = 0.8
"""Height of each part as a share of the lowest other row that is filled."""


def part_rows(grid: Grid, pieces: TextInk) -> tuple[Grid, NDArray[np.bool_]]:
    """Return the grid with vanished row lines drawn, and which cells stand beside them."""
    touched: list[int] = []
    for row in reversed(range(1, len(grid.rows) - 1)):
        place = _find_place(grid, row, pieces)
        if place is not None:
            grid = _with_line(grid, row, place)
            touched = [row, row + 1, *(other + 1 for other in touched)]
    beside = np.zeros((len(grid.rows) - 1, len(grid.cols) - 1), np.bool_)
    beside[touched] = True
    return grid, beside


def _find_place(grid: Grid, row: int, pieces: TextInk) -> float | None:
    """Return where a row line is missing between row lines `row` and `row` + 1."""
    cells = [_own_cell(grid, row, col, pieces) for col in range(len(grid.cols) - 1)]
    filled = [cell for cell in cells if cell is not None and cell.any()]
    if len(filled) < MIN_FILLED:
        return None
    free = round(APART * pieces.em)
    if any(len(runs(np.any(cell, axis=1), free)) < 2 for cell in filled):
        return None
    height = min(cell.shape[0] for cell in filled)
    busy = np.any([np.any(cell[:height], axis=1) for cell in filled], axis=0)
    lines = runs(np.asarray(busy, np.bool_), free)
    if len(lines) != 2:
        return None
    above = (lines[0][1] + lines[1][0]) / 2
    usual = USUAL_HEIGHT * min(_heights(grid, row), default=0.0)
    is_usual = usual > 0 and min(above, height - above) >= usual
    return grid.rows[row].level + above if is_usual else None


def _own_cell(grid: Grid, row: int, col: int, pieces: TextInk) -> Mask | None:
    """Return the writing of a cell that ends with this row, None where cells are merged."""
    if min(grid.across[row, col], grid.across[row + 1, col]) <= DRAWN:
        return None
    left, right = (round(grid.cols[c].level) for c in (col, col + 1))
    top, bottom = (round(float(grid.rows[r].at((left + right) / 2))) for r in (row, row + 1))
    return np.asarray(pieces.mask[top:bottom, left + 3 : right - 3] > 0, np.bool_)


def _heights(grid: Grid, row: int) -> list[float]:
    """Return the heights of the other rows below the header."""
    heights = [below.level - above.level for above, below in pairwise(grid.rows)]
    return [height for i, height in enumerate(heights) if i not in (0, row)]


def _with_line(grid: Grid, row: int, place: float) -> Grid:
    """Insert a level line; a cell that goes on beyond this row is not parted."""
    along = np.array([grid.cols[0].level, grid.cols[-1].level])
    shift = grid.rows[row].at(along) - grid.rows[row].level
    line = Boundary(along, np.full(2, place) + shift, ruled=False)
    own = np.minimum(grid.across[row], grid.across[row + 1]) > DRAWN
    return replace(
        grid,
        rows=(*grid.rows[: row + 1], line, *grid.rows[row + 1 :]),
        across=np.insert(grid.across, row + 1, own.astype(np.float64), axis=0),
        down=np.insert(grid.down, row, grid.down[:, row], axis=1),
    )
