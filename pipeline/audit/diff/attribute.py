"""Turns the differences of one aligned table into changes with causes.

A cell that a change elsewhere explains (an inherited or derived cell, a row's status) is marked as
its consequence, so that one cause is counted once.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from pipeline.audit.diff.align_tables import AlignedTable
from pipeline.audit.diff.causes import (
    Runs,
    acceptance_cause,
    fallback_cause,
    reading_cause,
    row_cause,
)
from pipeline.audit.diff.evidence import CellEvidence, Evidence
from pipeline.audit.diff.model import (
    Cause,
    CauseKind,
    CellChange,
    Place,
    RowChange,
    RowChangeKind,
)
from pipeline.audit.tables import (
    IDENTITY_COLUMNS,
    STATE_COLUMNS,
    RegistryTable,
    base_name,
    record_column,
)

NOT_OF_TYPE = "value-not-of-type"
ENTITY_COLUMN = "cluster_id"
PAGES_COLUMN = "source_pages"
_ENTITY_ONLY = {ENTITY_COLUMN}
Sides = tuple[Evidence, Evidence]
Sources = tuple[Mapping[str, str], Mapping[str, str]]


@dataclass(slots=True)
class TableChanges:
    """Changes of rows and cells as they are found."""

    rows: list[RowChange] = field(default_factory=list)
    cells: list[CellChange] = field(default_factory=list)

    def extend(self, other: TableChanges) -> None:
        """Append another table's changes."""
        self.rows += other.rows
        self.cells += other.cells


@dataclass(frozen=True, slots=True)
class Wanted:
    """Cells whose provenance is needed: these records in these columns."""

    record_ids: set[str]
    columns: set[str]


def evidence_wanted(table: AlignedTable, side: int) -> tuple[Wanted, Wanted]:
    """What explains a table's changes: the cells that changed, and whole rows.

    A row is needed as a whole when it stands on one side only, or when its standing changed though
    no cell of it did. A cluster_id alone needs nothing.
    """
    face = (table.old, table.new)[side]
    names = [base_name(pair[side]) for pair in table.columns]
    follows = STATE_COLUMNS | {ENTITY_COLUMN, PAGES_COLUMN}
    by_row: dict[int, set[str]] = defaultdict(set)
    for change in table.changed:
        by_row[change[side]].add(names[change[2]])
    read = {row: changed - follows for row, changed in by_row.items() if changed - follows}
    whole = {row for row, changed in by_row.items() if row not in read and changed != _ENTITY_ONLY}
    whole |= set(table.added if side else table.removed)
    key = record_column(face.name, face.columns)
    ids = face.texts(key) if key else [""] * face.n_rows
    return (
        Wanted({ids[row] for row in read}, {name for changed in read.values() for name in changed}),
        Wanted({ids[row] for row in whole}, set(names) if whole else set()),
    )


def attribute(table: AlignedTable, evidence: Sides, sources: Sources, runs: Runs) -> TableChanges:
    """Find the cause of every change of one table. `sources` map document_id to file name."""
    attributor = _Attributor(table, evidence, sources, runs)
    return TableChanges(attributor.row_changes(), attributor.cell_changes())


