"""`registry.metadata.json`: what Datasette shows beside the tables of `registry.sqlite`."""

from __future__ import annotations

import msgspec

from pipeline.registry.faces.sqlite_face import search_table
from pipeline.registry.registry import Registry
from pipeline.registry.schema.column import Column, TableSchema

_FACETS = ("status", "cluster_type", "region", "severity", "slug", "kind", "decision", "indicator")

_FIND_CLUSTER = """SELECT cluster_id, cluster_name, construction_unit, cluster_type, city_code,
       first_year, last_year
FROM cluster_entities
WHERE names LIKE '%' || :text || '%' OR construction_units LIKE '%' || :text || '%'
ORDER BY cluster_id"""

_TRACE = """SELECT "column", text_ocr, text_clean, value, status, reasons, rules, person,
       pages, boxes
FROM provenance WHERE record_id = :record_id ORDER BY rowid"""


def datasette_metadata_bytes(registry: Registry) -> bytes:
    """Return the metadata file."""
    metadata = {
        "title": "产业集群登记 Cluster registry",
        "description": "由扫描件提取，每个值可追溯到页面位置。Extracted from scanned documents; "
        "every value leads back to its place on a page (table provenance).",
        "databases": {
            "registry": {
                "tables": {t.schema.name: _table_metadata(t.schema) for t in registry.tables},
                "queries": {
                    "find_cluster": {
                        "title": "查找集群 Find a cluster by any part of its names or units",
                        "sql": _FIND_CLUSTER,
                    },
                    "trace_record": {
                        "title": "追溯一行 Trace a row: where each of its values comes from",
                        "sql": _TRACE,
                    },
                },
            }
        },
    }
    return msgspec.json.format(msgspec.json.encode(metadata), indent=1) + b"\n"


def _table_metadata(schema: TableSchema) -> dict[str, object]:
    metadata: dict[str, object] = {
        "title": f"{schema.zh} {schema.name}",
        "description": schema.en,
        "columns": {column.name: _described(column) for column in schema.columns},
        "facets": [name for name in _FACETS if name in schema.column_names],
    }
    search = search_table(schema)
    if search is not None:
        metadata |= {"fts_table": search, "fts_pk": "rowid"}
    return metadata


def _described(column: Column) -> str:
    unit = f" [{column.unit}]" if column.unit else ""
    return f"{column.zh} {column.en}{unit}"
