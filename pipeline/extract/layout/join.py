"""Join tables over page breaks: rows go on, a cut row becomes one, a merged cell runs over.

Pages are never edited: a joined cell points back to its pieces. Headers repeated on later pages
leave the rows but stay listed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from pipeline.extract.layout.continuation import (
    ColumnLines,
    Link,
    column_edges,
    count_repeated,
    find_link,
    goes_on,
    header_depth,
    lines_above,
    link_by_header,
)
from pipeline.model.joined import CellPiece, JoinedCell, JoinedTable
from pipeline.model.page import PageReading, PageStatus
from pipeline.model.table import Cell, Table, TableStyle
from pipeline.model.text import TextLine


@dataclass
class _Growing:
    """A joined table while pages are added to it; `edges` are shares of `width` (inches).

    `headlines` stand above its first piece.
    """

    style: TableStyle
    edges: tuple[float, ...]
    width: float
    header: tuple[Cell, ...]
    n_header_rows: int
    headlines: tuple[TextLine, ...]
    page: PageReading
    last: Table
    n_rows: int
    cells: list[JoinedCell]
    sources: list[tuple[int, int]]
    repeated: list[CellPiece] = field(default_factory=list)


def join_tables(pages: Sequence[PageReading]) -> tuple[JoinedTable, ...]:
    """Return every table of a document once, pieces on following pages joined.

    `pages` are in page order; pages that are blank do not break a table.
    """
    done: list[_Growing] = []
    previous: _Growing | None = None
    for page in pages:
        if page.status is PageStatus.BLANK:
            continue
        for table in page.tables:
            link = _find_link(previous, table, page, pages)
            if previous is None or link is None:
                previous = _start(table, page)
                done.append(previous)
            else:
                _extend(previous, table, page, link)
        if not page.tables:
            previous = None
    return tuple(_finish(growing) for growing in done)


def _start(table: Table, page: PageReading) -> _Growing:
    depth = header_depth(table)
    return _Growing(
        table.style,
        column_edges(table),
        table.upright.width / page.dpi,
        tuple(c for c in table.cells if c.row < depth),
        depth,
        lines_above(table, page),
        page,
        table,
        table.n_rows,
        [
            JoinedCell(
                c.row, c.col, c.row_span, c.col_span, (CellPiece(page.page_no, c),), c.doubts
            )
            for c in table.cells
        ],
        [(page.page_no, table.table_no)],
    )


def _find_link(
    previous: _Growing | None, table: Table, page: PageReading, pages: Sequence[PageReading]
) -> Link | None:
    if previous is None or previous.page is page:
        return None
    if not goes_on(previous.last, previous.page, table, page, previous.headlines, pages):
        return None
    repeated = count_repeated(previous.header, previous.n_header_rows, table)
    lines = ColumnLines(previous.edges, previous.width)
    link = find_link(previous.last, lines, previous.page, table, page)
    if link is None and repeated and len(previous.edges) == table.n_cols + 1:
        link = link_by_header(previous.edges)
    return None if link is None else replace(link, n_repeated=repeated)


def _extend(growing: _Growing, table: Table, page: PageReading, link: Link) -> None:
    """Append the rows of `table` below the rows that are there."""
    _widen(growing, link)
    for cell in table.cells:
        if cell.row < link.n_repeated:
            growing.repeated.append(CellPiece(page.page_no, cell))
    body = [_shift(cell, link) for cell in table.cells if cell.row >= link.n_repeated]
    cut = _is_row_cut(growing.last, table, link.n_repeated)
    start = growing.n_rows - 1 if cut else growing.n_rows
    for joined in (_at(cell, page.page_no, columns, start) for cell, columns in body):
        upper = _continued_cell(growing, joined, table, cut, start)
        if upper is None:
            growing.cells.append(joined)
        else:
            growing.cells[upper] = _unite(growing.cells[upper], joined)
    growing.n_rows = start + table.n_rows - link.n_repeated
    growing.edges = link.edges
    growing.page, growing.last = page, table
    growing.sources.append((page.page_no, table.table_no))


def _widen(growing: _Growing, link: Link) -> None:
    """Renumber the columns of what is there when the new page shows further column lines."""
    if len(link.edges) == len(growing.edges):
        return
    growing.cells = [
        replace(
            cell,
            col=link.earlier[cell.col],
            col_span=link.earlier[cell.col + cell.col_span] - link.earlier[cell.col],
        )
        for cell in growing.cells
    ]


def _shift(cell: Cell, link: Link) -> tuple[Cell, tuple[int, int]]:
    """Return the cell with its first and last joined column line."""
    return replace(cell, row=cell.row - link.n_repeated), (
        link.columns[cell.col][0],
        link.columns[cell.col + cell.col_span - 1][1],
    )


def _at(cell: Cell, page_no: int, columns: tuple[int, int], start: int) -> JoinedCell:
    piece = CellPiece(page_no, cell)
    first, last = columns
    return JoinedCell(start + cell.row, first, cell.row_span, last - first, (piece,), cell.doubts)


def _is_row_cut(last: Table, first: Table, n_repeated: int) -> bool:
    """Whether the page break cuts a row: open at the bottom there and at the top here.

    What goes on is the rest of long cells: two rows that both begin in the first column are two,
    and so are, where no rules tell, two that are filled alike.
    """
    bottom = [c for c in last.cells if c.row + c.row_span == last.n_rows]
    top = [c for c in first.cells if c.row == n_repeated]
    if not (top and all(c.open_bottom for c in bottom) and all(c.open_top for c in top)):
        return False
    above, below = ({c.col for c in row if c.lines} for row in (bottom, top))
    if len(top) > 1 and (0 in above & below):
        return False
    return first.style is TableStyle.RULED or not below >= above - {0}


def _continued_cell(
    growing: _Growing, cell: JoinedCell, table: Table, cut: bool, start: int
) -> int | None:
    """Return the index of the cell that `cell`, first below the page break, goes on from."""
    if cell.row != start:
        return None
    upper = next(
        (
            i
            for i, c in enumerate(growing.cells)
            if c.row + c.row_span == growing.n_rows
            and (c.col, c.col_span) == (cell.col, cell.col_span)
        ),
        None,
    )
    if upper is None or cut:
        return upper
    return upper if _is_merged_on(growing, growing.cells[upper], cell, table) else None


def _is_merged_on(growing: _Growing, upper: JoinedCell, cell: JoinedCell, table: Table) -> bool:
    """Whether a label-less first cell belongs to the merged cell before the page break."""
    if cell.text_ocr or not upper.text_ocr:
        return False
    row = [c for c in table.cells if c.row == cell.pieces[0].cell.row]
    if sum(bool(c.lines) for c in row) < max(1, len(row) // 2):
        return False
    column = [
        c
        for c in growing.cells
        if c.col == cell.col and c.col_span == cell.col_span and c.row >= growing.n_header_rows
    ]
    filled = sum(bool(c.text_ocr) for c in column)
    merges = cell.row_span > 1 or any(c.row_span > 1 for c in column)
    return merges and filled >= 0.8 * len(column)


def _unite(upper: JoinedCell, lower: JoinedCell) -> JoinedCell:
    return replace(
        upper,
        row_span=lower.row + lower.row_span - upper.row,
        pieces=upper.pieces + lower.pieces,
        doubts=tuple(dict.fromkeys((*upper.doubts, *lower.doubts, "joined-over-page"))),
    )


def _fill_gaps(growing: _Growing) -> list[JoinedCell]:
    """Return an empty cell for every place that a page without that column left open.

    It stands where its row stands: at the cell before it.
    """
    owner = {
        (row, col): cell
        for cell in growing.cells
        for row in range(cell.row, cell.row + cell.row_span)
        for col in range(cell.col, cell.col + cell.col_span)
    }
    empty = []
    for row in range(growing.n_rows):
        near = next(owner[place] for place in sorted(owner) if place[0] == row)
        for col in range(len(growing.edges) - 1):
            near = owner.get((row, col), near)
            if (row, col) not in owner:
                pieces = tuple(replace(p, cell=replace(p.cell, lines=())) for p in near.pieces)
                empty.append(JoinedCell(row, col, 1, 1, pieces))
    return empty


def _finish(growing: _Growing) -> JoinedTable:
    cells = [*growing.cells, *_fill_gaps(growing)]
    return JoinedTable(
        tuple(growing.sources),
        growing.style,
        growing.n_rows,
        len(growing.edges) - 1,
        growing.n_header_rows,
        tuple(sorted(cells, key=lambda cell: (cell.row, cell.col))),
        tuple(growing.repeated),
    )
