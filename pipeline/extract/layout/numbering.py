"""Which rows of a table do its own printed numbers (序号) deny?

One that is two rows, two that are halves of one, and two between which one was lost. The numbers
are a count of the rows in which no rule and no line of writing had a part. Only a column that
nearly counts on by one is believed, and only where the numbers on both sides agree.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from pipeline.model.geometry import Box, enclosing_box
from pipeline.model.table import Cell, Table

LEAST, REGULAR = 4, 0.7
"""Numbers from which a column may be one of row numbers, and the share of its filled cells, and of
their steps, that must be numbers counting on by one; OCR loses a few on the worst scans."""
LONGEST = 4


@dataclass(frozen=True, slots=True)
class Denied:
    """Upright boxes: each `glued` row, the two around a `lost` one, the halves of a `split` one."""

    glued: tuple[Box, ...] = ()
    lost: tuple[Box, ...] = ()
    split: tuple[Box, ...] = ()


def check_numbering(table: Table) -> Denied:
    """Compare the rows of a table with the numbers printed in them."""
    column = _number_column(table)
    glued = [c for c in column if _counts_on([_number(line.text) for line in c.lines])]
    lost = [pair for pair in _steps(column) if _is_gap(column, *pair)]
    split = [
        (above, cell)
        for above, cell, below in zip(column, column[1:], column[2:], strict=False)
        if _is_half(above, cell, below)
    ]
    return Denied(
        tuple(_row_box(table, (cell,)) for cell in glued),
        tuple(_row_box(table, pair) for pair in lost),
        tuple(_row_box(table, pair) for pair in split),
    )


def _number_column(table: Table) -> list[Cell]:
    """Return the cells of the first column that counts the rows, from top to bottom."""
    for col in range(table.n_cols):
        cells = sorted(
            (c for c in table.cells if c.col == col and c.row_span == c.col_span == 1),
            key=lambda c: c.row,
        )
        texts = [line.text for c in cells for line in c.lines]
        found = [number for text in texts if (number := _number(text)) is not None]
        filled = sum(bool(c.lines) for c in cells if c.row)
        regular = sum(below == above + 1 for above, below in pairwise(found))
        if (
            len(found) >= max(LEAST, REGULAR * filled)
            and regular >= REGULAR * (len(found) - 1)
            and filled >= REGULAR * (len(cells) - 1)
        ):
            return cells
    return []


def _number(text: str) -> int | None:
    """Return the number a text is, None for any other text."""
    digits = text.strip().rstrip(".．、")
    return int(digits) if digits.isdecimal() and len(digits) <= LONGEST else None


def _counts_on(numbers: Sequence[int | None]) -> bool:
    return len(numbers) == 2 and None not in numbers and numbers[1] == (numbers[0] or 0) + 1


def _steps(column: Sequence[Cell]) -> Iterator[tuple[Cell, Cell]]:
    return ((a, b) for a, b in pairwise(column) if b.row == a.row + 1)


def _is_gap(column: Sequence[Cell], above: Cell, below: Cell) -> bool:
    """Whether numbers are left out between two rows, and count on before and after them."""
    numbers = {c.row: _number(c.text_ocr) for c in column}
    before, first = numbers.get(above.row - 1), numbers[above.row]
    last, after = numbers[below.row], numbers.get(below.row + 1)
    if first is None or last is None or not 1 < last - first <= LEAST:
        return False
    return before == first - 1 and after == last + 1


def _is_half(above: Cell, cell: Cell, below: Cell) -> bool:
    """Whether a row without a number stands between two rows whose numbers follow each other."""
    first, last = _number(above.text_ocr), _number(below.text_ocr)
    if cell.lines or first is None or last is None:
        return False
    return below.row == cell.row + 1 == above.row + 2 and last == first + 1


def _row_box(table: Table, cells: Sequence[Cell]) -> Box:
    """Return the box of the whole rows of these cells."""
    box = enclosing_box([c.upright for c in cells])
    return Box(table.upright.x0, box.y0, table.upright.x1, box.y1)
