"""Read one upright page: grids, cells, free lines, tick boxes, and the balance of it all."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from pipeline.extract.image import UprightPage, to_raw_box
from pipeline.extract.layout.balance import Place, balance_page, report_faint, report_mark
from pipeline.extract.layout.box_index import BoxIndex
from pipeline.extract.layout.broken import restore_rules
from pipeline.extract.layout.cell_lines import TextInk, cut_cell, find_text_ink
from pipeline.extract.layout.foreign import find_foreign
from pipeline.extract.layout.grid import Grid, find_grids
from pipeline.extract.layout.layout import Layout
from pipeline.extract.layout.lost_columns import part_columns
from pipeline.extract.layout.lost_rows import part_rows
from pipeline.extract.layout.merge import GridCell, merge_cells
from pipeline.extract.layout.open_tables import find_aligned_grids, find_horizontal_grids
from pipeline.extract.layout.options import LayoutOptions
from pipeline.extract.layout.order import reading_order
from pipeline.extract.layout.overrun import doubt_cut_text
from pipeline.extract.layout.reader import LineReader
from pipeline.extract.layout.row_count import count_rows, doubt_joined_rows
from pipeline.extract.layout.rules import Strokes, find_rules
from pipeline.extract.layout.ticks import ReadLine, find_ticks
from pipeline.extract.layout.written_lines import drop_written_lines
from pipeline.extract.ocr.engine import RecognisedText
from pipeline.model.geometry import Box, PageTransform
from pipeline.model.page import Balance, PageStatus
from pipeline.model.table import Cell, Table, TableStyle
from pipeline.model.text import TextLine

READABLE, BLANK_INK = 0.5, 0.0008
"""Reading score of which a page of text has at least one line; ink share of mere dust."""
MIN_INK = 0.015
"""Ink share of a detected line below which it is print seen through the paper; thin print of
9 pt has 0.08."""
MARK_SCORE = 0.6
"""Reading score below which ink that the detector does not take for text is a mark."""
UNREAD_INK = 0.05
"""Ink of a cell's cuts, in squared character heights, that cannot pass for an empty cell; a thin
stroke such as 一 has 0.08, a full character 0.2 to 0.4."""
RUN_OVER = 0.35
"""Character heights that a detected line reaches beyond its cell when its text stands on the rule;
the detector's own margin is 0.1 to 0.25."""
CUT_SHORT = 0.9
"""Character heights that a detected line goes on inside the cell beyond its ink: a faint first or
last character is one wide, the detector's own margin 0.1 to 0.6."""
TALL_LINE = 1.7
"""Height of a cut, in character heights, above which it holds more than one line."""


@dataclass(frozen=True, slots=True)
class TablePlan:
    """A table before reading: its cells and, for each, the boxes of its text lines.

    `inked` tells of each cell whether those boxes hold enough ink for print.
    """

    style: TableStyle
    box: Box
    n_rows: int
    n_cols: int
    cells: tuple[GridCell, ...]
    lines: tuple[tuple[Box, ...], ...]
    inked: tuple[bool, ...]


def read_layout(
    page: UprightPage, reader: LineReader, options: LayoutOptions | None = None
) -> Layout:
    """Find tables and lines on an upright page and read every line of it in one batch."""
    options = options or LayoutOptions()
    if page.status is not PageStatus.OK:
        return Layout(
            stamps=page.stamps, status=page.status, reason=page.reason, message=page.message
        )
    lines_seen = reader.find_lines()
    foreign = find_foreign(page, lines_seen)
    across, down = find_rules(page.gray, page.dpi, options.rule_contrast, foreign)
    ink = foreign.without_surround(page.ink)
    text = find_text_ink(ink, across.long, np.asarray(cv2.transpose(down.long), np.uint8), page.em)
    detected, faint = _part_faint(lines_seen, text)
    pieces, index = text.in_pieces(detected), BoxIndex(detected)
    plans = [
        _plan_table(style, grid, (text, pieces), index)
        for style, grid in _find_tables(across, down, pieces, page.dpi)
    ]
    free = _free_boxes(detected, plans)
    boxes = [box for plan in plans for cut in plan.lines for box in cut] + free
    texts = reader.read_lines(boxes)
    read = [ReadLine(box, text) for box, text in zip(boxes, texts, strict=True)]
    read, marks = _drop_marks(read, index)
    tables, lines = _place(page, reader.name, plans, read)
    tables = doubt_cut_text(tables, detected, text.em)
    if not any(line.text.text and line.text.score >= READABLE for line in read):
        return _without_text(page, text, lines)
    place = Place(options.page_no, page.transform)
    count = count_rows(tables, detected, text.em)
    balance, findings = balance_page(tables, lines, count, place)
    tables = doubt_joined_rows(tables, count)
    findings += tuple(report_mark(mark, place) for mark in marks)
    findings += tuple(report_faint(box, place) for box in faint)
    ticks = find_ticks(page, text.mask, text.em, read)
    return Layout(lines, tables, tuple(ticks), page.stamps, balance, findings)


def _without_text(page: UprightPage, text: TextInk, lines: tuple[TextLine, ...]) -> Layout:
    """Say that a page is blank or holds nothing readable; rules alone make no table."""
    blank = not lines and np.count_nonzero(text.mask) < BLANK_INK * text.mask.size
    return Layout(
        lines,
        stamps=page.stamps,
        balance=Balance(len(lines), 0, len(lines), 0, 0),
        status=PageStatus.BLANK if blank else PageStatus.SKIPPED,
        reason="no-ink" if blank else "no-text",
        message="空白页 blank page: no print found"
        if blank
        else "没有可辨认的文字 no readable text on this page",
    )


