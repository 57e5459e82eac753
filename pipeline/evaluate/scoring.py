"""Compares the registry with the truth, cell by cell.

Counts rows that are lost or invented apart from cells that are wrong. An inherited cell (one merged
region over many rows) is counted only where it is not simply its parent again, so that one reading
weighs as one. A scan without a result counts as fully lost. Cells are compared exactly; how many
differ in the width of characters only (（ against () is counted beside it.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from rapidfuzz.distance import Levenshtein

from pipeline.errors import UsageError
from pipeline.evaluate.alignment import align
from pipeline.evaluate.expected import ExpectedRecord, expected_records
from pipeline.evaluate.predicted import (
    PredictedCell,
    PredictedDocument,
    PredictedRecord,
    iter_predicted,
)
from pipeline.evaluate.structure import table_similarity
from pipeline.evaluate.truth import Truth, read_roster_csv, read_truth
from pipeline.model.geometry import Region
from pipeline.store.output import OutputFolder

LIST_TABLES = frozenset({"clusters", "leading_firms", "recommendations"})
"""Tables whose shape is read off the page; the others have the shape of their form."""

_JSON_ENDING, _CSV_ENDING = ".truth.json", ".roster.truth.csv"


@dataclass(frozen=True, slots=True)
class TrueDocument:
    """A scan's truth: `name` is its path below the truth folder without ending, `/` between."""

    name: str
    profile: str
    truth: Truth


@dataclass(frozen=True, slots=True)
class ScoredCell:
    """One compared cell. `text` is None when its row was lost, `truth` when it was invented.

    `distance` counts character edits. `is_flagged` cells wait for a person.
    """

    document: str
    profile: str
    kind: str
    table: str
    column: str
    cell_id: str
    truth: str | None
    text: str | None
    is_flagged: bool
    reasons: tuple[str, ...] = ()
    probability: float | None = None
    source_name: str = ""
    regions: tuple[Region, ...] = ()

    @property
    def is_right(self) -> bool:
        """Whether it says exactly what stands on the page."""
        return self.truth is not None and self.truth == self.text

    @property
    def is_right_but_for_width(self) -> bool:
        """Whether it is right once full-width and half-width forms count as one."""
        return _folded(self.truth) == _folded(self.text)

    @property
    def distance(self) -> int:
        """Number of character edits from the truth."""
        return Levenshtein.distance(self.truth or "", self.text or "")


@dataclass(frozen=True, slots=True)
class ScoredRows:
    """Rows of one table of one document: true, found among them, and invented."""

    document: str
    profile: str
    kind: str
    table: str
    true: int
    found: int
    invented: int


@dataclass(frozen=True, slots=True)
class ScoredTable:
    """How much of a list's shape came out, 0 to 1 (see `structure`); 0 for a lost document."""

    document: str
    profile: str
    table: str
    similarity: float


@dataclass(frozen=True, slots=True)
class Comparison:
    """Everything that was compared. `unjudged` are documents without truth, by source name."""

    cells: tuple[ScoredCell, ...]
    rows: tuple[ScoredRows, ...]
    missing: tuple[str, ...]
    unjudged: tuple[str, ...]
    tables: tuple[ScoredTable, ...] = ()


def _folded(text: str | None) -> str | None:
    return None if text is None else "".join(unicodedata.normalize("NFKC", text).split())


def read_truths(folder: Path) -> tuple[TrueDocument, ...]:
    """Read every truth file below `folder`, sorted by name.

    Raises:
        UsageError: When there is none.
        ConfigurationError: When one is malformed.
    """
    found = []
    for path in sorted(folder.rglob("*.truth.*")):
        name = path.relative_to(folder).as_posix()
        profile = path.parent.relative_to(folder).as_posix().removeprefix(".")
        if name.endswith(_JSON_ENDING):
            truth: Truth = read_truth(path.read_bytes(), name)
            found.append(TrueDocument(name.removesuffix(_JSON_ENDING), profile, truth))
        elif name.endswith(_CSV_ENDING):
            truth = read_roster_csv(path.read_bytes(), name)
            found.append(TrueDocument(name.removesuffix(_CSV_ENDING), profile, truth))
    if not found:
        raise UsageError(
            f"{folder} 里没有真值文件 no truth files there",
            f"真值文件名应为 name them <scan>{_JSON_ENDING}",
        )
    return tuple(found)


def evaluate_output(out: Path, truth: Path) -> Comparison:
    """Compare an output folder (`--out`) with a truth folder.

    Raises:
        UsageError: When there is no truth.
        ConfigurationError: When a truth file is malformed.
    """
    return compare(read_truths(truth), tuple(iter_predicted(OutputFolder(out))))


