"""The quick sheet writes what XlsxWriter's own would."""

from __future__ import annotations

import pytest
from xlsxwriter.worksheet import (  # type: ignore[import-untyped]
    CellDatetimeTuple,
    CellStringTuple,
    Worksheet,
)

from pipeline.registry.assemble import assemble
from pipeline.registry.faces import workbook
from pipeline.registry.faces.workbook import Cell, QuickSheet
from pipeline.registry.faces.xlsx_face import xlsx_bytes
from pipeline.registry.specimen import made_rosters


class OrdinarySheet(Worksheet):  # type: ignore[misc]
    """XlsxWriter's own sheet; a cell that comes again is written by its own means."""

    cell_at, link_at = QuickSheet.cell_at, QuickSheet.link_at

    def repeat(self, row: int, col: int, cell: Cell) -> None:
        """Write what the cell shows once more."""
        if isinstance(cell, CellStringTuple):
            text = list(self.str_table.string_table)[cell.string]
            self.write_string(row, col, text, cell.format)
        elif isinstance(cell, CellDatetimeTuple):
            self.table[row][col] = cell
        else:
            self.write(row, col, *cell)


def test_the_quick_sheet_gives_the_bytes_of_an_ordinary_one(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    registry = assemble(made_rosters(40))
    quick = xlsx_bytes(registry)
    monkeypatch.setattr(workbook, "QuickSheet", OrdinarySheet)
    assert xlsx_bytes(registry) == quick
