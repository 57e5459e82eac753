"""The sheet that shows each list as it was printed: merged region cells merged again."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import groupby

from xlsxwriter.format import Format  # type: ignore[import-untyped]

from pipeline.registry.faces.workbook import Book, Look, Sheet, shown_text
from pipeline.registry.registry import Registry, Row, TableRows
from pipeline.registry.spool import iter_cells

SHEET = "名单阅读版"
_HEADINGS = ("序号", "地区", "集群名称", "建设单位", "类型", "原件页码")
_SHOWN = ("row_no", "region", "cluster_name", "construction_unit", "cluster_type", "source_pages")
_WIDTHS = (7, 12, 48, 36, 8, 10)
_TITLE_HEIGHT = 24
_REGION_COL = _SHOWN.index("region")

StatusOf = Callable[[str, str], str]
"""(record_id, column) -> status, "" when accepted."""


def add_reading_sheet(book: Book, registry: Registry, status_of: StatusOf) -> None:
    """Add the sheet: a heading per document and list, then its rows in printed order."""
    sheet = book.add_sheet(SHEET)
    for col, width in enumerate(_WIDTHS):
        sheet.set_column(col, col, width)
    table = registry.table("clusters")
    source_names = {row[0]: row[1] for row in registry.table("documents").rows}
    anchors = _region_anchors(registry)
    line = 0
    for document_id, rows in _by_document(table):
        doc_no = rows[0][table.schema.position("doc_no")]
        title = "  ".join(text for text in (source_names[document_id], doc_no) if text)
        sheet.set_row(line, _TITLE_HEIGHT)
        sheet.write_string(line, 0, shown_text(title), book.format(Look(role="title")))
        for col, heading in enumerate(_HEADINGS):
            sheet.write_string(line + 1, col, heading, book.format(Look(role="header")))
        _write_list(book, sheet, line + 2, table, rows, status_of)
        _merge_regions(
            book,
            sheet,
            line + 2,
            [anchors.get(row[0], row[0]) for row in rows],
            [(row[table.schema.position("region")], status_of(row[0], "region")) for row in rows],
        )
        line += len(rows) + 3


def _by_document(table: TableRows) -> Iterator[tuple[str, list[Row]]]:
    position = table.schema.position("document_id")
    for document_id, rows in groupby(table.rows, key=lambda row: row[position]):
        yield document_id, list(rows)


def _region_anchors(registry: Registry) -> dict[str, str]:
    """record_id -> the region cell whose ink names its region."""
    cells = iter_cells(
        registry.table("provenance"),
        ("table", "column", "record_id", "inherited_from", "cell_id"),
    )
    return {
        record_id: inherited_from or cell_id
        for table, column, record_id, inherited_from, cell_id in cells
        if column == "region" and table == "clusters"
    }


def _write_list(
    book: Book,
    sheet: Sheet,
    first_line: int,
    table: TableRows,
    rows: Sequence[Row],
    status_of: StatusOf,
) -> None:
    positions = [table.schema.position(name) for name in _SHOWN]
    looks: dict[str, Format] = {}
    for line, row in enumerate(rows, start=first_line):
        for col, (name, position) in enumerate(zip(_SHOWN, positions, strict=True)):
            if col != _REGION_COL:
                status = status_of(row[0], name)
                if status not in looks:
                    looks[status] = book.format(Look(status, role="boxed"))
                sheet.write_string(line, col, shown_text(row[position]), looks[status])


def _merge_regions(
    book: Book,
    sheet: Sheet,
    first_line: int,
    anchors: Sequence[str],
    regions: Sequence[tuple[str, str]],
) -> None:
    """Merge consecutive rows whose region is the same ink; `regions` are (text, status)."""
    line = first_line
    for _, run in groupby(range(len(anchors)), key=anchors.__getitem__):
        places = list(run)
        text, status = regions[places[0]]
        look = book.format(Look(status, role="merged"))
        if len(places) == 1:
            sheet.write_string(line, _REGION_COL, shown_text(text), look)
        else:
            last = line + len(places) - 1
            sheet.merge_range(line, _REGION_COL, last, _REGION_COL, "", look)
            sheet.write_string(line, _REGION_COL, shown_text(text), look)
        line += len(places)
