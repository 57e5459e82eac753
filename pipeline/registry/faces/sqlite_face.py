"""`registry.sqlite`: the same tables with keys, indexes and full-text search.

Built by one fixed order of statements, so equal registries give equal bytes (with the same SQLite
library, whose version number is part of the file).
"""

from __future__ import annotations

import errno
import sqlite3
from collections.abc import Iterable, Sequence
from contextlib import closing
from graphlib import TopologicalSorter
from pathlib import Path

from pipeline.registry.faces.typed import Plain, sql_values
from pipeline.registry.registry import Registry, TableRows
from pipeline.registry.schema.column import Column, ColumnType, TableSchema
from pipeline.registry.spool import Columns, iter_columns

_AFFINITY = {
    ColumnType.INTEGER: "INTEGER",
    ColumnType.NUMBER: "NUMERIC",
    ColumnType.BOOLEAN: "INTEGER",
}
CACHE_KILOBYTES = 65_536
"""What SQLite may keep in memory while it builds its indexes, however large the file."""

_INDEXED = ("record_id", "document_id", "cluster_name", "city_code", "region_code", "slug")


def sqlite_bytes(registry: Registry) -> bytes:
    """Return the database as bytes.

    Raises:
        sqlite3.IntegrityError: When a key is double or points nowhere, or a value is none of its
            column's: a bug in assembling.
    """
    with closing(sqlite3.connect(":memory:")) as connection:
        _fill(connection, registry)
        return connection.serialize()


def write_sqlite(registry: Registry, path: Path) -> None:
    """Write the database to a new file that nobody reads before it is finished.

    Raises:
        OSError: When the disk is full or fails.
        sqlite3.IntegrityError: As `sqlite_bytes`.
    """
    path.unlink(missing_ok=True)  # what a killed worker left half made
    try:
        with closing(sqlite3.connect(path)) as connection:
            connection.execute("PRAGMA journal_mode = OFF")
            connection.execute("PRAGMA synchronous = OFF")
            connection.execute(f"PRAGMA cache_size = -{CACHE_KILOBYTES}")
            _fill(connection, registry)
    except sqlite3.OperationalError as error:
        is_full = error.sqlite_errorcode == sqlite3.SQLITE_FULL
        raise OSError(errno.ENOSPC if is_full else errno.EIO, str(error)) from error


def _fill(connection: sqlite3.Connection, registry: Registry) -> None:
    connection.execute("PRAGMA page_size = 4096")
    connection.execute("PRAGMA foreign_keys = ON")
    # SQLite would check row by row; `_check_values` asks the same of a column's few texts.
    connection.execute("PRAGMA ignore_check_constraints = ON")
    with connection:
        for table in registry.tables:
            connection.execute(create_table_sql(table.schema))
        for table in _parents_first(registry):
            for columns in iter_columns(table.rows):
                _insert_rows(connection, table.schema, columns)
    with connection:
        for table in registry.tables:
            _create_indexes(connection, table.schema)
            _create_search(connection, table.schema)


def create_table_sql(schema: TableSchema) -> str:
    """Return the DDL of one table."""
    lines = [_column_sql(column) for column in schema.columns]
    lines.append(f"PRIMARY KEY ({_names(schema.key)})")
    lines += [
        f"FOREIGN KEY ({_name(key.column)}) REFERENCES {_name(key.table)} ({_name(key.target)})"
        for key in schema.foreign_keys
    ]
    body = ",\n  ".join(lines)
    return f"CREATE TABLE {_name(schema.name)} (\n  {body}\n)"


def search_table(schema: TableSchema) -> str | None:
    """Name of the full-text table beside a table; None when it has none."""
    return f"{schema.name}_fts" if schema.searchable else None


def _column_sql(column: Column) -> str:
    sql = f"{_name(column.name)} {_AFFINITY.get(column.type, 'TEXT')}"
    if column.required:
        sql += " NOT NULL"
    if column.values:
        allowed = ", ".join(f"'{value}'" for value in column.values)
        sql += f" CHECK ({_name(column.name)} IN ({allowed}))"
    return sql


def _parents_first(registry: Registry) -> Iterable[TableRows]:
    """Tables in an order in which every foreign key already finds its row."""
    parents = {
        table.schema.name: [key.table for key in table.schema.foreign_keys]
        for table in registry.tables
    }
    return (registry.table(name) for name in TopologicalSorter(parents).static_order())


def _insert_rows(connection: sqlite3.Connection, schema: TableSchema, columns: Columns) -> None:
    typed: list[list[Plain]] = []
    for column, texts in zip(schema.columns, columns, strict=True):
        _check_values(schema, column, texts)
        typed.append(sql_values(texts, column.type))
    places = ", ".join("?" * len(schema.columns))
    connection.executemany(
        f"INSERT INTO {_name(schema.name)} VALUES ({places})", zip(*typed, strict=True)
    )


def _check_values(schema: TableSchema, column: Column, texts: Sequence[str]) -> None:
    unknown = set(texts).difference(column.values, ("",)) if column.values else ()
    if unknown:
        raise sqlite3.IntegrityError(f"{schema.name}.{column.name}: {sorted(unknown)}")


def _create_indexes(connection: sqlite3.Connection, schema: TableSchema) -> None:
    wanted = {*_INDEXED, *(key.column for key in schema.foreign_keys)} - {schema.key[0]}
    for column in schema.column_names:
        if column in wanted:
            index = _name(f"{schema.name}_by_{column}")
            connection.execute(f"CREATE INDEX {index} ON {_name(schema.name)} ({_name(column)})")


def _create_search(connection: sqlite3.Connection, schema: TableSchema) -> None:
    """Index by trigrams: Chinese has no spaces to split at, so any three characters must do."""
    search = search_table(schema)
    if search is None:
        return
    connection.execute(
        f"CREATE VIRTUAL TABLE {_name(search)} USING fts5({_names(schema.searchable)}, "
        f"content={_name(schema.name)}, tokenize='trigram')"
    )
    connection.execute(f"INSERT INTO {_name(search)} ({_name(search)}) VALUES ('rebuild')")


def _names(names: Iterable[str]) -> str:
    return ", ".join(_name(name) for name in names)


def _name(name: str) -> str:
    quoted = name.replace('"', '""')
    return f'"{quoted}"'
