"""Tables that only custom kinds name: their columns are known when the last document was met.

Their records wait in memory until then; there are few, and none where no kind was added.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from pipeline.model.document import ValueType
from pipeline.registry.registry import StagedDocument, TableRows
from pipeline.registry.rows import printed_row
from pipeline.registry.schema.column import TableSchema
from pipeline.registry.schema.custom import custom_table
from pipeline.registry.schema.printed import PRINTED_TABLES
from pipeline.registry.trace import TracedRecord

_PRINTED = frozenset(schema.name for schema in PRINTED_TABLES)


def has_own_tables(document: StagedDocument) -> bool:
    """Whether a document has records of a custom table."""
    return any(record.table not in _PRINTED for record in document.reading.iter_records())


class CustomTables:
    """Collects columns, in order of first appearance, and the records that fill them."""

    def __init__(self) -> None:
        """Begin with no table."""
        self._columns: dict[str, dict[str, ValueType | None]] = {}
        self._records: dict[str, list[TracedRecord]] = {}

    def meet(self, document: StagedDocument) -> None:
        """Learn the columns of a document's own tables."""
        custom = [r for r in document.reading.iter_records() if r.table not in _PRINTED]
        normal = {record.record_id: record for record in document.normal.records if custom}
        for record in custom:
            known = self._columns.setdefault(record.table, {})
            for reading in record.readings:
                known.setdefault(reading.column, reading.value_type)
            for name, _ in record.attributes:
                known.setdefault(name, None)
            typed = normal.get(record.record_id)
            for value in typed.values if typed else ():
                known.setdefault(value.column, None)

    def schemas(self) -> Mapping[str, TableSchema]:
        """The tables as known so far: later documents add columns, they never change one."""
        return {name: custom_table(name, columns) for name, columns in self._columns.items()}

    def add(self, record: TracedRecord) -> None:
        """Keep a record of a custom table."""
        self._records.setdefault(record.table, []).append(record)

    def tables(self) -> Iterator[TableRows]:
        """The tables, sorted by name."""
        for name, schema in sorted(self.schemas().items()):
            records = self._records.get(name, ())
            yield TableRows(schema, tuple(printed_row(record, schema) for record in records))
