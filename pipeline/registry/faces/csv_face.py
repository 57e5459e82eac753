"""Canonical CSV, the machine's face: UTF-8, no BOM, LF line ends, RFC 4180 quotes, verbatim.

Nothing is escaped beyond quoting, so this face is for programs; people with a spreadsheet open
`excel/*.csv` or `registry.xlsx`, where no content can run as a formula.
"""

from __future__ import annotations

import csv
import io

from pipeline.registry.registry import TableRows


def csv_bytes(table: TableRows) -> bytes:
    """Return the header and all rows of a table."""
    buffer = io.StringIO(newline="")
    minimal = csv.writer(buffer, lineterminator="\n")
    quoted = csv.writer(buffer, lineterminator="\n", quoting=csv.QUOTE_ALL)
    minimal.writerow(table.schema.column_names)
    for row in table.rows:
        # the csv module leaves a lone CR unquoted when lines end in LF; readers would break there
        writer = quoted if "\r" in "".join(row) else minimal
        writer.writerow(row)
    return buffer.getvalue().encode()
