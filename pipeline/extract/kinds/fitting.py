"""Which table of a kind a grid is: its header against column labels, its rows against a form's.

A fit is a proposal with a score in 0-1; `splitting` compares fits over kinds, `lists` and
`matrices` read records with the winning one. Never looks at a value.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from pipeline.extract.kinds.cells import (
    bare_text,
    cells_of_column,
    content_score,
    ending_share,
    is_telling,
    serial_share,
)
from pipeline.extract.kinds.grid import Grid
from pipeline.extract.kinds.header_texts import SURE_HEADER, header_texts
from pipeline.extract.kinds.kind import Column, Kind, ListTable, Matrix, Where
from pipeline.extract.kinds.matching import (
    SURE,
    assign,
    best_similarity,
    find_prefix,
    fold,
    similarity,
)
from pipeline.extract.kinds.patterns import PROVINCE
from pipeline.extract.kinds.strip import Strip, join_strips
from pipeline.model.document import ValueType

MAX_HEADER_ROWS = 3
MAX_BLOCKS = 4
MIN_FIT = 0.5
"""A table of which less than half is recognised is not called by that name."""

TOLD_FIT = 0.4
"""The same for a list with all columns that it needs and one besides that its cells tell: of white
heads at 110 dpi three of five labels were read as other words, and a list of 44 rows was lost."""

MIN_CONTENT_ROWS = 3
CONTENT_SHARE = 0.7
"""Without a header, this share of a column's cells must look like the column's."""

LIKE_HEADER = 0.6
"""A header this like a label is that label misread: two of its four characters may differ in
another word."""
MIN_TOLD_ROWS, TOLD_SHARE = 5, 0.9
"""A column is told from its cells when this share of so many ends as it should, and of no other
column more than the rest."""

HEADER_UNCLEAR = "header-unclear"


@dataclass(frozen=True, slots=True)
class ColumnFit:
    """Which grid column a kind's column is, and how well its header fits."""

    column: Column
    col: int
    score: float
    by_content: bool = False
    """Known by its cells, because the header was not read."""
    is_told: bool = False
    """Its cells leave no doubt about it, and its header says nothing else."""

    @property
    def is_sure(self) -> bool:
        """Whether its cells need no doubt on account of their header."""
        return self.is_told or self.score >= SURE


@dataclass(frozen=True, slots=True)
class ListFit:
    """A grid read as a list table. `others` are grid columns of no known header.

    `n_blocks`: blocks side by side (序号 名称 | 序号 名称); `columns` are the first one's.
    """

    spec: ListTable
    n_header: int
    columns: tuple[ColumnFit, ...]
    others: tuple[int, ...]
    score: float
    n_blocks: int = 1

    @property
    def has_read_header(self) -> bool:
        """Whether a printed header says what any of the columns is."""
        return not all(fit.by_content for fit in self.columns)


@dataclass(frozen=True, slots=True)
class MatrixFit:
    """A grid read as a matrix. `rows` gives for each grid row the index of the form's row."""

    spec: Matrix
    n_header: int
    label_col: int
    rows: tuple[int | None, ...]
    series: tuple[int | None, ...]
    columns: tuple[ColumnFit, ...]
    score: float


@dataclass(frozen=True, slots=True)
class FormFit:
    """A grid that holds a form's labelled boxes."""

    score: float


Fit = ListFit | MatrixFit | FormFit


def fit_table(grid: Grid, kind: Kind) -> Fit | None:
    """Return the best fit of a grid to any table of a kind; None below `MIN_FIT` or `TOLD_FIT`."""
    proposals: list[Fit | None] = [fit_form(grid, kind)]
    proposals += [fit_list(grid, spec) for spec in kind.tables]
    proposals += [fit_matrix(grid, matrix) for matrix in kind.matrices]
    fits = [fit for fit in proposals if fit is not None]
    best = max(fits, key=lambda fit: fit.score, default=None)
    if best is None:
        return None
    is_told = isinstance(best, ListFit) and _is_told(grid, best)
    return best if best.score >= (TOLD_FIT if is_told else MIN_FIT) else None


