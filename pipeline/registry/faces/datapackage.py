"""`datapackage.json`: Frictionless schemas of the canonical CSVs, with their size and hash."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec

from pipeline.registry.making import MadeFile
from pipeline.registry.registry import Registry
from pipeline.registry.schema.column import Column, ColumnType, TableSchema

_FRICTIONLESS_TYPE = {
    ColumnType.INTEGER: "integer",
    ColumnType.NUMBER: "number",
    ColumnType.DATE: "date",
    ColumnType.BOOLEAN: "boolean",
}


def datapackage_bytes(registry: Registry, csvs: Mapping[str, MadeFile]) -> bytes:
    """Return the package; `csvs` maps table names to their canonical CSV as it was made."""
    package = {
        "profile": "tabular-data-package",
        "name": "cluster-registry",
        "title": "产业集群登记 Cluster registry",
        "resources": [
            _resource(table.schema, csvs[table.schema.name]) for table in registry.tables
        ],
    }
    return msgspec.json.format(msgspec.json.encode(package), indent=1) + b"\n"


def _resource(schema: TableSchema, made: MadeFile) -> dict[str, object]:
    return {
        "name": schema.name,
        "type": "table",
        "profile": "tabular-data-resource",
        "path": f"{schema.name}.csv",
        "title": schema.zh,
        "description": schema.en,
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "bytes": made.size,
        "hash": f"sha256:{made.sha256}",
        "dialect": {"lineTerminator": "\n", "delimiter": ",", "quoteChar": '"'},
        "schema": {
            "fields": [_field(column) for column in schema.columns],
            "missingValues": [""],
            "primaryKey": list(schema.key),
            "foreignKeys": [
                {
                    "fields": [key.column],
                    "reference": {"resource": key.table, "fields": [key.target]},
                }
                for key in schema.foreign_keys
            ],
        },
    }


def _field(column: Column) -> dict[str, object]:
    field: dict[str, object] = {
        "name": column.name,
        "type": _FRICTIONLESS_TYPE.get(column.type, "string"),
        "title": column.zh,
        "description": f"{column.en} [{column.unit}]" if column.unit else column.en,
    }
    if column.example:
        field["example"] = column.example
    if column.type is ColumnType.BOOLEAN:
        field |= {"trueValues": ["true"], "falseValues": ["false"]}
    constraints: dict[str, object] = {}
    if column.required:
        constraints["required"] = True
    if column.values:
        constraints["enum"] = list(column.values)
    if constraints:
        field["constraints"] = constraints
    return field
