"""The registry, built again only when a document, a refused file or its own code changed."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from pipeline.model.correction import CleanDocument
from pipeline.model.document import DocumentReading
from pipeline.model.finding import Finding, Severity
from pipeline.model.page import PageStatus
from pipeline.model.value import CellStatus, NormalDocument
from pipeline.run.discover import Refused
from pipeline.run.keys import cache_key, code_hash
from pipeline.run.summary import Counts
from pipeline.store.files import sha256_hex, write_if_changed
from pipeline.store.output import Manifest, OutputFolder
from pipeline.store.serial import from_json, to_json

if TYPE_CHECKING:
    from pipeline.registry.registry import LedgerEntry, Registry, StagedDocument

BUILD_CODE = ("pipeline.model", "pipeline.validate", "pipeline.registry", "pipeline.store")
ENTITY_DECISIONS = "cluster_decisions.csv"
SKIPPED_REASONS = frozenset({"duplicate-file", "not-a-scan"})
"""Files that are left out on purpose: listed, but no failure."""


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
    corrections: Path,
    scans_link: str,
) -> BuiltRegistry:
    """Write all faces unless nothing they depend on changed and all are still there.

    `scans_link` leads from the registry folder to the scans, for links in the workbook.
    """
    record_path = output.root / "build.json"
    decisions_path = corrections / ENTITY_DECISIONS
    decisions = decisions_path.read_bytes() if decisions_path.is_file() else b""
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
    counts = _build_anew(output, manifests, refused, decisions, scans_link)
    built = BuiltRegistry(key, tuple(_iter_faces(output.registry)), counts)
    write_if_changed(record_path, to_json(built))
    return built


def _build_anew(
    output: OutputFolder,
    manifests: Sequence[Manifest],
    refused: Sequence[Refused],
    decisions: bytes,
    scans_link: str,
) -> Counts:
    # Imported here: what writes workbooks and tables costs a third of a run that has nothing to do.
    from pipeline.registry.assemble import assemble
    from pipeline.registry.entities.decisions import parse_entity_decisions
    from pipeline.registry.write import write_registry

    documents = _cross_checked(list(_staged(output, manifests)))
    registry = assemble(
        documents,
        [_ledger_entry(file) for file in refused],
        parse_entity_decisions(decisions),
        _known_cluster_ids(output.registry),
    )
    write_registry(registry, output.registry, scans_link)
    return _count(documents, registry, refused)


def _staged(output: OutputFolder, manifests: Sequence[Manifest]) -> Iterator[StagedDocument]:
    from pipeline.registry.registry import StagedDocument

    for manifest in manifests:
        document_id = manifest.document_id
        yield StagedDocument(
            output.read_stage(document_id, "extract", DocumentReading),
            output.read_stage(document_id, "clean", CleanDocument),
            output.read_stage(document_id, "normalise", NormalDocument),
        )


def _cross_checked(documents: list[StagedDocument]) -> list[StagedDocument]:
    """Add what only all documents together show: letters without applications and so on."""
    from pipeline.validate import validate_corpus

    found: dict[str, list[Finding]] = {}
    staged = [(document.reading, document.clean, document.normal) for document in documents]
    for document_id, finding in validate_corpus(staged):
        found.setdefault(document_id, []).append(finding)
    return [
        replace(
            document, normal=replace(document.normal, findings=(*document.normal.findings, *more))
        )
        if (more := found.get(document.reading.document_id))
        else document
        for document in documents
    ]


def _ledger_entry(file: Refused) -> LedgerEntry:
    from pipeline.registry.registry import LedgerEntry

    skipped = file.reason in SKIPPED_REASONS
    status = PageStatus.SKIPPED if skipped else PageStatus.FAILED
    return LedgerEntry(file.name, status, file.reason, file.message)


def _count(
    documents: Sequence[StagedDocument], registry: Registry, refused: Sequence[Refused]
) -> Counts:
    pages = [page for document in documents for page in document.reading.pages]
    statuses = [
        value.status
        for document in documents
        for record in document.normal.records
        for value in record.values
    ]
    findings = registry.table("findings")
    severity = findings.schema.position("severity")
    failed_pages = sum(page.status is PageStatus.FAILED for page in pages)
    refused_files = sum(file.reason not in SKIPPED_REASONS for file in refused)
    return Counts(
        documents=len(documents),
        pages=len(pages),
        rows=sum(len(document.normal.records) for document in documents),
        cells_accepted=statuses.count(CellStatus.ACCEPTED),
        cells_review=statuses.count(CellStatus.REVIEW),
        cells_failed=statuses.count(CellStatus.FAILED),
        failures=failed_pages + refused_files,
        error_findings=sum(row[severity] == Severity.ERROR for row in findings.rows),
    )


def _known_cluster_ids(folder: Path) -> dict[str, str]:
    """record_id -> cluster_id of the registry that is there, so that ids stay for ever."""
    path = folder / "cluster_members.csv"
    if not path.is_file():
        return {}
    with path.open(encoding="utf-8", newline="") as file:
        return {row["record_id"]: row["cluster_id"] for row in csv.DictReader(file)}


def _iter_faces(folder: Path) -> Iterator[Face]:
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        data = path.read_bytes()
        yield Face(path.relative_to(folder).as_posix(), len(data), sha256_hex(data))


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
