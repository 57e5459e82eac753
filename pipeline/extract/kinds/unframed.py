"""Rows of a list whose frame nobody saw: print outside all tables that stands in their columns.

The last rows of a list alone on a page, a row beyond a broken rule: no row is ever lost, so each is
recorded, and doubted. Where its cells end is told by the columns of the list's own table, on
whatever page that stands.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import inf
from statistics import median

from pipeline.extract.kinds.cells import BRACKETS, content_score
from pipeline.extract.kinds.fitting import ListFit
from pipeline.extract.kinds.grid import Grid
from pipeline.extract.kinds.list_rows import is_note_text
from pipeline.extract.kinds.matching import SURE, best_similarity
from pipeline.extract.kinds.signoff import is_signed
from pipeline.extract.kinds.strip import Piece, Row, Strip
from pipeline.model.geometry import Box

ROW_UNFRAMED = "row-unframed"
"""Doubt of every value of such a row."""
REACH = 1.5
"""Line heights above and below a row's main line within which further lines of its cells stand."""
LEVEL = 0.4
"""Share of the lower one's height that two lines of one row have in common."""

Place = tuple[float, float]
"""Page, and height on the upright page: what comes first in the document is less."""
AFTER_ALL: Place = (inf, 0.0)


@dataclass(frozen=True, slots=True)
class UnframedRow:
    """What stands in each column, by the column's place in `ListFit.columns`, and where.

    What stands in columns that the kind does not know is left over.
    """

    cells: Mapping[int, Strip]
    place: Place


def place_of(grid: Grid, row: int) -> Place:
    """Where a row of a grid begins."""
    pieces = [piece for cell in grid.row(row) for piece in cell.cell.pieces]
    return min((piece.page_no, float(piece.cell.upright.y0)) for piece in pieces)


@dataclass(frozen=True, slots=True)
class _Line:
    """A row of print with the column that each of its pieces stands in."""

    page_no: int
    box: Box
    homes: tuple[tuple[int, Piece], ...]

    @property
    def columns(self) -> frozenset[int]:
        return frozenset(home for home, _ in self.homes)

    def joined(self, other: _Line) -> _Line:
        return _Line(self.page_no, self.box.union(other.box), (*self.homes, *other.homes))


def find_unframed_rows(rows: Sequence[Row], grid: Grid, fit: ListFit) -> list[UnframedRow]:
    """Return the entries among rows of print outside all tables, in their order.

    An entry has something in every required column, and in one of them what that column holds.
    """
    spans = [_span(grid, col) for col in (*(known.col for known in fit.columns), *fit.others)]
    lines = [line for row in rows if (line := _place(row, spans)) is not None]
    mains = _join_level([line for line in lines if len(line.columns) > 1])
    wrapped = [line for line in lines if len(line.columns) == 1]
    found: list[UnframedRow] = []
    for main in mains:
        own = [main, *(line for line in wrapped if _home_of(line, mains) is main)]
        pieces = sorted(
            (pair for line in own for pair in line.homes), key=lambda pair: pair[1].upright.y0
        )
        cells = {
            home: Strip(tuple(piece for other, piece in pieces if other == home))
            for home in sorted({home for home, _ in pieces if home < len(fit.columns)})
        }
        if _is_entry(cells, fit):
            found.append(UnframedRow(cells, (main.page_no, main.box.centre[1])))
    return found


def find_rows_in_heads(grid: Grid, fit: ListFit) -> list[UnframedRow]:
    """Return the entries that stand below the labels in the boxes of the head, on whatever page.

    Where the rule below a head was not seen, the first row there is in its boxes.
    """
    own = [
        [piece for cell in grid.column_header(known.col, fit.n_header)[-1:]
         for piece in cell.strip.pieces]
        for known in fit.columns
    ]  # fmt: skip
    again = [
        [piece for strip in grid.repeated_headers(known.col) for piece in strip.pieces]
        for known in fit.columns
    ]
    page_nos = sorted({piece.page_no for pieces in again for piece in pieces})
    later = [[[p for p in pieces if p.page_no == no] for pieces in again] for no in page_nos]
    return [row for head in (own, *later) if (row := _row_in_head(head, fit)) is not None]


