"""Records of a matrix: one for each row that the form prints and each series of values."""

from __future__ import annotations

from pipeline.extract.kinds.findings import row_missing, row_unknown
from pipeline.extract.kinds.fitting import HEADER_UNCLEAR, ColumnFit, MatrixFit
from pipeline.extract.kinds.grid import SPAN_UNEXPECTED, Grid
from pipeline.extract.kinds.kind import MatrixRow, Series
from pipeline.extract.kinds.ledger import Scribe, inherit
from pipeline.extract.kinds.matching import SURE, best_similarity
from pipeline.extract.kinds.patterns import YEAR
from pipeline.extract.kinds.strip import Strip, join_strips
from pipeline.model.document import Reading, Record, ValueType
from pipeline.model.finding import Finding


def read_matrix(
    grid: Grid, fit: MatrixFit, scribe: Scribe, parent_id: str | None
) -> tuple[list[Record], list[Finding]]:
    """Read every known row; rows of the form that are missing or foreign become findings."""
    reader = _MatrixReader(grid, fit, scribe, parent_id)
    reader.read()
    return reader.records, _findings(grid, fit)


class _MatrixReader:
    def __init__(self, grid: Grid, fit: MatrixFit, scribe: Scribe, parent_id: str | None) -> None:
        self._grid = grid
        self._fit = fit
        self._scribe = scribe
        self._parent_id = parent_id
        self._years: dict[int, Reading] = {}
        self.records: list[Record] = []

    def read(self) -> None:
        """Read all rows in printed order."""
        self._note_labels()
        for row, index in enumerate(self._fit.rows):
            if index is not None:
                self._read_row(row, self._fit.spec.rows[index])

    def _note_labels(self) -> None:
        grid, fit = self._grid, self._fit
        self._scribe.note_form(cell.strip for row in range(fit.n_header) for cell in grid.row(row))
        self._scribe.note_form(grid.repeated_headers())
        known = [row for row, index in enumerate(fit.rows) if index is not None]
        self._scribe.note_form(grid.at(row, fit.label_col).strip for row in known)

    def _read_row(self, row: int, form_row: MatrixRow) -> None:
        spec = self._fit.spec
        shared: dict[str, Reading] = {}
        for series, col in zip(spec.series, self._fit.series, strict=True):
            row_no = len(self.records) + 1
            record_id = self._scribe.record_id(spec.table, row_no)
            readings = [self._read_shared(row, c, record_id, shared) for c in self._fit.columns]
            if col is not None:
                readings.append(self._read_year(col, record_id))
                readings.append(self._read_value(row, col, form_row, series, record_id))
            attributes = (
                (spec.key, form_row.key),
                (spec.name, form_row.labels[0]),
                (spec.basis, series.basis),
            )
            self.records.append(
                Record(record_id, spec.table, row_no, tuple(readings), self._parent_id, attributes)
            )

    def _read_shared(
        self, row: int, fit: ColumnFit, record_id: str, shared: dict[str, Reading]
    ) -> Reading:
        """A cell that holds for all series of its row: read in the first, inherited in others."""
        name = fit.column.name
        if name in shared:
            return inherit(shared[name], record_id)
        cell = self._grid.at(row, fit.col)
        shared[name] = self._scribe.read(
            record_id,
            name,
            fit.column.type,
            [cell.strip],
            doubts=cell.doubts,
            place=cell.place,
        )
        return shared[name]

    def _header(self, col: int) -> Strip:
        return join_strips(cell.strip for cell in self._grid.column_header(col, self._fit.n_header))

    def _dated_header(self, col: int) -> Strip:
        """A series' header, that of a later page where it states no year on the first one."""
        first = self._header(col)
        printed = [first, *self._grid.repeated_headers(col)]
        return next((strip for strip in printed if YEAR.search(strip.legible)), first)

    def _read_year(self, col: int, record_id: str) -> Reading:
        """The year that the series' header states; inherited from the first record that has it."""
        if col in self._years:
            return inherit(self._years[col], record_id)
        header = self._dated_header(col)
        match = YEAR.search(header.legible)
        found = header.cut(match.start(), match.end()) if match else Strip()
        self._years[col] = self._scribe.read(
            record_id,
            self._fit.spec.year,
            ValueType.INTEGER,
            [found],
            doubts=() if match else (HEADER_UNCLEAR,),
            place=() if match else header.regions[:1],
        )
        return self._years[col]

    def _read_value(
        self, row: int, col: int, form_row: MatrixRow, series: Series, record_id: str
    ) -> Reading:
        cell = self._grid.at(row, col)
        doubts = list(cell.doubts)
        header = self._dated_header(col)
        is_known = best_similarity(header, [f"*{label}" for label in series.labels]) >= SURE
        if not is_known or YEAR.search(header.legible) is None:
            doubts.append(HEADER_UNCLEAR)
        if cell.cell.row_span > 1:
            doubts.append(SPAN_UNEXPECTED)
        return self._scribe.read(
            record_id,
            self._fit.spec.value,
            form_row.type,
            [cell.strip],
            doubts=doubts,
            place=cell.place,
        )


def _findings(grid: Grid, fit: MatrixFit) -> list[Finding]:
    """Rows of the form that the table does not show, and rows that the form does not print."""
    found = set(fit.rows)
    problems = [
        row_missing(row.labels[0], row.key, grid.at(0, 0).cell.regions)
        for index, row in enumerate(fit.spec.rows)
        if index not in found
    ]
    for row_index, given in enumerate(fit.rows):
        cell = grid.at(row_index, fit.label_col)
        if row_index >= fit.n_header and given is None and not cell.is_empty:
            problems.append(row_unknown(cell))
    return problems
