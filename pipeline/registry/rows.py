"""Lays one traced record out as a row of its table."""

from __future__ import annotations

from pipeline.model.value import CellStatus
from pipeline.registry.registry import Row, join_list
from pipeline.registry.schema.column import ColumnType, TableSchema
from pipeline.registry.trace import TracedRecord, worst_status


def printed_row(record: TracedRecord, schema: TableSchema) -> Row:
    """Return the record as text, one per column of `schema`; "" where it says nothing.

    What the record itself is (its id, its parent, its pages, its status) comes first, then its
    cells, then the fixed attributes of its kind. Which cluster it names only all documents
    together tell: `cluster_id` stays "".
    """
    row = {**record.texts(), **_list_texts(record, schema), **_own_texts(record, schema)}
    row["cluster_id"] = ""
    return tuple([row.get(name, "") for name in schema.column_names])


def _own_texts(record: TracedRecord, schema: TableSchema) -> dict[str, str]:
    names = frozenset(schema.column_names)
    cells = tuple(cell for cell in record.cells if cell.column in names)
    doubtful = {cell.column for cell in cells if cell.status is not CellStatus.ACCEPTED}
    own = {
        "document_id": record.document_id,
        "record_id": record.record_id,
        "row_no": str(record.row_no),
        "status": str(worst_status(cells)),
        "review_fields": join_list(name for name in schema.column_names if name in doubtful),
        "source_pages": join_list(str(page_no) for page_no in record.page_nos),
    }
    for key in schema.foreign_keys:
        if key.table not in ("documents", "cluster_entities"):
            own[key.column] = record.parent_id or ""
    own[schema.key[0]] = record.record_id
    return own


def _list_texts(record: TracedRecord, schema: TableSchema) -> dict[str, str]:
    """What the record says in its LIST columns, where several cells may speak."""
    lists = [column.name for column in schema.columns if column.type is ColumnType.LIST]
    texts = {
        name: [cell.text for cell in record.cells if cell.column == name and cell.text]
        for name in lists
    }
    return {name: ";".join(found) for name, found in texts.items() if found}
