"""Find ruled grids that are wrecks: little is left of the rules, or what is there is none.

Of hair-thin rules a fax leaves specks, and a stretch here and there. The grid that these few
stretches make is no help: its cells hold whole blocks of the list. Where the writing itself stands
in more columns and far more rows than the rules show, the writing is believed; where many rules
have crumbled, a row more will do, in as many columns. So it is where the rules run through it: on
a pale sheet edges of shaded rows and strokes of writing look alike. And where rules fell apart into
dots all but for a corner of the table, the rows go on beside it. Grain of a shaded row makes grids
of its own, in which nothing has room.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from pipeline.extract.layout.aligned_tables import find_aligned_grids
from pipeline.extract.layout.broken import crumbled_share
from pipeline.extract.layout.glued_lines import part_glued_lines
from pipeline.extract.layout.grid import DRAWN, Grid
from pipeline.extract.layout.plan import Ground
from pipeline.model.geometry import Box

CROWDED = 1.5
"""Detected lines to a cell from which a grid may be a wreck; lists whose cells wrap have up to 1.4,
wrecks of faxed hair rules 3 and more."""
MORE_ROWS, MANY_MORE_ROWS, BLOCK = 1.5, 4.0, 2
"""Rows of the writing to a row of the rules; a head of two rows and wrapped cells add a few. And
rows of a list whose rules across were never drawn, but for those of its head."""
WHOLE = 0.8
"""Share of the ruled grid that the grid of the writing covers; what one cell of a form holds covers
less."""
CRUMBLED = 0.15
"""Share of the drawn edges between rows that are drawn in part where rules crumbled: 0.27 of a list
in dotted rules on a fax, up to 0.01 of other lists and 0.07 of forms."""
CUT, INSIDE = 0.1, 0.3
"""Share of a grid's lines of writing that its rules down run through, and how far from the ends of
such a line, in line heights: 0.02 at most on 200 pages of made lists and forms, 0.21 where there
were no rules. Rules across do not count: print of a cell that is too low for it stands on them."""
LOWEST, LOW = 20.0, 2 / 3
"""Pixels at 200 dpi of the lowest row, 7 pt, and the share of lower ones from which a grid is none;
double rules part every row from a sliver, and make it half."""
FEWEST_CUT = 5
"""Lines that must be cut, so that two cells read as one line in a short table do not count."""
BEYOND = 2.0
"""Character heights by which the grid of the writing reaches out at a side of a piece of it."""
MOST = 0.5
"""Share of such a grid that the grid of the writing covers; an empty column is left out."""


def find_wrecks(ruled: Sequence[Grid], ground: Ground, unit: float) -> list[Grid]:
    """Return the grids whose writing shows a table that their rules do not, and those of grain."""
    crowded = [grid for grid in ruled if _is_crowded(grid, ground)]
    cut = [grid for grid in ruled if _cuts_writing(grid, ground)]
    pieces = [grid for grid in ruled if _has_writing_beside(grid, ruled, ground)]
    crumbled = [grid for grid in ruled if crumbled_share(grid.across) >= CRUMBLED]
    grain = [grid for grid in ruled if _is_too_low(grid, LOWEST * unit)]
    doubtful = [*crowded, *cut, *pieces, *crumbled, *grain]
    if not doubtful:
        return []
    others = [grid.box for grid in ruled if grid not in doubtful]
    level = ground.levelled(others)
    written = find_aligned_grids(level, level.level_boxes(others))
    return [
        grid
        for grid in ruled
        if grid in grain
        or (grid in crowded and any(_shows_more(table, grid) for table in written))
        or (grid in crumbled and any(_shows_a_row_more(table, grid) for table in written))
        or (grid in cut and any(_covers(table, grid, MOST) for table in written))
        or (grid in pieces and any(_goes_beyond(table, grid, level.text.em) for table in written))
        or (grid in crowded and grid in pieces and any(_goes_on(table, grid) for table in written))
    ]


def _is_too_low(grid: Grid, lowest: float) -> bool:
    """Whether few rows of a grid have room for any writing."""
    levels = [rule.level for rule in grid.rows]
    return float((np.diff(levels) < lowest).mean()) > LOW


def _has_writing_beside(grid: Grid, ruled: Sequence[Grid], ground: Ground) -> bool:
    """Whether beside half of the rows of a grid a line stands that is in no grid."""
    rows = [float(rule.level) for rule in grid.rows]
    beside = [
        line.centre[1]
        for line in ground.detected.boxes
        if rows[0] < line.centre[1] < rows[-1]
        and not any(other.box.contains_point(*line.centre) for other in ruled)
    ]
    with_line = np.histogram(beside, sorted(rows))[0] > 0
    return bool(2 * np.count_nonzero(with_line) >= len(with_line) > 1)


def _goes_beyond(written: Grid, ruled: Grid, em: float) -> bool:
    """Whether the writing shows a table of which a ruled grid is a piece, in height and width."""
    out = max(ruled.box.x0 - written.box.x0, written.box.x1 - ruled.box.x1)
    return (
        _covers(written, ruled, WHOLE)
        and out > BEYOND * em
        and len(written.rows) >= len(ruled.rows)
    )


def _goes_on(written: Grid, ruled: Grid) -> bool:
    """Whether a larger table of the writing begins or ends inside a ruled grid, and is wider.

    Of a dotted list little but the rules of its head is left, and its first entry among them.
    """
    is_inside = any(ruled.box.y0 < rule.level < ruled.box.y1 for rule in written.rows)
    is_larger = len(written.rows) > len(ruled.rows) and len(written.cols) > len(ruled.cols)
    is_wider = written.box.x0 < ruled.box.x0 and written.box.x1 > ruled.box.x1
    return is_inside and is_larger and is_wider


def _is_crowded(grid: Grid, ground: Ground) -> bool:
    lines = sum(grid.box.contains_point(*line.centre) for line in ground.detected.boxes)
    return lines > CROWDED * (len(grid.rows) - 1) * (len(grid.cols) - 1)


def _shows_more(written: Grid, ruled: Grid) -> bool:
    """Whether the writing shows the table of a ruled grid, and much more of it.

    Where it shows four times its rows the columns may be those of the rules, an empty one left out:
    rules across are lost while those down stay. A head and one block below it are no wreck.
    """
    n_ruled = len(ruled.rows) - 1
    rows, columns = (len(written.rows) - 1) / n_ruled, len(written.cols) - len(ruled.cols)
    is_many = n_ruled > BLOCK and rows >= MANY_MORE_ROWS and columns >= -1
    is_more = is_many or (rows >= MORE_ROWS and columns > 0)
    return is_more and _covers(written, ruled, WHOLE)


def _shows_a_row_more(written: Grid, ruled: Grid) -> bool:
    """Whether the writing shows all of a ruled grid and more rows, an empty column left out."""
    as_wide = len(written.cols) >= len(ruled.cols) - 1
    return _covers(written, ruled, WHOLE) and as_wide and len(written.rows) > len(ruled.rows)


def _covers(written: Grid, ruled: Grid, share: float) -> bool:
    return written.box.intersection(ruled.box).area >= share * ruled.box.area


def _cuts_writing(grid: Grid, ground: Ground) -> bool:
    """Whether rules down run through many of the lines of writing in a grid."""
    own = [line for line in ground.detected.boxes if grid.box.contains_point(*line.centre)]
    return _is_much_cut(own, grid) and _is_much_cut(part_glued_lines(own, ground.text), grid)


def _is_much_cut(lines: Sequence[Box], grid: Grid) -> bool:
    """Whether a rule down is drawn through the inside of many of these lines of writing."""
    if len(lines) < FEWEST_CUT:
        return False
    middle = np.array([line.centre for line in lines], np.float64)
    inside = INSIDE * np.array([line.height for line in lines], np.float64)
    left = np.array([line.x0 for line in lines], np.float64) + inside
    right = np.array([line.x1 for line in lines], np.float64) - inside
    above = np.sum([rule.at(middle[:, 0]) <= middle[:, 1] for rule in grid.rows], axis=0)
    row = np.clip(above - 1, 0, len(grid.rows) - 2)
    cut = np.zeros(len(lines), np.bool_)
    for rule, shares in zip(grid.cols, grid.down, strict=True):
        place = rule.at(middle[:, 1])
        cut |= (left < place) & (place < right) & (shares[row] > DRAWN)
    return bool(np.count_nonzero(cut) >= max(FEWEST_CUT, CUT * len(lines)))