def _row_in_head(head: Sequence[Sequence[Piece]], fit: ListFit) -> UnframedRow | None:
    """Return the entry in one head, of which the print in each known column is given."""
    cells: dict[int, Strip] = {}
    for at, pieces in enumerate(head):
        labels = fit.columns[at].column.labels
        lengths = range(1, len(pieces))
        end = next(
            (n for n in lengths if best_similarity(Strip(tuple(pieces[:n])), labels) >= SURE), 0
        )
        if end:
            cells[at] = Strip(tuple(pieces[end:]))
    if not cells or not _is_entry(cells, fit):
        return None
    tops = [(piece.page_no, float(piece.upright.y0)) for pieces in head for piece in pieces]
    return UnframedRow(cells, min(tops))


def _join_level(lines: Sequence[_Line]) -> list[_Line]:
    """Join lines that stand beside each other: the lines of a cell of two and a cell of one."""
    joined: list[_Line] = []
    for line in lines:
        last = joined[-1] if joined else None
        if last is not None and last.page_no == line.page_no and _is_level(last.box, line.box):
            joined[-1] = last.joined(line)
        else:
            joined.append(line)
    return joined


def _is_level(one: Box, other: Box) -> bool:
    shared = min(one.y1, other.y1) - max(one.y0, other.y0)
    return shared > LEVEL * min(one.height, other.height)


def _span(grid: Grid, col: int) -> tuple[float, float]:
    """From where to where a column reaches on the upright page, in most of its rows."""
    boxes = [
        piece.cell.upright
        for cell in grid.table.cells
        if cell.col == col and cell.col_span == 1
        for piece in cell.pieces
    ]
    if not boxes:
        return 0.0, 0.0
    return median(box.x0 for box in boxes), median(box.x1 for box in boxes)


def _place(row: Row, spans: Sequence[tuple[float, float]]) -> _Line | None:
    """Put each piece of a row into its column; None when one has none, or it is a sign-off."""
    homes: list[tuple[int, Piece]] = []
    for piece in row.strip.pieces:
        middle = piece.upright.centre[0]
        home = next((at for at, (left, right) in enumerate(spans) if left <= middle < right), None)
        if home is None:
            return None
        homes.append((home, piece))
    return None if is_signed(row.strip) else _Line(row.page_no, row.box, tuple(homes))


def _home_of(line: _Line, mains: Sequence[_Line]) -> _Line | None:
    """The nearest row to which a line of one column can belong, None when it stands alone."""
    middle = line.box.centre[1]
    own = [main for main in mains if main.page_no == line.page_no]
    nearest = min(own, key=lambda main: abs(main.box.centre[1] - middle), default=None)
    if nearest is None or abs(nearest.box.centre[1] - middle) > REACH * line.box.height:
        return None
    return nearest


def _is_entry(cells: Mapping[int, Strip], fit: ListFit) -> bool:
    required = [at for at, known in enumerate(fit.columns) if known.column.required]
    if len(cells) < 2 or any(at not in cells for at in required) or _is_head(cells, fit):
        return False
    first = next(iter(cells.values())).legible
    return not is_note_text(first) and any(
        content_score([cells[at].legible.strip(BRACKETS)], fit.columns[at].column) > 0
        for at in required
    )


def _is_head(cells: Mapping[int, Strip], fit: ListFit) -> bool:
    """Whether the print is the columns' labels: 产业集群 ends as a cluster's name does."""
    known = [best_similarity(cell, fit.columns[at].column.labels) for at, cell in cells.items()]
    return 2 * sum(score >= SURE for score in known) >= len(known)
