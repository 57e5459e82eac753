"""A source file opened for reading page by page, whatever its type."""

from __future__ import annotations

from typing import Protocol

from pipeline.extract.ingest.media import MediaType, detect_media_type
from pipeline.extract.ingest.raw_page import RawPage


class Source(Protocol):
    """An opened file."""

    @property
    def n_pages(self) -> int:
        """Number of pages, at least 1."""

    def page(self, page_no: int) -> RawPage:
        """Read page `page_no` (1-based).

        Raises:
            UnreadableInputError: When this page cannot be decoded; others may still be.
        """


def open_source(data: bytes) -> Source:
    """Open a file's bytes.

    Raises:
        UnreadableInputError: `empty-file`, `unsupported-type`, `encrypted`, `corrupt`,
            `too-many-pages` or `page-too-large`.
    """
    media_type = detect_media_type(data)
    if media_type is MediaType.PDF:
        from pipeline.extract.ingest.pdf import PdfSource

        return PdfSource(data)
    if media_type is MediaType.TEXT:
        from pipeline.extract.ingest.plain_text import TextSource

        return TextSource(data)
    from pipeline.extract.ingest.picture import PictureSource

    return PictureSource(data, media_type)
