"""One run from scans to registry: discover, read pages, bring documents up to date, build."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from pipeline.audit.verify.seal import write_seal
from pipeline.registry.collector import without_cycle_search
from pipeline.run.build import BuiltRegistry, build_registry, n_failed
from pipeline.run.discover import Discovery, Refused, discover
from pipeline.run.documents import DocumentStages
from pipeline.run.early import open_pool
from pipeline.run.knowledge import load_knowledge
from pipeline.run.options import RunOptions
from pipeline.run.progress import Progress
from pipeline.run.reading import PageReader
from pipeline.run.record import record_run
from pipeline.run.summary import Counts, RunSummary
from pipeline.run.task import Executor
from pipeline.run.workers import WorkerPool
from pipeline.store.files import clear_scratch, locked, write_bytes
from pipeline.store.output import SCAN_INDEX, Manifest, OutputFolder
from pipeline.store.serial import to_json

BUILD = "build"


def run(
    options: RunOptions,
    progress: Progress,
    until: str = BUILD,
    workers: WorkerPool | None = None,
) -> RunSummary:
    """Bring everything up to date through stage `until`; `workers` may have been started before.

    Raises:
        PipelineError: When the run cannot go on at all; single files and pages never raise.
    """
    started = time.monotonic()
    output = OutputFolder(options.out)
    with locked(options.out), workers or open_pool(options) as pool:
        clear_scratch(options.out)
        with without_cycle_search():
            knowledge = load_knowledge(options.corrections)
        found = discover(options.scans, options.out / SCAN_INDEX)
        with _page_executor(options, pool) as executor, progress:
            reader = PageReader(options, output, pool, executor)
            documents = list(reader.iter_documents(found.files, progress))
            stages = DocumentStages(options, knowledge, pool, until)
            manifests = stages.run(documents)
        if reader.pages_read:
            pool.stop()  # their models need not lie in memory beside the registry
        refused = [*found.refused, *reader.refused, *stages.refused]
        built = _build(output, manifests, refused, options, pool) if until == BUILD else None
        counts = built.counts if built else _counts(manifests, refused)
        seconds = time.monotonic() - started
        record = record_run(options, knowledge.files, counts, reader.pages_read, seconds)
        write_bytes(options.out / "run.json", to_json(record))
        if built is not None:
            _seal(options, found, built)
    registry = str(output.registry) if built else ""
    return RunSummary(counts, registry, reader.pages_read, seconds, found.gone)


@contextmanager
def _page_executor(options: RunOptions, pool: WorkerPool) -> Iterator[Executor]:
    """The cluster's workers when one is named, else the local ones."""
    if options.cluster is None:
        yield pool
        return
    from pipeline.run.cluster import connected

    with connected(options.cluster, options.readers[0]) as executor:
        yield executor


def _build(
    output: OutputFolder,
    manifests: Sequence[Manifest],
    refused: Sequence[Refused],
    options: RunOptions,
    pool: WorkerPool,
) -> BuiltRegistry:
    ordered = sorted(manifests, key=lambda manifest: manifest.document_id)
    return build_registry(output, ordered, refused, options, pool)


def _counts(manifests: Sequence[Manifest], refused: Sequence[Refused]) -> Counts:
    """What can be told without a registry."""
    n_pages = sum(len(manifest.pages) for manifest in manifests)
    return Counts(len(manifests), n_pages, failures=n_failed(refused))


def _seal(options: RunOptions, found: Discovery, built: BuiltRegistry) -> None:
    """Seal scans and registry as they were read and written, not as they may lie there by now."""
    inputs = {file.name: file.sha256 for file in found.files}
    registry = {face.name: face.sha256 for face in built.faces}
    write_seal(OutputFolder(options.out), options.scans, options.corrections, inputs, registry)
