"""The desk at which people decide: who sees which cell next, and what became of their decisions.

Shared by all visitors of one station. A cell shown to one person is offered to the others last, so
two people rarely meet; when they do, the second decision is refused and shown what the first said.
"""

from __future__ import annotations

import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime

from pipeline.model.decision import Decision, Verdict
from pipeline.model.document import Reading
from pipeline.review.archive import Archive
from pipeline.review.board import Board, QueueGroup
from pipeline.review.decisions import CellHistory, CellKey, DecisionLog, SecondLook, key_of
from pipeline.review.dossier import DocumentSummary, Dossier
from pipeline.review.queue import (
    DocumentDoubts,
    QueueItem,
    build_queue,
    collect_doubts,
    is_anchored,
    queue_item,
)
from pipeline.store.files import sha256_hex

REFRESH_SECONDS = 5.0
HELD_SECONDS = 120.0
"""A cell on somebody's screen is not offered to others for so long."""


class ReadingChangedError(Exception):
    """The cell was read again after it was shown; the decision was made on another reading."""


@dataclass(frozen=True, slots=True)
class Selection:
    """Which part of the queue a visitor works on; None means all of it."""

    document_id: str | None = None
    reason: str | None = None
    is_second: bool = False

    def iter_items(self, board: Board) -> Iterator[QueueItem]:
        """Yield the open cells of this part, worst first."""
        return board.iter_items(self.document_id, self.reason)


@dataclass(slots=True)
class Visitor:
    """One browser: its person, what they set aside, how much they decided since they came."""

    session: str
    person: str
    skipped: dict[str, None] = field(default_factory=dict)
    n_decided: int = 0


@dataclass(frozen=True, slots=True)
class Shown:
    """What a visitor saw when they decided: version of the history, digest of the raw reading."""

    cell_id: str
    version: int
    reading_digest: str


