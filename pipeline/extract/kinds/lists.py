"""Records of list tables: one for each ruled row, merged cells read once and inherited."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

from pipeline.extract.kinds.blocks_beside import rows_in_order, side_by_side
from pipeline.extract.kinds.cells import bare_text, content_score, is_telling
from pipeline.extract.kinds.fitting import HEADER_UNCLEAR, ColumnFit, ListFit
from pipeline.extract.kinds.grid import SPAN_UNEXPECTED, Grid, GridCell
from pipeline.extract.kinds.kind import Column, HeaderCut
from pipeline.extract.kinds.ledger import Scribe, inherit
from pipeline.extract.kinds.list_rows import (
    GroupHeading,
    group_heading,
    heading_above,
    is_note,
    repeated_headers,
)
from pipeline.extract.kinds.matching import SURE, find_prefix
from pipeline.extract.kinds.patterns import BRACKETED, YEAR
from pipeline.extract.kinds.strip import Strip, join_strips
from pipeline.extract.kinds.unframed import (
    ROW_UNFRAMED,
    UnframedRow,
    find_rows_in_heads,
    place_of,
)
from pipeline.extract.kinds.writing import is_written
from pipeline.model.document import Reading, Record, ValueType
from pipeline.model.table import RULE_BROKEN

FAR_APART = 1.5
"""Free width between two prints of one cell, in line heights: no right cell of 25 lists had any."""


@dataclass(slots=True)
class _Sheet:
    """The columns of a table, and what was read of it so far, for later rows to inherit from.

    `groups` are the headings in force and their readings, by column.
    """

    cols: frozenset[int]
    by_cell: dict[tuple[int, int], Reading] = field(default_factory=dict)
    from_header: dict[str, Reading] = field(default_factory=dict)
    groups: dict[str, GroupHeading] = field(default_factory=dict)
    group_readings: dict[str, Reading] = field(default_factory=dict)

    def take(self, heading: GroupHeading) -> None:
        """Let a heading speak for the rows below it."""
        self.groups[heading.column.name] = heading
        self.group_readings.pop(heading.column.name, None)


@dataclass(frozen=True, slots=True)
class ListSource:
    """A list table to read: `above` is the line of text right above it, `notes` the kind's own.

    `n_before` records of this table precede it in the part; `unframed` are entries outside it.
    """

    grid: Grid
    fit: ListFit
    above: Strip | None = None
    notes: tuple[str, ...] = ()
    n_before: int = 0
    unframed: tuple[UnframedRow, ...] = ()


def read_list(source: ListSource, scribe: Scribe) -> list[Record]:
    """Read every row below the header, and those outside the table in their order."""
    grid, fit = source.grid, source.fit
    header = [cell.strip for row in range(fit.n_header) for cell in grid.row(row)]
    scribe.note_form([*header, *grid.repeated_headers()])
    cols = frozenset(column.col for column in fit.columns)
    blocks = [(block, _Sheet(cols)) for block in side_by_side(grid, fit.n_blocks)]
    if source.above is not None and (heading := heading_above(source.above, fit)):
        for _, sheet in blocks:
            sheet.take(heading)
    headers = [repeated_headers(block, fit) for block, _ in blocks]
    records: list[Record] = []
    in_heads = find_rows_in_heads(grid, fit)
    waiting = sorted((*source.unframed, *in_heads), key=lambda entry: entry.place)

    def row_no() -> int:
        return source.n_before + len(records) + 1

    for index, row in rows_in_order([block for block, _ in blocks], fit):
        block, sheet = blocks[index]
        cells = block.row(row)
        while waiting and waiting[0].place < place_of(block, row):
            records.append(_read_unframed(waiting.pop(0), fit, scribe, row_no()))
        if row in headers[index] or is_note(cells, source.notes, fit):
            scribe.note_form(cell.strip for cell in cells)
        elif heading := group_heading(block, cells, fit):
            sheet.take(heading)
        elif not _is_no_entry(block, cells, fit, index):
            records.append(_read_row(block, row, fit, scribe, sheet, row_no()))
    for entry in waiting:
        records.append(_read_unframed(entry, fit, scribe, row_no()))
    return records


def _is_no_entry(block: Grid, cells: Sequence[GridCell], fit: ListFit, index: int) -> bool:
    """Whether a row is unused space, or goes over the full width: that is listed as unplaced.

    So does one in which one blank box covers what must be filled: a stamp's frame made it.
    """
    is_wide = len(cells) == 1 and fit.spec.group_rows is not None and block.table.n_cols > 1
    may_be_empty = fit.spec.spare_rows or index > 0
    return (
        is_wide
        or _is_one_blank_box(cells, fit)
        or (may_be_empty and all(cell.is_empty for cell in cells))
    )


def _is_one_blank_box(cells: Sequence[GridCell], fit: ListFit) -> bool:
    """Whether one box covers all columns that an entry must fill, and nothing is written in it."""
    cols = {known.col for known in fit.columns if known.column.required}
    over = [
        cell
        for cell in cells
        if cols.intersection(range(cell.cell.col, cell.cell.col + cell.cell.col_span))
    ]
    return len(cols) > 1 and len(over) == 1 and not is_written(over[0].strip)


def _read_unframed(row: UnframedRow, fit: ListFit, scribe: Scribe, row_no: int) -> Record:
    """Write a row that stands outside all tables, every value of it in doubt."""
    record_id = scribe.record_id(fit.spec.table, row_no)
    readings = tuple(
        scribe.read(
            record_id,
            known.column.name,
            known.column.type,
            [row.cells[at]] if at in row.cells else [],
            doubts=(ROW_UNFRAMED,),
        )
        for at, known in enumerate(fit.columns)
    )
    return Record(record_id, fit.spec.table, row_no, readings)


def _read_row(
    grid: Grid, row: int, fit: ListFit, scribe: Scribe, sheet: _Sheet, row_no: int
) -> Record:
    record_id = scribe.record_id(fit.spec.table, row_no)
    readings: list[Reading] = []
    for column in fit.columns:
        readings.append(_read_cell(grid.at(row, column.col), row, column, scribe, sheet, record_id))
        readings += _read_header_cuts(grid, column, fit, scribe, sheet, record_id)
    readings += _read_groups(scribe, sheet, record_id)
    for col in fit.others:
        if unknown := _unknown_column(grid, col, fit):
            readings.append(_read_cell(grid.at(row, col), row, unknown, scribe, sheet, record_id))
    if _is_sound([grid.at(row, column.col) for column in fit.columns], fit):
        merged = {known.column.name for known in fit.columns if known.column.merges}
        readings = [
            reading if reading.column in merged else _without_doubt(reading, RULE_BROKEN)
            for reading in readings
        ]
    return Record(record_id, fit.spec.table, row_no, tuple(readings))


def _is_sound(cells: Sequence[GridCell], fit: ListFit) -> bool:
    """Whether each cell that can be told holds just what its column does, a fixed word among them.

    Then no rule is missing that bounds the row, and none was restored in the wrong place: all 98
    cells doubted for that in such rows of ten sets of 56 made scans were right.
    """
    told = [
        (known.column, content_score([bare_text(cell)], known.column))
        for cell, known in zip(cells, fit.columns, strict=True)
        if is_telling(known.column) and not cell.is_empty
    ]
    has_word = any(column.vocabulary for column, _ in told)
    return has_word and len(told) > 2 and all(score == 1.0 for _, score in told)


def _without_doubt(reading: Reading, doubt: str) -> Reading:
    return replace(reading, doubts=tuple(other for other in reading.doubts if other != doubt))


def _read_cell(
    cell: GridCell, row: int, fit: ColumnFit, scribe: Scribe, sheet: _Sheet, record_id: str
) -> Reading:
    key = (cell.cell.row, cell.cell.col)
    column = fit.column
    if key in sheet.by_cell and sheet.by_cell[key].column == column.name:
        return inherit(sheet.by_cell[key], record_id)
    doubts = list(cell.doubts)
    covered = sheet.cols.intersection(range(key[1], key[1] + cell.cell.col_span))
    spans = len(covered) > 1 or (cell.cell.row_span > 1 and not column.merges)
    if spans or _holds_two(cell):
        doubts.append(SPAN_UNEXPECTED)
    if not fit.is_sure or _holds_label(cell.strip, column):
        doubts.append(HEADER_UNCLEAR)
    reading = scribe.read(
        record_id,
        column.name,
        column.type,
        [cell.strip],
        doubts=doubts,
        place=cell.place,
    )
    sheet.by_cell[key] = reading
    return reading


def _holds_two(cell: GridCell) -> bool:
    """Whether prints stand beside each other in a cell, far apart: it may be two columns."""
    lines = sorted((piece.line.upright for piece in cell.strip.pieces), key=lambda box: box.x0)
    return any(
        right.x0 - left.x1 > FAR_APART * right.height
        and min(left.y1, right.y1) - max(left.y0, right.y0) > 0.5 * min(left.height, right.height)
        for left, right in pairwise(lines)
    )


def _holds_label(strip: Strip, column: Column) -> bool:
    """Whether a cell begins with its column's label: head and first row ran into one."""
    label = find_prefix(strip, [label for label in column.labels if len(label) > 1])
    return label is not None and label.score >= SURE and len(strip.text) > label.end + 1


