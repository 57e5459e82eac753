"""What a document says: parts of a kind, records in them, and one reading per cell or field."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from pipeline.model.finding import Finding
from pipeline.model.geometry import Region
from pipeline.model.page import PageSource, PageStatus
from pipeline.model.text import Glyph


class ValueType(StrEnum):
    """What kind of value a column or field holds; kinds assign it, later stages act on it."""

    REGION = "region"
    CLUSTER_NAME = "cluster-name"
    ORGANISATION = "organisation"
    CLUSTER_TYPE = "cluster-type"
    PERSON = "person"
    JOB_TITLE = "job-title"
    ADDRESS = "address"
    POSTCODE = "postcode"
    PHONE = "phone"
    EMAIL = "email"
    DATE = "date"
    DOCUMENT_NUMBER = "document-number"
    INTEGER = "integer"
    DECIMAL = "decimal"
    UNIT = "unit"
    TICK = "tick"
    PRESENCE = "presence"
    TEXT = "text"


@dataclass(frozen=True, slots=True)
class SourceFile:
    """What a document was read from: name inside raw_scans/, SHA-256 of its bytes, media type."""

    document_id: str
    source_name: str
    sha256: str
    media_type: str


@dataclass(frozen=True, slots=True)
class OtherReading:
    """A second, independent reading of the same ink (another engine or rendering)."""

    engine: str
    text_ocr: str
    confidence: float
    glyphs: tuple[Glyph, ...] = ()


@dataclass(frozen=True, slots=True)
class Reading:
    """One value as read from the page: the unit of provenance, correction, review and audit.

    `cell_id` is stable over re-runs: `<document_id>/<part_no>/<table>/<row_no>/<column>`.
    `inherited_from` is the cell_id of the reading whose merged cell covers this row; None where
    the ink itself stands here. `doubts` are slugs from layout and kinds that forbid silent
    acceptance (e.g. `span-unknown`, `tick-unclear`). An empty cell is a reading with text "".
    """

    cell_id: str
    column: str
    value_type: ValueType
    text_ocr: str
    confidence: float
    engine: str
    regions: tuple[Region, ...]
    glyphs: tuple[Glyph, ...] = ()
    inherited_from: str | None = None
    doubts: tuple[str, ...] = ()
    others: tuple[OtherReading, ...] = ()


@dataclass(frozen=True, slots=True)
class Record:
    """One row-to-be of an output table. `table` is the output table's name, e.g. `clusters`.

    `row_no` is 1-based within its part and table. `parent_id` is the record it belongs to
    (an indicator's application), `attributes` are fixed texts the kind gives, such as
    ("indicator", "revenue"), never read from the page.
    """

    record_id: str
    table: str
    row_no: int
    readings: tuple[Reading, ...]
    parent_id: str | None = None
    attributes: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class PartText:
    """A line that a part accounts for without making it a value.

    `role` is `form` (title, header, label, printed note: the form itself) or `body` (running text).
    """

    region: Region
    text_ocr: str
    confidence: float
    role: str


@dataclass(frozen=True, slots=True)
class Part:
    """Consecutive pages of one kind inside a document. `reasons` say why this kind was chosen.

    Every line of its pages is in a reading, in `texts`, or in the document's `unplaced`.
    """

    part_no: int
    kind: str
    page_nos: tuple[int, ...]
    score: float
    reasons: tuple[str, ...]
    is_blank_form: bool
    records: tuple[Record, ...]
    texts: tuple[PartText, ...] = ()


@dataclass(frozen=True, slots=True)
class Unplaced:
    """A line that no cell or field of the recognised kind claims; kept so nothing is lost."""

    region: Region
    text_ocr: str
    confidence: float


@dataclass(frozen=True, slots=True)
class PageSummary:
    """What the ledger says of a page."""

    page_no: int
    status: PageStatus
    source: PageSource
    reason: str | None
    message: str | None
    kind: str | None
    n_lines: int
    n_tables: int
    n_rows: int


@dataclass(frozen=True, slots=True)
class DocumentReading:
    """`extract.json`: what one source file says. `document_id` as in docs (stem + 8 hex)."""

    document_id: str
    source_name: str
    sha256: str
    media_type: str
    pages: tuple[PageSummary, ...]
    parts: tuple[Part, ...]
    unplaced: tuple[Unplaced, ...]
    findings: tuple[Finding, ...]

    def iter_records(self) -> Iterator[Record]:
        """Every record of every part, in printed order."""
        for part in self.parts:
            yield from part.records
