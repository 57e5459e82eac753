"""Values that a letter gives in a small table: its labels head the columns, or stand beside them.

Only tables that the kind knows nothing else of are asked, for fields that the text left open.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pipeline.extract.kinds.grid import Grid, GridCell
from pipeline.extract.kinds.kind import Field
from pipeline.extract.kinds.matching import SURE, best_similarity
from pipeline.extract.kinds.patterns import TOTAL
from pipeline.extract.kinds.strip import Strip

MIN_LABELS = 2
"""A table of contacts has more than one of the letter's labels."""


@dataclass(frozen=True, slots=True)
class TableAnswer:
    """What a table says for a field, and the cells that are its labels."""

    spec: Field
    label: GridCell
    values: tuple[Strip, ...]


def read_labelled_table(grid: Grid, fields: Sequence[Field]) -> list[TableAnswer]:
    """What a table says for the fields; nothing when it has fewer than two of their labels."""
    labels = [
        (cell, spec)
        for cell in grid.cells
        for spec in fields
        if not cell.is_empty and best_similarity(cell.strip, spec.labels) >= SURE
    ]
    if len({spec.column for _, spec in labels}) < MIN_LABELS:
        return []
    heads = {id(cell) for cell, _ in labels if cell.cell.row == 0}
    is_header = len(heads) >= MIN_LABELS and len(heads) == len(labels)
    return [
        TableAnswer(spec, cell, tuple(_below(grid, cell) if is_header else _beside(grid, cell)))
        for cell, spec in labels
    ]


def _below(grid: Grid, label: GridCell) -> Iterator[Strip]:
    """The filled cells of a column, each once; a total below them is none."""
    for row in range(label.cell.row + label.cell.row_span, grid.table.n_rows):
        cell = grid.at(row, label.cell.col)
        if cell.cell.row == row and not cell.is_empty and not TOTAL.match(cell.strip.legible):
            yield cell.strip.trimmed()


def _beside(grid: Grid, label: GridCell) -> Iterator[Strip]:
    """The cell to the right of a label."""
    col = label.cell.col + label.cell.col_span
    if col < grid.table.n_cols:
        cell = grid.at(label.cell.row, col)
        if not cell.is_empty:
            yield cell.strip.trimmed()
