"""Plan a table before it is read: its cells and, for each, the boxes of its text lines.

A table with rules is planned where it stands; one without on levelled writing, and what was cut
there is put back where it stands on the page.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from pipeline.extract.layout.box_index import BoxIndex
from pipeline.extract.layout.broken import restore_rules
from pipeline.extract.layout.cell_lines import TextInk, cut_cell
from pipeline.extract.layout.glued_lines import part_glued_lines
from pipeline.extract.layout.grid import Grid
from pipeline.extract.layout.label_spans import join_labels, part_labels
from pipeline.extract.layout.lean import Lean, measure_lean
from pipeline.extract.layout.lost_columns import part_columns
from pipeline.extract.layout.lost_heads import part_heads
from pipeline.extract.layout.lost_rows import part_rows
from pipeline.extract.layout.lost_sides import part_sides
from pipeline.extract.layout.merge import GridCell, merge_cells
from pipeline.extract.layout.order import reading_order
from pipeline.extract.layout.written_lines import drop_slivers, drop_written_lines
from pipeline.model.geometry import Box
from pipeline.model.table import TableStyle

UNREAD_INK = 0.05
"""Ink of a cell's cuts, in squared character heights, that cannot pass for an empty cell; a thin
stroke such as 一 has 0.08, a full character 0.2 to 0.4."""
RUN_OVER = 0.35
"""Character heights that a detected line reaches beyond its cell when its text stands on the rule;
the detector's own margin is 0.1 to 0.25."""
CUT_SHORT = 0.9
"""Character heights that a detected line goes on inside the cell beyond its ink: a faint first or
last character is one wide, the detector's own margin 0.1 to 0.6."""
SLIVER = 0.9
"""Character heights that the detected line of another cell reaches into this one: it takes a rule
of dashes for a part of its first character, and its margin goes beyond (0.5 below small print)."""
TALL_LINE = 1.7
"""Height of a cut, in character heights, above which it holds more than one line."""
MIN_LINES = 12
"""Lines outside ruled tables from which their lean shows, if there is a table among them."""


@dataclass(frozen=True, slots=True)
class Ground:
    """The writing tables are planned on: its ink, the same as solid pieces, the detected lines.

    With a `lean` all of it is level, and not where it stands on the page.
    """

    text: TextInk
    pieces: TextInk
    detected: BoxIndex
    lean: Lean | None = None

    def levelled(self, ruled: Sequence[Box]) -> Ground:
        """Return the writing made level by what stands outside the `ruled` tables.

        Lines that run over two columns are two there.
        """
        lines = self.detected.boxes
        lean, text = self._measure_lean(ruled), self.text
        if lean is not None:
            text = TextInk(lean.level_mask(text.mask), text.em)
            lines = tuple(lean.level_box(box) for box in lines)
        level = part_glued_lines(lines, text)
        return Ground(text, text.in_pieces(level), BoxIndex(level), lean)

    def _measure_lean(self, ruled: Sequence[Box]) -> Lean | None:
        """Return how the writing outside the `ruled` tables leans; few lines do not show it."""
        lines = self.detected.boxes
        outside = [box for box in lines if not any(r.contains_point(*box.centre) for r in ruled)]
        if len(outside) < MIN_LINES:
            return None
        mask = self.text.mask.copy()
        for box in ruled:
            mask[max(0, box.y0) : box.y1, max(0, box.x0) : box.x1] = 0
        return measure_lean(mask, self.text.em)

    def level_boxes(self, boxes: Sequence[Box]) -> list[Box]:
        """Return boxes of the page where they stand on this ground."""
        return list(boxes) if self.lean is None else [self.lean.level_box(box) for box in boxes]


@dataclass(frozen=True, slots=True)
class TablePlan:
    """A table before reading: its cells and, for each, the boxes of its text lines.

    All boxes are where they stand on the page. `inked` tells of each cell whether its lines hold
    enough ink for print.
    """

    style: TableStyle
    box: Box
    n_rows: int
    n_cols: int
    cells: tuple[GridCell, ...]
    lines: tuple[tuple[Box, ...], ...]
    inked: tuple[bool, ...]


