"""The folders of `extracted/`: where each artefact lies, and how it is read and written.

- `documents/<id>/pages/0001.json`: one page as read, with the key it was made under
- `documents/<id>/{extract,clean,normalise}.json`: results of the document stages
- `documents/<id>/manifest.json`: keys and SHA-256 of all of these, written last
- `registry/`: the registry's faces; `run.json`: clock, versions and options of the last run
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TypeVar

import msgspec

from pipeline.model.page import PageReading
from pipeline.store.files import file_names, sha256_hex, write_bytes
from pipeline.store.serial import from_json, to_json

SCAN_INDEX = "scans.json"
"""The file of an output folder that says which scans were seen."""

T = TypeVar("T")


def page_file(page_no: int) -> str:
    """Name of the file of one page's result."""
    return f"{page_no:04d}.json"


def stage_file(stage: str) -> str:
    """Name of the file of one document stage's result."""
    return f"{stage}.json"


@dataclass(frozen=True, slots=True)
class StoredPage:
    """A page's result with the cache key it was made under."""

    key: str
    page: PageReading


@dataclass(frozen=True, slots=True)
class StageRecord:
    """Cache key and SHA-256 of a stored stage result."""

    stage: str
    key: str
    sha256: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a document folder holds. Written last, so a folder without one is unfinished."""

    document_id: str
    source_name: str
    sha256: str
    media_type: str
    pages: tuple[StageRecord, ...]
    stages: tuple[StageRecord, ...]

    def stage(self, name: str) -> StageRecord | None:
        """The record of one document stage, None when it has not run."""
        return next((record for record in self.stages if record.stage == name), None)


@dataclass(frozen=True, slots=True)
class OutputFolder:
    """One output folder (`--out`)."""

    root: Path

    @property
    def registry(self) -> Path:
        """Folder of the registry's faces."""
        return self.root / "registry"

    def document(self, document_id: str) -> Path:
        """Folder of one document."""
        return self.root / "documents" / document_id

    def page_path(self, document_id: str, page_no: int) -> Path:
        """File of one page's result."""
        return self.document(document_id) / "pages" / page_file(page_no)

    def stage_path(self, document_id: str, stage: str) -> Path:
        """File of one document stage's result."""
        return self.document(document_id) / stage_file(stage)

    def page_files(self, document_id: str) -> frozenset[str]:
        """Names of the files of a document's pages: one look for all of them."""
        return file_names(self.document(document_id) / "pages")

    def without_lost_stages(self, manifest: Manifest) -> Manifest:
        """The manifest without results whose file somebody deleted, so that they are made again."""
        there = file_names(self.document(manifest.document_id))
        kept = tuple(record for record in manifest.stages if stage_file(record.stage) in there)
        return manifest if kept == manifest.stages else replace(manifest, stages=kept)

    def iter_document_ids(self) -> Iterator[str]:
        """Ids of all finished documents, sorted."""
        for path in sorted((self.root / "documents").glob("*/manifest.json")):
            yield path.parent.name

    def write_page(self, document_id: str, stored: StoredPage) -> StageRecord:
        """Store one page; returns what the manifest keeps of it."""
        data = to_json(stored)
        write_bytes(self.page_path(document_id, stored.page.page_no), data)
        return StageRecord(f"page-{stored.page.page_no}", stored.key, sha256_hex(data))

    def find_page(self, document_id: str, page_no: int, key: str) -> StageRecord | None:
        """What is stored of a page, if it was made under `key`; None when not, or when damaged."""
        path = self.page_path(document_id, page_no)
        if not path.is_file():
            return None
        data = path.read_bytes()
        try:
            stored = from_json(data, StoredPage)
        except msgspec.DecodeError:
            return None
        if stored.key != key:
            return None
        return StageRecord(f"page-{page_no}", key, sha256_hex(data))

    def read_page(self, document_id: str, page_no: int) -> StoredPage:
        """Read a page's result back."""
        return from_json(self.page_path(document_id, page_no).read_bytes(), StoredPage)

    def write_stage(self, document_id: str, stage: str, key: str, result: object) -> StageRecord:
        """Store a stage's result; returns what the manifest keeps of it."""
        data = to_json(result)
        self.write_stage_bytes(document_id, stage, data)
        return StageRecord(stage, key, sha256_hex(data))

    def write_stage_bytes(self, document_id: str, stage: str, data: bytes) -> None:
        """Store a stage's result that is JSON already."""
        write_bytes(self.stage_path(document_id, stage), data)

    def read_stage(self, document_id: str, stage: str, model: type[T]) -> T:
        """Read a stage's result back as `model`."""
        return from_json(self.stage_path(document_id, stage).read_bytes(), model)

    def write_manifest(self, manifest: Manifest) -> None:
        """Store what the document folder holds; call it last."""
        write_bytes(self.document(manifest.document_id) / "manifest.json", to_json(manifest))

    def read_manifest(self, document_id: str) -> Manifest | None:
        """The manifest, None when the document is unfinished or the file is damaged."""
        path = self.document(document_id) / "manifest.json"
        if not path.is_file():
            return None
        try:
            return from_json(path.read_bytes(), Manifest)
        except msgspec.DecodeError:
            return None
