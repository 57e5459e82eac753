"""Join grids that are pieces of one table: the rules down of a row between them were lost.

Dashes in small print fall apart to specks, and the chain of those down breaks where one row has too
few. What is above and below has the same columns, and between them stands one row of writing.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from pipeline.extract.layout.boundary import Array, Boundary
from pipeline.extract.layout.grid import Grid
from pipeline.model.geometry import Box

ROW = (0.6, 1.6)
"""Heights of the row that was lost, beside those of rows around it."""
SAME = 0.35
"""Heights of a row by which the columns of two pieces differ at most."""
INSIDE = 0.5
"""Heights of a row by which a line of writing reaches over a column line at both ends of it that is
none of a row."""
FILLED = 0.75
"""Share of the columns that hold writing in the row between: a caption stands in one, or across."""


def join_stacked(grids: Sequence[Grid], lines: Sequence[Box]) -> list[Grid]:
    """Return the grids, those joined between which a row of the detected `lines` stands.

    They come, and are returned, from top to bottom.
    """
    joined: list[Grid] = []
    for grid in grids:
        above = next((g for g in reversed(joined) if _is_parted_by_row(g, grid, lines)), None)
        if above is not None:
            joined.remove(above)
            grid = _joined(above, grid)
        joined.append(grid)
    return sorted(joined, key=lambda grid: (grid.box.y0, grid.box.x0))


def _is_parted_by_row(above: Grid, below: Grid, lines: Sequence[Box]) -> bool:
    """Whether one row of writing stands between two grids that have the same columns."""
    if len(above.cols) != len(below.cols):
        return False
    heights = [np.diff([rule.level for rule in grid.rows]) for grid in (above, below)]
    height = float(np.median(np.concatenate(heights)))
    middle = (above.box.x0 + above.box.x1) / 2
    top, bottom = float(above.rows[-1].at(middle)), float(below.rows[0].at(middle))
    if not ROW[0] * height <= bottom - top <= ROW[1] * height:
        return False
    upper, lower = (_places(grid, (top + bottom) / 2) for grid in (above, below))
    if np.abs(upper - lower).max() > SAME * height:
        return False
    between = [line for line in lines if _is_between(line, above.rows[-1], below.rows[0])]
    inside = INSIDE * height
    if any(((line.x0 + inside < upper) & (upper < line.x1 - inside)).any() for line in between):
        return False
    columns = np.searchsorted(upper, [line.centre[0] for line in between])
    filled = set(columns.tolist()) & set(range(1, len(upper)))
    return len(filled) >= FILLED * (len(upper) - 1)


def _is_between(line: Box, upper: Boundary, lower: Boundary) -> bool:
    x, y = line.centre
    return bool(upper.at(x) < y < lower.at(x))


def _places(grid: Grid, y: float) -> Array:
    """Return where the rules down are, led on to a level."""
    return np.array([_led_to(rule, y) for rule in grid.cols])


def _led_to(rule: Boundary, y: float) -> float:
    if len(rule.along) < 2:
        return rule.level
    slope, start = np.polyfit(rule.along, rule.levels, 1)
    return float(slope * y + start)


def _joined(above: Grid, below: Grid) -> Grid:
    cols = tuple(
        Boundary(
            np.append(upper.along, lower.along),
            np.append(upper.levels, lower.levels),
            ruled=upper.ruled or lower.ruled,
        )
        for upper, lower in zip(above.cols, below.cols, strict=True)
    )
    whole = np.ones((len(cols), 1))
    return Grid(
        (*above.rows, *below.rows),
        cols,
        np.vstack([above.across, below.across]),
        np.hstack([above.down, whole, below.down]),
    )
