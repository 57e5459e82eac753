"""Doubt cells whose text goes on beyond what was cut out of it.

Lines are cut by their ink and by the borders of their cell; the detector sees the same writing on
its own. Where it sees a line going on well beyond the cut, a column border runs through a word, or
the first character was too faint to be ink: what was read may be perfect, and is not all.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from statistics import median

from pipeline.extract.layout.box_index import BoxIndex
from pipeline.extract.layout.reader import TEXT_LAYER
from pipeline.model.geometry import Box
from pipeline.model.table import Cell, Table

TEXT_CUT = "text-cut"
OVERRUN = 0.5
"""Character heights beyond the detector's usual margin. Measured on 5,400 cells of made scans (fax,
110 dpi, photocopied): 0.3 % of the right cells and 15 % of the wrong ones have more."""


def doubt_cut_text(
    tables: Sequence[Table], detected: Sequence[Box], em: float
) -> tuple[Table, ...]:
    """Return the tables with a doubt on each cell with a cut line; `em` in pixels."""
    cells = [cell for table in tables for cell in table.cells]
    index = BoxIndex(detected)
    margins = {id(cell): list(_margins(cell, index)) for cell in cells}
    # A line that took the detector's own end has no margin there, which says nothing of the others.
    usual = median([m for found in margins.values() for m in found if m] or [0.0])
    limit = usual + OVERRUN * em
    return tuple(
        replace(
            table, cells=tuple(_doubted(cell, margins[id(cell)], limit) for cell in table.cells)
        )
        for table in tables
    )


def _doubted(cell: Cell, margins: Iterable[float], limit: float) -> Cell:
    is_cut = any(margin > limit for margin in margins)
    return replace(cell, doubts=(*cell.doubts, TEXT_CUT)) if is_cut else cell


def _margins(cell: Cell, detected: BoxIndex) -> Iterator[float]:
    """How far detected lines reach beyond the cell's lines on either side, in pixels."""
    for line in cell.lines:
        if line.engine == TEXT_LAYER:  # its lines are its own detector's: nothing was cut
            continue
        for box in detected.touching(line.upright):
            if _is_same_line(line.upright, box):
                yield float(line.upright.x0 - box.x0)
                yield float(box.x1 - line.upright.x1)


def _is_same_line(line: Box, box: Box) -> bool:
    """Whether the boxes hold the same writing: half of the height, a third of the width."""
    common = line.intersection(box)
    return (
        common.height > 0.5 * min(line.height, box.height)
        and common.width > 0.3 * min(line.width, box.width)
    )  # fmt: skip
