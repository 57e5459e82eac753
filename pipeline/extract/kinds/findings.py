"""Every finding that kinds can make; slugs are permanent."""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.extract.kinds.grid import Grid, GridCell
from pipeline.extract.kinds.kind import Kind
from pipeline.extract.kinds.strip import Row, Strip
from pipeline.model.finding import Finding, Severity
from pipeline.model.geometry import Region

FIELD_MISSING = "field-missing"
"""Also a doubt of the empty reading that stands for the field."""


def page_kind_unknown(page_nos: Sequence[int], regions: Sequence[Region]) -> Finding:
    """Pages that nothing speaks for."""
    listed = "、".join(map(str, page_nos))
    return Finding(
        "page-kind-unknown",
        Severity.WARNING,
        f"第 {listed} 页不属于任何已知类型，文字已保留但未登记；可用 kinds new 添加类型"
        " / pages of no known kind: their text is kept; a kind can be added with kinds new",
        tuple(regions),
    )


def lines_unplaced(page_no: int, regions: Sequence[Region]) -> Finding:
    """Lines of a recognised part that no field or cell claims."""
    return Finding(
        "lines-unplaced",
        Severity.INFO,
        f"第 {page_no} 页有 {len(regions)} 行文字没有归入任何栏目"
        " / lines that no field or cell of the recognised kind claims",
        tuple(regions),
    )


def table_unrecognised(kind: Kind, grid: Grid) -> Finding:
    """A table inside a part that its kind does not know."""
    return Finding(
        "table-unrecognised",
        Severity.WARNING,
        f"“{kind.title}”中有一张表不是该类文件的已知表格，内容未登记"
        " / a table of this part is none that the kind knows; its text is kept but not recorded",
        tuple(region for cell in grid.cells[:1] for region in cell.cell.regions),
    )


def table_missing(kind: Kind, rows: Sequence[Row]) -> Finding:
    """A letter without the table it should hold."""
    return Finding(
        "table-missing",
        Severity.WARNING,
        f"“{kind.title}”中没有找到应有的表格，请核对原件"
        " / the table that this kind of document always has was not found",
        _first_place(rows),
    )


def field_missing(kind: Kind, column: str, cell_id: str, rows: Sequence[Row]) -> Finding:
    """A required field that was not found."""
    return _field_missing(
        f"“{kind.title}”中没有找到 {column}，请核对原件"
        " / a field that this kind of document always has was not found",
        _first_place(rows),
        cell_id,
    )


def field_unclaimed(kind: Kind, column: str, cell_id: str, lines: Sequence[Strip]) -> Finding:
    """A field that was not found though lines are left that nothing claims."""
    return _field_missing(
        f"“{kind.title}”中没有找到 {column}，而有 {len(lines)} 行文字没有归入任何栏目，请核对原件"
        " / a field was not found, and lines are left that may hold it",
        tuple(region for line in lines for region in line.regions),
        cell_id,
    )


def _field_missing(message: str, place: tuple[Region, ...], cell_id: str) -> Finding:
    return Finding(FIELD_MISSING, Severity.WARNING, message, place, (cell_id,))


def column_by_content(head: Sequence[GridCell], label: str, col: int) -> Finding:
    """A column whose header was not read, or is not there, and whose cells say what it is.

    `head` are its topmost cells.
    """
    return Finding(
        "column-by-content",
        Severity.INFO,
        f"第 {col + 1} 栏的表头没有认出，按内容认作“{label}”，请核对原件"
        f" / the header of column {col + 1} was not read; its cells say that it is {label}",
        tuple(region for cell in head for region in cell.cell.regions),
    )


def row_missing(label: str, key: str, place: Sequence[Region]) -> Finding:
    """A row that the form prints but the table does not show."""
    return Finding(
        "row-missing",
        Severity.WARNING,
        f"表中没有找到“{label}”一行，请核对原件"
        f" / row {key} was not found in the table; check the page",
        tuple(place),
    )


def row_unknown(cell: GridCell) -> Finding:
    """A row of a form's table that the form does not print."""
    return Finding(
        "row-unknown",
        Severity.WARNING,
        f"表中的“{cell.text}”不是该表的已知行，未登记"
        " / this row is not a known row of the form and was not recorded",
        cell.strip.regions,
    )


def section_missing(title: str, rows: Sequence[Row]) -> Finding:
    """A heading of the outline that the plan does not have."""
    return Finding(
        "section-missing",
        Severity.WARNING,
        f"规划中没有找到提纲要求的“{title}”一节"
        " / a section that the outline asks for was not found",
        _first_place(rows),
    )


def form_without_geometry(kind: Kind, rows: Sequence[Row]) -> Finding:
    """A filled form that came as plain text."""
    return Finding(
        "form-without-geometry",
        Severity.WARNING,
        f"“{kind.title}”以纯文本提供，按标签次序读取，看不到格子和印章，请对照原件"
        " / a filled form in plain text: read by the order of its labels, without boxes and stamps",
        _first_place(rows),
    )


def form_nearly_blank(kind: Kind, rows: Sequence[Row]) -> Finding:
    """A form taken for blank although something was read in it."""
    return Finding(
        "form-nearly-blank",
        Severity.WARNING,
        f"“{kind.title}”几乎空白，按空白表处理，请核对原件"
        " / taken for a blank form although something was read in it; check the page",
        _first_place(rows),
    )


def _first_place(rows: Sequence[Row]) -> tuple[Region, ...]:
    return tuple(row.strip.regions[0] for row in rows[:1])
