"""Orders what waits for a person: one row per reading, worst first.

A cell that only repeats or derives from another doubtful cell is not asked about again; it is
counted with the cell it rests on.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from pipeline.model.value import CellStatus
from pipeline.registry.evidence import boxes_text, pages_text
from pipeline.registry.registry import Row, decimal_text, join_list
from pipeline.registry.trace import CellTrace, TracedRecord

MAX_CANDIDATES = 5
LOW_PROBABILITY = "low-probability"
"""The reason that says no more than the probability itself."""
RULE_ODDS = 0.5

Doubt = tuple[TracedRecord, CellTrace]


class Question(NamedTuple):
    """A cell to be asked about: where it comes in the queue, and its row but for the rank."""

    order: tuple[bool, float, str]
    row: Row


def questions_of(records: Iterable[TracedRecord], source_name: str) -> Iterator[Question]:
    """Yield what one document asks; no cell rests on one of another document."""
    doubts = {
        cell.cell_id: (record, cell)
        for record in records
        for cell in record.cells
        if cell.status is not CellStatus.ACCEPTED
    }
    affected = _count_affected(doubts)
    for cell_id, (record, cell) in doubts.items():
        n_affected = affected.get(cell_id)
        if n_affected is not None:
            yield Question(_order(cell, n_affected), _row(record, cell, n_affected, source_name))


def review_queue_rows(questions: Iterable[Question]) -> Iterator[Row]:
    """Yield the queue of all documents, worst first."""
    for rank, question in enumerate(sorted(questions), start=1):
        yield (str(rank), *question.row)


def _count_affected(doubts: Mapping[str, Doubt]) -> dict[str, int]:
    """How many other doubtful cells rest on each cell that is to be asked about."""
    affected: dict[str, int] = {}
    resting: list[str] = []
    questions: dict[tuple[str, tuple[str, ...], tuple[str, ...]], str] = {}
    for cell_id, (record, cell) in doubts.items():
        roots = _roots(cell, doubts)
        if cell.reading is None and not roots:
            # a code and its name, both in doubt for the same reason, are one question
            question = (record.record_id, cell.sources, cell.reasons)
            first = questions.setdefault(question, cell_id)
            roots = {first} - {cell_id}
        if roots:
            resting.extend(roots)
        else:
            affected[cell_id] = 0
    for root in resting:
        affected[root] = affected.get(root, 0) + 1
    return affected


def _roots(cell: CellTrace, doubts: Mapping[str, Doubt]) -> set[str]:
    """The doubtful cells that `cell` rests on in the end; empty when it stands for itself."""
    roots: set[str] = set()
    seen = {cell.cell_id}
    waiting = [source for source in cell.sources if source in doubts]
    while waiting:
        cell_id = waiting.pop()
        if cell_id in seen:
            continue
        seen.add(cell_id)
        deeper = [source for source in doubts[cell_id][1].sources if source in doubts]
        if deeper:
            waiting.extend(deeper)
        else:
            roots.add(cell_id)
    return roots


def _order(cell: CellTrace, n_affected: int) -> tuple[bool, float, str]:
    """Failed first, then the greatest expected number of wrong cells, then by place."""
    wrong = 1.0 - _chance_of_right(cell)
    return cell.status is not CellStatus.FAILED, -wrong * (1 + n_affected), cell.cell_id


def _chance_of_right(cell: CellTrace) -> float:
    """How likely the cell is right, as far as sorting needs to know.

    The calibrated probability (else the recogniser's score, else a half) knows only the reading;
    every rule that objects halves it. A cell without a value is never right.
    """
    if not cell.text:
        return 0.0
    if cell.value is not None and cell.value.probability is not None:
        chance = cell.value.probability
    else:
        chance = cell.reading.confidence if cell.reading is not None else 0.5
    n_objections = sum(reason != LOW_PROBABILITY for reason in cell.reasons)
    return chance * RULE_ODDS**n_objections


def _row(record: TracedRecord, cell: CellTrace, n_affected: int, source: str) -> Row:
    probability = cell.value.probability if cell.value else None
    candidates = cell.clean.candidates[:MAX_CANDIDATES] if cell.clean else ()
    return (
        cell.cell_id,
        record.document_id,
        source,
        record.table,
        record.record_id,
        cell.column,
        str(cell.status),
        join_list(cell.reasons),
        decimal_text(probability) if probability is not None else "",
        cell.reading.text_ocr if cell.reading else "",
        cell.clean.text_clean if cell.clean else "",
        cell.text,
        join_list(candidate.text for candidate in candidates),
        str(n_affected),
        pages_text(cell.regions),
        boxes_text(cell.regions),
    )