def _unknown_column(grid: Grid, col: int, fit: ListFit) -> ColumnFit | None:
    """A column that the kind does not know is kept under its printed header.

    Where that says a name again (one label over several columns) the column's number goes with it.
    """
    name = _printed_name(grid, col, fit)
    taken = {known.column.name for known in fit.columns}
    taken |= {_printed_name(grid, other, fit) for other in fit.others if other < col}
    if name in taken:
        name = f"{name}_{col + 1}"
    return ColumnFit(Column(name, ValueType.TEXT, (name,)), col, 1.0)


def _printed_name(grid: Grid, col: int, fit: ListFit) -> str:
    header = join_strips(cell.strip for cell in grid.column_header(col, fit.n_header))
    return header.text.replace("/", "").strip() or f"column_{col + 1}"


def _read_groups(scribe: Scribe, sheet: _Sheet, record_id: str) -> list[Reading]:
    """What the headings above a row say: ink in the first record below them, inherited then."""
    readings: list[Reading] = []
    for name, heading in sheet.groups.items():
        known = sheet.group_readings.get(name)
        if known is not None:
            readings.append(inherit(known, record_id))
            continue
        reading = scribe.read(record_id, name, heading.column.type, [heading.strip])
        sheet.group_readings[name] = reading
        readings.append(reading)
    return readings


def _read_header_cuts(
    grid: Grid, fit: ColumnFit, table: ListFit, scribe: Scribe, sheet: _Sheet, record_id: str
) -> list[Reading]:
    """Year or unit that the column's header states for all its values."""
    readings: list[Reading] = []
    header = join_strips(cell.strip for cell in grid.column_header(fit.col, table.n_header))
    for cut in fit.column.from_header:
        if cut.column not in sheet.from_header:
            found = cut_header(header, cut)
            sheet.from_header[cut.column] = scribe.read(
                record_id,
                cut.column,
                cut.type,
                [found],
                place=() if found.pieces else header.regions[:1],
            )
            readings.append(sheet.from_header[cut.column])
        else:
            readings.append(inherit(sheet.from_header[cut.column], record_id))
    return readings


def cut_header(header: Strip, cut: HeaderCut) -> Strip:
    """The part of a header that says the year, or what stands in brackets; empty when absent."""
    match = (YEAR if cut.find == "year" else BRACKETED).search(header.legible)
    if match is None:
        return Strip()
    group = 0 if cut.find == "year" else 1
    return header.cut(match.start(group), match.end(group))
