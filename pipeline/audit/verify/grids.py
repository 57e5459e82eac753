"""One table of a workbook or a database as rows of texts, header first, to be compared."""

from __future__ import annotations

import io
import sqlite3
import zipfile

from pipeline.registry.schema.column import TableSchema

Grid = list[list[str]]


def workbook_grids(data: bytes, schema: TableSchema) -> Grid | None:
    """The sheet of a table; None when the workbook cannot be opened or has no such sheet."""
    import openpyxl
    from openpyxl.utils.exceptions import InvalidFileException

    try:
        book = openpyxl.load_workbook(io.BytesIO(data), read_only=True)
        if schema.zh not in book.sheetnames:
            return None
        rows = book[schema.zh].iter_rows(values_only=True)
        return [[_text(value) for value in row] for row in rows]
    except (InvalidFileException, zipfile.BadZipFile, KeyError, ValueError, SyntaxError):
        return None


def database_grids(data: bytes, schema: TableSchema) -> Grid | None:
    """The rows of a table; None when the database cannot be opened or has no such table."""
    connection = sqlite3.connect(":memory:")
    try:
        connection.deserialize(data)
        cursor = connection.execute(f'SELECT * FROM "{schema.name}"')
        header = [str(column[0]) for column in cursor.description]
        return [header, *([_text(value) for value in row] for row in cursor)]
    except (sqlite3.Error, UnicodeDecodeError):
        return None
    finally:
        connection.close()


def _text(value: object) -> str:
    return "" if value is None else str(value)
