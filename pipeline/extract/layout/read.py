"""Read one upright page: grids, cells, free lines, tick boxes, and the balance of it all."""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np

from pipeline.extract.image import UprightPage, to_raw_box
from pipeline.extract.layout.aligned_tables import find_aligned_grids
from pipeline.extract.layout.balance import (
    Place,
    balance_page,
    report_faint,
    report_mark,
    report_show_through,
)
from pipeline.extract.layout.box_index import BoxIndex
from pipeline.extract.layout.cell_lines import TextInk, find_text_ink
from pipeline.extract.layout.foreign import field_around, find_foreign, within_fields
from pipeline.extract.layout.glued_lines import part_glued_lines
from pipeline.extract.layout.grid import Grid, find_grids
from pipeline.extract.layout.layout import Layout
from pipeline.extract.layout.merge import GridCell
from pipeline.extract.layout.open_tables import find_horizontal_grids, level_rules
from pipeline.extract.layout.options import LayoutOptions
from pipeline.extract.layout.order import reading_order
from pipeline.extract.layout.overrun import doubt_cut_text
from pipeline.extract.layout.plan import Ground, TablePlan, plan_table
from pipeline.extract.layout.reader import TEXT_LAYER, LineReader
from pipeline.extract.layout.row_count import count_rows, doubt_joined_rows
from pipeline.extract.layout.rules import Strokes, find_rules
from pipeline.extract.layout.stacked_grids import join_stacked
from pipeline.extract.layout.ticks import ReadLine, find_ticks
from pipeline.extract.layout.wrecks import find_wrecks
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
LEGIBLE = 0.95
"""Least score of each character of such a line that is print all the same: what shines through is
read mirrored, the best of three such lines with 0.57 (mean); pale print was read with 0.99."""
HOLE_INK, HOLE = 0.6, 1.2
"""Ink share, and sides in character heights, of a punched hole: 0.74 of a disc with the detector's
margin around it; heavy headings have 0.3, and marks such as ● are smaller."""
MARK_SCORE = 0.6
"""Reading score below which ink that the detector does not take for text is a mark."""


def read_layout(
    page: UprightPage, reader: LineReader, options: LayoutOptions | None = None
) -> Layout:
    """Find tables and lines on an upright page and read every line of it in one batch."""
    options = options or LayoutOptions()
    if page.status is not PageStatus.OK:
        return Layout(
            stamps=page.stamps, status=page.status, reason=page.reason, message=page.message
        )
    lines_seen = within_fields(reader.find_lines(), page.fields)
    foreign = find_foreign(page, lines_seen)
    across, down = find_rules(page.gray, page.dpi, options.rule_contrast, foreign)
    ink = foreign.without_surround(page.ink)
    text = find_text_ink(ink, across.long, np.asarray(cv2.transpose(down.long), np.uint8), page.em)
    detected, faint = _part_faint(lines_seen, text)
    legible, faint = _part_legible(faint, reader)
    detected += legible
    ground = Ground(text, text.in_pieces(detected), BoxIndex(detected))
    plans = _plan_tables(across, down, ground, page.dpi)
    free = _free_boxes(detected, plans)
    boxes = [box for plan in plans for cut in plan.lines for box in cut] + free
    texts = reader.read_lines(boxes)
    read = [ReadLine(box, text) for box, text in zip(boxes, texts, strict=True)]
    read, marks = _drop_marks(read, ground.detected)
    tables, lines = _place(page, reader.name, plans, read)
    parted = part_glued_lines(detected, text) if tables else detected
    tables = doubt_cut_text(tables, parted, text.em)
    if not any(line.text.text and line.text.score >= READABLE for line in read):
        return _without_text(page, text, lines)
    place = Place(options.page_no, page.transform)
    count = count_rows(tables, parted, text.em)
    balance, findings = balance_page(tables, lines, count, place)
    tables = doubt_joined_rows(tables, count)
    findings += tuple(report_mark(mark, place) for mark in marks)
    findings += tuple(report_faint(box, place) for box in faint)
    findings += (report_show_through(page, place),) if page.shows_through else ()
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


