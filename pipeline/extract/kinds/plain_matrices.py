"""Matrices in plain text: a row label that the form prints, its unit, then the values in order."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from pipeline.extract.kinds.fitting import HEADER_UNCLEAR, ColumnFit, MatrixFit
from pipeline.extract.kinds.grid import Grid
from pipeline.extract.kinds.kind import Matrix
from pipeline.extract.kinds.matching import find_label, find_prefix
from pipeline.extract.kinds.strip import Row, Strip
from pipeline.model.geometry import Box
from pipeline.model.joined import CellPiece, JoinedCell, JoinedTable
from pipeline.model.table import Cell, TableStyle
from pipeline.model.text import TextLine

_WORD = re.compile(r"\S+")
_YEAR_BEFORE = re.compile(r"(?:19|20)\d{2}\s*$")
_VALUE = re.compile(r"^[-+]?[0-9０-９][0-9０-９,，.．%]*$|^[-—/无]+$")
N_FIXED = 2
"""Columns of the grid before the series: the row's label and its unit."""


def read_plain_matrix(rows: Sequence[Row], spec: Matrix) -> tuple[Grid, MatrixFit] | None:
    """Return the rows of the matrix as a grid with its fit; None when no row of it is there."""
    known = [(row, *label) for row in rows if (label := _find_row(row, spec))]
    if len(known) * 2 < len(spec.rows):
        return None
    first = next(index for index, row in enumerate(rows) if row is known[0][0])
    cells = [_cell(0, 0, None, known[0][0]), _cell(0, 1, None, known[0][0])]
    for col, strip in enumerate(_headers(rows[:first], spec), start=N_FIXED):
        cells.append(_cell(0, col, strip, known[0][0]))
    for row_no, (row, _, end) in enumerate(known, start=1):
        cells += _cells_of(row_no, row, end, len(spec.series))
    n_cols = N_FIXED + len(spec.series)
    pages = tuple((page_no, 0) for page_no in sorted({row.page_no for row, *_ in known}))
    table = JoinedTable(pages, TableStyle.TEXT, len(known) + 1, n_cols, 1, tuple(cells))
    units = tuple(ColumnFit(column, 1, 1.0) for column in spec.columns[:1])
    found = (None, *(index for _, index, _ in known))
    series = tuple(range(N_FIXED, n_cols))
    return Grid(table), MatrixFit(spec, 1, 0, found, series, units, 1.0)


def _find_row(row: Row, spec: Matrix) -> tuple[int, int] | None:
    """(index of the form's row, end of its label) when the text row begins with a row's label."""
    found = [
        (match.score, match.end, index)
        for index, form_row in enumerate(spec.rows)
        if (match := find_prefix(row.strip, form_row.labels))
    ]
    if not found:
        return None
    _, end, index = max(found)
    return index, len(row.text[:end].rstrip(" \u3000%％‰"))


def _headers(rows: Sequence[Row], spec: Matrix) -> Iterator[Strip | None]:
    """For each series its header with the year before it; None where it is not printed."""
    for series in spec.series:
        words = [word for label in series.labels for word in label.split("*") if word]
        yield next((h for row in rows for word in words if (h := _header(row, word))), None)


def _header(row: Row, word: str) -> Strip | None:
    match = find_label(row.strip, word)
    year = _YEAR_BEFORE.search(row.legible[: match.start]) if match else None
    return row.strip.cut(year.start(), match.end) if match and year else None


def _cells_of(row_no: int, row: Row, end: int, n_series: int) -> list[JoinedCell]:
    words = [row.strip.cut(m.start(), m.end()) for m in _WORD.finditer(row.text, end)]
    values = [word for word in words if _VALUE.match(word.legible)]
    units = [word for word in words if not _VALUE.match(word.legible)]
    # With a value too few or too many, which series they are of is a guess.
    doubts = () if len(values) in (0, n_series) and len(units) < 2 else (HEADER_UNCLEAR,)
    cells = [_cell(row_no, 0, row.strip.cut(0, end), row)]
    cells.append(_cell(row_no, 1, units[0] if units else None, row))
    for index in range(n_series):
        value = values[index] if index < len(values) else None
        cells.append(_cell(row_no, N_FIXED + index, value, row, doubts))
    return cells


def _cell(
    row_no: int, col: int, strip: Strip | None, row: Row, doubts: tuple[str, ...] = ()
) -> JoinedCell:
    """One cell; an empty one stands at the end of its text row."""
    edge = row.strip.pieces[-1].upright
    place = Box(edge.x1, edge.y0, edge.x1, edge.y1)
    lines: tuple[TextLine, ...] = ()
    if strip is not None:
        place = strip.pieces[0].upright
        lines = (TextLine(strip.text, place, place, 1.0, strip.pieces[0].line.engine),)
    piece = CellPiece(row.page_no, Cell(0, 0, 1, 1, place, place, lines))
    return JoinedCell(row_no, col, 1, 1, (piece,), doubts)
