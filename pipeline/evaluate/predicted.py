"""What the pipeline said of each scan: read from the stored results of its stages.

Decides nothing; the text and status of a cell are those of the registry's tables. Records of blank
forms are left out there as in the registry.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from pipeline.model.correction import CleanDocument
from pipeline.model.document import DocumentReading
from pipeline.model.geometry import Region
from pipeline.model.value import CellStatus, NormalDocument
from pipeline.registry.registry import StagedDocument
from pipeline.registry.schema.column import TableSchema
from pipeline.registry.schema.tables import DECLARED_TABLES
from pipeline.registry.trace import TracedRecord, trace_document
from pipeline.store.output import OutputFolder

SCHEMAS: Mapping[str, TableSchema] = {schema.name: schema for schema in DECLARED_TABLES}


@dataclass(frozen=True, slots=True)
class PredictedCell:
    """A cell as its table shows it. `probability` is the acceptance model's, None without one."""

    cell_id: str
    text: str
    status: CellStatus
    reasons: tuple[str, ...] = ()
    inherited_from: str | None = None
    probability: float | None = None
    regions: tuple[Region, ...] = ()

    @property
    def is_flagged(self) -> bool:
        """Whether a person is asked to look at it."""
        return self.status is not CellStatus.ACCEPTED


@dataclass(frozen=True, slots=True)
class PredictedRecord:
    """One row of an output table. `key` is set where the kind gives one (indicator and year)."""

    table: str
    cells: Mapping[str, PredictedCell]
    key: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PredictedDocument:
    """All records of one source file; `source_name` is its path below the scans folder."""

    document_id: str
    source_name: str
    records: tuple[PredictedRecord, ...]


def read_staged(folder: OutputFolder, document_id: str) -> StagedDocument:
    """Read one document as every stage left it."""
    return StagedDocument(
        folder.read_stage(document_id, "extract", DocumentReading),
        folder.read_stage(document_id, "clean", CleanDocument),
        folder.read_stage(document_id, "normalise", NormalDocument),
    )


def iter_predicted(folder: OutputFolder) -> Iterator[PredictedDocument]:
    """Yield every finished document of an output folder, by id."""
    for document_id in folder.iter_document_ids():
        yield predicted_document(read_staged(folder, document_id))


def predicted_document(staged: StagedDocument) -> PredictedDocument:
    """Return what one document says, as its tables show it; custom tables are left out."""
    declared = [record for record in staged.reading.iter_records() if record.table not in SCHEMAS]
    custom = {record.table for record in declared}
    schemas = {**SCHEMAS, **{name: TableSchema(name, name, name, (), ()) for name in custom}}
    records = tuple(
        _record(record) for record in trace_document(staged, schemas) if record.table in SCHEMAS
    )
    reading = staged.reading
    return PredictedDocument(reading.document_id, reading.source_name, records)


def _record(record: TracedRecord) -> PredictedRecord:
    cells = {
        cell.column: PredictedCell(
            cell.cell_id,
            cell.text,
            cell.status,
            cell.reasons,
            cell.inherited_from,
            cell.value.probability if cell.value else None,
            cell.regions,
        )
        for cell in record.cells
    }
    for column, text in record.attributes:
        cells.setdefault(column, PredictedCell("", text, CellStatus.ACCEPTED))
    key: tuple[str, ...] = ()
    if record.table == "indicators":
        key = (record.text_of("indicator"), record.text_of("year"))
    return PredictedRecord(record.table, cells, key)