def _find_tables(
    across: Strokes, down: Strokes, text: TextInk, dpi: float
) -> list[tuple[TableStyle, Grid]]:
    """Find ruled tables first, then those with rules across only, then those without any."""
    ruled = find_grids(across, down, dpi)
    taken = [grid.box for grid in ruled]
    horizontal = find_horizontal_grids(across, text, taken, dpi)
    aligned = find_aligned_grids(text, taken + [grid.box for grid in horizontal])
    found = [
        *((TableStyle.RULED, grid) for grid in ruled),
        *((TableStyle.HORIZONTAL, grid) for grid in horizontal),
        *((TableStyle.ALIGNED, grid) for grid in aligned),
    ]
    return sorted(found, key=lambda table: (table[1].box.y0, table[1].box.x0))


def _part_faint(detected: Sequence[Box], text: TextInk) -> tuple[list[Box], list[Box]]:
    """Part the detected lines into print, and what is too faint to be ink (bleed-through)."""
    inked: list[Box] = []
    faint: list[Box] = []
    for box in detected:
        window = text.mask[max(0, box.y0) : box.y1, max(0, box.x0) : box.x1]
        share = np.count_nonzero(window) / max(1, window.size)
        (inked if share >= MIN_INK else faint).append(box)
    return inked, faint


def _plan_table(
    style: TableStyle, grid: Grid, ink: tuple[TextInk, TextInk], detected: BoxIndex
) -> TablePlan:
    """Cut a grid into cells and lines; `ink` is the writing, and the same as solid pieces."""
    text, pieces = ink
    grid, beside = _restore(drop_written_lines(grid, text), text, pieces)
    cells = merge_cells(grid, beside)
    inset = max(2, round(0.1 * text.em))
    lines = [
        _cross_check(cell.box, cut_cell(text, cell.box, inset), detected, text.em) for cell in cells
    ]
    return TablePlan(
        style,
        grid.box,
        max(cell.row + cell.row_span for cell in cells),
        max(cell.col + cell.col_span for cell in cells),
        cells,
        tuple(tuple(boxes) for boxes in lines),
        tuple(_is_inked(text, boxes) for boxes in lines),
    )


def _restore(grid: Grid, text: TextInk, pieces: TextInk) -> tuple[Grid, NDArray[np.bool_]]:
    """Draw the rules that vanished or broke; return also which cells they bound."""
    grid, columns = part_columns(grid, pieces)
    n_rows = len(grid.rows)
    grid, rows = part_rows(grid, pieces)
    grid, broken = restore_rules(grid, text)
    if len(grid.rows) > n_rows:
        columns = np.broadcast_to(columns[:1], rows.shape)
    return grid, broken | rows | columns


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
        for part in (cell.intersection(box) for box in detected.touching(cell))
        if part.area and min(part.width, part.height) >= 0.4 * em
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


def _free_boxes(detected: Sequence[Box], plans: Sequence[TablePlan]) -> list[Box]:
    """Return the detected lines that lie outside all tables, in reading order."""
    free = [
        box for box in detected if not any(plan.box.contains_point(*box.centre) for plan in plans)
    ]
    return [free[i] for i in reading_order(free)]


def _drop_marks(read: Sequence[ReadLine], detected: BoxIndex) -> tuple[list[ReadLine], list[Box]]:
    """Empty the lines that are marks: badly read, and the detector sees no text there.

    Returns all lines (a mark with no text in it) and the boxes of the marks.
    """
    kept: list[ReadLine] = []
    marks: list[Box] = []
    for line in read:
        if line.text.text and line.text.score < MARK_SCORE and not _is_seen(line.box, detected):
            marks.append(line.box)
            kept.append(ReadLine(line.box, RecognisedText("", 0.0, ())))
        else:
            kept.append(line)
    return kept, marks


def _is_seen(box: Box, detected: BoxIndex) -> bool:
    return any(box.intersection(other).area > 0.25 * box.area for other in detected.touching(box))


def _place(
    page: UprightPage, engine: str, plans: Sequence[TablePlan], read: Sequence[ReadLine]
) -> tuple[tuple[Table, ...], tuple[TextLine, ...]]:
    """Hand the lines to their cells, in the order they were cut; the rest is free."""
    lines = [_line(line, page.transform, engine) for line in read]
    position = 0
    tables = []
    for number, plan in enumerate(plans, start=1):
        cells = []
        for cell, cut, inked in zip(plan.cells, plan.lines, plan.inked, strict=True):
            own = [line for line in lines[position : position + len(cut)] if line is not None]
            position += len(cut)
            cells.append(_cell(cell, own, page.transform, unread=inked and not own))
        tables.append(
            Table(
                number,
                plan.style,
                to_raw_box(page.transform, plan.box),
                plan.box,
                plan.n_rows,
                plan.n_cols,
                tuple(cells),
            )
        )
    return tuple(tables), tuple(line for line in lines[position:] if line is not None)


def _line(line: ReadLine, transform: PageTransform, engine: str) -> TextLine | None:
    box, text = line.box, line.text
    if not text.text:
        return None
    return TextLine(
        text.text, to_raw_box(transform, box), box, text.score, engine, text.glyphs, text.second
    )


def _cell(cell: GridCell, lines: list[TextLine], transform: PageTransform, *, unread: bool) -> Cell:
    """Fill a cell; one with ink but without text is never silently empty."""
    return Cell(
        cell.row,
        cell.col,
        cell.row_span,
        cell.col_span,
        to_raw_box(transform, cell.box),
        cell.box,
        tuple(lines),
        cell.open_top,
        cell.open_bottom,
        (*cell.doubts, "ink-unread") if unread else cell.doubts,
    )
