"""What the cells of a column say about which column of a kind it is, whatever its header says."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from pipeline.extract.kinds.grid import Grid, GridCell
from pipeline.extract.kinds.kind import Column
from pipeline.model.document import ValueType

MAX_REGION_LENGTH = 4
"""A region column holds 北京 or 黑龙江, at most 内蒙古 and a sign."""
MISREAD_WORD = 0.9
"""What a word of a column's vocabulary counts when it is misread."""
BRACKETS = "()（）[]【】〔〕〈〉<> "


def bare_text(cell: GridCell) -> str:
    """The text of a cell without the brackets around it."""
    return cell.strip.legible.strip(BRACKETS)


def cells_of_column(grid: Grid, col: int) -> list[str]:
    """Texts of a column's filled cells, merged ones once."""
    cells = [grid.at(row, col) for row in range(grid.table.n_rows)]
    return [
        bare_text(cell)
        for row, cell in enumerate(cells)
        if cell.cell.row == row and not cell.is_empty
    ]


def content_score(cells: list[str], column: Column) -> float:
    """Share of cells that look like the column's; 0 for a column that says nothing of its cells."""
    hits: float
    if column.vocabulary:
        hits = sum(max(_likeness(cell, word) for word in column.vocabulary) for cell in cells)
    elif column.endings:
        hits = sum(cell.endswith(column.endings) for cell in cells)
    elif column.type is ValueType.INTEGER:
        hits = sum(cell.isdigit() for cell in cells)
    elif column.type is ValueType.REGION:
        hits = sum(len(cell) <= MAX_REGION_LENGTH and not cell.isascii() for cell in cells)
    else:
        return 0.0
    return hits / len(cells)


def _likeness(cell: str, word: str) -> float:
    """1 for the word itself, less where it is misread (式点): half of its characters in place."""
    if cell == word:
        return 1.0
    if len(cell) != len(word):
        return 0.0
    in_place = sum(one == other for one, other in zip(cell, word, strict=True))
    return MISREAD_WORD if 2 * in_place >= len(word) else 0.0


def is_telling(column: Column) -> bool:
    """Whether a cell can be told as the column's: a region cannot, any short word may be one."""
    return bool(column.vocabulary or column.endings or column.type is ValueType.INTEGER)


def serial_share(grid: Grid, n_header: int, col: int) -> float:
    """Share of rows whose number is one more than that of the row before, as 序号 are."""
    rows = range(n_header, grid.table.n_rows)
    texts = [(row, bare_text(grid.at(row, col))) for row in rows]
    steps = Counter(int(text) - row for row, text in texts if text.isdecimal())
    return max(steps.values(), default=0) / len(rows)


def ending_share(cells: Sequence[str], endings: tuple[str, ...]) -> float:
    """Share of cells that end as a column's do."""
    return sum(cell.endswith(endings) for cell in cells) / max(1, len(cells))
