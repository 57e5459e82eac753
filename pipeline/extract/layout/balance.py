"""Conservation on one page: everything seen must come out, or a finding says what did not."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from pipeline.extract.image import to_raw_box
from pipeline.model.finding import Finding, Severity
from pipeline.model.geometry import Box, PageTransform, Region
from pipeline.model.page import Balance
from pipeline.model.table import Table
from pipeline.model.text import TextLine


class Planned(Protocol):
    """What was seen of a table before it was read."""

    @property
    def n_rows(self) -> int:
        """Row bands that rules or alignment show."""


def balance_page(
    tables: Sequence[Table], lines: Sequence[TextLine], plans: Sequence[Planned], page_no: int
) -> tuple[Balance, tuple[Finding, ...]]:
    """Count lines and rows on both sides and report broken rules and crooked tables."""
    in_cells = sum(len(cell.lines) for table in tables for cell in table.cells)
    balance = Balance(
        lines_seen=in_cells + len(lines),
        lines_in_cells=in_cells,
        lines_free=len(lines),
        rows_seen=sum(plan.n_rows for plan in plans),
        rows_out=sum(table.n_rows for table in tables),
    )
    findings = [
        Finding(
            "rule-broken",
            Severity.INFO,
            f"表格线断裂，按同一行列的线补齐 broken rule restored: row {cell.row + 1}, "
            f"column {cell.col + 1} of table {table.table_no}",
            (Region(page_no, cell.box),),
        )
        for table in tables
        for cell in table.cells
        if "rule-broken" in cell.doubts
    ]
    return balance, tuple(findings)


def report_mark(box: Box, transform: PageTransform, page_no: int) -> Finding:
    """Report ink inside a cell that neither detector nor recogniser takes for text."""
    return Finding(
        "mark-not-text",
        Severity.INFO,
        "此处有墨迹但不像文字，未计入 ink that does not look like text was left out",
        (Region(page_no, to_raw_box(transform, box)),),
    )


def report_faint(box: Box, transform: PageTransform, page_no: int) -> Finding:
    """Report a line the detector sees that is too faint against the print of the page."""
    return Finding(
        "faint-print",
        Severity.INFO,
        "此处字迹极淡（可能是背面透印），未读取 "
        "print too faint, likely seen through the paper, was not read",
        (Region(page_no, to_raw_box(transform, box)),),
    )
