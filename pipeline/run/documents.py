"""The document stages, each run only when something it depends on changed.

What is up to date costs a comparison of keys. A few pages that came through before are done here;
many, or new ones, go to the workers, where they cannot hang or crash the run. Results are written
here alone, by a few threads that wait for the disk side by side.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from functools import partial

from pipeline.registry.collector import without_cycle_search
from pipeline.run.discover import Refused
from pipeline.run.document_task import (
    DocumentOutcome,
    DocumentTask,
    is_up_to_date,
    known_hashes,
    run_stages,
)
from pipeline.run.knowledge import Knowledge
from pipeline.run.options import RunOptions
from pipeline.run.reading import OpenDocument
from pipeline.run.task import Executor, perform
from pipeline.store.output import Manifest, OutputFolder

FEW_PAGES = 100
"""Starting workers costs about as much CPU as the stages of so many pages: 2 s beside 16 to 20 ms a
page, measured on worn scans on a busy machine."""

WRITERS = 8
"""Threads that wait for the disk: measured, more bring nothing."""


class DocumentStages:
    """Brings documents up to date through stage `until`; failed ones end in `refused`."""

    def __init__(
        self, options: RunOptions, knowledge: Knowledge, executor: Executor, until: str
    ) -> None:
        """Run many or new documents with `executor`."""
        self._options = options
        self._knowledge = knowledge
        self._executor = executor
        self._until = until
        self._output = OutputFolder(options.out)
        self.refused: list[Refused] = []

    @without_cycle_search()
    def run(self, documents: Iterable[OpenDocument]) -> list[Manifest]:
        """Return what is stored of every document."""
        manifests: list[Manifest] = []
        tasks: list[DocumentTask] = []
        for document in documents:
            task = self._task(document)
            if task.before is not None and is_up_to_date(task, self._knowledge):
                manifests.append(task.before)
            else:
                tasks.append(task)
        with ThreadPoolExecutor(WRITERS) as writers:
            stored = writers.map(self._store, self._outcomes(tasks))
            return manifests + [manifest for manifest in stored if manifest is not None]

    def _task(self, document: OpenDocument) -> DocumentTask:
        options = self._options
        return DocumentTask(
            source=document.source,
            pages=document.page_records(),
            before=document.before,
            out=options.out,
            corrections=options.corrections,
            known=known_hashes(self._knowledge),
            until=self._until,
        )

    def _outcomes(self, tasks: Sequence[DocumentTask]) -> Iterator[DocumentOutcome]:
        came_through = all(task.before is not None and task.before.stages for task in tasks)
        if came_through and sum(len(task.pages) for task in tasks) <= FEW_PAGES:
            for task in tasks:
                yield perform(partial(run_stages, task, self._knowledge), task.failed)
            return
        # The longest first, so that no worker is left alone with it at the end.
        longest_first = sorted(tasks, key=lambda task: len(task.pages), reverse=True)
        yield from self._executor.run(longest_first)

    def _store(self, outcome: DocumentOutcome) -> Manifest | None:
        """Write results, then the manifest that vouches for them."""
        source, manifest = outcome.source, outcome.manifest
        if manifest is None:
            reason, message = outcome.reason or "", outcome.message or ""
            self.refused.append(Refused(source.source_name, reason, message))
            return None
        names = {name for name, _ in outcome.results}
        before = self._output.read_manifest(source.document_id) if names else None
        if before is not None and any(record.stage in names for record in before.stages):
            # No manifest may ever vouch for a result that is being replaced.
            kept = tuple(record for record in before.stages if record.stage not in names)
            self._output.write_manifest(replace(before, stages=kept))
        for name, data in outcome.results:
            self._output.write_stage_bytes(source.document_id, name, data)
        self._output.write_manifest(manifest)
        return manifest
