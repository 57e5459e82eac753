"""What a comparison of two registries says: changes of documents, columns, rows and cells."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from enum import StrEnum

from pipeline.model.geometry import Region


class CauseKind(StrEnum):
    """Why a cell changed: the first step on its way at which the two extractions part."""

    SOURCE_FILE = "source-file"
    ENGINE = "engine"
    LAYOUT = "layout"
    DICTIONARY = "dictionary"
    RULE = "rule"
    HUMAN_DECISION = "human-decision"
    CODE_VERSION = "code-version"
    HAND_EDIT = "hand-edit"
    """The registry file says something else than its own provenance: edited outside the program."""
    UNEXPLAINED = "unexplained"


CAUSE_NAMES = {
    CauseKind.SOURCE_FILE: "原件 source file",
    CauseKind.ENGINE: "识别引擎或模型 engine or model",
    CauseKind.LAYOUT: "版面 layout",
    CauseKind.DICTIONARY: "词典条目 dictionary entry",
    CauseKind.RULE: "规则 rule",
    CauseKind.HUMAN_DECISION: "人工核定 human decision",
    CauseKind.CODE_VERSION: "程序版本 code version",
    CauseKind.HAND_EDIT: "登记表被手工改动 registry edited by hand",
    CauseKind.UNEXPLAINED: "未能解释 unexplained",
}


@dataclass(frozen=True, slots=True)
class Cause:
    """One cause. `name` is the entry, rule, person, engine or file; `detail` what differs."""

    kind: CauseKind
    name: str
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a cell stands in one of the registries, and what it says there.

    `row_index` is 0-based in the CSV face. `source_name` and `regions` are empty where the
    registry has no provenance of the cell.
    """

    row_index: int
    record_id: str
    value: str
    document_id: str = ""
    source_name: str = ""
    regions: tuple[Region, ...] = ()


@dataclass(frozen=True, slots=True)
class CellChange:
    """A cell of a row that stands in both registries and says something else.

    `column` is the new name when it was renamed. A consequence follows from another change that is
    listed too: a derived code, an inherited cell, the status of a row.
    """

    table: str
    column: str
    old: Place
    new: Place
    cause: Cause
    is_consequence: bool = False


class RowChangeKind(StrEnum):
    """What became of a row as a whole."""

    ADDED = "added"
    REMOVED = "removed"
    MOVED = "moved"


@dataclass(frozen=True, slots=True)
class RowChange:
    """A row that stands on one side only, or elsewhere. `text` are its filled cells."""

    table: str
    kind: RowChangeKind
    record_id: str
    text: str
    cause: Cause
    old: Place | None = None
    new: Place | None = None


class ColumnChangeKind(StrEnum):
    """What became of a column."""

    ADDED = "added"
    REMOVED = "removed"
    RENAMED = "renamed"


@dataclass(frozen=True, slots=True)
class ColumnChange:
    """A column that stands on one side only or under another name."""

    table: str
    kind: ColumnChangeKind
    old_name: str
    new_name: str


class DocumentChangeKind(StrEnum):
    """What became of a document or one of its pages."""

    ADDED = "added"
    REMOVED = "removed"
    REPLACED = "replaced"
    RENAMED = "renamed"
    PAGE = "page-status"


@dataclass(frozen=True, slots=True)
class DocumentChange:
    """A source file that came, went, or has other bytes or another name; or a page's new status."""

    kind: DocumentChangeKind
    source_name: str
    detail: str


@dataclass(frozen=True, slots=True)
class Diff:
    """Everything that differs. `notes` are differences without meaning, such as file order."""

    old_label: str
    new_label: str
    documents: tuple[DocumentChange, ...]
    columns: tuple[ColumnChange, ...]
    rows: tuple[RowChange, ...]
    cells: tuple[CellChange, ...]
    notes: tuple[str, ...] = ()

    @property
    def is_same(self) -> bool:
        """Whether both say the same: a file scanned again with the same content is the same."""
        is_gone = any(
            change.kind
            in (DocumentChangeKind.ADDED, DocumentChangeKind.REMOVED, DocumentChangeKind.PAGE)
            for change in self.documents
        )
        return not (self.columns or self.rows or self.cells or is_gone)

    @property
    def exit_code(self) -> int:
        """0 same, 1 changed, as `diff` has it."""
        return 0 if self.is_same else 1

    def direct_cells(self) -> tuple[CellChange, ...]:
        """Cell changes that do not follow from another."""
        return tuple(change for change in self.cells if not change.is_consequence)

    def count_causes(self) -> dict[CauseKind, tuple[int, int, int]]:
        """Per cause: (direct cell changes, their consequences, row changes), in fixed order."""
        direct = Counter(change.cause.kind for change in self.direct_cells())
        cells = Counter(change.cause.kind for change in self.cells)
        rows = Counter(change.cause.kind for change in self.rows)
        return {
            kind: (direct[kind], cells[kind] - direct[kind], rows[kind])
            for kind in CauseKind
            if cells[kind] or rows[kind]
        }
