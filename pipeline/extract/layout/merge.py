"""From a grid to cells: elementary cells without a rule between them are one cell.

A cell is always a rectangle: where missing rules would make another shape, the rules that are
drawn elsewhere on the same line are taken to be broken there, and the cell says so.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from pipeline.extract.layout.grid import DRAWN, Grid
from pipeline.model.geometry import Box
from pipeline.model.table import RULE_BROKEN


@dataclass(frozen=True, slots=True)
class GridCell:
    """A cell of a grid: position, spans, box between its rules (upright frame)."""

    row: int
    col: int
    row_span: int
    col_span: int
    box: Box
    open_top: bool = False
    open_bottom: bool = False
    doubts: tuple[str, ...] = ()


def merge_cells(grid: Grid, restored: NDArray[np.bool_] | None = None) -> tuple[GridCell, ...]:
    """Return the cells of a grid in row-major order; they tile it exactly.

    `restored` marks elementary cells with an edge that was taken to be broken.
    """
    below = grid.across > DRAWN
    right = grid.down > DRAWN
    broken = np.zeros((len(grid.rows) - 1, len(grid.cols) - 1), np.bool_)
    if restored is not None:
        broken |= restored
    for _ in range(grid.across.size + grid.down.size):
        owner = _label(below, right)
        crooked = _first_crooked(owner)
        if crooked is None:
            break
        _restore(below, right, owner == crooked, grid)
        broken |= owner == crooked
    return _compact(_cells(grid, owner, broken))


def _compact(cells: list[GridCell]) -> tuple[GridCell, ...]:
    """Leave out rows and columns in which no cell begins: all of it is merged there."""
    rows = {row: i for i, row in enumerate(sorted({cell.row for cell in cells}))}
    cols = {col: i for i, col in enumerate(sorted({cell.col for cell in cells}))}
    return tuple(
        replace(
            cell,
            row=rows[cell.row],
            col=cols[cell.col],
            row_span=sum(cell.row <= row < cell.row + cell.row_span for row in rows),
            col_span=sum(cell.col <= col < cell.col + cell.col_span for col in cols),
        )
        for cell in cells
    )


def _label(below: NDArray[np.bool_], right: NDArray[np.bool_]) -> NDArray[np.int64]:
    """Number the connected elementary cells (n_rows x n_cols), by flood over undrawn edges."""
    n_rows, n_cols = below.shape[0] - 1, right.shape[0] - 1
    owner = np.arange(n_rows * n_cols).reshape(n_rows, n_cols)
    changed = True
    while changed:
        before = owner.copy()
        for r in range(n_rows - 1):
            joined = ~below[r + 1]
            low = np.minimum(owner[r], owner[r + 1])
            owner[r], owner[r + 1] = (
                np.where(joined, low, owner[r]),
                np.where(joined, low, owner[r + 1]),
            )
        for c in range(n_cols - 1):
            joined = ~right[c + 1]
            low = np.minimum(owner[:, c], owner[:, c + 1])
            owner[:, c] = np.where(joined, low, owner[:, c])
            owner[:, c + 1] = np.where(joined, low, owner[:, c + 1])
        changed = bool((owner != before).any())
    return owner


def _first_crooked(owner: NDArray[np.int64]) -> int | None:
    """Return a cell that is not a rectangle, if any."""
    for label in np.unique(owner).tolist():
        rows, cols = np.nonzero(owner == label)
        if len(rows) != (np.ptp(rows) + 1) * (np.ptp(cols) + 1):
            return int(label)
    return None


def _restore(
    below: NDArray[np.bool_], right: NDArray[np.bool_], part: NDArray[np.bool_], grid: Grid
) -> None:
    """Draw the likeliest missing edge line inside a crooked cell."""
    rows, cols = np.nonzero(part)
    r0, r1, c0, c1 = rows.min(), rows.max(), cols.min(), cols.max()
    best, kind, where = -1.0, "row", r0 + 1
    for r in range(r0 + 1, r1 + 1):
        inside = part[r - 1, c0 : c1 + 1] & part[r, c0 : c1 + 1] & ~below[r, c0 : c1 + 1]
        if inside.any():
            score = float(grid.across[r, c0 : c1 + 1].mean())
            best, kind, where = max((best, kind, where), (score, "row", r))
    for c in range(c0 + 1, c1 + 1):
        inside = part[r0 : r1 + 1, c - 1] & part[r0 : r1 + 1, c] & ~right[c, r0 : r1 + 1]
        if inside.any():
            score = float(grid.down[c, r0 : r1 + 1].mean())
            best, kind, where = max((best, kind, where), (score, "col", c))
    if kind == "row":
        below[where, c0 : c1 + 1] |= part[where - 1, c0 : c1 + 1]
    else:
        right[where, r0 : r1 + 1] |= part[r0 : r1 + 1, where - 1]


def _cells(grid: Grid, owner: NDArray[np.int64], broken: NDArray[np.bool_]) -> list[GridCell]:
    cells = []
    for label in np.unique(owner).tolist():
        rows, cols = np.nonzero(owner == label)
        r0, r1, c0, c1 = (int(v) for v in (rows.min(), rows.max() + 1, cols.min(), cols.max() + 1))
        cells.append(
            GridCell(
                r0,
                c0,
                r1 - r0,
                c1 - c0,
                cell_box(grid, r0, r1, c0, c1),
                open_top=not grid.rows[r0].ruled,
                open_bottom=not grid.rows[r1].ruled,
                doubts=(RULE_BROKEN,) if broken[r0:r1, c0:c1].any() else (),
            )
        )
    return sorted(cells, key=lambda cell: (cell.row, cell.col))


def cell_box(grid: Grid, r0: int, r1: int, c0: int, c1: int) -> Box:
    """Return the box between row boundaries r0, r1 and column boundaries c0, c1."""
    top, bottom, left, right = grid.rows[r0], grid.rows[r1], grid.cols[c0], grid.cols[c1]
    middle_y = (top.level + bottom.level) / 2
    middle_x = float(left.at(middle_y) + right.at(middle_y)) / 2
    return Box(
        round(float(left.at(middle_y))),
        round(float(top.at(middle_x))),
        round(float(right.at(middle_y))) + 1,
        round(float(bottom.at(middle_x))) + 1,
    )
