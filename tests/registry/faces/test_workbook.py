"""The quick sheet writes what XlsxWriter's own would."""

from __future__ import annotations

import pytest
from xlsxwriter.worksheet import Worksheet  # type: ignore[import-untyped]

from pipeline.registry.assemble import assemble
from pipeline.registry.faces import workbook
from pipeline.registry.faces.xlsx_face import xlsx_bytes
from pipeline.registry.specimen import made_rosters


def test_the_quick_sheet_gives_the_bytes_of_an_ordinary_one(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    registry = assemble(made_rosters(40))
    quick = xlsx_bytes(registry)
    monkeypatch.setattr(workbook, "QuickSheet", Worksheet)
    assert xlsx_bytes(registry) == quick
