"""A document as one run of blocks: rows of text and joined tables, in reading order."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pipeline.extract.kinds.grid import Grid
from pipeline.extract.kinds.margins import marginal_lines
from pipeline.extract.kinds.patterns import PAGE_NUMBER
from pipeline.extract.kinds.strip import Row, Strip, gather_rows
from pipeline.model.geometry import PageTransform
from pipeline.model.joined import JoinedTable
from pipeline.model.page import PageReading, PageSource


@dataclass(frozen=True, slots=True)
class Block:
    """A row of text or a table, at the page where it begins.

    `is_marginal`: a page's number, a running head or foot, a note or a stamp beside the text.
    """

    page_no: int
    row: Row | None = None
    grid: Grid | None = None
    is_marginal: bool = False

    @property
    def strip(self) -> Strip:
        """The row's text; empty for a table."""
        return self.row.strip if self.row else Strip()

    @property
    def text(self) -> str:
        """The row's text; empty for a table."""
        return self.strip.text

    @property
    def legible(self) -> str:
        """The row's text in ordinary characters, for patterns."""
        return self.strip.legible

    @property
    def page_nos(self) -> tuple[int, ...]:
        """Every page the block stands on."""
        return self.grid.page_nos if self.grid else (self.page_no,)


def lay_out_blocks(pages: Sequence[PageReading], tables: Sequence[JoinedTable]) -> list[Block]:
    """Put rows and tables of all pages in reading order; a joined table stands where it begins."""
    blocks: list[Block] = []
    transforms = {page.page_no: page.transform for page in pages}
    for page in pages:
        grids = _tables_beginning_on(page, tables, transforms)
        margins = marginal_lines(page)
        blocks += _margin_blocks(page, margins)
        rows = gather_rows(page, [li for at, li in enumerate(page.lines) if at not in margins])
        last = len(rows) - 1
        for index, row in enumerate(rows):
            while grids and grids[0][0] < sum(row.box.centre[1:]):
                blocks.append(Block(page.page_no, grid=grids.pop(0)[1]))
            at_edge = page.source is not PageSource.TEXT and index in (0, last)
            numbered = at_edge and PAGE_NUMBER.match(row.legible) is not None
            blocks.append(Block(page.page_no, row=row, is_marginal=numbered))
        blocks += [Block(page.page_no, grid=grid) for _, grid in grids]
    return blocks


def _margin_blocks(page: PageReading, margins: frozenset[int]) -> list[Block]:
    """What stands beside the text, one block for each line, before all that the page says."""
    rows = (gather_rows(page, [page.lines[at]]) for at in sorted(margins))
    return [Block(page.page_no, row=row, is_marginal=True) for found in rows for row in found]


def _tables_beginning_on(
    page: PageReading, tables: Sequence[JoinedTable], transforms: Mapping[int, PageTransform]
) -> list[tuple[int, Grid]]:
    """(top edge on the upright page, grid) of the joined tables whose first piece is here."""
    tops = {table.table_no: table.upright.y0 for table in page.tables}
    found = [
        (tops[table.sources[0][1]], Grid(table, transforms))
        for table in tables
        if table.sources[0][0] == page.page_no
    ]
    return sorted(found, key=lambda pair: pair[0])
