"""What the rows of a list that are no entries say: headings between them, totals, printed notes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from pipeline.extract.kinds.cells import bare_text, content_score, is_telling
from pipeline.extract.kinds.fitting import ListFit
from pipeline.extract.kinds.grid import Grid, GridCell
from pipeline.extract.kinds.header_texts import GARBLED
from pipeline.extract.kinds.kind import Column
from pipeline.extract.kinds.matching import SURE, best_similarity, fold
from pipeline.extract.kinds.patterns import (
    BRACKETED_ROW,
    EXAMPLE,
    GROUP_ROW,
    PLACE,
    REMARK,
    STATED_COUNT,
    TOTAL,
)
from pipeline.extract.kinds.strip import Strip
from pipeline.model.document import ValueType

MAX_HEADING = 24
"""Characters of a heading between rows, at most: a province, its number and its count."""


@dataclass(frozen=True, slots=True)
class GroupHeading:
    """A heading that speaks for the rows below it: the column it fills, and the words for it."""

    column: Column
    strip: Strip


def repeated_headers(grid: Grid, fit: ListFit) -> frozenset[int]:
    """The rows below the header that repeat it, or are one of which nothing was read.

    The join leaves a page's own header in when it is badly read. It still has a column's label, and
    no cell that holds what its column does; or the numbers of the rows run on across it.
    """
    columns = {known.col: known.column for known in fit.columns}
    body = range(fit.n_header, grid.table.n_rows)
    strange = {row for row in body if _is_strange(grid.row(row), columns)}
    named = {
        row
        for row in body
        if _repeats_labels(grid.row(row), columns, row in strange)
        or any(_is_glued_head(cell, known) for cell, known in _with_columns(grid.row(row), columns))
    }
    labels = {cell.cell for row in named for cell in grid.row(row)}
    beside = {row for cell in labels for row in range(cell.row, cell.row + cell.row_span)}
    bare = {
        row for row in beside if all(cell.is_empty or cell.cell in labels for cell in grid.row(row))
    }
    unread = {0} if fit.n_header == 0 and _is_unread_head(grid.row(0), columns) else set()
    garbled = {row for row in body[1:-1] if _is_garbled_head(grid, row, columns)}
    dark = {row for row in body[1:] if _is_dark_head(grid, row)}
    return frozenset(named | bare | (beside & strange) | unread | garbled | dark)


def _repeats_labels(
    cells: Sequence[GridCell], columns: Mapping[int, Column], is_strange: bool
) -> bool:
    hits = [
        best_similarity(cell.strip, columns[cell.cell.col].labels) >= SURE
        for cell in cells
        if cell.cell.col in columns and not cell.is_empty
    ]
    return len(hits) > 1 and (all(hits) or (is_strange and any(hits)))


def _covered(cell: GridCell, columns: Mapping[int, Column]) -> list[Column]:
    """The known columns that a cell stands in."""
    span = range(cell.cell.col, cell.cell.col + cell.cell.col_span)
    return [columns[col] for col in span if col in columns]


def _with_columns(
    cells: Sequence[GridCell], columns: Mapping[int, Column]
) -> Iterator[tuple[GridCell, list[Column]]]:
    """Yield each cell with the columns whose texts may be in it: all, where it alone is filled."""
    filled = [cell for cell in cells if not cell.is_empty]
    for cell in filled:
        yield cell, list(columns.values()) if len(filled) == 1 else _covered(cell, columns)


def _is_glued_head(cell: GridCell, own: Sequence[Column]) -> bool:
    """Whether a cell of several columns holds labels of theirs, each on a line, and no entry.

    Rules between the boxes of a dark head are hard to see.
    """
    if len(own) < 2:
        return False
    lines = [Strip((piece,)) for piece in cell.strip.pieces]
    named = [
        {column.name for column in own if best_similarity(line, column.labels) >= SURE}
        for line in lines
    ]
    others = [line.text for line, names in zip(lines, named, strict=True) if not names]
    return len(set().union(*named)) > 1 and not any(
        content_score([text], column) for text in others for column in own if is_telling(column)
    )


def _is_unread_head(cells: Sequence[GridCell], columns: Mapping[int, Column]) -> bool:
    """Whether all cells of a first row cover several columns, and none holds what these do.

    Of a dark head a fax leaves neither rules nor labels, and specks look like figures.
    """
    return (
        len(cells) > 1
        and all(cell.cell.col_span > 1 for cell in cells)
        and not any(
            content_score([bare_text(cell)], column)
            for cell in cells
            for column in _covered(cell, columns)
            if is_telling(column) and column.type is not ValueType.INTEGER
        )
    )


def _is_garbled_head(grid: Grid, row: int, columns: Mapping[int, Column]) -> bool:
    """Whether a page begins with a row of which no line is text, and rows are numbered across it.

    White print on black crumbles on a fax.
    """
    pieces = [piece for cell in grid.row(row) for piece in cell.strip.pieces]
    if len(pieces) < 2 or any(piece.confidence >= GARBLED for piece in pieces):
        return False
    return _begins_page(grid, row) and any(
        _number(grid.at(row - 1, col)) + 1 == _number(grid.at(row + 1, col)) > 1
        for col, column in columns.items()
        if column.type is ValueType.INTEGER
    )


def _is_dark_head(grid: Grid, row: int) -> bool:
    """Whether a page begins with a row of white print on black, whatever was read there.

    A heading between rows may be as dark, but stands alone in its row.
    """
    is_alone = sum(not cell.is_empty for cell in grid.row(row)) == 1
    begins = _begins_page(grid, row) and not is_alone
    return begins and _is_dark(grid, row) and not _is_dark(grid, row - 1)


def _is_dark(grid: Grid, row: int) -> bool:
    """Whether most cells of a row lay in a dark field."""
    dark = [piece.cell.is_reversed for cell in grid.row(row) for piece in cell.cell.pieces]
    return 2 * sum(dark) > len(dark)


def _begins_page(grid: Grid, row: int) -> bool:
    """Whether a row is the first of its page, and one before it stands on another."""
    own, before = (
        {piece.page_no for cell in grid.row(each) for piece in cell.cell.pieces}
        for each in (row, row - 1)
    )
    return min(own) > max(before)


def _number(cell: GridCell) -> int:
    """The row number in a cell, -1 where there is none."""
    text = cell.text.strip()
    return int(text) if text.isdecimal() and text.isascii() else -1


def _is_strange(cells: Sequence[GridCell], columns: Mapping[int, Column]) -> bool:
    """Whether several cells could be told as their columns', and none is.

    Regions are not asked, since any short word may be one.
    """
    told = [
        content_score([bare_text(cell)], columns[cell.cell.col])
        for cell in cells
        if not cell.is_empty and cell.cell.col in columns and is_telling(columns[cell.cell.col])
    ]
    return len(told) > 1 and not any(told)


def is_note(cells: Sequence[GridCell], notes: Sequence[str], fit: ListFit) -> bool:
    """Whether a row counts the others, or holds a printed note or a line of the letter around it.

    `notes` are the texts that the kind knows as such. A row that is named as an entry is none: a
    frame drawn too low takes the letter's next line into its last row.
    """
    filled = [cell.strip for cell in cells if not cell.is_empty]
    if not filled:
        return False
    first = filled[0].legible
    if is_note_text(first):
        return True
    if len(cells) == 1 and BRACKETED_ROW.match(first):
        return True
    if _is_named(cells, fit):
        return False
    return any(best_similarity(strip, notes) >= SURE for strip in filled)


def is_note_text(first: str) -> bool:
    """Whether a row that begins so counts the others, remarks on them or is an example."""
    return any(pattern.match(first) for pattern in (TOTAL, REMARK, EXAMPLE))


def _is_named(cells: Sequence[GridCell], fit: ListFit) -> bool:
    """Whether a cell of a required column is what that column holds."""
    required = {known.col: known.column for known in fit.columns if known.column.required}
    return any(
        content_score([bare_text(cell)], required[cell.cell.col]) > 0
        for cell in cells
        if cell.cell.col in required and not cell.is_empty
    )


def group_heading(grid: Grid, cells: Sequence[GridCell], fit: ListFit) -> GroupHeading | None:
    """The heading that a row is: one cell over the full width, or a numbered one alone in it."""
    filled = [cell for cell in cells if not cell.is_empty]
    if len(filled) != 1 or grid.table.n_cols < 2:
        return None
    strip = filled[0].strip
    return heading_of(strip, fit) if len(cells) == 1 or _is_heading(strip) else None


def heading_above(strip: Strip, fit: ListFit) -> GroupHeading | None:
    """The heading that a line of text right above a table is: 一、北京市（3家）."""
    return heading_of(strip, fit) if _is_heading(strip) else None


def heading_of(strip: Strip, fit: ListFit) -> GroupHeading | None:
    """The column that a heading fills: one whose vocabulary it holds, else the kind's own."""
    read = {column.column.name for column in fit.columns}
    open_columns = [column for column in fit.spec.columns if column.name not in read]
    for column in open_columns:
        word = next((word for word in column.vocabulary if word in strip.legible), None)
        if word is not None:
            at = strip.legible.index(word)
            return GroupHeading(column, strip.cut(at, at + len(word)))
    number = GROUP_ROW.match(strip.legible)
    words = strip.cut(number.end() if number else 0, len(strip.text)).trimmed()
    own = next((column for column in open_columns if column.name == fit.spec.group_rows), None)
    if own is None or not _may_be(own, STATED_COUNT.sub("", words.legible).strip()):
        return None
    return GroupHeading(own, words)


def _may_be(column: Column, text: str) -> bool:
    """Whether a heading's words can be the column's value: 一、集群名单 is no region."""
    return column.type is not ValueType.REGION or PLACE.fullmatch(text) is not None


def _is_heading(strip: Strip) -> bool:
    """Whether a line is numbered as a heading or counts its rows, and short."""
    text = strip.legible
    numbered = GROUP_ROW.match(text) or STATED_COUNT.search(text)
    return bool(numbered) and 1 < len(fold(text)) <= MAX_HEADING and text[-1:] not in "。；;：:"
