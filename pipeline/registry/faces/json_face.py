"""`registry.json`: the registry nested by document, for programs that want no joins."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping

import msgspec

from pipeline.registry.faces.typed import Nested, nested_value
from pipeline.registry.registry import Registry, Row, TableRows
from pipeline.registry.schema.column import TableSchema

Nesting = Mapping[str, "Nested | Nesting | list[Nesting]"]

_ENCODER = msgspec.json.Encoder(decimal_format="number")
_CHILDREN = ("indicators", "leading_firms")
_OF_DOCUMENT = ("ledger", "findings")


def json_bytes(registry: Registry) -> bytes:
    """Return documents with their records, then clusters with their members, as indented JSON."""
    nested = {
        "documents": _documents(registry),
        "failed_files": [
            _object(registry.table("ledger").schema, row)
            for row in _by_column(registry.table("ledger"), "document_id")[""]
        ],
        "clusters": _clusters(registry),
    }
    return msgspec.json.format(_ENCODER.encode(nested), indent=1) + b"\n"


def _documents(registry: Registry) -> list[Nesting]:
    records = _records_by_document(registry)
    lines = {name: _by_column(registry.table(name), "document_id") for name in _OF_DOCUMENT}
    table = registry.table("documents")
    documents: list[Nesting] = []
    for row in table.rows:
        document_id = row[0]
        of_document = {
            name: [_object(registry.table(name).schema, line) for line in lines[name][document_id]]
            for name in _OF_DOCUMENT
        }
        documents.append(
            {**_object(table.schema, row), "records": records[document_id], **of_document}
        )
    return documents


def _records_by_document(registry: Registry) -> Mapping[str, dict[str, list[Nesting]]]:
    children = {name: _by_column(registry.table(name), "application_id") for name in _CHILDREN}
    by_document: dict[str, dict[str, list[Nesting]]] = defaultdict(dict)
    for table in registry.tables:
        schema = table.schema
        if not schema.is_printed:
            continue
        for row in table.rows:
            if schema.name in _CHILDREN and row[0]:
                continue
            record = _object(schema, row)
            if schema.name == "applications":
                record = {**record, **_child_objects(registry, children, row[0])}
            document_id = row[schema.position("document_id")]
            by_document[document_id].setdefault(schema.name, []).append(record)
    return by_document


def _child_objects(
    registry: Registry, children: Mapping[str, Mapping[str, list[Row]]], application_id: str
) -> Nesting:
    return {
        name: [_object(registry.table(name).schema, row) for row in children[name][application_id]]
        for name in _CHILDREN
    }


def _clusters(registry: Registry) -> list[Nesting]:
    entities, members = registry.table("cluster_entities"), registry.table("cluster_members")
    by_cluster = _by_column(members, "cluster_id")
    return [
        {
            **_object(entities.schema, row),
            "members": [_object(members.schema, member) for member in by_cluster[row[0]]],
        }
        for row in entities.rows
    ]


def _by_column(table: TableRows, column: str) -> defaultdict[str, list[Row]]:
    position = table.schema.position(column)
    groups: defaultdict[str, list[Row]] = defaultdict(list)
    for row in table.rows:
        groups[row[position]].append(row)
    return groups


def _object(schema: TableSchema, row: Iterable[str]) -> Nesting:
    return {
        column.name: nested_value(text, column.type)
        for column, text in zip(schema.columns, row, strict=True)
    }
