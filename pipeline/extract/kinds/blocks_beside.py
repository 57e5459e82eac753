"""Lists printed in several blocks side by side: which row follows which.

序号 名称 | 序号 名称 is one list. It runs down each block and then to the next one, page by page;
where the printed numbers say that it runs across, they decide.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from pipeline.extract.kinds.fitting import ListFit
from pipeline.extract.kinds.grid import Grid
from pipeline.model.document import ValueType


def side_by_side(grid: Grid, n_blocks: int) -> list[Grid]:
    """The blocks of a grid, from left to right."""
    width = grid.table.n_cols // n_blocks
    return [grid.columns(index * width, width) for index in range(n_blocks)]


def rows_in_order(blocks: Sequence[Grid], fit: ListFit) -> list[tuple[int, int]]:
    """(block, row) of every row below the header, in the order of the list."""
    rows = range(fit.n_header, blocks[0].table.n_rows)
    places = [(index, row) for index in range(len(blocks)) for row in rows]
    if len(blocks) == 1:
        return places
    down = sorted(places, key=lambda at: (_page_of(blocks[at[0]], at[1]), *at))
    across = sorted(places, key=lambda at: (at[1], at[0]))
    return max((down, across), key=lambda order: _steps(order, blocks, fit))


def _page_of(block: Grid, row: int) -> int:
    return min(region.page_no for region in block.at(row, 0).cell.regions)


def _steps(order: Sequence[tuple[int, int]], blocks: Sequence[Grid], fit: ListFit) -> int:
    """How many printed numbers are one more than the one before them in this order."""
    cols = [known.col for known in fit.columns if known.column.type is ValueType.INTEGER]
    if not cols:
        return 0
    printed = [blocks[index].at(row, cols[0]).strip.legible.strip() for index, row in order]
    numbers = [int(text) for text in printed if text.isascii() and text.isdigit()]
    return sum(b == a + 1 for a, b in pairwise(numbers))
