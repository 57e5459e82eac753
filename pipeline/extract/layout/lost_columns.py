"""Part columns between which the rule vanished altogether, where the writing shows two columns.

Every row then holds two pieces with the same free space between them. Forms have such cells too,
so it needs many rows, and one side that is wider than a word with its letters spread.
"""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from pipeline.extract.layout.alignment import Mask, Span, filled_columns, free_place, runs
from pipeline.extract.layout.boundary import Boundary
from pipeline.extract.layout.cell_lines import TextInk
from pipeline.extract.layout.grid import Grid

MIN_ROWS = 5
FREE = 1.0
"""Free width, in character heights, that all rows leave between two columns."""
WIDE = 3.0
"""Width, in character heights, of the wider side; spread words such as 试 点 are narrower."""
FILLED = 0.8
"""Share of the rows that are filled on both sides."""


def part_columns(grid: Grid, pieces: TextInk) -> tuple[Grid, NDArray[np.bool_]]:
    """Return the grid with vanished column lines drawn, and which cells stand beside them."""
    beside: list[int] = []
    for col in reversed(range(len(grid.cols) - 1)):
        place = _find_place(grid, col, pieces)
        if place is not None:
            grid = _with_line(grid, col, place)
            beside = [col, col + 1, *(other + 1 for other in beside)]
    touched = np.zeros((len(grid.rows) - 1, len(grid.cols) - 1), np.bool_)
    touched[:, beside] = True
    return grid, touched


def _find_place(grid: Grid, col: int, pieces: TextInk) -> int | None:
    """Return where a column line is missing between column lines `col` and `col` + 1."""
    left, right = (round(grid.cols[c].level) + 3 for c in (col, col + 1))
    levels = [round(float(row.at((left + right) / 2))) for row in grid.rows]
    bands = [
        pieces.mask[top + 3 : bottom - 3, left : right - 6] > 0 for top, bottom in pairwise(levels)
    ]
    filled = [band for band in bands if band.any()]
    if len(filled) < MIN_ROWS:
        return None
    strip = np.stack([band.any(axis=0) for band in filled])
    sides = runs(np.asarray(strip.any(axis=0), np.bool_), round(FREE * pieces.em))
    if len(sides) != 2 or not _are_columns(filled, sides, pieces.em):
        return None
    return left + free_place(strip, sides[0][1], sides[1][0])


def _are_columns(bands: list[Mask], sides: list[Span], em: float) -> bool:
    both = np.mean([filled_columns(band, sides).all() for band in bands])
    return bool(both >= FILLED) and max(end - start for start, end in sides) >= WIDE * em


def _with_line(grid: Grid, col: int, place: int) -> Grid:
    along = np.array([grid.rows[0].level, grid.rows[-1].level])
    line = Boundary(along, np.full(2, float(place)), ruled=False)
    return replace(
        grid,
        cols=(*grid.cols[: col + 1], line, *grid.cols[col + 1 :]),
        across=np.insert(grid.across, col, grid.across[:, col], axis=1),
        down=np.insert(grid.down, col + 1, 1.0, axis=0),
    )
