"""The CSV that Excel opens by double click: BOM, CRLF, every cell quoted, nothing that can run."""

from __future__ import annotations

import csv
import io

from pipeline.registry.faces.spreadsheet import protect
from pipeline.registry.registry import TableRows

BOM = "\ufeff"


def excel_csv_bytes(table: TableRows) -> bytes:
    """Return a table for Excel; headings are the Chinese ones, with the column name behind."""
    buffer = io.StringIO(newline="")
    buffer.write(BOM)
    writer = csv.writer(buffer, lineterminator="\r\n", quoting=csv.QUOTE_ALL)
    writer.writerow([f"{column.zh} {column.name}" for column in table.schema.columns])
    types = [column.type for column in table.schema.columns]
    for row in table.rows:
        writer.writerow(
            [protect(text, column_type) for text, column_type in zip(row, types, strict=True)]
        )
    return buffer.getvalue().encode()