def plan_table(style: TableStyle, grid: Grid, ground: Ground) -> TablePlan:
    """Cut a grid, found on this ground, into cells and lines."""
    text = ground.text
    grid, beside = _restore(drop_slivers(drop_written_lines(grid, text), text), ground)
    cells = merge_cells(grid, beside)
    inset = max(2, round(0.1 * text.em))
    lines = [
        _cross_check(cell.box, cut_cell(text, cell.box, inset), ground.detected, text.em)
        for cell in cells
    ]
    plan = TablePlan(
        style,
        grid.box,
        max(cell.row + cell.row_span for cell in cells),
        max(cell.col + cell.col_span for cell in cells),
        cells,
        tuple(tuple(boxes) for boxes in lines),
        tuple(_is_inked(text, boxes) for boxes in lines),
    )
    return plan if ground.lean is None else _put_back(plan, ground.lean)


def _put_back(plan: TablePlan, lean: Lean) -> TablePlan:
    return replace(
        plan,
        box=lean.place_box(plan.box),
        cells=tuple(replace(cell, box=lean.place_box(cell.box)) for cell in plan.cells),
        lines=tuple(tuple(lean.bend_box(box) for box in boxes) for boxes in plan.lines),
    )


def _restore(grid: Grid, ground: Ground) -> tuple[Grid, NDArray[np.bool_]]:
    """Draw the rules that vanished or broke; return also which cells they bound."""
    grid, columns = part_columns(grid, ground.pieces)
    n_rows = len(grid.rows)
    grid, rows = part_rows(grid, ground.pieces)
    grid, broken = restore_rules(grid, ground.text)
    grid, joined = join_labels(grid, ground.text)
    grid, labels = part_labels(grid, ground.text)
    grid, heads = part_heads(grid, ground.detected, ground.text)
    grid, sides = part_sides(grid, ground.detected, ground.text.em)
    if len(grid.rows) > n_rows:
        columns = np.broadcast_to(columns[:1], rows.shape)
    return grid, broken | joined | labels | rows | columns | heads | sides


def _is_inked(text: TextInk, boxes: Sequence[Box]) -> bool:
    """Whether the cuts of a cell, which leave dust and rules out, hold enough ink for print."""
    ink = sum(np.count_nonzero(text.mask[box.y0 : box.y1, box.x0 : box.x1]) for box in boxes)
    return bool(ink >= UNREAD_INK * text.em * text.em)


def _cross_check(cell: Box, found: list[Box], detected: BoxIndex, em: float) -> list[Box]:
    """Take the detector's word where the ink profile merged lines or saw none.

    Lines that run together (under a black stamp, with tight leading) are taller than a character;
    there, and where print was missed, the detector's boxes are used.
    """
    seen = [
        part
        for box in detected.touching(cell)
        if (part := cell.intersection(box)).area
        and min(part.width, part.height)
        >= (0.4 if cell.contains_point(*box.centre) else SLIVER) * em
    ]
    found = [_whole(line, cell, detected, em) for line in found]
    found = [_in_full_width(line, found, seen, em) for line in found]
    tall = [line for line in found if line.height > TALL_LINE * em]
    split = [line for line in tall if any(_is_single(part, line, em) for part in seen)]
    kept = [line for line in found if line not in split]
    added = [
        part
        for part in seen
        if not any(line.intersection(part).area > 0.2 * min(part.area, line.area) for line in kept)
    ]
    if not added:
        return found
    boxes = kept + added
    return [boxes[i] for i in reading_order(boxes)]


def _whole(line: Box, cell: Box, detected: BoxIndex, em: float) -> Box:
    """Return a line in full that runs into the rule above or below its cell."""
    for box in detected.touching(line):
        common = box.intersection(line)
        above, below = cell.y0 - box.y0, box.y1 - cell.y1
        cut = max(above, below) > RUN_OVER * em and min(above, below) < 0
        if cut and common.width > 0.8 * box.width and cell.contains_point(*box.centre):
            return Box(line.x0, min(line.y0, box.y0), line.x1, max(line.y1, box.y1))
    return line


def _in_full_width(line: Box, found: Sequence[Box], seen: Sequence[Box], em: float) -> Box:
    """Return a line with its first and last character, where they were too faint to be ink."""
    for part in seen:
        common = part.intersection(line)
        same = (
            common.height > 0.5 * min(part.height, line.height) and common.width > 0.3 * part.width
        )
        if not same or max(line.x0 - part.x0, part.x1 - line.x1) <= CUT_SHORT * em:
            continue
        wide = Box(min(line.x0, part.x0), line.y0, max(line.x1, part.x1), line.y1)
        if not any(other is not line and wide.intersection(other).area for other in found):
            return wide
    return line


def _is_single(part: Box, line: Box, em: float) -> bool:
    inside = part.intersection(line).area > 0.6 * part.area
    return inside and part.height <= min(2.2 * em, 0.75 * line.height)
