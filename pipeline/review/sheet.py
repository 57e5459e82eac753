"""The whole-table view: every cell that stands on a page, in its rows, with where it stands."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from pipeline.model.decision import Decision
from pipeline.model.document import Reading, Record, ValueType
from pipeline.model.geometry import Box
from pipeline.model.value import CellStatus
from pipeline.review.dossier import Dossier
from pipeline.review.frame import PageFrame, upright_box

WIDEST_GRID = 8
"""Records with more columns are set as a form, one field per line."""


@dataclass(frozen=True, slots=True)
class SheetCell:
    """A cell in the grid and its boxes on this page (none for inherited and derived ones).

    `state` is one of accepted, review, failed, decided; `number` links the cell with its boxes.
    """

    number: int
    cell_id: str
    column: str
    text: str
    state: str
    is_inherited: bool
    is_mark: bool
    boxes: tuple[Box, ...]


@dataclass(frozen=True, slots=True)
class SheetRow:
    """One record; `label` is what its kind says of it (an indicator's name and year)."""

    row_no: int
    label: str
    cells: tuple[SheetCell, ...]

    def cell(self, column: str) -> SheetCell | None:
        """The cell of a column, None when this record has none."""
        return next((cell for cell in self.cells if cell.column == column), None)


@dataclass(frozen=True, slots=True)
class SheetTable:
    """Records of one output table; `is_form` sets its fields below each other."""

    name: str
    columns: tuple[str, ...]
    rows: tuple[SheetRow, ...]
    is_form: bool


def lay_out(
    dossier: Dossier,
    page_no: int,
    frame: PageFrame | None,
    decided: Callable[[Reading], Decision | None],
) -> list[SheetTable]:
    """Collect the records that have a cell on a page, by table in printed order.

    `decided` gives the decision that holds for a reading: it shows at once, before the rebuild.
    """
    tables: dict[str, list[SheetRow]] = {}
    number = 0
    for record in dossier.document.iter_records():
        if not _stands_on(record, page_no):
            continue
        cells = []
        for reading in record.readings:
            number += 1
            boxes = _boxes(reading, page_no, frame)
            cells.append(_cell(dossier, reading, number, boxes, decided(reading)))
        row = SheetRow(record.row_no, " ".join(record_notes(record)), tuple(cells))
        tables.setdefault(record.table, []).append(row)
    return [_table(name, rows) for name, rows in tables.items()]


def record_notes(record: Record) -> list[str]:
    """What its kind says of a record, for reading: a slug is left out where its name stands."""
    named = dict(record.attributes)
    return [text for key, text in record.attributes if f"{key}_name" not in named]


def _stands_on(record: Record, page_no: int) -> bool:
    return any(region.page_no == page_no for cell in record.readings for region in cell.regions)


def _table(name: str, rows: list[SheetRow]) -> SheetTable:
    columns = dict.fromkeys(cell.column for row in rows for cell in row.cells)
    return SheetTable(name, tuple(columns), tuple(rows), len(columns) > WIDEST_GRID)


def _cell(
    dossier: Dossier,
    reading: Reading,
    number: int,
    boxes: tuple[Box, ...],
    decision: Decision | None,
) -> SheetCell:
    value = dossier.values.get(reading.cell_id)
    status = value.status if value else CellStatus.ACCEPTED
    return SheetCell(
        number,
        reading.cell_id,
        reading.column,
        (decision.text or "") if decision else dossier.text_clean(reading),
        "decided" if decision else status.value,
        reading.inherited_from is not None,
        reading.value_type in (ValueType.TICK, ValueType.PRESENCE),
        boxes,
    )


def _boxes(reading: Reading, page_no: int, frame: PageFrame | None) -> tuple[Box, ...]:
    if frame is None or frame.lines or reading.inherited_from is not None:
        return ()
    return tuple(
        upright_box(frame, region.box) for region in reading.regions if region.page_no == page_no
    )
