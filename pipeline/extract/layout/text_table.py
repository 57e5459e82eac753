"""Tables inside plain text (somebody else's OCR dump): no boxes, only lines and blanks.

Decides which tokens make one row and which column each belongs to, from what the kind says of its
columns (closed vocabularies, typical endings) and from one physical law: a cell is broken over
lines only where its line was full. The cheapest partition of all lines wins (dynamic
programming); a line that fits nowhere is left out and so stays visible as unplaced. Labels of
merged cells float anywhere beside their group in such dumps, so they stay where they were printed,
with the doubt `span-unknown`; which rows they cover is for `clean` to decide from evidence.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from pipeline.extract.layout.text_rows import RowCost, TextColumn, Token, cheapest_row
from pipeline.model.geometry import Box
from pipeline.model.joined import CellPiece, JoinedCell, JoinedTable
from pipeline.model.table import Cell, TableStyle
from pipeline.model.text import TextLine

SPAN_UNKNOWN = "span-unknown"

LEFT_OUT_COST = 3.5
"""Price of leaving a line out: above a damaged ending (2), below joining a foreign line (5)."""

MAX_LINES_PER_ROW = 6
BRACKETS = "()（）〈〉<>《》[]［］〔〕【】{}｛｝"


@dataclass(frozen=True, slots=True)
class TextLineAt:
    """A text line with the page it stands on."""

    page_no: int
    line: TextLine


@dataclass(frozen=True, slots=True)
class _Row:
    tokens: tuple[tuple[Token, int], ...]
    """(token, column index) in printed order."""


_Choice = tuple[float, int, _Row | None]
"""Cost so far, first line of the last row (or the line left out), and that row."""


def read_text_table(lines: Sequence[TextLineAt], columns: Sequence[TextColumn]) -> JoinedTable:
    """Read the rows that start at `lines[0]` (the header line, when there is one, included).

    Every token ends in exactly one cell; lines that belong to no row are in no cell.
    """
    header, body = _split_header(lines, columns)
    sheet = [tokens for at in body if (tokens := _tokens(at, columns))]
    rows = _cheapest_partition(sheet, columns)
    cells = [cell for row_no, row in enumerate(rows) for cell in _cells(row_no, row, columns)]
    n_header = 1 if header else 0
    if header:
        cells = [*_header_cells(header, columns), *(replace(c, row=c.row + 1) for c in cells)]
    pages = tuple(sorted({at.page_no for at in lines}))
    return JoinedTable(
        sources=tuple((page_no, 0) for page_no in pages),
        style=TableStyle.TEXT,
        n_rows=len(rows) + n_header,
        n_cols=len(columns),
        n_header_rows=n_header,
        cells=tuple(cells),
    )


def _split_header(
    lines: Sequence[TextLineAt], columns: Sequence[TextColumn]
) -> tuple[list[Token], Sequence[TextLineAt]]:
    if not lines:
        return [], lines
    tokens = _split(lines[0])
    titles = {title for column in columns for title in column.titles}
    known = sum(token.text in titles for token in tokens)
    if known * 2 > len(columns):
        return tokens, lines[1:]
    return [], lines


def _split(at: TextLineAt) -> list[Token]:
    line_no, offset = at.line.box.y0, at.line.box.x0
    return [
        Token(match.group(), at.page_no, line_no, offset + match.start(), first=index == 0)
        for index, match in enumerate(re.finditer(r"\S+", at.line.text))
    ]


def _tokens(at: TextLineAt, columns: Sequence[TextColumn]) -> list[Token]:
    """Tokens of a line; a closed-vocabulary word glued to the front of another is cut off."""
    words = "|".join(
        re.escape(word)
        for column in columns
        if column.is_anchor
        for word in column.vocabulary
        if len(word) > 1
    )
    bracket = f"[{re.escape(BRACKETS)}]?"
    glued = re.compile(rf"({bracket}(?:{words}){bracket})(\w.*)") if words else None
    result: list[Token] = []
    for token in _split(at):
        match = glued.fullmatch(token.text) if glued else None
        if match is None:
            result.append(token)
            continue
        head, tail = match.groups()
        result.append(replace(token, text=head))
        result.append(replace(token, text=tail, start=token.start + len(head), first=False))
    return result


def _cheapest_partition(
    sheet: Sequence[Sequence[Token]], columns: Sequence[TextColumn]
) -> list[_Row]:
    """Cut the lines into rows so that the sum of row costs and left-out lines is least."""
    cost_of = RowCost(columns, sheet)
    best: list[_Choice] = [(0.0, 0, None)]
    for end in range(1, len(sheet) + 1):
        left_out = best[end - 1][0] + LEFT_OUT_COST
        choice: _Choice = (left_out, end - 1, None)
        for start in range(max(0, end - MAX_LINES_PER_ROW), end):
            tokens = [token for line in sheet[start:end] for token in line]
            fit = cheapest_row(tokens, cost_of)
            if fit is not None and best[start][0] + fit.cost < choice[0]:
                row = _Row(tuple(zip(tokens, fit.columns, strict=True)))
                choice = (best[start][0] + fit.cost, start, row)
        best.append(choice)
    rows: list[_Row] = []
    end = len(sheet)
    while end > 0:
        _, end, chosen = best[end]
        if chosen is not None:
            rows.append(chosen)
    return rows[::-1]


def _cells(row_no: int, row: _Row, columns: Sequence[TextColumn]) -> list[JoinedCell]:
    anchor = row.tokens[0][0]
    return [
        _cell(
            row_no,
            col,
            [token for token, token_col in row.tokens if token_col == col],
            anchor,
            (SPAN_UNKNOWN,) if column.merges else (),
        )
        for col, column in enumerate(columns)
    ]


def _cell(
    row_no: int, col: int, tokens: Sequence[Token], anchor: Token, doubts: tuple[str, ...]
) -> JoinedCell:
    """One cell; an empty one is placed at the row's first token so that it has a place at all."""
    pieces = tuple(
        CellPiece(token.page_no, Cell(0, 0, 1, 1, token.box, token.box, (token.line,)))
        for token in tokens
    )
    if not pieces:
        place = Box(anchor.start, anchor.line_no, anchor.start, anchor.line_no + 1)
        pieces = (CellPiece(anchor.page_no, Cell(0, 0, 1, 1, place, place)),)
    return JoinedCell(row_no, col, 1, 1, pieces, doubts)


def _header_cells(header: Sequence[Token], columns: Sequence[TextColumn]) -> list[JoinedCell]:
    return [
        _cell(0, col, [token for token in header if token.text in column.titles], header[0], ())
        for col, column in enumerate(columns)
    ]