class Desk:
    """The queue, the log and who is at work."""

    def __init__(
        self,
        archive: Archive,
        log: DecisionLog,
        second_share: float = 0.0,
        now: Callable[[], datetime] = lambda: datetime.now().astimezone(),
    ) -> None:
        """Build the queue from everything stored."""
        self.archive = archive
        self.log = log
        self._second_share = second_share
        self._now = now
        self._lock = threading.RLock()
        self._doubts: dict[str, DocumentDoubts] = {}
        self._summaries: dict[str, DocumentSummary] = {}
        self._board = Board()
        self._held: dict[str, tuple[str, float]] = {}
        self._visitors: dict[str, Visitor] = {}
        self._refreshed = 0.0
        self.refresh()

    # --- the queue -------------------------------------------------------------------------

    def refresh(self) -> None:
        """Take in documents that are new or were made again, and decisions of other stations."""
        self._refreshed = time.monotonic()
        remade = self.archive.refresh()
        decided = {cell_id.partition("/")[0] for _, cell_id in self.log.refresh()}
        changed = sorted({*remade, *decided})
        if not changed:
            return
        found = {name: dossier for name in changed if (dossier := self.archive.dossier(name))}
        doubts = {name: collect_doubts(dossier) for name, dossier in found.items()}
        with self._lock:
            for name in changed:
                self._doubts.pop(name, None)
                self._summaries.pop(name, None)
            self._doubts.update(doubts)
            self._summaries.update((name, dossier.summary) for name, dossier in found.items())
            for name in changed:
                dossier = found.get(name)
                waiting = build_queue(dossier, doubts[name], self.log) if dossier else ()
                self._board.replace_document(name, waiting)

    def refresh_if_old(self) -> None:
        """Look for new results, at most every few seconds."""
        if time.monotonic() - self._refreshed > REFRESH_SECONDS:
            self.refresh()

    def unapplied(self) -> list[str]:
        """Documents whose stored text does not hold what was decided: a rebuild was cut short."""
        late: dict[str, None] = {}
        for (_, cell_id), history in self.log.iter_histories():
            dossier = self.archive.dossier_of_cell(cell_id)
            if dossier is None or history.holding is None:
                continue
            reading = dossier.cells[cell_id].reading
            cleaned = dossier.clean.get(cell_id)
            if is_anchored(reading, history.holding) and cleaned and not cleaned.decided_by:
                late[dossier.document_id] = None
        return list(late)

    def next_item(self, visitor: Visitor, selection: Selection) -> QueueItem | None:
        """The worst open cell for a visitor; cells set aside or on other screens come last."""
        with self._lock:
            free = (i for i in selection.iter_items(self._board) if self._is_free(i, visitor))
            chosen = next(free, None) or self._least_bad(visitor, selection)
            if chosen is not None:
                visitor.skipped.pop(chosen.cell_id, None)
                self._held[chosen.cell_id] = (visitor.session, time.monotonic())
            return chosen

    def following(self, visitor: Visitor, selection: Selection, cell_id: str) -> QueueItem | None:
        """The cell that will probably come after this one, so that its picture can be fetched."""
        with self._lock:
            items = selection.iter_items(self._board)
            others = (item for item in items if item.cell_id != cell_id)
            return next((item for item in others if self._is_free(item, visitor)), None)

    def item(self, cell_id: str) -> QueueItem | None:
        """The queue's entry of a cell, None when it does not wait."""
        with self._lock:
            return self._board.get(cell_id)

    def n_waiting(self) -> int:
        """How many cells wait."""
        return len(self._board)

    def waiting_by_document(self) -> Counter[str]:
        """How many cells wait in each document."""
        with self._lock:
            return self._board.by_document()

    def summaries(self) -> list[DocumentSummary]:
        """Every document, sorted by the name of its file."""
        with self._lock:
            return sorted(self._summaries.values(), key=lambda line: line.source_name)

    def groups(self) -> list[QueueGroup]:
        """The queue by document and kind of doubt, worst group first."""
        with self._lock:
            return self._board.groups()

    def homeless(self) -> list[str]:
        """Doubtful values that no cell of any page stands for; they cannot be settled here."""
        with self._lock:
            return [cell for doubts in self._doubts.values() for cell in doubts.homeless]

    def skip(self, visitor: Visitor, cell_id: str) -> None:
        """Set a cell aside until the visitor's others are done."""
        with self._lock:
            visitor.skipped[cell_id] = None
            self._held.pop(cell_id, None)

    def _is_free(self, item: QueueItem, visitor: Visitor) -> bool:
        if item.cell_id in visitor.skipped:
            return False
        session, since = self._held.get(item.cell_id, ("", 0.0))
        return session in ("", visitor.session) or time.monotonic() - since > HELD_SECONDS

    def _least_bad(self, visitor: Visitor, selection: Selection) -> QueueItem | None:
        """When nothing is free: what the visitor set aside first, else what another looks at."""
        items = {item.cell_id: item for item in selection.iter_items(self._board)}
        skipped = (items[cell] for cell in visitor.skipped if cell in items)
        return next(skipped, None) or next(iter(items.values()), None)

    # --- deciding --------------------------------------------------------------------------

    def visitor(self, session: str, person: str) -> Visitor:
        """The visitor of a browser session, under the name they go by now."""
        with self._lock:
            visitor = self._visitors.setdefault(session, Visitor(session, person))
            visitor.person = person
            return visitor

    def history(self, dossier: Dossier, cell_id: str) -> CellHistory:
        """What was decided on a cell of a document."""
        return self.log.history((dossier.document.sha256, cell_id))

    def decide(
        self,
        visitor: Visitor,
        shown: Shown,
        verdict: Verdict,
        text: str | None,
        is_second: bool = False,
    ) -> Decision:
        """Write down a decision; on return it is on the disk.

        Raises:
            KeyError: When there is no such cell.
            ReadingChangedError: When the cell was read again since it was shown.
            StaleDecisionError: When somebody else decided on it since it was shown.
            OutputError: When the log cannot be written; nothing counts as decided.
        """
        dossier, reading = self.placed(shown.cell_id)
        if digest_of(reading) != shown.reading_digest:
            raise ReadingChangedError
        decision = Decision(
            self._now().isoformat(timespec="seconds"),
            visitor.person,
            dossier.document.sha256,
            reading.cell_id,
            reading.text_ocr,
            verdict,
            text,
            reading.regions,
            blind=is_second,
        )
        self.log.append(decision, shown.version)
        with self._lock:
            visitor.n_decided += 1
            self._after_decision(dossier, reading.cell_id)
        return decision

    def undo(self, visitor: Visitor) -> Decision | None:
        """Withdraw the visitor's last standing decision; return it, or None when there is none.

        Raises:
            StaleDecisionError: When somebody decided on that cell in the same moment.
            OutputError: When the log cannot be written.
        """
        decision = self.log.last_of(visitor.person)
        if decision is None:
            return None
        withdrawal = Decision(
            self._now().isoformat(timespec="seconds"),
            visitor.person,
            decision.file_sha256,
            decision.cell_id,
            decision.text_ocr,
            Verdict.WITHDRAWN,
            None,
            decision.regions,
            blind=decision.blind,
        )
        self.log.append(withdrawal, self.log.history(key_of(decision)).version)
        dossier = self.archive.dossier_of_cell(decision.cell_id)
        with self._lock:
            visitor.n_decided = max(0, visitor.n_decided - 1)
            visitor.skipped.pop(decision.cell_id, None)
            if dossier is not None:
                self._after_decision(dossier, decision.cell_id)
        return decision

    def placed(self, cell_id: str) -> tuple[Dossier, Reading]:
        """A cell with its document.

        Raises:
            KeyError: When there is no such cell.
        """
        dossier = self.archive.dossier_of_cell(cell_id)
        if dossier is None:
            raise KeyError(cell_id)
        return dossier, dossier.cells[cell_id].reading

    def _after_decision(self, dossier: Dossier, cell_id: str) -> None:
        """Bring the queue up to date for one cell without building it anew."""
        self._held.pop(cell_id, None)
        item = queue_item(dossier, self._doubts[dossier.document_id], self.log, cell_id)
        if item is None:
            self._board.remove(cell_id)
        else:
            self._board.put(item)

    # --- second looks ----------------------------------------------------------------------

    def next_second(self, visitor: Visitor) -> tuple[Dossier, Reading] | None:
        """A decided cell of the sample that this person has not seen, None when there is none."""
        for key, history in self.log.iter_histories():
            if self._wants_second(key, history, visitor.person):
                if key[1] in visitor.skipped:
                    continue
                dossier = self.archive.dossier_of_cell(key[1])
                if dossier is not None and dossier.document.sha256 == key[0]:
                    return dossier, dossier.cells[key[1]].reading
        return None

    def n_seconds(self, person: str) -> int:
        """How many cells wait for a second look by this person."""
        return sum(self._wants_second(*entry, person) for entry in self.log.iter_histories())

    def iter_looks(self) -> Iterator[SecondLook]:
        """Every second look taken so far whose first decision still stands beside it."""
        for _, history in self.log.iter_histories():
            yield from (look for look in history.seconds if look.first is not None)

    def _wants_second(self, key: CellKey, history: CellHistory, person: str) -> bool:
        holding = history.holding
        if holding is None or holding.person == person or history.seconds:
            return False
        return is_sampled(key, self._second_share)


def digest_of(reading: Reading) -> str:
    """A short name for a raw reading, by which a change is noticed."""
    return sha256_hex(reading.text_ocr.encode())[:16]


def is_sampled(key: CellKey, share: float) -> bool:
    """Whether a cell is in the sample for a second look: fixed by its id, unknown to the first."""
    digest = sha256_hex("\n".join(key).encode())
    return int(digest[:8], 16) < share * 2**32
