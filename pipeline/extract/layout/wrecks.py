"""Find ruled grids that are wrecks: so little is left of the rules that they show a part of it.

Of hair-thin rules a fax leaves specks, and a stretch here and there. The grid that these few
stretches make is no help: its cells hold whole blocks of the list. Where the writing itself stands
in more columns and far more rows than the rules show, the writing is believed.
"""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.extract.layout.aligned_tables import find_aligned_grids
from pipeline.extract.layout.grid import Grid
from pipeline.extract.layout.plan import Ground

CROWDED = 1.5
"""Detected lines to a cell from which a grid may be a wreck; lists whose cells wrap have up to 1.4,
wrecks of faxed hair rules 3 and more."""
MORE_ROWS = 1.5
"""Rows of the writing to a row of the rules; a head of two rows and wrapped cells add a few."""
WHOLE = 0.8
"""Share of the ruled grid that the grid of the writing covers; what one cell of a form holds covers
less."""


def find_wrecks(ruled: Sequence[Grid], ground: Ground) -> list[Grid]:
    """Return the grids whose writing shows a table that their rules do not."""
    crowded = [grid for grid in ruled if _is_crowded(grid, ground)]
    if not crowded:
        return []
    others = [grid.box for grid in ruled if grid not in crowded]
    level = ground.levelled(others)
    written = find_aligned_grids(level, level.level_boxes(others))
    return [grid for grid in crowded if any(_shows_more(table, grid) for table in written)]


def _is_crowded(grid: Grid, ground: Ground) -> bool:
    lines = sum(grid.box.contains_point(*line.centre) for line in ground.detected.boxes)
    return lines > CROWDED * (len(grid.rows) - 1) * (len(grid.cols) - 1)


def _shows_more(written: Grid, ruled: Grid) -> bool:
    """Whether the writing shows the table of a ruled grid, and much more of it."""
    covered = written.box.intersection(ruled.box).area >= WHOLE * ruled.box.area
    more_rows = len(written.rows) - 1 >= MORE_ROWS * (len(ruled.rows) - 1)
    return covered and more_rows and len(written.cols) > len(ruled.cols)