def _plan_tables(across: Strokes, down: Strokes, ground: Ground, dpi: float) -> list[TablePlan]:
    """Find ruled tables first, then those with rules across only, then those without any."""
    ruled = join_stacked(find_grids(across, down, dpi), ground.detected.boxes)
    wrecks = find_wrecks(ruled, ground, dpi / 200)
    ruled = [grid for grid in ruled if grid not in wrecks]
    taken = [grid.box for grid in ruled]
    level = ground.levelled(taken)
    spent = taken + [grid.box for grid in wrecks]
    rules = level_rules(across, level, spent, dpi)
    ruled, horizontal = _settle(ruled, find_horizontal_grids(rules, across, level, spent, dpi))
    taken = [grid.box for grid in ruled]
    beside = [*level.level_boxes(taken), *(grid.box for grid in horizontal)]
    aligned = find_aligned_grids(level, beside, rules)
    plans = [
        *(plan_table(TableStyle.RULED, grid, ground) for grid in ruled),
        *(plan_table(TableStyle.HORIZONTAL, grid, level) for grid in horizontal),
        *(plan_table(TableStyle.ALIGNED, grid, level) for grid in aligned),
    ]
    return sorted(plans, key=lambda plan: (plan.box.y0, plan.box.x0))


def _settle(ruled: list[Grid], across: list[Grid]) -> tuple[list[Grid], list[Grid]]:
    """Keep one of two grids that were found in the same place.

    Where lines down are dotted, a piece of the table may show them; the rules across show all of
    it. Where two tables stand side by side, their rules across look like those of one.
    """
    ruled = [grid for grid in ruled if not any(_is_piece(grid, whole) for whole in across)]
    return ruled, [grid for grid in across if not any(_overlap(grid, own) > 0 for own in ruled)]


def _is_piece(grid: Grid, whole: Grid) -> bool:
    larger = len(whole.rows) > len(grid.rows) and len(whole.cols) > len(grid.cols)
    return larger and _overlap(grid, whole) >= 0.9 * grid.box.area


def _overlap(one: Grid, other: Grid) -> int:
    """Return the common area, margins that grids without lines down have aside."""
    common = one.box.intersection(other.box)
    return common.area if common.area > 0.1 * min(one.box.area, other.box.area) else 0


def _part_faint(detected: Sequence[Box], text: TextInk) -> tuple[list[Box], list[Box]]:
    """Part the detected lines into print, and what is too faint to be ink (bleed-through).

    Holes that were punched are neither: black discs, or what is left of them.
    """
    inked: list[Box] = []
    faint: list[Box] = []
    for box in detected:
        window = text.mask[max(0, box.y0) : box.y1, max(0, box.x0) : box.x1]
        share = np.count_nonzero(window) / max(1, window.size)
        if share < HOLE_INK or min(window.shape) < HOLE * text.em:
            (inked if share >= MIN_INK else faint).append(box)
    return inked, faint


def _part_legible(faint: Sequence[Box], reader: LineReader) -> tuple[list[Box], list[Box]]:
    """Part lines that are hardly ink into print and what cannot be read, as what shines through.

    Of characters that a PDF has without ink nothing is on the page.
    """
    if not faint or reader.name == TEXT_LAYER:
        return [], list(faint)
    legible: list[Box] = []
    unread: list[Box] = []
    for box, text in zip(faint, reader.read_lines(faint), strict=True):
        is_sure = bool(text.glyphs) and min(glyph.score for glyph in text.glyphs) >= LEGIBLE
        (legible if is_sure else unread).append(box)
    return legible, unread


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
            cells.append(_cell(cell, own, page, unread=inked and not own))
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
        text.text,
        to_raw_box(transform, box),
        box,
        text.score,
        engine,
        text.glyphs,
        text.second,
        text.renderings,
    )


def _cell(cell: GridCell, lines: list[TextLine], page: UprightPage, *, unread: bool) -> Cell:
    """Fill a cell; one with ink but without text is never silently empty."""
    return Cell(
        cell.row,
        cell.col,
        cell.row_span,
        cell.col_span,
        to_raw_box(page.transform, cell.box),
        cell.box,
        tuple(lines),
        cell.open_top,
        cell.open_bottom,
        (*cell.doubts, "ink-unread") if unread else cell.doubts,
        is_reversed=field_around(cell.box, page.fields) is not None,
    )
