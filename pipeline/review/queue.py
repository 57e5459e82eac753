"""What waits for a person in one document, and in which order a person meets it.

Built from values that are not accepted, never from the exported tables. A doubt about a derived
value is asked at the cell it was derived from; a doubt about an inherited value is asked once, at
the merged cell whose ink it is. Decided cells are left out, unless the reading changed since.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import IntEnum

from pipeline.model.decision import Decision
from pipeline.model.document import Reading
from pipeline.model.value import CellStatus, Value
from pipeline.review.decisions import DecisionLog
from pipeline.review.dossier import Dossier, PlacedReading

CONFLICT = "decision-conflict"
DISAGREEMENT = "second-decision-differs"
UNEXPLAINED = "unexplained"
REPEATING = frozenset({"source-in-review"})
"""Reasons that only say that another cell is in doubt; left out where a telling one stands."""


Badness = tuple[int, float, int]


class Rank(IntEnum):
    """How bad it is, worst first."""

    CONFLICT = 0
    FAILED = 1
    DOUBT = 2


@dataclass(frozen=True, slots=True)
class QueueItem:
    """One cell that waits. `probability` is that of being right, as far as anyone knows.

    `reasons` are slugs, the first one names the group; `covers` counts the rows that inherit the
    cell; `order` is its place in the document.
    """

    document_id: str
    file_sha256: str
    cell_id: str
    reasons: tuple[str, ...]
    rank: Rank
    probability: float
    covers: int
    order: int

    @property
    def group(self) -> tuple[str, str]:
        """(document, kind of doubt)."""
        return self.document_id, self.reasons[0]


@dataclass(slots=True)
class Doubt:
    """Why a cell waits, gathered from every value that rests on it."""

    reasons: list[str]
    rank: Rank
    probability: float

    def add(self, value: Value, reasons: Iterable[str], confidence: float) -> None:
        """Take in one value's doubts; the worst of all counts."""
        merged = dict.fromkeys((*self.reasons, *reasons))
        telling = [reason for reason in merged if reason not in REPEATING]
        self.reasons = telling or list(merged)
        if value.status is CellStatus.FAILED:
            self.rank = min(self.rank, Rank.FAILED)
        known = confidence if value.probability is None else value.probability
        self.probability = min(self.probability, known)


@dataclass(frozen=True, slots=True)
class DocumentDoubts:
    """What the pipeline doubts in one document, by cell, whatever people said since.

    `homeless` are doubtful values that rest on no cell of any page, and messages about decisions
    whose cell is gone.
    """

    by_cell: dict[str, Doubt]
    homeless: tuple[str, ...]


def collect_doubts(dossier: Dossier) -> DocumentDoubts:
    """Find the cells behind every value of a document that was not accepted."""
    doubts: dict[str, Doubt] = {}
    homeless = [finding.message for finding in dossier.loose if finding.slug == CONFLICT]
    for value in dossier.values.values():
        if value.status is CellStatus.ACCEPTED:
            continue
        anchors = list(_iter_anchors(dossier, value))
        if not anchors:
            homeless.append(value.cell_id)
        for reading in anchors:
            doubt = doubts.setdefault(reading.cell_id, Doubt([], Rank.DOUBT, 1.0))
            doubt.add(value, _reasons(dossier, value, reading), reading.confidence)
    return DocumentDoubts(doubts, tuple(homeless))


def build_queue(dossier: Dossier, doubts: DocumentDoubts, log: DecisionLog) -> list[QueueItem]:
    """List the cells of a document that wait for a person, in no particular order."""
    concerned = dict.fromkeys((*doubts.by_cell, *log.cells_of(dossier.document.sha256)))
    items = (
        queue_item(dossier, doubts, log, cell_id)
        for cell_id in concerned
        if cell_id in dossier.cells
    )
    return [item for item in items if item is not None]


def queue_item(
    dossier: Dossier, doubts: DocumentDoubts, log: DecisionLog, cell_id: str
) -> QueueItem | None:
    """The queue's entry of one cell; None when it does not wait."""
    placed = dossier.cells[cell_id]
    doubt = doubts.by_cell.get(cell_id)
    reasons = tuple(doubt.reasons) if doubt else ()
    rank, probability = Rank.CONFLICT, 0.0
    history = log.history((dossier.document.sha256, cell_id))
    if is_conflict(dossier, placed, history.holding):
        reasons = tuple(dict.fromkeys((CONFLICT, *reasons)))
    elif history.is_disputed:
        reasons = (DISAGREEMENT, *reasons)
    elif doubt is None or is_anchored(placed.reading, history.holding):
        return None
    else:
        rank, probability = doubt.rank, doubt.probability
    return QueueItem(
        dossier.document_id,
        dossier.document.sha256,
        cell_id,
        reasons or (UNEXPLAINED,),
        rank,
        probability,
        len(dossier.covered.get(cell_id, ())),
        placed.position,
    )


def badness(item: QueueItem) -> Badness:
    """What an item is sorted by, worst first; no two items of one document are alike."""
    return item.rank, item.probability, item.order


def is_anchored(reading: Reading, decision: Decision | None) -> bool:
    """Whether a decision was made on the very reading that stands in its cell now."""
    return decision is not None and decision.text_ocr == reading.text_ocr


def is_conflict(dossier: Dossier, placed: PlacedReading, decision: Decision | None) -> bool:
    """Whether a decision fits neither its cell's reading nor the cell it may have moved to."""
    if decision is None or is_anchored(placed.reading, decision):
        return False
    return not any(
        cleaned.decided_by == decision.person
        and (other := dossier.cells[cleaned.cell_id].reading).text_ocr == decision.text_ocr
        and other.column == placed.reading.column
        for cleaned in dossier.clean.values()
        if cleaned.cell_id in dossier.cells
    )


def _iter_anchors(dossier: Dossier, value: Value) -> Iterator[Reading]:
    """Yield the readings at which a doubt about a value is asked."""
    for cell_id in dict.fromkeys((value.cell_id, *value.from_cells)):
        placed = dossier.cells.get(cell_id)
        if placed is None:
            continue
        source = dossier.cells.get(placed.reading.inherited_from or "")
        if source is not None and not placed.reading.doubts:
            yield source.reading
        else:
            yield placed.reading


def _reasons(dossier: Dossier, value: Value, reading: Reading) -> list[str]:
    cleaned = dossier.clean.get(reading.cell_id)
    reasons = [*value.reasons, *(cleaned.doubts if cleaned else ()), *reading.doubts]
    if not reasons and value.unparsed is not None:
        reasons.append(value.unparsed)
    return reasons
