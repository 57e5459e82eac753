"""What is on one page: the result of every page stage, stored per page and never edited later."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from pipeline.model.finding import Finding
from pipeline.model.geometry import Box, PageTransform
from pipeline.model.table import Table, TickBox
from pipeline.model.text import TextLine


class PageStatus(StrEnum):
    """What became of a page. `skipped` and `failed` always carry a reason."""

    OK = "ok"
    BLANK = "blank"
    FAILED = "failed"
    SKIPPED = "skipped"


class PageSource(StrEnum):
    """Where the characters came from."""

    IMAGE = "image"
    TEXT_LAYER = "text-layer"
    TEXT = "text"


@dataclass(frozen=True, slots=True)
class Balance:
    """Conservation on one page: everything seen must come out somewhere.

    `lines_seen` are all recognised lines; each is in a table cell or in the page's free lines.
    `rows_seen` are the row bands that rules (or alignment) show, `rows_out` the rows of the tables.
    """

    lines_seen: int
    lines_in_cells: int
    lines_free: int
    rows_seen: int
    rows_out: int

    @property
    def is_even(self) -> bool:
        """Whether nothing was lost and nothing invented."""
        lines_match = self.lines_seen == self.lines_in_cells + self.lines_free
        return lines_match and self.rows_seen == self.rows_out


@dataclass(frozen=True, slots=True)
class PageReading:
    """One page as read.

    `width`, `height` are of the raw page in pixels (for plain text: characters and lines), `dpi`
    as found or derived from the paper size. `lines` are the lines outside tables in reading
    order; lines in tables are in their cells only. `status` is not OK only with a `reason` slug.
    """

    page_no: int
    width: int
    height: int
    dpi: float
    source: PageSource
    transform: PageTransform
    status: PageStatus = PageStatus.OK
    reason: str | None = None
    message: str | None = None
    lines: tuple[TextLine, ...] = ()
    tables: tuple[Table, ...] = ()
    stamps: tuple[Box, ...] = ()
    ticks: tuple[TickBox, ...] = ()
    balance: Balance = Balance(0, 0, 0, 0, 0)
    findings: tuple[Finding, ...] = ()
