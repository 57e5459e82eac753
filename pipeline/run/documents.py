"""The document stages, each run only when something it depends on changed."""

from __future__ import annotations

from pipeline.run.artefacts import Artefacts
from pipeline.run.keys import cache_key, code_hash
from pipeline.run.knowledge import Knowledge
from pipeline.run.stages import DOCUMENT_STAGES, Stage
from pipeline.store.output import Manifest, StageRecord


def run_document(
    document: Artefacts, pages: tuple[StageRecord, ...], knowledge: Knowledge, until: str
) -> Manifest:
    """Bring a document up to date through stage `until` and record what is stored.

    Later stages whose input changed are dropped from the manifest rather than left stale.
    """
    source, output = document.source, document.output
    before = output.read_manifest(source.document_id)
    page_hash = cache_key(source.source_name, *(record.sha256 for record in pages))
    hashes = {"pages": page_hash}
    records: list[StageRecord] = []
    is_wanted = True
    for stage in DOCUMENT_STAGES:
        key = stage_key(stage, hashes, knowledge)
        record = before.stage(stage.name) if before else None
        if record is None or record.key != key:
            if not is_wanted:
                break
            result = stage.run(document, knowledge)
            document.made[stage.name] = result
            record = output.write_stage(source.document_id, stage.name, key, result)
        hashes[stage.name] = record.sha256
        records.append(record)
        is_wanted = is_wanted and stage.name != until
    manifest = Manifest(
        source.document_id,
        source.source_name,
        source.sha256,
        source.media_type,
        pages,
        tuple(records),
    )
    if manifest != before:
        output.write_manifest(manifest)
    return manifest


def stage_key(stage: Stage, hashes: dict[str, str], knowledge: Knowledge) -> str:
    """Return the cache key: what the stage reads, what it knows, and its own code."""
    return cache_key(
        stage.name,
        code_hash(*stage.code),
        *(hashes[name] for name in stage.reads),
        *(knowledge.hashes[name] for name in stage.knows),
    )
