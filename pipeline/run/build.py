"""The registry, built again only when a document, a refused file or its own code changed."""

from __future__ import annotations

import csv
import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from pipeline.model.finding import Finding, Severity
from pipeline.model.page import PageStatus
from pipeline.registry.collector import without_cycle_search
from pipeline.registry.making import done_here
from pipeline.registry.registry import LedgerEntry, Registry, TableRows
from pipeline.registry.spool import iter_cells
from pipeline.run.bundle_task import BundleOutcome, bundle_tasks, in_turn
from pipeline.run.discover import Refused
from pipeline.run.keys import cache_key, code_hash
from pipeline.run.options import RunOptions
from pipeline.run.summary import Counts
from pipeline.run.workers import WorkerPool
from pipeline.store.files import output_errors, scratch_folder, sha256_hex, write_if_changed
from pipeline.store.output import Manifest, OutputFolder
from pipeline.store.serial import from_json, to_json
from pipeline.validate.corpus import CorpusCheck

if TYPE_CHECKING:
    from pipeline.registry.assemble import Assembly

BUILD_CODE = ("pipeline.model", "pipeline.validate", "pipeline.registry", "pipeline.store")
ENTITY_DECISIONS = "cluster_decisions.csv"
SKIPPED_REASONS = frozenset({"duplicate-file", "not-a-scan"})
"""Files that are left out on purpose: listed, but no failure."""

FEW_DOCUMENTS = 200
FEW_ROWS = 20_000
"""Starting workers costs about as much as reading so many documents, or making so many rows' faces,
here."""

FACE_SECONDS = 86_400.0
"""A face takes as long as the registry is large; only a day is too long."""


@dataclass(frozen=True, slots=True)
class Face:
    """One file of the registry as it was written."""

    name: str
    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class BuiltRegistry:
    """`build.json`: what the registry was built from, its files, and what it holds."""

    key: str
    faces: tuple[Face, ...]
    counts: Counts


NOTHING_BUILT = BuiltRegistry("", (), Counts())


def build_registry(
    output: OutputFolder,
    manifests: Sequence[Manifest],
    refused: Sequence[Refused],
    options: RunOptions,
    pool: WorkerPool,
) -> BuiltRegistry:
    """Write all faces unless nothing they depend on changed and all are still there."""
    record_path = output.root / "build.json"
    decisions_path = options.corrections / ENTITY_DECISIONS
    decisions = decisions_path.read_bytes() if decisions_path.is_file() else b""
    # From the registry's folder to the scans, for links in the workbook.
    scans_link = os.path.relpath(options.scans, output.registry).replace(os.sep, "/") + "/"
    key = cache_key(
        code_hash(*BUILD_CODE),
        sha256_hex(decisions),
        scans_link,
        *(f"{file.name} {file.reason} {file.message}" for file in refused),
        *(record.sha256 for manifest in manifests for record in manifest.stages),
    )
    before = _read_record(record_path)
    if before.key == key and all(_is_there(output.registry, face) for face in before.faces):
        return before
    # Imported here: what writes workbooks and tables costs a third of a run that has nothing to do.
    from pipeline.registry.write import write_when_finished

    with scratch_folder(output.root) as making:
        gathered = _gathered(output, manifests, making, pool)
        settled = gathered.assembly.settled()
        finish = cache(partial(_finished, gathered, output, refused, decisions))
        written = write_when_finished(
            finish,
            output.registry,
            scans_link,
            settled=settled,
            making=making,
            do=partial(pool.run, seconds=FACE_SECONDS) if _are_large(settled) else done_here,
        )
        counts = gathered.counts.plus(
            Counts(failures=n_failed(refused), error_findings=_n_errors(finish()))
        )
    faces = tuple(Face(file.name, file.size, file.sha256) for file in written.files)
    built = BuiltRegistry(key, faces, counts)
    write_if_changed(record_path, to_json(built))
    return built


@dataclass(frozen=True, slots=True)
class _Gathered:
    """All documents, each by itself: what only all of them together tell is still to be found."""

    assembly: Assembly
    check: CorpusCheck
    counts: Counts


def _gathered(
    output: OutputFolder, manifests: Sequence[Manifest], making: Path, pool: WorkerPool
) -> _Gathered:
    """Take documents a few at a time; what they share, and is asked of people, is kept."""
    from pipeline.registry.assemble import Assembly

    assembly, check, counts = Assembly(making), CorpusCheck(), Counts()
    with without_cycle_search(), output_errors(making):
        for outcome in _iter_bundles(output, manifests, pool):
            whole = outcome
            if outcome.bundle is None:
                whole = outcome.task.bundled(assembly.customs)
            assert whole.bundle is not None
            assembly.take(whole.bundle)
            check.add_all(whole.check)
            counts = counts.plus(whole.counts)
    return _Gathered(assembly, check, counts)


def _finished(
    gathered: _Gathered, output: OutputFolder, refused: Sequence[Refused], decisions: bytes
) -> Registry:
    """Find what all documents together tell."""
    from pipeline.registry.entities.decisions import parse_entity_decisions

    with without_cycle_search(), output_errors(output.root):
        late: dict[str, list[Finding]] = {}
        for document_id, finding in gathered.check.findings():
            late.setdefault(document_id, []).append(finding)
        return gathered.assembly.finish(
            [_ledger_entry(file) for file in refused],
            parse_entity_decisions(decisions),
            _known_cluster_ids(output.registry),
            late,
        )


def _n_errors(registry: Registry) -> int:
    severities = iter_cells(registry.table("findings"), ("severity",))
    return sum(severity == Severity.ERROR for (severity,) in severities)


def n_failed(refused: Sequence[Refused]) -> int:
    """Count the files that could not be read; copies and data files are only skipped."""
    return sum(file.reason not in SKIPPED_REASONS for file in refused)


def _iter_bundles(
    output: OutputFolder, manifests: Sequence[Manifest], pool: WorkerPool
) -> Iterator[BundleOutcome]:
    tasks = bundle_tasks(output.root, [manifest.document_id for manifest in manifests])
    if len(manifests) <= FEW_DOCUMENTS:
        return (task.work() for task in tasks)
    return in_turn(pool.run(tasks, FACE_SECONDS))


def _are_large(tables: Sequence[TableRows]) -> bool:
    return sum(len(table.rows) for table in tables) > FEW_ROWS


def _ledger_entry(file: Refused) -> LedgerEntry:
    skipped = file.reason in SKIPPED_REASONS
    status = PageStatus.SKIPPED if skipped else PageStatus.FAILED
    return LedgerEntry(file.name, status, file.reason, file.message)


def _known_cluster_ids(folder: Path) -> dict[str, str]:
    """record_id -> cluster_id of the registry that is there, so that ids stay for ever."""
    path = folder / "cluster_members.csv"
    if not path.is_file():
        return {}
    with path.open(encoding="utf-8", newline="") as file:
        return {row["record_id"]: row["cluster_id"] for row in csv.DictReader(file)}


def _is_there(folder: Path, face: Face) -> bool:
    path = folder / face.name
    return path.is_file() and path.stat().st_size == face.size


def _read_record(path: Path) -> BuiltRegistry:
    if not path.is_file():
        return NOTHING_BUILT
    try:
        return from_json(path.read_bytes(), BuiltRegistry)
    except msgspec.DecodeError:
        return NOTHING_BUILT
