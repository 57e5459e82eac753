"""What layout reading leaves behind for one page."""

from __future__ import annotations

from dataclasses import dataclass, field

from pipeline.model.finding import Finding
from pipeline.model.geometry import Box
from pipeline.model.page import Balance, PageStatus
from pipeline.model.table import Table, TickBox
from pipeline.model.text import TextLine


@dataclass(frozen=True, slots=True)
class Layout:
    """Lines outside tables in reading order, tables from the top, ticks, stamps, the balance.

    Boxes are in raw-page pixels with their upright twin beside them; `stamps` are raw. A `status`
    other than OK carries a reason slug and a message.
    """

    lines: tuple[TextLine, ...] = ()
    tables: tuple[Table, ...] = ()
    ticks: tuple[TickBox, ...] = ()
    stamps: tuple[Box, ...] = ()
    balance: Balance = field(default_factory=lambda: Balance(0, 0, 0, 0, 0))
    findings: tuple[Finding, ...] = ()
    status: PageStatus = PageStatus.OK
    reason: str | None = None
    message: str | None = None
