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
    protected = [
        # a text that begins with a letter or a Chinese character never needs protection
        [protect(text, column.type) if text and not text[0].isalpha() else text for text in texts]
        for column, texts in table.iter_columns()
    ]
    writer.writerows(zip(*protected, strict=True))
    return buffer.getvalue().encode()
