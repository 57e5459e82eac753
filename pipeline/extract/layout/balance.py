"""Conservation on one page: everything seen must come out, or a finding says what did not."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.extract.image import UprightPage, to_raw_box
from pipeline.extract.layout.row_count import RowCount
from pipeline.model.finding import Finding, Severity
from pipeline.model.geometry import Box, PageTransform, Region
from pipeline.model.page import Balance
from pipeline.model.table import RULE_BROKEN, Table
from pipeline.model.text import TextLine


@dataclass(frozen=True, slots=True)
class Place:
    """The page that findings point to, and the way back to its raw pixels."""

    page_no: int
    transform: PageTransform


def balance_page(
    tables: Sequence[Table], lines: Sequence[TextLine], count: RowCount, place: Place
) -> tuple[Balance, tuple[Finding, ...]]:
    """Count lines and rows on both sides and report broken rules and rows that do not add up."""
    in_cells = sum(len(cell.lines) for table in tables for cell in table.cells)
    rows_out = sum(table.n_rows for table in tables)
    balance = Balance(
        lines_seen=in_cells + len(lines),
        lines_in_cells=in_cells,
        lines_free=len(lines),
        rows_seen=rows_out + len(count.lost) - len(count.invented),
        rows_out=rows_out,
    )
    return balance, (*_broken_rules(tables, place.page_no), *_uneven_rows(count, place))


def _broken_rules(tables: Sequence[Table], page_no: int) -> list[Finding]:
    return [
        Finding(
            RULE_BROKEN,
            Severity.INFO,
            f"表格线断裂，按同一行列的线补齐 broken rule restored: row {cell.row + 1}, "
            f"column {cell.col + 1} of table {table.table_no}",
            (Region(page_no, cell.box),),
        )
        for table in tables
        for cell in table.cells
        if RULE_BROKEN in cell.doubts
    ]


def _uneven_rows(count: RowCount, place: Place) -> list[Finding]:
    """Report each row that the writing shows and no table has, and each that has no room for it."""
    messages = (
        (
            count.lost,
            "此处文字或序号像表格的一行，但表中没有这一行 writing or numbers here show a lost row",
        ),
        (
            count.invented,
            "此行容不下文字，或序号没有算它，可能是多出的行 "
            "this row is too low for writing, or the numbers pass it over",
        ),
    )
    return [
        Finding(
            "rows-uneven",
            Severity.WARNING,
            message,
            (Region(place.page_no, to_raw_box(place.transform, box)),),
        )
        for boxes, message in messages
        for box in boxes
    ]


def report_mark(box: Box, place: Place) -> Finding:
    """Report ink inside a cell that neither detector nor recogniser takes for text."""
    return Finding(
        "mark-not-text",
        Severity.INFO,
        "此处有墨迹但不像文字，未计入 ink that does not look like text was left out",
        (Region(place.page_no, to_raw_box(place.transform, box)),),
    )


def report_show_through(page: UprightPage, place: Place) -> Finding:
    """Report that all light print of a page was taken for the other side of the sheet."""
    return Finding(
        "show-through-removed",
        Severity.WARNING,
        "背面透印已去除，请核对原件是否有浅色字 print that shows through the sheet was removed; "
        "check the sheet for light print",
        (Region(place.page_no, Box(0, 0, page.raw_width, page.raw_height)),),
    )


def report_faint(box: Box, place: Place) -> Finding:
    """Report a line the detector sees that is too faint against the print of the page."""
    return Finding(
        "faint-print",
        Severity.INFO,
        "此处字迹极淡（可能是背面透印），未读取 "
        "print too faint, likely seen through the paper, was not read",
        (Region(place.page_no, to_raw_box(place.transform, box)),),
    )
