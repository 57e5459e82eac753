"""Canonical CSV, the machine's face: UTF-8, no BOM, LF line ends, RFC 4180 quotes, verbatim.

Nothing is escaped beyond quoting, so this face is for programs; people with a spreadsheet open
`excel/*.csv` or `registry.xlsx`, where no content can run as a formula.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Sequence
from typing import Literal

from pipeline.registry.registry import Row, TableRows
from pipeline.registry.spool import Columns, iter_columns

_ODD = re.compile('[",\n\r]')


def csv_bytes(table: TableRows) -> bytes:
    """Return the header and all rows of a table."""
    blocks = map(csv_lines, iter_columns(table.rows))
    return b"".join((csv_head(table.schema.column_names), *blocks))


def csv_head(names: Sequence[str]) -> bytes:
    """Return the header: a line like any other."""
    return csv_lines([(name,) for name in names])


def csv_lines(columns: Columns) -> bytes:
    """Return some lines of a table: twice as fast as the csv module, which looks at every sign."""
    odd = [[text for text in set(texts) if _ODD.search(text)] for texts in columns]
    if len(columns) == 1 or any("\r" in text for texts in odd for text in texts):
        return _unusual_lines(list(zip(*columns, strict=True)))
    quoted = map(_quoted, columns, odd)
    return ("\n".join(map(",".join, zip(*quoted, strict=True))) + "\n").encode()


def _quoted(texts: Sequence[str], odd: Iterable[str]) -> Sequence[str]:
    """Some texts, the odd ones among them in quotes."""
    changed = {text: '"' + text.replace('"', '""') + '"' for text in odd}
    return [changed.get(text, text) for text in texts] if changed else texts


def _unusual_lines(lines: Sequence[Row]) -> bytes:
    """Lines of one cell, which is quoted when empty, or that hold a carriage return.

    The csv module leaves a lone CR unquoted when lines end in LF; readers would break there.
    """
    return "".join(
        _written([line], csv.QUOTE_ALL if "\r" in "".join(line) else csv.QUOTE_MINIMAL)
        for line in lines
    ).encode()


def _written(lines: Iterable[Row], quoting: Literal[0, 1]) -> str:
    buffer = io.StringIO(newline="")
    csv.writer(buffer, lineterminator="\n", quoting=quoting).writerows(lines)
    return buffer.getvalue()
