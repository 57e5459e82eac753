"""Rows of the ledger and of documents: what became of every file and page."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from pipeline.model.document import DocumentReading, PageSummary
from pipeline.model.page import PageStatus
from pipeline.model.value import CellStatus
from pipeline.registry.registry import LedgerEntry, Row, join_list
from pipeline.registry.trace import TracedRecord

PAGES_FAILED = "pages-failed"
PAGES_SKIPPED = "pages-skipped"

_DATE_COLUMNS = (
    ("notices", "issued_on"),
    ("recommendations", "issued_on"),
    ("applications", "signed_on"),
)
_NUMBER_COLUMNS = (("notices", "doc_no"), ("clusters", "doc_no"))
_YEAR_IN_NUMBER = re.compile("〔([12][0-9]{3})〕")


def document_status(reading: DocumentReading) -> tuple[PageStatus, str]:
    """Return the status of a document and, when it is not ok, the reason slug.

    One failed page makes the document failed, one skipped page makes it skipped, so that a gap is
    never hidden behind the pages that went well; blank only when every page is.
    """
    statuses = {page.status for page in reading.pages}
    if PageStatus.FAILED in statuses:
        return PageStatus.FAILED, PAGES_FAILED
    if PageStatus.SKIPPED in statuses:
        return PageStatus.SKIPPED, PAGES_SKIPPED
    if statuses == {PageStatus.BLANK}:
        return PageStatus.BLANK, "all-pages-blank"
    return PageStatus.OK, ""


def reading_rows(reading: DocumentReading) -> Iterator[Row]:
    """Yield the ledger's lines of a document: its own, then one per page."""
    status, reason = document_status(reading)
    yield (
        reading.source_name,
        reading.document_id,
        "",
        str(status),
        reason,
        "",
        join_list(document_kinds(reading)),
        str(sum(page.n_lines for page in reading.pages)),
        str(sum(page.n_tables for page in reading.pages)),
        str(sum(page.n_rows for page in reading.pages)),
    )
    for page in sorted(reading.pages, key=lambda page: page.page_no):
        yield _page_row(reading, page)


def _page_row(reading: DocumentReading, page: PageSummary) -> Row:
    return (
        reading.source_name,
        reading.document_id,
        str(page.page_no),
        str(page.status),
        page.reason or "",
        page.message or "",
        page.kind or "",
        str(page.n_lines),
        str(page.n_tables),
        str(page.n_rows),
    )


def entry_row(entry: LedgerEntry) -> Row:
    """Return the ledger's line of a file that gave no document."""
    return (entry.source_name, "", "", str(entry.status), entry.reason, entry.message, *[""] * 4)


def document_kinds(reading: DocumentReading) -> tuple[str, ...]:
    """Kinds of a document's parts, each once, in order."""
    return tuple(dict.fromkeys(part.kind for part in reading.parts))


def document_row(reading: DocumentReading, records: Sequence[TracedRecord]) -> Row:
    """Return the row of one document; `records` are its traced records."""
    in_review = sum(
        cell.status is not CellStatus.ACCEPTED for record in records for cell in record.cells
    )
    status, _ = document_status(reading)
    return (
        reading.document_id,
        reading.source_name,
        reading.sha256,
        reading.media_type,
        str(len(reading.pages)),
        join_list(document_kinds(reading)),
        _first_text(records, _NUMBER_COLUMNS),
        document_date(records),
        str(len(records)),
        str(in_review),
        str(len(reading.unplaced)),
        str(status),
    )


def document_date(records: Sequence[TracedRecord]) -> str:
    """ISO date of issue or signature of a document, "" when none was read."""
    return _first_text(records, _DATE_COLUMNS)


def document_year(records: Sequence[TracedRecord]) -> str:
    """Year of a document by its date, else by its number (〔2021〕), "" when neither was read."""
    dated_on = document_date(records)
    numbered = _YEAR_IN_NUMBER.search(_first_text(records, _NUMBER_COLUMNS))
    return dated_on[:4] if dated_on else numbered[1] if numbered else ""


def _first_text(records: Sequence[TracedRecord], columns: Iterable[tuple[str, str]]) -> str:
    for table, column in columns:
        for record in records:
            if record.table == table and record.text_of(column):
                return record.text_of(column)
    return ""
