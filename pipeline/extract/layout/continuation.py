"""Does the first table of a page go on where the last table of the page before stopped?

Decided from geometry (same outer edges, same column lines, nothing between) and from the header
(repeated, or the rows simply go on). It never looks at what the cells are about.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from pipeline.model.page import PageReading
from pipeline.model.table import Cell, Table
from pipeline.model.text import TextLine

EDGE_TOLERANCE = 0.022
"""Column lines of one table agree between pages within this share of its width (about 3 mm)."""
CONTINUED = re.compile(r"^[（(]?(续|接)(上|前)?(页)?(表|页|附)?")
PAGE_NUMBER = re.compile(r"^[-—－─–·.\s第共]*\d{1,4}[-—－─–·.\s页/共第]*\d{0,4}[页]?[-—－─–·.\s]*$")


@dataclass(frozen=True, slots=True)
class Link:
    """How a table continues another: `columns[i]` is the joined column line of its line i.

    `edges` are the joined column lines as shares of the table width, `n_repeated` how many of its
    first rows repeat the header.
    """

    edges: tuple[float, ...]
    earlier: tuple[int, ...]
    columns: tuple[int, ...]
    n_repeated: int


def column_edges(table: Table) -> tuple[float, ...]:
    """Return the column lines of a table, left to right, as shares of its width."""
    width = max(1, table.upright.width)
    edges: list[float] = []
    for line in range(table.n_cols + 1):
        places = [c.upright.x0 for c in table.cells if c.col == line] or [
            c.upright.x1 for c in table.cells if c.col + c.col_span == line
        ]
        edges.append((sorted(places)[len(places) // 2] - table.upright.x0) / width)
    return tuple(edges)


def find_link(
    last: Table, last_edges: tuple[float, ...], before: PageReading, first: Table, page: PageReading
) -> Link | None:
    """Return how `first` (top of `page`) continues `last` (bottom of `before`), or None."""
    if not _is_at_bottom(last, before) or not _is_at_top(first, page):
        return None
    if not 0.8 <= _relative_width(first, page) / max(1e-6, _relative_width(last, before)) <= 1.25:
        return None
    return _match_edges(last_edges, column_edges(first))


def _relative_width(table: Table, page: PageReading) -> float:
    return table.upright.width / page.dpi


def _is_at_bottom(table: Table, page: PageReading) -> bool:
    """Whether only page numbers stand below the table."""
    if table.table_no != len(page.tables):
        return False
    below = [line for line in page.lines if line.upright.y0 >= table.upright.y1 - 4]
    return all(is_page_number(line) for line in below)


def _is_at_top(table: Table, page: PageReading) -> bool:
    """Whether only a page number or a 续表 mark stands above the table."""
    if table.table_no != 1:
        return False
    above = [line for line in page.lines if line.upright.y1 <= table.upright.y0 + 4]
    return all(is_page_number(line) or CONTINUED.match(line.text) for line in above)


def is_page_number(line: TextLine) -> bool:
    """Whether a line is nothing but a page number."""
    return bool(PAGE_NUMBER.match(line.text))


def _match_edges(earlier: tuple[float, ...], later: tuple[float, ...]) -> Link | None:
    """Join two sets of column lines when one holds the other."""
    nearest = [min(range(len(earlier)), key=lambda i: abs(earlier[i] - edge)) for edge in later]
    hits = [
        abs(earlier[i] - edge) <= EDGE_TOLERANCE for i, edge in zip(nearest, later, strict=True)
    ]
    matched = {i for i, hit in zip(nearest, hits, strict=True) if hit}
    if len(matched) < sum(hits) or not (all(hits) or len(matched) == len(earlier)):
        return None
    extra = [edge for edge, hit in zip(later, hits, strict=True) if not hit]
    edges = sorted([*earlier, *extra])
    columns = tuple(
        edges.index(earlier[i]) if hit else edges.index(edge)
        for i, edge, hit in zip(nearest, later, hits, strict=True)
    )
    return Link(tuple(edges), tuple(edges.index(edge) for edge in earlier), columns, 0)


def header_depth(table: Table) -> int:
    """Return how many first rows are a header: all filled, over a body in the same columns."""
    first = [c for c in table.cells if c.row == 0]
    depth = max(c.row_span for c in first)
    if depth > 3 or table.n_rows <= depth or table.n_cols < 2:
        return 0
    header = [c for c in table.cells if c.row < depth]
    if not all(c.lines for c in header) or any(len(c.text_ocr) > 20 for c in header):
        return 0
    lowest = {(c.col, c.col_span) for c in header if c.row + c.row_span == depth}
    body = [c for c in table.cells if c.row >= depth]
    below = sum((c.col, c.col_span) in lowest for c in body)
    return depth if len(lowest) >= 2 and below >= 0.8 * len(body) else 0


def count_repeated(header: Sequence[Cell], depth: int, table: Table) -> int:
    """Return how many first rows of `table` repeat the header (`depth` or 0)."""
    again = [c for c in table.cells if c.row < depth]
    if depth == 0 or table.n_rows < depth or not again:
        return 0
    texts = [c.text_ocr for c in header if c.lines]
    alike = sum(any(_similar(c.text_ocr, text) for text in texts) for c in again)
    return depth if alike >= 0.6 * len(again) else 0


def _similar(one: str, other: str) -> bool:
    return SequenceMatcher(None, one, other, autojunk=False).ratio() >= 0.5
