"""Does the first table of a page go on where the last table of the page before stopped?

Decided from geometry (same outer edges, same column lines, nothing between) and from the header
(repeated, or the rows simply go on). It never looks at what the cells are about.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import pairwise

from pipeline.model.page import PageReading
from pipeline.model.table import Cell, Table, TableStyle
from pipeline.model.text import TextLine

EDGE_TOLERANCE = 0.022
"""Column lines of one table agree between pages within this share of its width (about 3 mm)."""
CONTINUED = re.compile(r"^[（(]?(续|接)(上|前)?(页)?(表|页|附)?")
PAGE_NUMBER = re.compile(r"^[-—－─–·.\s第共]*\d{1,4}[-—－─–·.\s页/共第]*\d{0,4}[页]?[-—－─–·.\s]*$")

RUNNING_SHIFT = 3.0
"""Line heights by which sheets lie differently in the scanner: a running head moves so far."""
BESIDE = 2.0
"""Line heights from a running foot within which other print is a stamp in the margin."""
ILLEGIBLE = 0.4
"""Reading score below which a piece says nothing: 0.15 and 0.2 on a crumbled head."""
PIECE = 0.6
"""Width of a piece of a running head, as a share of the whole, below which it may be one; another
title in its place is about as wide."""
RUNNING_ALIKE = 0.75
"""Least likeness of a running head with itself, misread characters allowed for."""
IN_PLACE_ALIKE = 0.5
"""The same of a running foot that begins and ends at the same places: 0.74 of a print date of which
four of 13 characters were misread at 110 dpi."""


@dataclass(frozen=True, slots=True)
class ColumnLines:
    """The column lines of a joined table as shares of `width` (inches): that of its first piece.

    A later piece may be narrower, since a column that is empty there leaves no trace.
    """

    shares: tuple[float, ...]
    width: float


@dataclass(frozen=True, slots=True)
class Link:
    """How a table continues another: its column i lies between the joined lines `columns[i]`.

    `edges` are the joined column lines as shares of the table width, `earlier[i]` is the joined
    line of line i so far, `n_repeated` says how many first rows of the table repeat the header.
    """

    edges: tuple[float, ...]
    earlier: tuple[int, ...]
    columns: tuple[tuple[int, int], ...]
    n_repeated: int = 0


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


def goes_on(
    last: Table,
    before: PageReading,
    first: Table,
    page: PageReading,
    headlines: Sequence[TextLine],
    pages: Sequence[PageReading],
) -> bool:
    """Whether `first` may continue `last`: nothing of the text stands between them.

    Page numbers, specks read as signs, 续表 marks, running heads and running feet do not count.
    `headlines` are the lines above the table's first piece. A running head is one of them, a
    running foot stands on another of the `pages`, mostly the next; that the other headlines, the
    title, are not there again tells the next page of a list from a further form under the same
    title or over the same foot.
    """
    if last.table_no != len(before.tables) or first.table_no != 1:
        return False
    below = [line for line in before.lines if line.upright.y0 >= last.upright.y1 - 4]
    feet = [line for line in below if not (_says_nothing(line) or _is_numbering(line, pages))]
    above = lines_above(first, page)
    heads = [line for line in above if not (_says_nothing(line) or CONTINUED.match(line.text))]
    if not (heads or feet):
        return True
    is_titled = any(not _is_again(line, above) for line in headlines)
    is_running = all(_is_again(line, headlines) for line in heads)
    others = [line for other in pages if other.page_no != before.page_no for line in other.lines]
    running = [line for line in feet if _is_again(line, others) or _is_misread(line, others)]
    return is_titled and is_running and all(_is_beside(line, running) for line in feet)


def lines_above(table: Table, page: PageReading) -> tuple[TextLine, ...]:
    """Return the lines that stand above a table of the page."""
    return tuple(line for line in page.lines if line.upright.y1 <= table.upright.y0 + 4)


def _is_again(line: TextLine, others: Sequence[TextLine]) -> bool:
    """Whether the same line, or a piece of it, stands at the same height on another page."""
    return any(
        _is_level(line, again)
        and (_likeness(line, again) >= RUNNING_ALIKE or _is_piece(line, again))
        for again in others
    )


def _is_misread(line: TextLine, others: Sequence[TextLine]) -> bool:
    """Whether a line of another page begins and ends where this one does, and is like it."""
    box = line.upright
    return any(
        _is_level(line, again)
        and abs(again.upright.x0 - box.x0) <= box.height
        and abs(again.upright.x1 - box.x1) <= box.height
        and _likeness(line, again) >= IN_PLACE_ALIKE
        for again in others
    )


def _is_level(line: TextLine, other: TextLine) -> bool:
    """Whether a line of another page stands at the height of this one."""
    shift = abs(other.upright.y0 - line.upright.y0)
    return shift <= RUNNING_SHIFT * line.upright.height


def _likeness(line: TextLine, again: TextLine) -> float:
    return SequenceMatcher(None, again.text, line.text).ratio()


def _is_numbering(line: TextLine, pages: Sequence[PageReading]) -> bool:
    """Whether a line stands where the page numbers of other pages do: a misread one."""
    box = line.upright
    return any(
        _is_level(line, other)
        and min(other.upright.x1, box.x1) > max(other.upright.x0, box.x0)
        and box.width <= 2 * other.upright.width
        and is_page_number(other)
        for page in pages
        for other in page.lines
    )


def _is_beside(line: TextLine, running: Sequence[TextLine]) -> bool:
    """Whether a line is one of the running feet, or a stamp at their height."""
    return any(
        abs(foot.upright.y0 - line.upright.y0) <= BESIDE * foot.upright.height for foot in running
    )


def _is_piece(line: TextLine, whole: TextLine) -> bool:
    """Whether a line stands within a wider one and says in part the same, or nothing legible.

    Small print crumbles on copies.
    """
    slack = RUNNING_SHIFT * line.upright.height
    inside = (
        line.upright.x0 >= whole.upright.x0 - slack and line.upright.x1 <= whole.upright.x1 + slack
    )
    is_narrow = line.upright.width <= PIECE * whole.upright.width
    matcher = SequenceMatcher(None, whole.text, line.text, autojunk=False)
    common = sum(block.size for block in matcher.get_matching_blocks())
    alike = line.score < ILLEGIBLE or 2 * common >= len(line.text)
    return inside and is_narrow and alike


def find_link(
    last: Table,
    edges: ColumnLines,
    before: PageReading,
    first: Table,
    page: PageReading,
) -> Link | None:
    """Return how the columns of `first` (on `page`) continue those of `last`, or None."""
    if not last.style is first.style is TableStyle.RULED:
        return _match_print(edges, last.upright.x0 / before.dpi, (first, page))
    if not 0.8 <= _relative_width(first, page) / max(1e-6, _relative_width(last, before)) <= 1.25:
        return None
    return _match_edges(edges.shares, column_edges(first))


def link_by_header(edges: tuple[float, ...]) -> Link:
    """Return how a table goes on that repeats the header over columns of other widths.

    Writers of such lists set each page as a table of its own.
    """
    return Link(edges, tuple(range(len(edges))), tuple(pairwise(range(len(edges)))))


def _relative_width(table: Table, page: PageReading) -> float:
    return table.upright.width / page.dpi


def is_page_number(line: TextLine) -> bool:
    """Whether a line is nothing but a page number."""
    return bool(PAGE_NUMBER.match(line.text))


def _says_nothing(line: TextLine) -> bool:
    """Whether a line is a page number, or has no letter: a crease between pages is read as /."""
    return is_page_number(line) or not any(char.isalnum() for char in line.text)


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
    lines = [
        edges.index(earlier[i]) if hit else edges.index(edge)
        for i, edge, hit in zip(nearest, later, hits, strict=True)
    ]
    columns = tuple(pairwise(lines))
    return Link(tuple(edges), tuple(edges.index(edge) for edge in earlier), columns)


def _match_print(
    columns: ColumnLines, left: float, first: tuple[Table, PageReading]
) -> Link | None:
    """Join columns without rules: print of each must stand in a column of its own before.

    The free space that parts such columns lies elsewhere on every page, and a column that is empty
    here or was empty before leaves no trace; only the last may be new, and the one before may have
    reached over it. `left` is where the table before begins, in inches. Rules may show on one page
    and not on the other: of dotted ones a copy machine leaves some.
    """
    earlier = columns.shares
    lines = [left + share * columns.width for share in earlier]
    homes: list[int] = []
    for col in range(first[0].n_cols):
        centre = _print_centre(first[0], col)
        if centre is None:
            return None
        homes.append(bisect_right(lines, centre / first[1].dpi) - 1)
    n_before = len(earlier) - 1
    homes[0] = max(0, homes[0])
    if homes[-2:] == [n_before - 1, n_before - 1]:
        homes[-1] = n_before
    elif len(homes) == n_before and homes[-2] < n_before - 1:
        homes[-1] = min(homes[-1], n_before - 1)
    if any(b <= a for a, b in pairwise(homes)) or homes[-1] > n_before:
        return None
    edges = earlier if homes[-1] < n_before else (*earlier, 2 * earlier[-1] - earlier[-2])
    return Link(edges, tuple(range(len(earlier))), tuple((home, home + 1) for home in homes))


def _print_centre(table: Table, col: int) -> float | None:
    """Return the middle of the print of a column (upright pixels), None where there is none."""
    own = [c for c in table.cells if c.col == col and c.col_span == 1]
    lines = [line.upright for c in own for line in c.lines]
    if not lines:
        return None
    return (min(line.x0 for line in lines) + max(line.x1 for line in lines)) / 2


def header_depth(table: Table) -> int:
    """Return how many first rows are a header: all filled, over a body in the same columns.

    What a column holds again further down is an entry of it.
    """
    first = [c for c in table.cells if c.row == 0]
    depth = max(c.row_span for c in first)
    if depth > 3 or table.n_rows <= depth or table.n_cols < 2:
        return 0
    header = [c for c in table.cells if c.row < depth]
    if not all(c.lines for c in header) or any(len(c.text_ocr) > 20 for c in header):
        return 0
    lowest = {(c.col, c.col_span) for c in header if c.row + c.row_span == depth}
    body = [c for c in table.cells if c.row >= depth]
    entries = {(c.col, c.text_ocr) for c in body}
    if any((c.col, c.text_ocr) in entries for c in header):
        return 0
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
