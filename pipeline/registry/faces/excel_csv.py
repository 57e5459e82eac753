"""The CSV that Excel opens by double click: BOM, CRLF, every cell quoted, nothing that can run."""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.registry.faces.spreadsheet import protect
from pipeline.registry.registry import TableRows
from pipeline.registry.schema.column import ColumnType, TableSchema
from pipeline.registry.spool import Columns, iter_columns

BOM = "\ufeff"


def excel_csv_bytes(table: TableRows) -> bytes:
    """Return a table for Excel."""
    blocks = (excel_csv_lines(table.schema, columns) for columns in iter_columns(table.rows))
    return b"".join((excel_csv_head(table.schema), *blocks))


def excel_csv_head(schema: TableSchema) -> bytes:
    """Return the first line: the Chinese headings, with the column name behind."""
    return (BOM + _line([f"{column.zh} {column.name}" for column in schema.columns])).encode()


def excel_csv_lines(schema: TableSchema, columns: Columns) -> bytes:
    """Return some rows of a table, protected."""
    typed = zip(schema.columns, columns, strict=True)
    protected = [_protected(texts, column.type) for column, texts in typed]
    return "".join(map(_line, zip(*protected, strict=True))).encode()


def _protected(texts: Sequence[str], column_type: ColumnType) -> Sequence[str]:
    # a text that begins with a letter or a Chinese character never needs protection
    odd = {text for text in texts if text and not text[0].isalpha()}
    changed = {text: protect(text, column_type) for text in odd}
    return [changed.get(text, text) for text in texts] if changed else texts


def _line(texts: Sequence[str]) -> str:
    """All texts quoted: five times faster than the csv module, which looks at every character."""
    line = '","'.join(texts)
    if line.count('"') != 2 * (len(texts) - 1):
        line = '","'.join([text.replace('"', '""') for text in texts])
    return f'"{line}"\r\n'
