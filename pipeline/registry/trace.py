"""Brings together, per cell, what every stage said of it: reading, judgement and typed value.

Decides the text and the status that a cell shows in its table. A value that does not fit its
column's type is held back and sent to review; nothing is repaired here.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from pipeline.model.correction import CleanReading
from pipeline.model.document import Reading, Record
from pipeline.model.geometry import Region
from pipeline.model.value import CellStatus, NormalRecord, Value
from pipeline.registry.registry import StagedDocument
from pipeline.registry.schema.column import ColumnType, TableSchema, fits_type

NOT_OF_TYPE = "value-not-of-type"
NOT_NORMALISED = "not-normalised"

_BADNESS = {CellStatus.ACCEPTED: 0, CellStatus.REVIEW: 1, CellStatus.FAILED: 2}


@dataclass(frozen=True, slots=True)
class CellTrace:
    """One cell with all that is known of it.

    `text` is what its table shows. `reading` and `clean` are None for derived values, `value` is
    None for readings that only feed other values. `sources` are the cell_ids it rests on.
    """

    cell_id: str
    column: str
    text: str
    status: CellStatus
    reasons: tuple[str, ...]
    regions: tuple[Region, ...]
    reading: Reading | None
    clean: CleanReading | None
    value: Value | None
    inherited_from: str | None
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TracedRecord:
    """One record with its cells in column order."""

    document_id: str
    record_id: str
    table: str
    row_no: int
    parent_id: str | None
    attributes: tuple[tuple[str, str], ...]
    cells: tuple[CellTrace, ...]

    @property
    def page_nos(self) -> tuple[int, ...]:
        """Pages the record itself stands on, sorted; ink it only inherits may lie elsewhere."""
        own = [cell for cell in self.cells if cell.reading and cell.inherited_from is None]
        return tuple(sorted({r.page_no for cell in own or self.cells for r in cell.regions}))

    def text_of(self, column: str) -> str:
        """What the record says in a column, read, derived or fixed by the kind; "" for nothing."""
        for cell in self.cells:
            if cell.column == column and cell.text:
                return cell.text
        return next((text for name, text in self.attributes if name == column), "")

    def texts(self) -> dict[str, str]:
        """The same for all columns in which it says anything."""
        said = dict(reversed(self.attributes))
        said.update((cell.column, cell.text) for cell in reversed(self.cells) if cell.text)
        return said


def worst_status(cells: Iterator[CellTrace] | tuple[CellTrace, ...]) -> CellStatus:
    """The worst status of some cells; accepted when there are none."""
    return max(
        (cell.status for cell in cells), key=_BADNESS.__getitem__, default=CellStatus.ACCEPTED
    )


def trace_document(
    document: StagedDocument, schemas: Mapping[str, TableSchema]
) -> tuple[TracedRecord, ...]:
    """Trace every record of a document in printed order; records of blank forms are left out."""
    tracer = _DocumentTracer(document, schemas)
    normal = {record.record_id: record for record in document.normal.records}
    return tuple(
        tracer.trace(record, normal.get(record.record_id))
        for part in document.reading.parts
        if not part.is_blank_form
        for record in part.records
    )


class _DocumentTracer:
    """Looks up cells of one document across its stages."""

    def __init__(self, document: StagedDocument, schemas: Mapping[str, TableSchema]) -> None:
        self._document_id = document.reading.document_id
        self._clean = {reading.cell_id: reading for reading in document.clean.readings}
        self._regions = {
            reading.cell_id: reading.regions
            for record in document.reading.iter_records()
            for reading in record.readings
        }
        self._last_sources: tuple[str, ...] = ()
        self._last_regions: tuple[Region, ...] = ()
        self._schemas = schemas
        self._types: dict[str, dict[str, ColumnType]] = {}

    def trace(self, record: Record, normal: NormalRecord | None) -> TracedRecord:
        readings = {reading.cell_id: reading for reading in record.readings}
        values = normal.values if normal is not None else ()
        types = self._types_of(record.table)
        cells = [self._cell(value, readings.get(value.cell_id), types) for value in values]
        valued = {value.cell_id for value in values}
        cells += [
            self._feeding(reading, values)
            for reading in record.readings
            if reading.cell_id not in valued
        ]
        return TracedRecord(
            self._document_id,
            record.record_id,
            record.table,
            record.row_no,
            record.parent_id,
            normal.attributes if normal is not None else record.attributes,
            tuple(cells),
        )

    def _types_of(self, table: str) -> Mapping[str, ColumnType]:
        if table not in self._types:
            columns = self._schemas[table].columns
            self._types[table] = {column.name: column.type for column in columns}
        return self._types[table]

    def _cell(
        self, value: Value, reading: Reading | None, types: Mapping[str, ColumnType]
    ) -> CellTrace:
        text, status, reasons = value.value or "", value.status, value.reasons
        if not fits_type(text, types.get(value.column, ColumnType.TEXT)):
            text, reasons = "", (*reasons, NOT_OF_TYPE)
            status = max(status, CellStatus.REVIEW, key=_BADNESS.__getitem__)
        regions = reading.regions if reading else self._regions_of(value.from_cells)
        inherited_from = reading.inherited_from if reading else None
        sources = (inherited_from,) if inherited_from else value.from_cells
        return CellTrace(
            value.cell_id,
            value.column,
            text,
            status,
            reasons,
            regions,
            reading,
            self._clean.get(value.cell_id),
            value,
            inherited_from,
            sources,
        )

    def _feeding(self, reading: Reading, values: tuple[Value, ...]) -> CellTrace:
        """A reading without a value of its own: it feeds others, or normalise passed it over."""
        fed = [value for value in values if reading.cell_id in value.from_cells]
        status = max((v.status for v in fed), key=_BADNESS.__getitem__, default=CellStatus.REVIEW)
        reasons = (
            tuple(dict.fromkeys(r for v in fed for r in v.reasons)) if fed else (NOT_NORMALISED,)
        )
        return CellTrace(
            reading.cell_id,
            reading.column,
            "",
            status,
            reasons,
            reading.regions,
            reading,
            self._clean.get(reading.cell_id),
            None,
            reading.inherited_from,
            (reading.inherited_from,) if reading.inherited_from else (),
        )

    def _regions_of(self, cell_ids: tuple[str, ...]) -> tuple[Region, ...]:
        # the five place columns of a row rest on the same cells: work their regions out once
        if cell_ids != self._last_sources:
            regions = (region for cell_id in cell_ids for region in self._regions.get(cell_id, ()))
            self._last_sources, self._last_regions = cell_ids, tuple(dict.fromkeys(regions))
        return self._last_regions
