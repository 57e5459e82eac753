"""Tables as a flat list of cells with spans. Empty cells, rows and columns stay."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from pipeline.model.geometry import Box
from pipeline.model.text import Glyph, TextLine

RULE_BROKEN = "rule-broken"
"""Doubt of a cell beside a rule that broke or vanished: its edge is inferred, not seen."""


class TableStyle(StrEnum):
    """What the grid was found from."""

    RULED = "ruled"
    HORIZONTAL = "horizontal"
    ALIGNED = "aligned"
    TEXT = "text"


class TickState(StrEnum):
    """What stands in a tick box."""

    TICKED = "ticked"
    EMPTY = "empty"
    UNCLEAR = "unclear"


@dataclass(frozen=True, slots=True)
class TickBox:
    """A tick box on a page (□ ☑ √ ■ ○), its `state` and the share of its inside that is ink."""

    box: Box
    upright: Box
    state: TickState
    ink: float


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell of a table, 0-based `row` and `col`, spans at least 1.

    `lines` are in reading order and belong to this cell only. `open_top` / `open_bottom`: the rule
    on that side is missing because the page ended, so the cell may go on over the page break.
    `doubts` are slugs of what is uncertain in the geometry (e.g. `rule-broken`). `is_reversed`: it
    was white print on a dark field, as the heads of many tables are.
    """

    row: int
    col: int
    row_span: int
    col_span: int
    box: Box
    upright: Box
    lines: tuple[TextLine, ...] = ()
    open_top: bool = False
    open_bottom: bool = False
    doubts: tuple[str, ...] = ()
    is_reversed: bool = False

    @property
    def text_ocr(self) -> str:
        """All lines joined in reading order, without spaces between them."""
        return "".join(line.text for line in self.lines)

    @property
    def glyphs(self) -> tuple[Glyph, ...]:
        """All glyphs in reading order."""
        return tuple(glyph for line in self.lines for glyph in line.glyphs)

    @property
    def confidence(self) -> float:
        """Lowest line score; 1.0 for an empty cell."""
        return min((line.score for line in self.lines), default=1.0)


@dataclass(frozen=True, slots=True)
class Table:
    """A table on one page; `table_no` is 1-based from the top, `cells` tile the grid exactly."""

    table_no: int
    style: TableStyle
    box: Box
    upright: Box
    n_rows: int
    n_cols: int
    cells: tuple[Cell, ...]
