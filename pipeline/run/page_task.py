"""The work that workers do, as it travels there and back: opening a file, reading a page."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache, partial
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.errors import UnreadableInputError
from pipeline.model.geometry import identity_transform
from pipeline.model.page import PageReading, PageSource, PageStatus
from pipeline.run.discover import ScanFile, read_verified

if TYPE_CHECKING:
    from pipeline.extract.ingest.source import Source
    from pipeline.extract.ocr.engine import Engine

TRANSIENT_REASONS = frozenset(
    {"changed-while-reading", "vanished", "worker-died", "page-timeout", "out-of-memory"}
)
"""Failures that the same bytes may not show again: they are tried anew in the next run."""


@dataclass(frozen=True, slots=True)
class OpenOutcome:
    """How many pages a file has, or why it cannot be opened (`reason`, a ledger slug)."""

    file: ScanFile
    media_type: str
    n_pages: int
    reason: str | None = None
    message: str | None = None


@dataclass(frozen=True, slots=True)
class PageOutcome:
    """One page as read, or failed with its place kept."""

    file: ScanFile
    page: PageReading

    @property
    def is_transient(self) -> bool:
        """Whether the page may come out differently next time, so that it must not be cached."""
        return self.page.reason in TRANSIENT_REASONS


@dataclass(frozen=True, slots=True)
class OpenTask:
    """Open a file in a process of its own: hostile files may take the process down."""

    file: ScanFile
    folder: str

    def work(self) -> OpenOutcome:
        """Count the pages."""
        from pipeline.extract.ingest.media import detect_media_type
        from pipeline.extract.ingest.source import open_source

        try:
            data = read_verified(Path(self.folder), self.file)
            media_type = detect_media_type(data)
            return OpenOutcome(self.file, media_type, open_source(data).n_pages)
        except UnreadableInputError as error:
            return self.failed(error.reason, f"{error.cause}; {error.next_step}")

    def failed(self, reason: str, message: str) -> OpenOutcome:
        """The file is listed with its reason."""
        return OpenOutcome(self.file, "", 0, reason, message)


@dataclass(frozen=True, slots=True)
class PageTask:
    """Read page `page_no`. `data` carries the file when the worker shares no disk with us."""

    file: ScanFile
    folder: str
    page_no: int
    engine: str
    second: str | None = None
    data: bytes | None = None

    def work(self) -> PageOutcome:
        """Rasterise, straighten, find the layout, read."""
        from pipeline.extract.page import read_page

        try:
            raw = _source(self.folder, self.file, self.data).page(self.page_no)
            second = partial(_engine, self.second) if self.second else None
            return PageOutcome(self.file, read_page(raw, partial(_engine, self.engine), second))
        except UnreadableInputError as error:
            return self.failed(error.reason, f"{error.cause}; {error.next_step}")

    def failed(self, reason: str, message: str) -> PageOutcome:
        """The page keeps its place and holds no text."""
        return PageOutcome(self.file, failed_page(self.page_no, reason, message))


def get_ready() -> None:
    """Import what every page needs, while the run finds out which pages there are."""
    import pipeline.extract.ingest.source
    import pipeline.extract.ocr.ppocr
    import pipeline.extract.page  # noqa: F401


def failed_page(page_no: int, reason: str, message: str) -> PageReading:
    """Return what stands in the place of a page that could not be read."""
    return PageReading(
        page_no=page_no,
        width=0,
        height=0,
        dpi=0.0,
        source=PageSource.IMAGE,
        transform=identity_transform(0, 0),
        status=PageStatus.FAILED,
        reason=reason,
        message=message,
    )


@lru_cache(maxsize=2)
def _engine(name: str) -> Engine:
    from pipeline.extract.ocr.catalogue import create_engine

    return create_engine(name)


@lru_cache(maxsize=2)
def _source(folder: str, file: ScanFile, data: bytes | None) -> Source:
    from pipeline.extract.ingest.source import open_source

    return open_source(read_verified(Path(folder), file) if data is None else data)
