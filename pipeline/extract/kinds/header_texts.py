"""What may be the header of a column, as it was read."""

from __future__ import annotations

from pipeline.extract.kinds.grid import Grid
from pipeline.extract.kinds.strip import Strip, join_strips

SURE_HEADER = 0.8
"""A header read below this may be another word."""
GARBLED = 0.6
"""A line read below this is no text (0.52 where names were printed over the rule below a head)."""


def header_texts(grid: Grid, col: int, n_header: int) -> list[Strip]:
    """What may be a column's header: the lowest cell above it, or all of them in order.

    And these without what only looks like a line: print of the row below on the rule between.
    """
    cells = [cell for cell in grid.column_header(col, n_header) if not cell.is_empty]
    if not cells or cells[-1].cell.row + cells[-1].cell.row_span > n_header:
        return []
    path = join_strips(cell.strip for cell in cells)
    sure = Strip(tuple(piece for piece in path.pieces if piece.confidence >= SURE_HEADER))
    garbled = any(piece.confidence < GARBLED for piece in path.pieces)
    return [*([cells[-1].strip] if len(cells) > 1 else []), path, *([sure] if garbled else [])]