class _Attributor:
    """Holds both sides of one table while its changes are explained."""

    def __init__(self, table: AlignedTable, evidence: Sides, sources: Sources, runs: Runs) -> None:
        self._table = table
        self._evidence = evidence
        self._sources = sources
        self._runs = runs
        faces = (table.old, table.new)
        keys = [record_column(face.name, face.columns) for face in faces]
        self._ids = [
            face.texts(key) if key else [""] * face.n_rows
            for face, key in zip(faces, keys, strict=True)
        ]
        self._documents = [face.texts("document_id") for face in faces]

    def cell_changes(self) -> list[CellChange]:
        by_row: dict[tuple[int, int], list[int]] = defaultdict(list)
        for i, j, column in self._table.changed:
            by_row[i, j].append(column)
        changes: list[CellChange] = []
        for (i, j), columns in by_row.items():
            changes += self._row_cells(i, j, columns)
        return changes

    def row_changes(self) -> list[RowChange]:
        table = self._table
        changes = [self._row_change(RowChangeKind.REMOVED, i, None) for i in table.removed]
        changes += [self._row_change(RowChangeKind.ADDED, None, j) for j in table.added]
        changes += [
            self._row_change(RowChangeKind.MOVED, i, int(table.matched[i])) for i in table.moved
        ]
        return changes

    def _row_cells(self, i: int, j: int, columns: list[int]) -> list[CellChange]:
        """Explain the changed cells of one row: what was read first, then what follows from it."""
        follows: list[int] = []
        changes: list[CellChange] = []
        for column in columns:
            name = base_name(self._table.columns[column][1])
            if name in STATE_COLUMNS or name in (ENTITY_COLUMN, PAGES_COLUMN):
                follows.append(column)
            else:
                changes.append(self._content_change(i, j, column))
        direct = next((change for change in changes if not change.is_consequence), None)
        first = direct or (changes[0] if changes else None)
        follow_ups = [self._follow_up(i, j, column, first) for column in follows]
        if first is None:
            _mark_direct(follow_ups)
        return changes + follow_ups

    def _content_change(self, i: int, j: int, column: int) -> CellChange:
        pair = self._table.columns[column]
        ours = self._evidence[0].cells((self._ids[0][i], base_name(pair[0])))
        theirs = self._evidence[1].cells((self._ids[1][j], base_name(pair[1])))
        places = self._place(0, i, column, ours), self._place(1, j, column, theirs)
        cause, is_consequence = self._cause(places, ours, theirs)
        return CellChange(self._table.new.name, pair[1], *places, cause, is_consequence)

    def _cause(
        self, places: tuple[Place, Place], ours: list[CellEvidence], theirs: list[CellEvidence]
    ) -> tuple[Cause, bool]:
        edited = _edited_by_hand(places[0], ours) or _edited_by_hand(places[1], theirs)
        if edited:
            return Cause(CauseKind.HAND_EDIT, "", edited), False
        if len(ours) == 1 and len(theirs) == 1:
            return self._explain(ours[0], theirs[0])
        for old, new in zip(ours, theirs, strict=False):
            cause, is_consequence = self._explain(old, new)
            if cause.kind is not CauseKind.UNEXPLAINED:
                return cause, is_consequence
        shas = self._file_of(0, places[0].document_id), self._file_of(1, places[1].document_id)
        if shas[0] != shas[1] or ours or theirs:
            return row_cause(*shas, next(iter(theirs or ours), None), self._runs), False
        return fallback_cause(self._runs, "没有来源记录 no provenance of this cell"), False

    def _explain(self, old: CellEvidence, new: CellEvidence) -> tuple[Cause, bool]:
        """Cause of one cell; follows inherited and derived cells to the ink they rest on."""
        is_inherited = bool(old.inherited_from and new.inherited_from)
        cause = reading_cause(old, new, self._runs)
        is_derived = bool(old.from_cells or new.from_cells) and not is_inherited
        if is_derived:
            source = self._source_cause(old, new)
            if source is not None:
                return source, True
        if cause is None:
            cause = acceptance_cause(old, new, self._runs)
        if cause is None:
            cause = fallback_cause(self._runs, "记录一致 all records agree")
        return cause, is_inherited

    def _source_cause(self, old: CellEvidence, new: CellEvidence) -> Cause | None:
        """Cause of the first cell a derived value rests on that changed itself."""
        for old_id, new_id in zip(old.from_cells, new.from_cells, strict=False):
            ours, theirs = self._evidence[0].cell(old_id), self._evidence[1].cell(new_id)
            if ours is None or theirs is None or ours.cell_id == old.cell_id:
                continue
            if (ours.text_clean, ours.value) == (theirs.text_clean, theirs.value):
                continue
            cause = reading_cause(ours, theirs, self._runs)
            if cause is not None:
                return cause
        return None

    def _follow_up(self, i: int, j: int, column: int, first: CellChange | None) -> CellChange:
        """A row's status, pages or cluster: follows from its cells, or from their acceptance."""
        pair = self._table.columns[column]
        places = self._place(0, i, column, []), self._place(1, j, column, [])
        cause = first.cause if first else self._acceptance(i, j, base_name(pair[1]))
        return CellChange(self._table.new.name, pair[1], *places, cause, is_consequence=True)

    def _acceptance(self, i: int, j: int, column: str) -> Cause:
        for old_name, new_name in self._table.columns:
            ours = self._evidence[0].cells((self._ids[0][i], base_name(old_name)))
            theirs = self._evidence[1].cells((self._ids[1][j], base_name(new_name)))
            for old, new in zip(ours, theirs, strict=False):
                if column == PAGES_COLUMN and old.boxes != new.boxes:
                    return Cause(CauseKind.LAYOUT, "", f"{new.cell_id}")
                cause = acceptance_cause(old, new, self._runs)
                if column in STATE_COLUMNS and cause is not None:
                    return cause
        if column == ENTITY_COLUMN:
            return Cause(
                CauseKind.RULE, "cluster-matching", "归并结果不同 matched to another cluster"
            )
        return fallback_cause(self._runs, "记录一致 all records agree")

    def _row_change(self, kind: RowChangeKind, i: int | None, j: int | None) -> RowChange:
        table = self._table
        old = None if i is None else self._place(0, i, None, self._row_cells_known(0, i))
        new = None if j is None else self._place(1, j, None, self._row_cells_known(1, j))
        face, row = (table.old, i) if j is None else (table.new, j)
        assert row is not None
        known = self._row_cells_known(0 if j is None else 1, row)
        shas = [
            self._file_of(0, old.document_id) if old else self._file_now(0, new),
            self._file_of(1, new.document_id) if new else self._file_now(1, old),
        ]
        cause = row_cause(shas[0], shas[1], next(iter(known), None), self._runs)
        record_id = self._ids[0 if j is None else 1][row]
        return RowChange(table.new.name, kind, record_id, _row_text(face, row), cause, old, new)

    def _file_now(self, side: int, place: Place | None) -> str:
        """File content, on this side, of the document a row stands in on the other side."""
        return self._evidence[side].file_of_twin(place.document_id) if place else ""

    def _file_of(self, side: int, document_id: str) -> str:
        return self._evidence[side].file_of(document_id)

    def _row_cells_known(self, side: int, row: int) -> list[CellEvidence]:
        return [
            cell
            for pair in self._table.columns
            for cell in self._evidence[side].cells((self._ids[side][row], base_name(pair[side])))
        ]

    def _place(self, side: int, row: int, column: int | None, cells: list[CellEvidence]) -> Place:
        face = self._table.new if side else self._table.old
        value = "" if column is None else face.text(self._table.columns[column][side], row)
        document_id = self._documents[side][row]
        regions = tuple(dict.fromkeys(region for cell in cells for region in cell.regions))
        source_name = self._sources[side].get(document_id, "")
        return Place(row, self._ids[side][row], value, document_id, source_name, regions)


def _mark_direct(changes: list[CellChange]) -> None:
    """Where nothing was read otherwise, the row's new standing is itself the change."""
    for index, change in enumerate(changes):
        if base_name(change.column) in STATE_COLUMNS or change.column == PAGES_COLUMN:
            changes[index] = replace(change, is_consequence=False)
            return


def _edited_by_hand(place: Place, cells: list[CellEvidence]) -> str:
    """What provenance says instead, when the table says something else; "" when they agree."""
    if not cells or any(NOT_OF_TYPE in cell.reasons for cell in cells):
        return ""
    values = [cell.value for cell in cells if cell.value]
    recorded = ";".join(values)
    if place.value in (recorded, *values) or (not values and not place.value):
        return ""
    return f"{place.record_id}: {recorded!r} -> {place.value!r}"


def _row_text(face: RegistryTable, row: int) -> str:
    cells = (
        face.text(column, row)
        for column in face.columns
        if column not in IDENTITY_COLUMNS | STATE_COLUMNS
    )
    return " · ".join(filter(None, cells))
