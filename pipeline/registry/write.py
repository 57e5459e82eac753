"""Renders every face and writes what changed; the data package, which holds the hashes, last."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from pipeline.registry.collector import without_cycle_search
from pipeline.registry.faces.csv_face import csv_bytes
from pipeline.registry.faces.datapackage import datapackage_bytes
from pipeline.registry.faces.datasette import datasette_metadata_bytes
from pipeline.registry.faces.excel_csv import excel_csv_bytes
from pipeline.registry.faces.json_face import json_bytes
from pipeline.registry.faces.parquet_face import parquet_bytes
from pipeline.registry.faces.sqlite_face import sqlite_bytes
from pipeline.registry.faces.xlsx_face import SCANS_LINK, xlsx_bytes
from pipeline.registry.registry import Registry
from pipeline.store.files import write_if_changed

_OUR_FILES = ("*.csv", "excel/*.csv", "parquet/*.parquet")


def iter_faces(registry: Registry, scans_link: str = SCANS_LINK) -> Iterator[tuple[str, bytes]]:
    """Yield (path inside the registry folder, bytes) of every file, `datapackage.json` last."""
    csvs: dict[str, bytes] = {}
    for table in registry.tables:
        name = table.schema.name
        csvs[name] = csv_bytes(table)
        yield f"{name}.csv", csvs[name]
        yield f"excel/{name}.csv", excel_csv_bytes(table)
        yield f"parquet/{name}.parquet", parquet_bytes(table)
    yield "registry.json", json_bytes(registry)
    yield "registry.sqlite", sqlite_bytes(registry)
    yield "registry.metadata.json", datasette_metadata_bytes(registry)
    yield "registry.xlsx", xlsx_bytes(registry, scans_link)
    yield "datapackage.json", datapackage_bytes(registry, csvs)


@without_cycle_search()
def write_registry(
    registry: Registry, out_dir: Path, scans_link: str = SCANS_LINK
) -> tuple[str, ...]:
    """Write every face into `out_dir`; return the files that changed.

    Tables of an earlier build that no longer exist are removed, so that nothing stale is read.
    `scans_link` leads from `out_dir` to the folder of scans.

    Raises:
        OutputError: When the folder cannot be written.
    """
    changed = []
    written = set()
    for name, data in iter_faces(registry, scans_link):
        written.add(out_dir / name)
        if write_if_changed(out_dir / name, data):
            changed.append(name)
    for pattern in _OUR_FILES:
        for stale in sorted(set(out_dir.glob(pattern)) - written):
            stale.unlink()
            changed.append(stale.relative_to(out_dir).as_posix())
    return tuple(changed)
