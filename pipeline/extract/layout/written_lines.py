"""Take out row boundaries that are none: lines of writing, for text across a box looks half drawn.

A rule that lost ink keeps thin remnants; the strokes of writing stand across the line. A boundary
without one well-drawn edge, one that goes on beside the table (a fold of the paper), or one so
close to another that there is no room for writing, is no rule when strokes cross it over much of
its length. So is an edge of a rule where a word fills its cell
and stands where the rule would run. A fold that ends with the table, as far as can be seen, cuts an
empty sliver off a row that without it is as high as the others.
"""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import cv2
import numpy as np

from pipeline.extract.image.page import Image
from pipeline.extract.layout.alignment import Mask
from pipeline.extract.layout.boundary import Boundary
from pipeline.extract.layout.cell_lines import TextInk
from pipeline.extract.layout.grid import DRAWN, Grid

WELL_DRAWN = 0.85
"""Edges of true rules on worn and faxed sample pages; writing reached 0.73."""
OUT = 24
"""Pixels beside the table from which a line is no rule of it; rules overshoot by a few."""
ZONE = 6
"""Pixels on each side of the line that are looked at."""
STROKE = 6
"""Ink taller than this in the zone is a stroke, not the remnant of a rule."""
CROSSED = 0.06
"""Share of the line's length taken by strokes from which it is writing; true rules had none."""
OFF, BOTH_SIDES = (4, 8), 0.3
"""Pixels off the line, and share of an edge that must have ink on both sides of it. Four edges
of labels as wide as their cells, drawn by 0.72 to 0.77, had 0.44 and more, a worn rule none."""

FEWEST, LOW, ALIKE = 5, 1.0, 0.15
"""Rows of a table from which their usual height is known; height, in character heights, that leaves
no room for writing; share of the usual height by which a row without its sliver may be off it."""
SPECKS = 0.1
"""Ink, in squared character heights, of a row in which nothing is written."""


def drop_written_lines(grid: Grid, text: TextInk) -> Grid:
    """Return the grid without the row boundaries, and edges of them, that are lines of writing."""
    for row in range(len(grid.rows) - 2, 0, -1):
        is_pale = float(grid.across[row].max()) < WELL_DRAWN
        unsure = is_pale or _runs_out(grid, row) or _is_close(grid, row, LOW * text.em)
        if unsure and _is_writing(grid, row, text):
            grid = _without_row(grid, row)
    return _drop_written_edges(grid, text)


def _drop_written_edges(grid: Grid, text: TextInk) -> Grid:
    """Return the grid without the edges of its rules that are writing."""
    across = grid.across.copy()
    for row, col in np.argwhere((across > DRAWN) & (across < WELL_DRAWN)).tolist():
        inner = 0 < row < len(grid.rows) - 1 and grid.rows[row].ruled
        if inner and _is_amid_writing(grid, row, col, text):
            across[row, col] = 0.0
    return replace(grid, across=across)


def _is_amid_writing(grid: Grid, row: int, col: int, text: TextInk) -> bool:
    """Whether ink stands along an edge both above and below it, where a rule has paper."""
    line = grid.rows[row]
    left, right = _sides(grid, row)[col : col + 2]
    near, far = OFF
    zone = _zone_along(text.mask, line, left + ZONE, right - ZONE, far)
    sides = zone[: far - near + 1], zone[far + near :]
    return zone.size > 0 and all(float(s.any(axis=0).mean()) >= BOTH_SIDES for s in sides)


def drop_slivers(grid: Grid, text: TextInk) -> Grid:
    """Return the grid without the boundaries that cut an empty sliver off a row."""
    for row in range(len(grid.rows) - 2, -1, -1):
        heights = [below.level - above.level for above, below in pairwise(grid.rows)]
        if len(heights) < FEWEST or heights[row] >= LOW * text.em or not _is_empty(grid, row, text):
            continue
        usual = float(np.median([h for h in heights if h >= LOW * text.em] or [0.0]))
        lines = [line for line in (row, row + 1) if 0 < line < len(grid.rows) - 1]
        off = {line: abs(heights[line - 1] + heights[line] - usual) for line in lines}
        best = min(off, key=lambda line: off[line])
        if off[best] <= ALIKE * usual:
            grid = _without_row(grid, best)
    return grid


