"""Find ruled grids that are wrecks: little is left of the rules, or what is there is none.

Of hair-thin rules a fax leaves specks, and a stretch here and there. The grid that these few
stretches make is no help: its cells hold whole blocks of the list. Where the writing itself stands
in more columns and far more rows than the rules show, the writing is believed. So it is where the
rules run through it: on a pale sheet edges of shaded rows and strokes of writing look alike.
"""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.extract.layout.aligned_tables import find_aligned_grids
from pipeline.extract.layout.glued_lines import part_glued_lines
from pipeline.extract.layout.grid import DRAWN, Grid
from pipeline.extract.layout.plan import Ground
from pipeline.model.geometry import Box

CROWDED = 1.5
"""Detected lines to a cell from which a grid may be a wreck; lists whose cells wrap have up to 1.4,
wrecks of faxed hair rules 3 and more."""
MORE_ROWS = 1.5
"""Rows of the writing to a row of the rules; a head of two rows and wrapped cells add a few."""
WHOLE = 0.8
"""Share of the ruled grid that the grid of the writing covers; what one cell of a form holds covers
less."""
CUT, INSIDE = 0.1, 0.3
"""Share of a grid's lines of writing that its rules down run through, and how far from the ends of
such a line, in line heights: 0.02 at most on 200 pages of made lists and forms, 0.21 where there
were no rules. Rules across do not count: print of a cell that is too low for it stands on them."""
FEWEST_CUT = 5
"""Lines that must be cut, so that two cells read as one line in a short table do not count."""
MOST = 0.5
"""Share of such a grid that the grid of the writing covers; an empty column is left out."""


def find_wrecks(ruled: Sequence[Grid], ground: Ground) -> list[Grid]:
    """Return the grids whose writing shows a table that their rules do not."""
    crowded = [grid for grid in ruled if _is_crowded(grid, ground)]
    cut = [grid for grid in ruled if _cuts_writing(grid, ground)]
    if not crowded and not cut:
        return []
    others = [grid.box for grid in ruled if grid not in crowded and grid not in cut]
    level = ground.levelled(others)
    written = find_aligned_grids(level, level.level_boxes(others))
    return [
        grid
        for grid in ruled
        if (grid in crowded and any(_shows_more(table, grid) for table in written))
        or (grid in cut and any(_covers(table, grid, MOST) for table in written))
    ]


def _is_crowded(grid: Grid, ground: Ground) -> bool:
    lines = sum(grid.box.contains_point(*line.centre) for line in ground.detected.boxes)
    return lines > CROWDED * (len(grid.rows) - 1) * (len(grid.cols) - 1)


def _shows_more(written: Grid, ruled: Grid) -> bool:
    """Whether the writing shows the table of a ruled grid, and much more of it."""
    more_rows = len(written.rows) - 1 >= MORE_ROWS * (len(ruled.rows) - 1)
    return _covers(written, ruled, WHOLE) and more_rows and len(written.cols) > len(ruled.cols)


def _covers(written: Grid, ruled: Grid, share: float) -> bool:
    return written.box.intersection(ruled.box).area >= share * ruled.box.area


def _cuts_writing(grid: Grid, ground: Ground) -> bool:
    """Whether rules down run through many of the lines of writing in a grid."""
    own = [line for line in ground.detected.boxes if grid.box.contains_point(*line.centre)]
    return _is_much_cut(own, grid) and _is_much_cut(part_glued_lines(own, ground.text), grid)


def _is_much_cut(lines: Sequence[Box], grid: Grid) -> bool:
    return sum(_is_cut(line, grid) for line in lines) >= max(FEWEST_CUT, CUT * len(lines))


def _is_cut(line: Box, grid: Grid) -> bool:
    """Whether a rule down is drawn through the inside of a line of writing."""
    x, y = line.centre
    inside = INSIDE * line.height
    above = sum(float(rule.at(x)) <= y for rule in grid.rows)
    row = min(max(above - 1, 0), len(grid.rows) - 2)
    return any(
        line.x0 + inside < rule.at(y) < line.x1 - inside and shares[row] > DRAWN
        for rule, shares in zip(grid.cols, grid.down, strict=True)
    )
