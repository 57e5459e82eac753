"""One document with all that the stages said of it, indexed for rules to ask."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from pipeline.model.correction import CleanDocument, CleanReading
from pipeline.model.document import DocumentReading, Part, Reading
from pipeline.model.geometry import Region
from pipeline.model.page import PageSource
from pipeline.model.value import NormalDocument, NormalRecord, Value


@dataclass(frozen=True, slots=True, eq=False)
class Dossier:
    """Read-only view of a document: readings, clean texts and values by cell, records by table.

    `sources` says per page where its characters came from, `cells` is every value that was read
    from ink of its own (not inherited, not derived) with its record and reading: a dozen rules ask.
    """

    document: DocumentReading
    normal: NormalDocument
    readings: dict[str, Reading]
    cleaned: dict[str, CleanReading]
    tables: dict[str, tuple[NormalRecord, ...]]
    part_of: dict[str, Part]
    sources: dict[int, PageSource]
    cells: tuple[tuple[NormalRecord, Value, Reading], ...]

    def records(self, table: str) -> tuple[NormalRecord, ...]:
        """Records of a table in printed order; blank forms make none."""
        return self.tables.get(table, ())

    def children(self, parent: NormalRecord, table: str) -> tuple[NormalRecord, ...]:
        """Records of a table that belong to another record."""
        return tuple(r for r in self.records(table) if r.parent_id == parent.record_id)

    def ink_of(self, cell_id: str) -> str:
        """The cell whose ink an inherited cell speaks from; the cell itself otherwise."""
        reading = self.readings.get(cell_id)
        return reading.inherited_from or cell_id if reading is not None else cell_id

    def source_of(self, reading: Reading) -> PageSource | None:
        """Where the characters of a reading came from; None when it stands nowhere."""
        return self.sources.get(reading.regions[0].page_no) if reading.regions else None

    def text_of(self, cell_id: str) -> str:
        """The clean text of a cell; "" for a derived one."""
        cleaned = self.cleaned.get(cell_id)
        if cleaned is not None:
            return cleaned.text_clean
        reading = self.readings.get(cell_id)
        return reading.text_ocr if reading is not None else ""

    def regions_of(self, cell_ids: Iterable[str]) -> tuple[Region, ...]:
        """Where cells stand, each place once."""
        places = (
            region
            for cell_id in cell_ids
            if (reading := self.readings.get(cell_id)) is not None
            for region in reading.regions
        )
        return tuple(dict.fromkeys(places))


def open_dossier(
    document: DocumentReading, clean: CleanDocument, normal: NormalDocument
) -> Dossier:
    """Index a document; records of blank forms are left out."""
    part_of = {r.record_id: part for part in document.parts for r in part.records}
    tables: dict[str, list[NormalRecord]] = {}
    for record in normal.records:
        if not part_of[record.record_id].is_blank_form:
            tables.setdefault(record.table, []).append(record)
    readings = {g.cell_id: g for record in document.iter_records() for g in record.readings}
    return Dossier(
        document,
        normal,
        readings,
        {reading.cell_id: reading for reading in clean.readings},
        {table: tuple(records) for table, records in tables.items()},
        part_of,
        {page.page_no: page.source for page in document.pages},
        tuple(_inked_cells(tables, readings)),
    )


def _inked_cells(
    tables: Mapping[str, Iterable[NormalRecord]], readings: Mapping[str, Reading]
) -> Iterator[tuple[NormalRecord, Value, Reading]]:
    for records in tables.values():
        for record in records:
            for value in record.values:
                reading = readings.get(value.cell_id)
                if reading is not None and reading.inherited_from is None:
                    yield record, value, reading


def value_of(record: NormalRecord, column: str) -> Value | None:
    """The record's value in a column, None when it has no such column."""
    return next((value for value in record.values if value.column == column), None)


def text_in(record: NormalRecord, column: str) -> str:
    """The canonical text in a column, "" where there is none."""
    value = value_of(record, column)
    return value.value or "" if value is not None else ""


def attribute(record: NormalRecord, name: str) -> str:
    """A fixed text that the kind gave the record, "" when it gave none."""
    return next((text for key, text in record.attributes if key == name), "")
