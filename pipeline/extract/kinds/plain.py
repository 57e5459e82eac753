"""Parts that came as plain text: tables without boxes, and whether a form is filled in at all."""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.extract.kinds.evidence import title_score
from pipeline.extract.kinds.fitting import ColumnFit, ListFit
from pipeline.extract.kinds.grid import Grid
from pipeline.extract.kinds.kind import Column, Kind, ListTable, Where
from pipeline.extract.kinds.matching import SURE, assign, best_similarity, find_label, fold
from pipeline.extract.kinds.strip import Row, Strip
from pipeline.extract.layout.text_rows import TextColumn
from pipeline.extract.layout.text_table import TextLineAt, read_text_table

BLANK_LEFTOVER = 0.2
"""Share of a blank form's characters that its own labels do not explain, at most: measured on the
notice's form as a poor recogniser read it (0.09); a filled one is above 0.5."""


def header_columns(strip: Strip, spec: ListTable) -> list[tuple[Column, str]]:
    """(column, printed header) in printed order, when a row is the table's header; else empty."""
    words = [strip.cut(start, end) for start, end in _words(strip.text)]
    if len(words) < 2:
        return []
    scores = [[best_similarity(word, c.labels) for c in spec.columns] for word in words]
    given = assign(scores, floor=SURE)
    found = [
        (spec.columns[index], word.text)
        for word, index in zip(words, given, strict=True)
        if index is not None
    ]
    names = {column.name for column, _ in found}
    if any(c.required and c.name not in names for c in spec.columns):
        return []
    return found if len(found) * 2 > len(words) else []


def _words(text: str) -> list[tuple[int, int]]:
    spans: list[tuple[int, int]] = []
    start = None
    for offset, char in enumerate(text + " "):
        if char.isspace():
            if start is not None:
                spans.append((start, offset))
            start = None
        elif start is None:
            start = offset
    return spans


def read_plain_table(rows: Sequence[Row], kind: Kind) -> tuple[Grid, ListFit] | None:
    """Find the header of one of the kind's tables among the rows and read the table below it."""
    for index, row in enumerate(rows):
        for spec in kind.tables:
            header = header_columns(row.strip, spec)
            if header:
                return _read_below(_up_to_title(rows[index:], kind), spec, header)
    return None


def _up_to_title(rows: Sequence[Row], kind: Kind) -> Sequence[Row]:
    """The rows before the kind's next title or section title."""
    titles = (*kind.recognise.titles, *kind.recognise.sections)
    for index, row in enumerate(rows):
        if any(title_score(row.text, title) >= SURE for title in titles):
            return rows[:index]
    return rows


def _read_below(
    rows: Sequence[Row], spec: ListTable, header: Sequence[tuple[Column, str]]
) -> tuple[Grid, ListFit]:
    columns = [
        TextColumn(
            column.name,
            column.type,
            tuple(dict.fromkeys((*column.labels, printed))),
            column.endings,
            column.vocabulary,
            column.merges,
        )
        for column, printed in header
    ]
    lines = [TextLineAt(row.page_no, row.strip.pieces[0].line) for row in rows]
    grid = Grid(read_text_table(lines, columns))
    fits = tuple(ColumnFit(column, col, 1.0) for col, (column, _) in enumerate(header))
    return grid, ListFit(spec, grid.table.n_header_rows, fits, (), 1.0)


def is_blank_text(rows: Sequence[Row], kind: Kind) -> bool:
    """Whether a form in plain text holds only its own printed words."""
    labels = sorted(form_words(kind), key=len, reverse=True)
    total = left = 0
    for row in rows:
        total += len(fold(row.text))
        left += _leftover(row.strip, labels)
    return total > 0 and left <= BLANK_LEFTOVER * total


def printed_rows(rows: Sequence[Row], kind: Kind) -> list[Strip]:
    """The rows of a form that hold nothing but its own printed words."""
    words = sorted(form_words(kind), key=len, reverse=True)
    return [row.strip for row in rows if _leftover(row.strip, words) == 0]


def form_words(kind: Kind) -> set[str]:
    """Everything that is printed on a kind's blank form."""
    words = {*kind.printed, *kind.recognise.titles, *kind.recognise.sections}
    for spec in kind.fields:
        if spec.where is Where.BOX:
            words |= {*spec.labels, *spec.anywhere, *spec.options}
    for group in kind.groups:
        words |= set(group.labels)
    for table in kind.tables:
        words |= {label for column in table.columns for label in column.labels}
    for matrix in kind.matrices:
        words |= {label for row in matrix.rows for label in row.labels}
        words |= {label for series in matrix.series for label in series.labels}
        words |= {label for column in matrix.columns for label in column.labels}
        words |= set(matrix.header)
    return {piece for word in words for piece in word.split("*") if len(fold(piece)) > 1}


def _leftover(strip: Strip, words: Sequence[str]) -> int:
    """Letters and digits of a row that no printed word explains; years in headers explain too."""
    rest = [strip]
    for word in words:
        following: list[Strip] = []
        for part in rest:
            match = find_label(part, word)
            if match is None:
                following.append(part)
                continue
            following += [part.cut(0, match.start), part.cut(match.end, len(part.text))]
        rest = [part for part in following if fold(part.text)]
    return sum(len(fold(part.text)) for part in rest)
