"""The document stages, each run only when something it depends on changed.

What is up to date costs a comparison of keys. A few documents that came through before are done
here; many, or new ones, go to the workers, where they cannot hang or crash the run. Results are
written here alone, by a few threads that wait for the disk side by side.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

from pipeline.run.artefacts import Artefacts
from pipeline.run.discover import Refused
from pipeline.run.document_task import DocumentOutcome, DocumentTask, known_hashes
from pipeline.run.keys import cache_key, code_hash
from pipeline.run.knowledge import Knowledge
from pipeline.run.options import RunOptions
from pipeline.run.reading import OpenDocument
from pipeline.run.stages import DOCUMENT_STAGES, Stage
from pipeline.run.workers import PageExecutor
from pipeline.store.files import sha256_hex
from pipeline.store.output import Manifest, OutputFolder, StageRecord
from pipeline.store.serial import to_json

FEW_DOCUMENTS = 12
"""Starting workers costs about as much as so many documents."""

WRITERS = 8
"""Threads that wait for the disk: measured, more bring nothing."""


class DocumentStages:
    """Brings documents up to date through stage `until`; failed ones end in `refused`."""

    def __init__(
        self, options: RunOptions, knowledge: Knowledge, executor: PageExecutor, until: str
    ) -> None:
        """Run many or new documents with `executor`."""
        self._options = options
        self._knowledge = knowledge
        self._executor = executor
        self._until = until
        self._output = OutputFolder(options.out)
        self.refused: list[Refused] = []

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
        if came_through and len(tasks) <= FEW_DOCUMENTS:
            yield from (run_stages(task, self._knowledge) for task in tasks)
            return
        for outcome in self._executor.run(tasks):
            assert isinstance(outcome, DocumentOutcome)
            yield outcome

    def _store(self, outcome: DocumentOutcome) -> Manifest | None:
        """Write results, then the manifest that vouches for them."""
        source, manifest = outcome.source, outcome.manifest
        if manifest is None:
            reason, message = outcome.reason or "", outcome.message or ""
            self.refused.append(Refused(source.source_name, reason, message))
            return None
        names = {name for name, _ in outcome.results}
        before = self._output.read_manifest(source.document_id)
        if before is not None and any(record.stage in names for record in before.stages):
            # No manifest may ever vouch for a result that is being replaced.
            kept = tuple(record for record in before.stages if record.stage not in names)
            self._output.write_manifest(replace(before, stages=kept))
        for name, data in outcome.results:
            self._output.write_stage_bytes(source.document_id, name, data)
        self._output.write_manifest(manifest)
        return manifest


def is_up_to_date(task: DocumentTask, knowledge: Knowledge) -> bool:
    """Whether all stages through `until`, and the source's name, are as they should be."""
    before, name = task.before, task.source.source_name
    if before is None or before.pages != task.pages or before.source_name != name:
        return False
    hashes = _given(task, knowledge)
    is_wanted = True
    for stage in DOCUMENT_STAGES:
        record = before.stage(stage.name)
        if record is None or record.key != stage_key(stage, hashes, knowledge):
            return record is None and not is_wanted
        hashes[stage.name] = record.sha256
        is_wanted = is_wanted and stage.name != task.until
    return True


def run_stages(task: DocumentTask, knowledge: Knowledge) -> DocumentOutcome:
    """Run the stages that are out of date, through stage `task.until`.

    Later stages whose input changed are dropped from the manifest rather than left stale.
    """
    source, before = task.source, task.before
    document = Artefacts(source, OutputFolder(task.out), len(task.pages))
    hashes = _given(task, knowledge)
    records: list[StageRecord] = []
    results: list[tuple[str, bytes]] = []
    is_wanted = True
    for stage in DOCUMENT_STAGES:
        key = stage_key(stage, hashes, knowledge)
        record = before.stage(stage.name) if before else None
        if record is None or record.key != key:
            if not is_wanted:
                break
            result = stage.run(document, knowledge)
            document.made[stage.name] = result
            data = to_json(result)
            made = StageRecord(stage.name, key, sha256_hex(data))
            if record is None or record.sha256 != made.sha256:
                results.append((stage.name, data))
            record = made
        hashes[stage.name] = record.sha256
        records.append(record)
        is_wanted = is_wanted and stage.name != task.until
    manifest = Manifest(
        source.document_id,
        source.source_name,
        source.sha256,
        source.media_type,
        task.pages,
        tuple(records),
    )
    return DocumentOutcome(source, manifest, tuple(results))


def page_hash(task: DocumentTask) -> str:
    """One hash over all pages and the name of the file, which is printed in the registry."""
    return cache_key(task.source.source_name, *(record.sha256 for record in task.pages))


def _given(task: DocumentTask, knowledge: Knowledge) -> dict[str, str]:
    """Hashes of what the first stages read: the pages, and what people decided on this file."""
    return {"pages": page_hash(task), "rulings": knowledge.rulings.get(task.source.sha256, "")}


def stage_key(stage: Stage, hashes: dict[str, str], knowledge: Knowledge) -> str:
    """Return the cache key: what the stage reads, what it knows, and its own code."""
    return cache_key(
        stage.name,
        code_hash(*stage.code),
        *(hashes[name] for name in stage.reads),
        *(knowledge.hashes[name] for name in stage.knows),
    )