def _is_told(grid: Grid, table: ListFit) -> bool:
    """Whether the cells of enough rows tell one of the columns of a list."""
    is_long = grid.table.n_rows - table.n_header >= MIN_TOLD_ROWS
    return is_long and any(fit.by_content for fit in table.columns)


def fit_list(grid: Grid, spec: ListTable) -> ListFit | None:
    """Match header rows against a list table's columns; None when a required one is missing."""
    n_blocks = count_blocks(grid)
    if n_blocks > 1:
        fit = fit_list(grid.columns(0, grid.table.n_cols // n_blocks), spec)
        return replace(fit, n_blocks=n_blocks) if fit is not None else None
    depths = range(1, min(MAX_HEADER_ROWS, grid.table.n_rows) + 1)
    fits = [fit for depth in depths if (fit := _fit_header(grid, spec, depth))]
    best = max(fits, key=lambda fit: (round(fit.score, 2), -fit.n_header), default=None)
    best = best or _fit_content(grid, spec)
    if best is None:
        return None
    return replace(best, columns=tuple(_told(grid, best, fit) for fit in best.columns))


def _told(grid: Grid, table: ListFit, fit: ColumnFit) -> ColumnFit:
    """A column known in spite of its header: no other column holds what it nearly always holds.

    A header that was clearly read as another word stands against it (推荐单位 is no 建设单位).
    """
    header = join_strips(cell.strip for cell in grid.column_header(fit.col, table.n_header))
    is_like = best_similarity(header, fit.column.labels) >= LIKE_HEADER
    unsure = any(piece.confidence < SURE_HEADER for piece in header.pieces)
    if not fit.column.endings or not (is_like or unsure or not header.pieces):
        return fit
    columns = [cells_of_column(grid, col)[table.n_header :] for col in range(grid.table.n_cols)]
    shares = [ending_share(cells, fit.column.endings) for cells in columns]
    others = [share for col, share in enumerate(shares) if col != fit.col]
    is_told = (
        len(columns[fit.col]) >= MIN_TOLD_ROWS
        and shares[fit.col] >= TOLD_SHARE
        and max(others, default=0.0) <= 1 - TOLD_SHARE
    )
    return replace(fit, is_told=is_told)


def count_blocks(grid: Grid) -> int:
    """How often one header is printed side by side; 1 for an ordinary table."""
    for row in range(min(MAX_HEADER_ROWS, grid.table.n_rows)):
        header = [grid.at(row, col).strip for col in range(grid.table.n_cols)]
        if not all(strip.text.strip() for strip in header):
            continue
        for n_blocks in range(MAX_BLOCKS, 1, -1):
            width, rest = divmod(len(header), n_blocks)
            if width > 1 and not rest and _is_repeated(header, width):
                return n_blocks
    return 1


def _is_repeated(header: Sequence[Strip], width: int) -> bool:
    """Whether every header is that of the same column in the first block, and those differ."""
    first = [fold(strip.text) for strip in header[:width]]
    return len(set(first)) == width and all(
        similarity(strip, first[col % width]) >= SURE for col, strip in enumerate(header)
    )


def _fit_header(grid: Grid, spec: ListTable, n_header: int) -> ListFit | None:
    headers = [header_texts(grid, col, n_header) for col in range(grid.table.n_cols)]
    scores = [
        [
            max((best_similarity(text, c.labels) for text in texts), default=0.0)
            for c in spec.columns
        ]
        for texts in headers
    ]
    given = assign(scores)
    columns = tuple(
        ColumnFit(spec.columns[index], col, scores[col][index])
        for col, index in enumerate(given)
        if index is not None
    )
    columns += _fit_unnamed(grid, spec, n_header, columns)
    found = {fit.column.name for fit in columns}
    if not columns or any(c.required and c.name not in found for c in spec.columns):
        return None
    taken = {fit.col for fit in columns}
    others = tuple(col for col in range(grid.table.n_cols) if col not in taken)
    named = [
        col
        for col in others
        if any(text.text.strip() for text in headers[col])
        and not _is_under_known(grid, n_header, col, taken)
    ]
    score = sum(fit.score for fit in columns) / (len(columns) + len(named))
    return ListFit(spec, n_header, columns, others, score)


def _is_under_known(grid: Grid, n_header: int, col: int, known: Collection[int]) -> bool:
    """Whether a column is empty below a header that reaches over a known column as well."""
    header = {id(cell.cell) for cell in grid.column_header(col, n_header) if not cell.is_empty}
    shared = any(id(c.cell) in header for k in known for c in grid.column_header(k, n_header))
    return shared and not cells_of_column(grid, col)[n_header:]


def _fit_unnamed(
    grid: Grid, spec: ListTable, n_header: int, known: Sequence[ColumnFit]
) -> tuple[ColumnFit, ...]:
    """Columns whose header was not read, by what their cells are; always doubtful.

    Required ones by how their cells end; others only where the cells leave no choice.
    """
    taken, names = {fit.col for fit in known}, {fit.column.name for fit in known}
    missing = [column for column in spec.columns if column.name not in names]
    free = [col for col in range(grid.table.n_cols) if col not in taken]
    if not known or not missing or not free:
        return ()
    scores = [[_tells(grid, n_header, col, column) for column in missing] for col in free]
    return tuple(
        ColumnFit(missing[index], col, CONTENT_SHARE, by_content=True)
        for col, index in zip(free, assign(scores, floor=CONTENT_SHARE), strict=True)
        if index is not None
    )


def _may_be(header: Strip, column: Column) -> bool:
    """Whether a misread header may be a column's: it is empty, unsure, or shares a sign.

    A lone sign is no word: it is what a copy left of white print on black.
    """
    if len(fold(header.text)) <= 1:
        return True
    unsure = any(piece.confidence < SURE_HEADER for piece in header.pieces)
    shares = best_similarity(header, column.labels) > 0
    return column.required or unsure or shares or not header.pieces


def _tells(grid: Grid, n_header: int, col: int, column: Column) -> float:
    """Share of cells that say that they are the column's, whatever its header was read as."""
    cells = cells_of_column(grid, col)[n_header:]
    header = join_strips(cell.strip for cell in grid.column_header(col, n_header))
    if not cells or not _may_be(header, column):
        return 0.0
    if column.required:
        return content_score(cells, column) if column.endings else 0.0
    if len(cells) < MIN_CONTENT_ROWS:
        return 0.0
    if column.type is ValueType.REGION:
        return sum(PROVINCE.fullmatch(cell) is not None for cell in cells) / len(cells)
    if column.type is ValueType.INTEGER:
        return serial_share(grid, n_header, col)
    return content_score(cells, column) if column.vocabulary else 0.0


def _fit_content(grid: Grid, spec: ListTable) -> ListFit | None:
    """Know a table whose header is not there, or not readable, by what its cells are.

    Every required column must be known so. Empty ones say nothing.
    """
    columns = [cells_of_column(grid, col) for col in range(grid.table.n_cols)]
    given = assign([_score_content(cells, spec) for cells in columns], floor=CONTENT_SHARE)
    fits = tuple(
        ColumnFit(spec.columns[index], col, CONTENT_SHARE, by_content=True)
        for col, index in enumerate(given)
        if index is not None
    )
    found = {fit.column.name for fit in fits}
    required = [column.name for column in spec.columns if column.required]
    if not required or any(name not in found for name in required):
        return None
    n_header = _count_unread_heads(grid, fits)
    body = range(n_header, grid.table.n_rows)
    unknown = (col for col, index in enumerate(given) if index is None)
    others = tuple(col for col in unknown if any(not grid.at(row, col).is_empty for row in body))
    score = CONTENT_SHARE * len(fits) / (len(fits) + len(others))
    return ListFit(spec, n_header, fits, others, score)


def _score_content(cells: list[str], spec: ListTable) -> list[float]:
    """How well cells fill each column of a table; a region's only where no other can be told.

    试点 is as short as 北京: a speck read in the black head made it the better region.
    """
    if len(cells) < MIN_CONTENT_ROWS:
        return [0.0] * len(spec.columns)
    scores = [content_score(cells, column) for column in spec.columns]
    told = [score for score, c in zip(scores, spec.columns, strict=True) if is_telling(c)]
    if max(told, default=0.0) < CONTENT_SHARE:
        return scores
    return [score * is_telling(c) for score, c in zip(scores, spec.columns, strict=True)]


def _count_unread_heads(grid: Grid, fits: Sequence[ColumnFit]) -> int:
    """Count the first rows that are no entries: none of their cells is what its column holds.

    White print on black may be gone on a copy.
    """
    telling = [fit for fit in fits if is_telling(fit.column)]
    for row in range(min(MAX_HEADER_ROWS, grid.table.n_rows)):
        texts = [bare_text(grid.at(row, fit.col)) for fit in telling]
        if any(content_score([text], fit.column) for text, fit in zip(texts, telling, strict=True)):
            return row
    return 0


def fit_matrix(grid: Grid, spec: Matrix) -> MatrixFit | None:
    """Find the column whose cells are the form's row labels, then the columns of values."""
    label_col, rows, row_score = max(
        ((col, *_fit_rows(grid, spec, col)) for col in range(min(3, grid.table.n_cols))),
        key=lambda found: found[2],
    )
    if row_score < MIN_FIT:
        return None
    n_header = next(row for row, index in enumerate(rows) if index is not None)
    labels = [series.labels for series in spec.series]
    labels += [column.labels for column in spec.columns]
    headers = [header_texts(grid, col, n_header) for col in range(grid.table.n_cols)]
    scores = [
        [max((best_similarity(text, names) for text in texts), default=0.0) for names in labels]
        for texts in headers
    ]
    given = assign(scores)
    places = {index: col for col, index in enumerate(given) if index is not None}
    n_series = len(spec.series)
    columns = tuple(
        ColumnFit(column, places[n_series + i], scores[places[n_series + i]][n_series + i])
        for i, column in enumerate(spec.columns)
        if n_series + i in places
    )
    series = _fill_series(
        [places.get(index) for index in range(n_series)],
        [col for col, index in enumerate(given) if index is None and col > label_col],
    )
    return MatrixFit(spec, n_header, label_col, rows, series, columns, row_score)


def _fill_series(series: list[int | None], free: list[int]) -> tuple[int | None, ...]:
    """Series whose header could not be read take the columns left over, if just as many."""
    missing = [index for index, col in enumerate(series) if col is None]
    if missing and len(free) == len(missing):
        for index, col in zip(missing, free, strict=True):
            series[index] = col
    return tuple(series)


def _fit_rows(grid: Grid, spec: Matrix, col: int) -> tuple[tuple[int | None, ...], float]:
    cells = [grid.at(row, col) for row in range(grid.table.n_rows)]
    scores = [
        [best_similarity(cell.strip, row.labels) for row in spec.rows]
        if cell.cell.row == index and not cell.is_empty
        else [0.0] * len(spec.rows)
        for index, cell in enumerate(cells)
    ]
    given = assign(scores)
    found = sum(scores[row][index] for row, index in enumerate(given) if index is not None)
    return tuple(given), found / len(spec.rows)


def fit_form(grid: Grid, kind: Kind) -> FormFit | None:
    """Count how many of a kind's box labels begin a cell of the grid."""
    labels = [(*spec.labels, *spec.anywhere) for spec in kind.fields if spec.where is Where.BOX]
    labels += [group.labels for group in kind.groups]
    if not labels:
        return None
    distinct = list(dict.fromkeys(labels))
    cells = [cell.strip for cell in grid.cells if not cell.is_empty]
    found = sum(
        any((match := find_prefix(strip, names)) and match.score >= SURE for strip in cells)
        for names in distinct
    )
    return FormFit(found / len(distinct))