def compare(truths: Sequence[TrueDocument], documents: Sequence[PredictedDocument]) -> Comparison:
    """Compare documents with truths; a truth without a document counts as fully lost."""
    matched = match_documents(truths, documents)
    cells: list[ScoredCell] = []
    rows: list[ScoredRows] = []
    shapes: list[ScoredTable] = []
    for true in truths:
        document = matched.get(true.name)
        expected = expected_records(true.truth)
        records = document.records if document else ()
        tables = [*(record.table for record in expected), *(record.table for record in records)]
        if true.truth.kind == "roster":
            # The truth of a list says nothing of the letter that the list is annexed to.
            tables = ["clusters"]
        for table in dict.fromkeys(tables):
            wanted = [record for record in expected if record.table == table]
            given = [record for record in records if record.table == table]
            pairs = align(wanted, given)
            source_name = document.source_name if document else ""
            cells += _score_cells(true, source_name, table, pairs)
            rows.append(_score_rows(true, table, pairs))
            if table in LIST_TABLES and wanted:
                similarity = _shape(wanted, given)
                shapes.append(ScoredTable(true.name, true.profile, table, similarity))
    judged = {document.document_id for document in matched.values()}
    return Comparison(
        tuple(cells),
        tuple(rows),
        tuple(true.name for true in truths if true.name not in matched),
        tuple(d.source_name for d in documents if d.document_id not in judged),
        tuple(shapes),
    )


def _shape(wanted: Sequence[ExpectedRecord], given: Sequence[PredictedRecord]) -> float:
    """How alike the rows are in the columns that the truth speaks of."""
    columns = tuple(wanted[0].cells)
    texts = [
        [cell.text if (cell := record.cells.get(column)) else "" for column in columns]
        for record in given
    ]
    return table_similarity([list(record.cells.values()) for record in wanted], texts)


def match_documents(
    truths: Iterable[TrueDocument], documents: Sequence[PredictedDocument]
) -> dict[str, PredictedDocument]:
    """Match truth names to documents: by path without ending, else by a file name found once."""
    by_path = {_stem(document.source_name): document for document in documents}
    by_name: dict[str, list[PredictedDocument]] = {}
    for document in documents:
        by_name.setdefault(_stem(document.source_name).rpartition("/")[2], []).append(document)
    matched = {}
    for true in truths:
        same_name = by_name.get(true.name.rpartition("/")[2], [])
        if true.name in by_path:
            matched[true.name] = by_path[true.name]
        elif len(same_name) == 1:
            matched[true.name] = same_name[0]
    return matched


def _stem(source_name: str) -> str:
    return source_name.rpartition(".")[0] or source_name


def _score_rows(
    true: TrueDocument,
    table: str,
    pairs: Iterable[tuple[ExpectedRecord | None, PredictedRecord | None]],
) -> ScoredRows:
    pairs = list(pairs)
    return ScoredRows(
        true.name,
        true.profile,
        true.truth.kind,
        table,
        true=sum(expected is not None for expected, _ in pairs),
        found=sum(expected is not None and predicted is not None for expected, predicted in pairs),
        invented=sum(expected is None for expected, _ in pairs),
    )


def _score_cells(
    true: TrueDocument,
    source_name: str,
    table: str,
    pairs: Sequence[tuple[ExpectedRecord | None, PredictedRecord | None]],
) -> Iterator[ScoredCell]:
    columns = dict.fromkeys(
        column for expected, _ in pairs if expected for column in expected.cells
    )
    seen: dict[str, tuple[str | None, str | None]] = {}
    for expected, predicted in pairs:
        for column in columns:
            wanted = expected.cells.get(column) if expected else None
            cell = predicted.cells.get(column) if predicted else None
            if cell is None and expected is None:
                continue
            if cell is not None and _is_parent_again(cell, wanted, seen):
                continue
            if cell is None and predicted is not None and wanted == "":
                continue
            scored = _score_cell(true, table, column, wanted, cell)
            yield replace(scored, source_name=source_name)


def _is_parent_again(
    cell: PredictedCell, wanted: str | None, seen: dict[str, tuple[str | None, str | None]]
) -> bool:
    """Whether the cell repeats a reading that was counted with the same truth before."""
    reading_id = cell.inherited_from or cell.cell_id
    if not reading_id:
        return False
    if seen.get(reading_id) == (wanted, cell.text):
        return True
    seen.setdefault(reading_id, (wanted, cell.text))
    return False


def _score_cell(
    true: TrueDocument, table: str, column: str, wanted: str | None, cell: PredictedCell | None
) -> ScoredCell:
    return ScoredCell(
        true.name,
        true.profile,
        true.truth.kind,
        table,
        column,
        cell.cell_id if cell else "",
        wanted,
        cell.text if cell else None,
        is_flagged=cell is not None and cell.is_flagged,
        reasons=cell.reasons if cell else (),
        probability=cell.probability if cell else None,
        regions=cell.regions if cell else (),
    )
