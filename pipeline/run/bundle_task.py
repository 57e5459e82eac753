"""Some documents of the archive as rows for the registry: work for any process."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn

from pipeline.errors import OutputError
from pipeline.model.correction import CleanDocument
from pipeline.model.document import DocumentReading
from pipeline.model.page import PageStatus
from pipeline.model.value import CellStatus, NormalDocument
from pipeline.registry.bundle import Bundle, bundle_of
from pipeline.registry.collector import without_cycle_search
from pipeline.registry.customs import CustomTables
from pipeline.registry.registry import StagedDocument
from pipeline.run.summary import Counts
from pipeline.store.output import OutputFolder
from pipeline.validate.corpus import CorpusCheck

DOCUMENTS_A_BUNDLE = 20
"""Enough that a bundle's blocks of rows are worth reading alone, few enough for memory."""


@dataclass(frozen=True, slots=True)
class BundleOutcome:
    """What the documents of a task add; without a bundle, only the parent can make it."""

    task: BundleTask
    bundle: Bundle | None
    counts: Counts
    check: CorpusCheck


@dataclass(frozen=True, slots=True)
class BundleTask:
    """Read these documents; `number` is the place of the task among its like."""

    number: int
    out: Path
    document_ids: tuple[str, ...]

    def work(self) -> BundleOutcome:
        """Bundle them, unless they have tables of their own."""
        return self.bundled(None)

    def bundled(self, customs: CustomTables | None) -> BundleOutcome:
        """Bundle them; `customs` learns their own tables."""
        counts, check = Counts(), CorpusCheck()
        with without_cycle_search():
            documents = [_staged(OutputFolder(self.out), i) for i in self.document_ids]
            for document in documents:
                counts = counts.plus(_count(document))
                check.add((document.reading, document.clean, document.normal))
            return BundleOutcome(self, bundle_of(documents, customs), counts, check)

    def failed(self, reason: str, message: str) -> NoReturn:
        """A registry without some of its documents is none."""
        raise OutputError(
            f"无法汇编 cannot assemble {self.document_ids[0]} … ({reason}): {message}",
            "请重新运行 run again",
        )


def bundle_tasks(out: Path, document_ids: Sequence[str]) -> list[BundleTask]:
    """Cut a list of documents into tasks."""
    step = DOCUMENTS_A_BUNDLE
    return [
        BundleTask(number, out, tuple(document_ids[start : start + step]))
        for number, start in enumerate(range(0, len(document_ids), step))
    ]


def in_turn(outcomes: Iterator[BundleOutcome]) -> Iterator[BundleOutcome]:
    """Yield outcomes in the order of their tasks; a few wait for their turn."""
    waiting: dict[int, BundleOutcome] = {}
    number = 0
    for outcome in outcomes:
        waiting[outcome.task.number] = outcome
        while number in waiting:
            yield waiting.pop(number)
            number += 1


def _staged(output: OutputFolder, document_id: str) -> StagedDocument:
    return StagedDocument(
        output.read_stage(document_id, "extract", DocumentReading),
        output.read_stage(document_id, "clean", CleanDocument),
        output.read_stage(document_id, "normalise", NormalDocument),
    )


def _count(document: StagedDocument) -> Counts:
    pages, records = document.reading.pages, document.normal.records
    statuses = [value.status for record in records for value in record.values]
    return Counts(
        documents=1,
        pages=len(pages),
        rows=len(records),
        cells_accepted=statuses.count(CellStatus.ACCEPTED),
        cells_review=statuses.count(CellStatus.REVIEW),
        cells_failed=statuses.count(CellStatus.FAILED),
        failures=sum(page.status is PageStatus.FAILED for page in pages),
    )
