"""`registry.json`: the registry nested by document, for programs that want no joins."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from operator import itemgetter
from typing import BinaryIO

import msgspec

from pipeline.registry.faces.typed import Nested, nested_values
from pipeline.registry.registry import Registry, Row, TableRows
from pipeline.registry.schema.column import TableSchema
from pipeline.registry.spool import Columns, iter_columns

Nesting = Mapping[str, "Nested | Nesting | list[Nesting]"]

_ENCODER = msgspec.json.Encoder(decimal_format="number")
_CHILDREN = ("indicators", "leading_firms")


def write_json(registry: Registry, file: BinaryIO) -> None:
    """Write documents with their records, then clusters with their members, as indented JSON."""
    parts: dict[str, Iterable[Nesting]] = {
        "documents": _iter_documents(registry),
        "failed_files": _iter_failed_files(registry),
        "clusters": _iter_clusters(registry),
    }
    before = b"{\n"
    for name, objects in parts.items():
        file.write(before + f' "{name}": '.encode())
        _write_list(objects, file)
        before = b",\n"
    file.write(b"\n}\n")


def _write_list(objects: Iterable[Nesting], file: BinaryIO) -> None:
    """Write an indented list, one object at a time; JSON texts hold no line end of their own."""
    before = b"[\n  "
    for nested in objects:
        text = msgspec.json.format(_ENCODER.encode(nested), indent=1)
        file.write(before + text.replace(b"\n", b"\n  "))
        before = b",\n  "
    file.write(b"[]" if before.startswith(b"[") else b"\n ]")


class _InStep:
    """Groups of rows that come in the order of what is asked for, one group at a time."""

    def __init__(self, table: TableRows, column: str) -> None:
        self.schema = table.schema
        self._groups = groupby(_iter_objects(table, column), key=itemgetter(0))
        self._next = next(self._groups, None)

    def of(self, key: str) -> list[Nesting]:
        """The rows of `key` as objects; none when its turn has not come."""
        if self._next is None or self._next[0] != key:
            return []
        objects = [nested for _, nested in self._next[1]]
        self._next = next(self._groups, None)
        return objects


def _iter_documents(registry: Registry) -> Iterator[Nesting]:
    table = registry.table("documents")
    ledger = _by_column(registry.table("ledger"), "document_id")
    findings = _InStep(registry.table("findings"), "document_id")
    printed = [
        _InStep(table, "document_id") for table in registry.tables if table.schema.is_printed
    ]
    for document_id, document in _iter_objects(table, "document_id"):
        found = {rows.schema.name: rows.of(document_id) for rows in printed}
        yield {
            **document,
            "records": _nested(found),
            "ledger": _ledger_objects(registry, ledger[document_id]),
            "findings": findings.of(document_id),
        }


def _nested(found: dict[str, list[Nesting]]) -> Mapping[str, list[Nesting]]:
    """Put the lines of forms into their applications; tables without a row are left out."""
    by_parent: dict[tuple[str, object], list[Nesting]] = defaultdict(list)
    for name in _CHILDREN:
        for record in found[name]:
            by_parent[name, record["application_id"]].append(record)
        found[name] = [record for record in found[name] if not record["application_id"]]
    found["applications"] = [
        {**record, **{name: by_parent[name, record["application_id"]] for name in _CHILDREN}}
        for record in found["applications"]
    ]
    return {name: records for name, records in found.items() if records}


def _iter_failed_files(registry: Registry) -> Iterator[Nesting]:
    rows = _by_column(registry.table("ledger"), "document_id")[""]
    return iter(_ledger_objects(registry, rows))


def _ledger_objects(registry: Registry, rows: Sequence[Row]) -> list[Nesting]:
    schema = registry.table("ledger").schema
    return list(_objects(schema, list(zip(*rows, strict=True)))) if rows else []


def _iter_clusters(registry: Registry) -> Iterator[Nesting]:
    entities = registry.table("cluster_entities")
    members = _InStep(registry.table("cluster_members"), "cluster_id")
    for cluster_id, entity in _iter_objects(entities, "cluster_id"):
        yield {**entity, "members": members.of(cluster_id)}


def _by_column(table: TableRows, column: str) -> defaultdict[str, list[Row]]:
    position = table.schema.position(column)
    groups: defaultdict[str, list[Row]] = defaultdict(list)
    for row in table.rows:
        groups[row[position]].append(row)
    return groups


def _iter_objects(table: TableRows, column: str) -> Iterator[tuple[str, Nesting]]:
    """The rows of a table as objects, each with what it has in a column."""
    position = table.schema.position(column)
    for columns in iter_columns(table.rows):
        yield from zip(columns[position], _objects(table.schema, columns), strict=True)


def _objects(schema: TableSchema, columns: Columns) -> Iterator[Nesting]:
    typed = [nested_values(t, c.type) for c, t in zip(schema.columns, columns, strict=True)]
    return (dict(zip(schema.column_names, row, strict=True)) for row in zip(*typed, strict=True))
