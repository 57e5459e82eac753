"""Part the cells of a head whose rules are not to be seen: white ones on black, or none at all.

The print tells: over every column stands one text of its own, in the middle, and none reaches over
a line that is drawn in the rows below. A title over several columns stands on their lines; two
labels that were detected as one line leave room there.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from pipeline.extract.layout.box_index import BoxIndex
from pipeline.extract.layout.broken import CENTRED
from pipeline.extract.layout.cell_lines import TextInk
from pipeline.extract.layout.grid import DRAWN, Grid
from pipeline.extract.layout.merge import cell_box
from pipeline.model.geometry import Box

HEAD_ROWS = 3
"""Rows that a head has at most."""
USUAL = 0.8
"""Share of the rows in which a line is drawn that is missing in the head."""
PRINT, OVER = 0.6, 0.25
"""Character heights of print, specks being lower, and that a detected line reaches over its ink."""
ROOM, SPECKS = 0.3, 0.03
"""Free width on both sides of a line, in character heights, and ink there, in squared ones, that is
but specks."""


def part_heads(grid: Grid, detected: BoxIndex, text: TextInk) -> tuple[Grid, NDArray[np.bool_]]:
    """Return the grid with the lost lines of its head drawn, and which cells stand beside them."""
    down = grid.down.copy()
    touched = np.zeros((len(grid.rows) - 1, len(grid.cols) - 1), np.bool_)
    is_usual = (grid.down > DRAWN).mean(axis=1) >= USUAL
    for row in range(min(HEAD_ROWS, len(grid.rows) - 2)):
        ends = [0, *np.flatnonzero(grid.down[1:-1, row] > DRAWN) + 1, len(grid.cols) - 1]
        for first, last in pairwise(map(int, ends)):
            if last - first < 2 or not is_usual[first + 1 : last].all():
                continue
            cells = [cell_box(grid, row, row + 1, col, col + 1) for col in range(first, last)]
            if _has_own_texts(cells, detected, text):
                down[first + 1 : last, row] = 1.0
                touched[row, first:last] = True
    return replace(grid, down=down), touched


def _has_own_texts(cells: Sequence[Box], detected: BoxIndex, text: TextInk) -> bool:
    """Whether print stands in the middle of every cell, and none reaches over its sides."""
    em = text.em
    for cell in cells:
        found = (_within(cell, box, text) for box in detected.touching(cell))
        own = [
            box for box in found if cell.contains_point(*box.centre) and box.height >= PRINT * em
        ]
        if not own:
            return False
        left, right = min(box.x0 for box in own), max(box.x1 for box in own)
        is_over = left < cell.x0 - OVER * em or right > cell.x1 + OVER * em
        if is_over or abs((left + right) / 2 - cell.centre[0]) > CENTRED * cell.width:
            return False
    return True


def _within(cell: Box, line: Box, text: TextInk) -> Box:
    """Return the part of a detected line that stands in a cell, where it is free at its sides."""
    room = round(ROOM * text.em)
    left, right = line.x0, line.x1
    rows = slice(max(0, line.y0), line.y1)
    for side in (cell.x0, cell.x1):
        near = text.mask[rows, max(0, side - room) : side + room]
        if not left < side < right or np.count_nonzero(near) > SPECKS * text.em * text.em:
            continue
        inked = left + np.flatnonzero(text.mask[rows, left:right].any(axis=0))
        if side == cell.x0:
            left = int(inked[inked >= side].min(initial=right))
        else:
            right = int(inked[inked < side].max(initial=left)) + 1
    return replace(line, x0=left, x1=max(right, left + 1))