def _is_empty(grid: Grid, row: int, text: TextInk) -> bool:
    top, bottom = (round(line.level) for line in grid.rows[row : row + 2])
    window = text.mask[top + 3 : bottom - 3, grid.box.x0 : grid.box.x1]
    return bool(np.count_nonzero(window) <= SPECKS * text.em * text.em)


def _runs_out(grid: Grid, row: int) -> bool:
    """Whether a line goes on beside the table, as a fold of the paper does."""
    line = grid.rows[row]
    return line.start < grid.cols[0].level - OUT or line.end > grid.cols[-1].level + OUT


def _is_close(grid: Grid, row: int, distance: float) -> bool:
    """Whether the next boundary above or below is not so far away."""
    above, level, below = (line.level for line in grid.rows[row - 1 : row + 2])
    return min(level - above, below - level) < distance


def _is_writing(grid: Grid, row: int, text: TextInk) -> bool:
    """Whether strokes stand across a line where it is drawn; elsewhere its place is a guess.

    Or across a line that goes on beside the table, in most columns that hold print there.
    """
    struck = _struck(grid, row, text)
    drawn = np.flatnonzero(grid.across[row] > DRAWN).tolist() or range(len(struck))
    along = np.concatenate([struck[col] for col in drawn])
    if along.size and along.mean() >= CROSSED:
        return True
    if not _runs_out(grid, row):
        return False
    # What is left of a fold between the words that it runs through is drawn, too.
    crossed = [part.size > 0 and part.mean() >= CROSSED for part in struck]
    held = [cut or _is_held(grid, row, col, text) for col, cut in enumerate(crossed)]
    return bool(2 * sum(crossed) > sum(held))


def _is_held(grid: Grid, row: int, col: int, text: TextInk) -> bool:
    """Whether a column holds print above or below a line, in the rows that it parts."""
    left, right = _sides(grid, row)[col : col + 2]
    inner = slice(left + ZONE, right - ZONE)
    top, line, bottom = (
        round(float(rule.at((left + right) / 2))) for rule in grid.rows[row - 1 : row + 2]
    )
    above = text.mask[top + ZONE : max(0, line - ZONE), inner]
    below = text.mask[line + ZONE : bottom - ZONE, inner]
    ink = np.count_nonzero(above) + np.count_nonzero(below)
    return bool(ink > SPECKS * text.em * text.em)


def _struck(grid: Grid, row: int, text: TextInk) -> list[Mask]:
    """Return, for each column, at which pixels along a line a stroke stands across it."""
    line = grid.rows[row]
    found = []
    for left, right in pairwise(_sides(grid, row)):
        zone = _zone_along(text.mask, line, left + ZONE, right - ZONE, ZONE)
        strokes = np.asarray(zone, np.uint8)
        if strokes.size:  # a column may be hardly wider than the rules around it
            strokes = np.asarray(cv2.erode(strokes, np.ones((STROKE, 1), np.uint8)), np.uint8)
        found.append(np.asarray(np.any(strokes, axis=0), np.bool_))
    return found


def _sides(grid: Grid, row: int) -> list[int]:
    """Return where the columns of a grid begin and end at the level of one of its lines."""
    level = grid.rows[row].level
    return [round(float(side.at(level))) for side in grid.cols]


def _zone_along(mask: Image, line: Boundary, left: int, right: int, reach: int) -> Mask:
    """Return the ink so many pixels above and below a line, from left to right, made level."""
    x = np.arange(max(0, left), min(right, mask.shape[1]))
    y = np.rint(line.at(x.astype(np.float64))).astype(np.int64)
    rows = y[np.newaxis] + np.arange(-reach, reach + 1)[:, np.newaxis]
    return np.asarray(mask[np.clip(rows, 0, mask.shape[0] - 1), x[np.newaxis]] > 0, np.bool_)


def _without_row(grid: Grid, row: int) -> Grid:
    """Join the edges on both sides, weighed by their lengths."""
    levels = [boundary.level for boundary in grid.rows[row - 1 : row + 2]]
    above, below = max(levels[1] - levels[0], 1.0), max(levels[2] - levels[1], 1.0)
    joined = (grid.down[:, row - 1] * above + grid.down[:, row] * below) / (above + below)
    down = np.delete(grid.down, row, axis=1)
    down[:, row - 1] = joined
    return replace(
        grid,
        rows=(*grid.rows[:row], *grid.rows[row + 1 :]),
        across=np.delete(grid.across, row, axis=0),
        down=down,
    )
