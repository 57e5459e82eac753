"""A joined table as a grid that can be asked for the cell at a row and column."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from pipeline.extract.kinds.strip import Piece, Strip
from pipeline.model.geometry import PageTransform, Region
from pipeline.model.joined import CellPiece, JoinedCell, JoinedTable
from pipeline.model.table import TableStyle

SPAN_UNEXPECTED = "span-unexpected"
"""A cell that should stand for one row covers several: a rule may have been missed."""


@dataclass(frozen=True, slots=True)
class GridCell:
    """A cell with its text as a strip."""

    cell: JoinedCell
    strip: Strip

    @property
    def text(self) -> str:
        """Text as printed."""
        return self.strip.text

    @property
    def is_empty(self) -> bool:
        """Whether nothing stands in it."""
        return not self.strip.text.strip()

    @property
    def doubts(self) -> tuple[str, ...]:
        """What the layout doubts about the cell or its pieces."""
        pieces = (doubt for piece in self.cell.pieces for doubt in piece.cell.doubts)
        return (*self.cell.doubts, *pieces)

    @property
    def place(self) -> tuple[Region, ...]:
        """Where an empty cell stands; nothing for a cell with text, whose lines say it."""
        return () if self.strip.pieces else self.cell.regions


class Grid:
    """Cells of a joined table by position; positions are 0-based."""

    def __init__(
        self, table: JoinedTable, transforms: Mapping[int, PageTransform] | None = None
    ) -> None:
        """Index every cell at all positions that it covers; `transforms` are by page number."""
        self.table = table
        self._transforms = transforms or {}
        self.is_plain = table.style is TableStyle.TEXT
        self.cells = tuple(GridCell(cell, self._strip(cell.pieces)) for cell in table.cells)
        self._at = {
            (row, col): cell
            for cell in self.cells
            for row in range(cell.cell.row, cell.cell.row + cell.cell.row_span)
            for col in range(cell.cell.col, cell.cell.col + cell.cell.col_span)
        }

    def at(self, row: int, col: int) -> GridCell:
        """The cell that covers a position."""
        return self._at[row, col]

    def row(self, row: int) -> list[GridCell]:
        """The cells that cover a row, each once, from left to right."""
        seen: dict[tuple[int, int], GridCell] = {}
        for col in range(self.table.n_cols):
            cell = self._at[row, col]
            seen[cell.cell.row, cell.cell.col] = cell
        return list(seen.values())

    def repeated_headers(self, col: int | None = None) -> list[Strip]:
        """Texts of headers that were repeated on later pages, of all columns or of one."""
        headers = self.table.repeated_headers
        return [self._strip((piece,)) for piece in headers if col in (None, piece.cell.col)]

    def column_header(self, col: int, n_header: int) -> list[GridCell]:
        """Header cells above a column, from top to bottom, each once."""
        seen: dict[tuple[int, int], GridCell] = {}
        for row in range(n_header):
            cell = self._at[row, col]
            seen[cell.cell.row, cell.cell.col] = cell
        return list(seen.values())

    def columns(self, first: int, n_cols: int) -> Grid:
        """The grid of some columns only; a cell that reaches over their edge is cut there."""
        last = first + n_cols
        cells = tuple(
            replace(cell, col=start - first, col_span=end - start)
            for cell in self.table.cells
            if (start := max(cell.col, first)) < (end := min(cell.col + cell.col_span, last))
        )
        return Grid(replace(self.table, n_cols=n_cols, cells=cells), self._transforms)

    @property
    def page_nos(self) -> tuple[int, ...]:
        """Pages the table stands on."""
        return tuple(dict.fromkeys(page_no for page_no, _ in self.table.sources))

    def _strip(self, pieces: tuple[CellPiece, ...]) -> Strip:
        return Strip(
            tuple(
                Piece(
                    piece.page_no,
                    line,
                    0,
                    len(line.text),
                    self.is_plain,
                    self._transforms.get(piece.page_no),
                )
                for piece in pieces
                for line in piece.cell.lines
            )
        )
