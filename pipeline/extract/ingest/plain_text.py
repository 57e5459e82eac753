"""Plain OCR text as pages of lines: form feeds part pages; boxes are character and line numbers."""

from __future__ import annotations

from pipeline.extract.ingest.media import decode_text
from pipeline.extract.ingest.raw_page import RawPage, check_page_count
from pipeline.model.geometry import Box
from pipeline.model.text import TEXT_DUMP, TextLine


class TextSource:
    """A text file. Blank lines are dropped; line numbers stay those of the page."""

    def __init__(self, data: bytes) -> None:
        """Decode and part into pages.

        Raises:
            UnreadableInputError: `too-many-pages`.
        """
        self._pages = decode_text(data).replace("\r\n", "\n").split("\f")
        check_page_count(len(self._pages))

    @property
    def n_pages(self) -> int:
        """Number of form-feed separated pages."""
        return len(self._pages)

    def page(self, page_no: int) -> RawPage:
        """Lines of one page, stripped at both ends, with their place in characters and lines."""
        rows = self._pages[page_no - 1].split("\n")
        lines = tuple(_line(text, row_no) for row_no, text in enumerate(rows, 1) if text.strip())
        width = max((len(row) for row in rows), default=0)
        return RawPage(page_no, width, len(rows) + 1, 0.0, lines=lines)


def _line(text: str, line_no: int) -> TextLine:
    stripped = text.strip()
    start = text.index(stripped)
    box = Box(start, line_no, start + len(stripped), line_no + 1)
    return TextLine(stripped, box, box, 1.0, TEXT_DUMP)
