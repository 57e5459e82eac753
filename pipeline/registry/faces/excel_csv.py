"""The CSV that Excel opens by double click: BOM, CRLF, every cell quoted, nothing that can run."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence

from pipeline.registry.faces.spreadsheet import protect
from pipeline.registry.registry import Row, TableRows
from pipeline.registry.schema.column import TableSchema
from pipeline.registry.spool import iter_blocks

BOM = "\ufeff"


def excel_csv_bytes(table: TableRows) -> bytes:
    """Return a table for Excel."""
    blocks = (excel_csv_lines(table.schema, rows) for rows in iter_blocks(table.rows))
    return b"".join((excel_csv_head(table.schema), *blocks))


def excel_csv_head(schema: TableSchema) -> bytes:
    """Return the first line: the Chinese headings, with the column name behind."""
    return (BOM + _written([[f"{column.zh} {column.name}" for column in schema.columns]])).encode()


def excel_csv_lines(schema: TableSchema, rows: Sequence[Row]) -> bytes:
    """Return some rows of a table, protected."""
    protected = [
        # a text that begins with a letter or a Chinese character never needs protection
        [protect(text, column.type) if text and not text[0].isalpha() else text for text in texts]
        for column, texts in zip(schema.columns, zip(*rows, strict=True), strict=True)
    ]
    return _written(zip(*protected, strict=True)).encode()


def _written(lines: Iterable[Iterable[str]]) -> str:
    buffer = io.StringIO(newline="")
    csv.writer(buffer, lineterminator="\r\n", quoting=csv.QUOTE_ALL).writerows(lines)
    return buffer.getvalue()
