"""The document stages as work for a worker: a hostile document can take only itself down."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from pipeline.errors import ConfigurationError
from pipeline.model.document import SourceFile
from pipeline.registry.collector import without_cycle_search
from pipeline.run.artefacts import Artefacts
from pipeline.run.keys import cache_key, code_hash
from pipeline.run.knowledge import Knowledge, load_knowledge
from pipeline.run.stages import DOCUMENT_STAGES, Stage
from pipeline.store.files import sha256_hex
from pipeline.store.output import Manifest, OutputFolder, StageRecord
from pipeline.store.serial import to_json

Hashes = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class DocumentOutcome:
    """What a document's folder should hold now, or why its stages could not be run.

    `results` are the stages whose bytes changed; `manifest` is None when a stage failed.
    """

    source: SourceFile
    manifest: Manifest | None
    results: tuple[tuple[str, bytes], ...] = ()
    reason: str | None = None
    message: str | None = None


@dataclass(frozen=True, slots=True)
class DocumentTask:
    """Run the stages of a document whose pages are all stored, through stage `until`.

    `before` is what the folder holds; `known` are the hashes of what people can edit.
    """

    source: SourceFile
    pages: tuple[StageRecord, ...]
    before: Manifest | None
    out: Path
    corrections: Path
    known: Hashes
    until: str

    def work(self) -> DocumentOutcome:
        """Run what is out of date."""
        knowledge = _knowledge(self.corrections, self.known)
        return run_stages(self, knowledge)

    def failed(self, reason: str, message: str) -> DocumentOutcome:
        """The document is listed with its reason; its pages stay stored."""
        return DocumentOutcome(self.source, None, (), reason, message)


@lru_cache(maxsize=1)
@without_cycle_search()
def _knowledge(corrections: Path, known: Hashes) -> Knowledge:
    """Dictionaries as this worker reads them: the same ones that the run has loaded."""
    knowledge = load_knowledge(corrections)
    if known_hashes(knowledge) != known:
        raise ConfigurationError(
            f"运行中词典被改动 a dictionary changed during the run: {corrections}",
            "请重新运行 run again",
        )
    return knowledge


def known_hashes(knowledge: Knowledge) -> Hashes:
    """What identifies everything that people can edit."""
    return tuple(sorted(knowledge.hashes.items()))


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


@without_cycle_search()
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
