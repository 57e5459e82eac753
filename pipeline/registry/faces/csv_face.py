"""Canonical CSV, the machine's face: UTF-8, no BOM, LF line ends, RFC 4180 quotes, verbatim.

Nothing is escaped beyond quoting, so this face is for programs; people with a spreadsheet open
`excel/*.csv` or `registry.xlsx`, where no content can run as a formula.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from typing import Literal

from pipeline.registry.registry import Row, TableRows
from pipeline.registry.spool import iter_blocks


def csv_bytes(table: TableRows) -> bytes:
    """Return the header and all rows of a table."""
    blocks = map(csv_lines, iter_blocks(table.rows))
    return b"".join((csv_lines([table.schema.column_names]), *blocks))


def csv_lines(lines: Sequence[Row]) -> bytes:
    """Return some lines of a table; the header is a line like any other."""
    text = _written(lines, csv.QUOTE_MINIMAL)
    if "\r" in text:
        # the csv module leaves a lone CR unquoted when lines end in LF; readers would break there
        text = "".join(
            _written([line], csv.QUOTE_ALL if "\r" in "".join(line) else csv.QUOTE_MINIMAL)
            for line in lines
        )
    return text.encode()


def _written(lines: Iterable[Row], quoting: Literal[0, 1]) -> str:
    buffer = io.StringIO(newline="")
    csv.writer(buffer, lineterminator="\n", quoting=quoting).writerows(lines)
    return buffer.getvalue()
