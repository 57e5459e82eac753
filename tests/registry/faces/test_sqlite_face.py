from __future__ import annotations

import json
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from pipeline.registry.assemble import assemble
from pipeline.registry.faces.datasette import datasette_metadata_bytes
from pipeline.registry.faces.sqlite_face import sqlite_bytes, write_sqlite
from pipeline.registry.registry import Registry
from pipeline.registry.specimen import made_rosters


@pytest.fixture(scope="module")
def registry() -> Registry:
    return assemble(made_rosters(250, seed=7))


@pytest.fixture
def connection(registry: Registry) -> Iterator[sqlite3.Connection]:
    connection = sqlite3.connect(":memory:")
    connection.deserialize(sqlite_bytes(registry))
    yield connection
    connection.close()


def test_the_database_is_sound(connection: sqlite3.Connection) -> None:
    assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    assert connection.execute("PRAGMA foreign_key_check").fetchall() == []


def test_every_table_has_every_row(connection: sqlite3.Connection, registry: Registry) -> None:
    for table in registry.tables:
        count = connection.execute(f'SELECT count(*) FROM "{table.schema.name}"').fetchone()
        assert count == (len(table.rows),), table.schema.name


def test_types_and_nothing(connection: sqlite3.Connection) -> None:
    query = "SELECT typeof(row_no), typeof(region_code), county FROM clusters LIMIT 1"
    assert connection.execute(query).fetchone() == ("integer", "text", None)


def test_full_text_search_finds_chinese_inside_a_name(connection: sqlite3.Connection) -> None:
    found = connection.execute(
        "SELECT cluster_name FROM clusters WHERE rowid IN "
        "(SELECT rowid FROM clusters_fts WHERE clusters_fts MATCH '轨道交通')"
    ).fetchall()
    expected = connection.execute(
        "SELECT cluster_name FROM clusters WHERE cluster_name LIKE '%轨道交通%'"
    ).fetchall()
    assert sorted(found) == sorted(expected) != []


def test_what_a_killed_worker_left_half_made_is_written_anew(
    registry: Registry, tmp_path: Path
) -> None:
    path = tmp_path / "registry.sqlite"
    write_sqlite(registry, path)
    whole = path.read_bytes()
    write_sqlite(registry, path)
    assert path.read_bytes() == whole
    path.write_bytes(whole[:5_000])
    write_sqlite(registry, path)
    assert path.read_bytes() == whole


def test_a_double_id_is_a_bug_and_stops(registry: Registry) -> None:
    table = registry.table("documents")
    doubled = type(table)(table.schema, (*table.rows, *table.rows))
    tables = tuple(doubled if t is table else t for t in registry.tables)
    with pytest.raises(sqlite3.IntegrityError):
        sqlite_bytes(Registry(tables))


def test_a_value_that_its_column_does_not_have_is_a_bug_and_stops(registry: Registry) -> None:
    table = registry.table("clusters")
    at = table.schema.position("status")
    odd = tuple((*row[:at], "perhaps", *row[at + 1 :]) for row in table.rows)
    tables = tuple(type(t)(t.schema, odd) if t is table else t for t in registry.tables)
    with pytest.raises(sqlite3.IntegrityError, match="perhaps"):
        sqlite_bytes(Registry(tables))


ASK_DATASETTE = """
import asyncio, json, sys
from datasette.app import Datasette

async def ask(database, metadata, paths):
    datasette = Datasette([database], metadata=json.load(open(metadata, encoding="utf-8")))
    print(json.dumps([(await datasette.client.get(path)).text for path in paths]))

asyncio.run(ask(sys.argv[1], sys.argv[2], sys.argv[3:]))
"""


def test_datasette_serves_it_with_its_metadata(registry: Registry, tmp_path: Path) -> None:
    database, metadata = tmp_path / "registry.db", tmp_path / "registry.metadata.json"
    database.write_bytes(sqlite_bytes(registry))
    metadata.write_bytes(datasette_metadata_bytes(registry))
    paths = [
        "/registry/find_cluster.json?text=轨道&_shape=array",
        "/registry/clusters.json?_search=轨道交通",
        "/registry/clusters",
    ]
    command = [sys.executable, "-c", ASK_DATASETTE, str(database), str(metadata), *paths]
    run = subprocess.run(command, check=True, capture_output=True, text=True)
    found, searched, page = json.loads(run.stdout)

    assert json.loads(found)
    assert all("轨道" in row["cluster_name"] for row in json.loads(found))
    in_names = [row for row in registry.table("clusters").rows if "轨道交通" in row[10]]
    assert json.loads(searched)["filtered_table_rows_count"] == len(in_names)
    assert "集群名单" in page
