"""Count the rows of a page a second time, from lines of writing alone, whatever grids were found.

A row that a grid lost shows in one of four ways: every filled cell of a row holds two lines (that
stand apart, where rules part the rows), writing beside a table stands in its columns, lines of
many pieces follow each other where no table was found, or the numbers printed in the rows leave one
out. A row that a grid invented is too low for writing, or the numbers pass it over. None of this
changes a table: it makes the balance uneven, points to the place and puts the cells there in doubt.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby, pairwise

from pipeline.extract.layout.alignment import FULL_LINE
from pipeline.extract.layout.lost_rows import APART, MIN_FILLED
from pipeline.extract.layout.numbering import check_numbering
from pipeline.extract.layout.order import reading_rows
from pipeline.model.geometry import Box, enclosing_box
from pipeline.model.table import RULE_BROKEN, Cell, Table, TableStyle

MIN_PIECES = 4
"""Pieces of a line of a table; running text has one, a line of a form up to three."""
LOWEST = 0.7
"""Height, in character heights, below which a row can hold no writing."""
BESIDE = 3.0
"""Distance from a table, in character heights, in which a lost row of it stands."""


@dataclass(frozen=True, slots=True)
class RowCount:
    """How many rows were lost (each at its upright box) and invented on a page."""

    lost: tuple[Box, ...]
    invented: tuple[Box, ...]


def count_rows(tables: Sequence[Table], lines: Sequence[Box], em: float) -> RowCount:
    """Compare the rows of `tables` with the detected `lines` (upright)."""
    free = [
        line for line in lines if not any(t.upright.contains_point(*line.centre) for t in tables)
    ]
    bands = [band for band in reading_rows(free) if len(band) >= MIN_FILLED]
    lost = [box for table in tables for box in _joined_rows(table, em)]
    lost += [enclosing_box(band) for band in bands if any(_continues(t, band, em) for t in tables)]
    rest = [band for band in bands if enclosing_box(band) not in lost]
    lost += _missed_table(rest, em)
    denied = [check_numbering(table) for table in tables]
    lost += [box for d in denied for box in d.glued if not any(_is_in(own, box) for own in lost)]
    lost += [box for d in denied for box in d.lost]
    invented = [box for table in tables for box in _low_rows(table, em)]
    invented += [
        box for d in denied for box in d.split if not any(_is_in(own, box) for own in invented)
    ]
    return RowCount(tuple(lost), tuple(invented))


def _is_in(box: Box, other: Box) -> bool:
    return other.contains_point(*box.centre)


def doubt_joined_rows(tables: Sequence[Table], count: RowCount) -> tuple[Table, ...]:
    """Return the tables with a doubt on each cell of a row that is two, or half of one."""
    uneven = count.lost + count.invented
    return tuple(
        replace(
            table,
            cells=tuple(
                replace(cell, doubts=(*cell.doubts, RULE_BROKEN))
                if cell.lines and any(cell.upright.intersection(b) == cell.upright for b in uneven)
                else cell
                for cell in table.cells
            ),
        )
        for table in tables
    )


def _rows_of(table: Table) -> Iterator[list[Cell]]:
    own = sorted((c for c in table.cells if c.row_span == 1), key=lambda c: c.row)
    for _, cells in groupby(own, key=lambda c: c.row):
        yield list(cells)


def _joined_rows(table: Table, em: float) -> Iterator[Box]:
    """Yield the rows below the header whose filled cells all hold two rows' lines."""
    free = APART * em if table.style is TableStyle.RULED else 0.0
    for cells in _rows_of(table):
        filled = [c for c in cells if c.lines]
        if not cells[0].row or len(filled) < MIN_FILLED:
            continue
        wrapped = sum(map(_is_wrapped, filled))
        if all(_is_apart(c, free) for c in filled) and 2 * wrapped <= len(filled):
            yield enclosing_box([c.upright for c in filled])


def _is_wrapped(cell: Cell) -> bool:
    """Whether all lines but the last are full, as where text was broken to go on below."""
    boxes = sorted((line.upright for line in cell.lines), key=lambda box: box.y0)
    return all(box.width >= FULL_LINE * cell.upright.width for box in boxes[:-1])


def _is_apart(cell: Cell, free: float) -> bool:
    """Whether two lines stand above each other with so many pixels between them."""
    boxes = sorted((line.upright for line in cell.lines), key=lambda box: box.y0)
    return any(below.y0 - above.y1 >= free for above, below in pairwise(boxes))


def _continues(table: Table, band: Sequence[Box], em: float) -> bool:
    """Whether a line beside a table has its pieces in most of its columns, one in each."""
    box = enclosing_box(band)
    distance = max(box.y0 - table.upright.y1, table.upright.y0 - box.y1)
    columns = {
        c.col: (c.upright.x0, c.upright.x1) for c in table.cells if c.row_span == c.col_span == 1
    }
    homes = [
        col
        for piece in band
        for col, (left, right) in columns.items()
        if left <= piece.x0 + em / 2 and piece.x1 - em / 2 <= right
    ]
    enough = len(set(homes)) >= max(MIN_FILLED, round(0.6 * table.n_cols))
    return distance <= BESIDE * em and len(set(homes)) == len(homes) == len(band) and enough


def _missed_table(bands: Sequence[Sequence[Box]], em: float) -> list[Box]:
    """Return the lines of many pieces that follow another such line closely."""
    boxes = [enclosing_box(band) for band in bands if len(band) >= MIN_PIECES]
    close = [
        (above, below) for above, below in pairwise(boxes) if below.y0 - above.y1 <= BESIDE * em
    ]
    return list(dict.fromkeys(box for pair in close for box in pair))


def _low_rows(table: Table, em: float) -> Iterator[Box]:
    for cells in _rows_of(table):
        box = enclosing_box([c.upright for c in cells])
        if len(cells) > 1 and box.height < LOWEST * em and not any(c.lines for c in cells):
            yield box
