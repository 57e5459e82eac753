"""Tables after their pieces on several pages were joined; the pages' own tables stay untouched."""

from __future__ import annotations

from dataclasses import dataclass

from pipeline.model.geometry import Region
from pipeline.model.table import Cell, TableStyle
from pipeline.model.text import Glyph


@dataclass(frozen=True, slots=True)
class CellPiece:
    """The part of a joined cell that stands on one page."""

    page_no: int
    cell: Cell


@dataclass(frozen=True, slots=True)
class JoinedCell:
    """A cell of a joined table: 0-based position, spans, and its pieces in reading order."""

    row: int
    col: int
    row_span: int
    col_span: int
    pieces: tuple[CellPiece, ...]
    doubts: tuple[str, ...] = ()

    @property
    def text_ocr(self) -> str:
        """Text of all pieces in order, joined without spaces."""
        return "".join(piece.cell.text_ocr for piece in self.pieces)

    @property
    def glyphs(self) -> tuple[Glyph, ...]:
        """Glyphs of all pieces in order."""
        return tuple(glyph for piece in self.pieces for glyph in piece.cell.glyphs)

    @property
    def confidence(self) -> float:
        """Lowest confidence of its pieces; 1.0 when there are none."""
        return min((piece.cell.confidence for piece in self.pieces), default=1.0)

    @property
    def regions(self) -> tuple[Region, ...]:
        """Every place on the raw pages that this cell covers."""
        return tuple(Region(piece.page_no, piece.cell.box) for piece in self.pieces)


@dataclass(frozen=True, slots=True)
class JoinedTable:
    """A table over one or more pages. `cells` tile `n_rows` x `n_cols` exactly.

    `sources` are (page_no, table_no) in order. Header rows come first (`n_header_rows`, 0 when no
    header was recognised); headers repeated on later pages are dropped from the rows and listed in
    `repeated_headers` so that their text is still accounted for.
    """

    sources: tuple[tuple[int, int], ...]
    style: TableStyle
    n_rows: int
    n_cols: int
    n_header_rows: int
    cells: tuple[JoinedCell, ...]
    repeated_headers: tuple[CellPiece, ...] = ()
