"""Part two cells of a list between which the rule down is worn away in some rows.

In most rows the rule is there, and what stands on either side of it begins, or is centred, at one
place. Where it is missing and two texts stand at just these places, clear of it, there are two
cells as well. Forms merge cells at will, but what they print there stands elsewhere.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from pipeline.extract.layout.box_index import BoxIndex
from pipeline.extract.layout.grid import DRAWN, Grid
from pipeline.extract.layout.lost_heads import OVER, PRINT
from pipeline.extract.layout.merge import cell_box
from pipeline.model.geometry import Box

FEWEST, USUAL = 8, 0.5
"""Rows of a list, and share of them in which the rule must be drawn."""
REGULAR, OFF = 0.7, 0.5
"""Share of the cells that begin, or are centred, at one place, and how far off it, in character
heights, a text may stand: 0.2 on photocopies; the next character would be 1.0 off."""

BEFORE = 0.7
"""Character heights by which a detected line begins before its cell: it takes what is left of the
rule for a part of its first character (measured 0.6), and a character more would be 1.0."""

Place = tuple[float, float]
"""Where the text of a cell begins, and its middle."""


def part_sides(grid: Grid, detected: BoxIndex, em: float) -> tuple[Grid, NDArray[np.bool_]]:
    """Return the grid with lost edges of its lines down drawn, and which cells they bound."""
    down = grid.down.copy()
    n_rows = len(grid.rows) - 1
    touched = np.zeros((n_rows, len(grid.cols) - 1), np.bool_)
    for line in range(1, len(grid.cols) - 1):
        drawn = grid.down[line] > DRAWN
        if n_rows < FEWEST or drawn.all() or drawn.mean() < USUAL:
            continue
        sides = [_places(grid, col, detected, em) for col in (line - 1, line)]
        fits = [_fitting(places, drawn, OFF * em) for places in sides]
        lost = np.flatnonzero(~drawn & fits[0] & fits[1])
        down[line, lost] = 1.0
        touched[lost, line - 1 : line + 1] = True
    return replace(grid, down=down), touched


def _places(grid: Grid, col: int, detected: BoxIndex, em: float) -> list[Place | None]:
    """Return where text stands in each row of a column; None where none does, or runs out of it."""
    cells = [cell_box(grid, row, row + 1, col, col + 1) for row in range(len(grid.rows) - 1)]
    return [_place(cell, detected.touching(cell), em) for cell in cells]


def _place(cell: Box, lines: Sequence[Box], em: float) -> Place | None:
    own = [box for box in lines if cell.contains_point(*box.centre) and box.height >= PRINT * em]
    if not own:
        return None
    left, right = min(box.x0 for box in own), max(box.x1 for box in own)
    is_over = left < cell.x0 - BEFORE * em or right > cell.x1 + OVER * em
    left = max(left, cell.x0)
    return None if is_over else (float(left), (left + right) / 2)


def _fitting(
    places: Sequence[Place | None], drawn: NDArray[np.bool_], off: float
) -> NDArray[np.bool_]:
    """Return the rows whose text stands where that of the rows with a drawn rule stands."""
    found = np.array([place or (np.nan, np.nan) for place in places])
    fits = np.zeros(len(found), np.bool_)
    known = found[drawn & ~np.isnan(found[:, 0])]
    for column, usual in zip(found.T, known.T, strict=True):
        if len(usual) < FEWEST / 2:
            continue
        place = np.median(usual)
        if np.mean(np.abs(usual - place) <= off) >= REGULAR:
            fits |= np.abs(column - place) <= off
    return fits
