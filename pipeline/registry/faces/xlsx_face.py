"""`registry.xlsx`: the face for people with Excel open.

A cover that explains the colours, the list as printed with merged regions, then a sheet per table
with frozen headings, filters, doubtful cells coloured with a note that says why, and links to the
scans. Provenance is left to CSV and SQLite: at one row per cell it outgrows a sheet.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import islice

from pipeline.registry.faces.reading_sheet import add_reading_sheet
from pipeline.registry.faces.workbook import Book, Cell, Link, Look, Sheet
from pipeline.registry.registry import Registry, TableRows, split_list
from pipeline.registry.schema.column import Column, ColumnType
from pipeline.registry.spool import iter_cells

SCANS_LINK = "../../raw_scans/"
MAX_LINKS = 60_000
"""Excel takes 65,530 links a sheet; rows beyond that carry the file name only."""
MAX_NOTES = 5_000
"""Notes a sheet; each is a drawing, and Excel opens tens of thousands of them very slowly."""
MAX_REMEMBERED = 10_000
"""Cells of a column that are kept to be written again: more differ in every row anyway."""
_NOTED = (
    "status",
    "record_id",
    "column",
    "cell_id",
    "reasons",
    "text_ocr",
    "text_clean",
    "pages",
)
_LEFT_TO_OTHER_FACES = ("provenance", "cluster_members")
_WIDTH = {
    ColumnType.INTEGER: 8,
    ColumnType.NUMBER: 14,
    ColumnType.DATE: 12,
    ColumnType.BOOLEAN: 8,
    ColumnType.CODE: 18,
    ColumnType.LIST: 22,
    ColumnType.TEXT: 22,
}
_NARROW = frozenset({"status", "region", "city", "county", "unit", "basis", "pages"})
_OWN_WIDTH = {
    **dict.fromkeys(("cluster_name", "left_name", "right_name", "title", "message"), 42),
    **dict.fromkeys(("construction_unit", "construction_unit_full", "text_ocr", "value"), 34),
    **dict.fromkeys(("region_code", "city_code", "county_code", "cluster_type"), 13),
    **dict.fromkeys(("source_pages", "page_no", "confidence"), 14),
}


@dataclass(frozen=True, slots=True)
class CellNotes:
    """Why cells are doubtful: (record_id, column) -> (status, note)."""

    notes: Mapping[tuple[str, str], tuple[str, str]]

    def status(self, record_id: str, column: str) -> str:
        """Status of a cell; "" when nothing is to be said of it."""
        return self.notes.get((record_id, column), ("", ""))[0]


def xlsx_bytes(registry: Registry, scans_link: str = SCANS_LINK) -> bytes:
    """Return the workbook. `scans_link` leads from the workbook's folder to the scans."""
    book = Book()
    notes = _cell_notes(registry)
    shown = [t for t in registry.tables if t.schema.name not in _LEFT_TO_OTHER_FACES]
    _add_cover(book, registry, shown)
    add_reading_sheet(book, registry, notes.status)
    links = _links(registry, scans_link)
    for table in shown:
        _add_table(book, table, notes, links)
    return book.close()


def _cell_notes(registry: Registry) -> CellNotes:
    messages = _finding_messages(registry)
    notes: dict[tuple[str, str], tuple[str, str]] = {}
    for cell in iter_cells(registry.table("provenance"), _NOTED):
        status, record_id, column, cell_id, reasons, text_ocr, text_clean, pages = cell
        if status == "accepted":
            continue
        note = (
            f"{'待核 review' if status == 'review' else '失败 failed'}：{reasons}\n"
            f"识别 read：{text_ocr}\n校正 judged：{text_clean}\n"
            f"页 page：{pages}"
            f"{''.join(messages.get(cell_id, ()))}"
        )
        notes.setdefault((record_id, column), (status, note))
    return CellNotes(notes)


def _finding_messages(registry: Registry) -> Mapping[str, list[str]]:
    """cell_id -> what rules said of the cell, each on a line of its own."""
    messages: dict[str, list[str]] = defaultdict(list)
    for message, cell_ids in iter_cells(registry.table("findings"), ("message", "cell_ids")):
        for cell_id in split_list(cell_ids):
            messages[cell_id].append(f"\n{message}")
    return messages


def _links(registry: Registry, scans_link: str) -> dict[str, str]:
    """document_id -> address of its scan, relative to the workbook."""
    documents = iter_cells(registry.table("documents"), ("document_id", "source_name"))
    return {document_id: f"external:{scans_link}{name}" for document_id, name in documents}


def _add_cover(book: Book, registry: Registry, shown: list[TableRows]) -> None:
    sheet = book.add_sheet("说明")
    sheet.set_column(0, 0, 22)
    sheet.set_column(1, 1, 10)
    sheet.set_column(2, 2, 90)
    sheet.write_string(0, 0, "产业集群登记 Cluster registry", book.format(Look(role="title")))
    legend = (
        ("", "无底色：已采信 accepted"),
        ("review", "黄色：待人工核对，批注写明原因 review: a person must look, the note says why"),
        ("failed", "红色：未能读取 failed: could not be read"),
    )
    for row, (status, meaning) in enumerate(legend, start=2):
        book.write(sheet, row, 0, status or "accepted", status=status)
        sheet.write_string(row, 2, meaning)
    heading_row = 6
    for col, heading in enumerate(("工作表 sheet", "行数 rows", "内容 contents")):
        sheet.write_string(heading_row, col, heading, book.format(Look(role="header")))
    for row, table in enumerate(shown, start=heading_row + 1):
        book.write(sheet, row, 0, table.schema.zh)
        book.write(sheet, row, 1, str(len(table.rows)), ColumnType.INTEGER)
        book.write(sheet, row, 2, f"{table.schema.name}: {table.schema.en}")
    n_cells = len(registry.table("provenance").rows)
    closing = (
        f"每个单元格的来源（{n_cells} 行）见 provenance.csv 或 registry.sqlite "
        "where every cell comes from: provenance.csv or registry.sqlite",
        f"每表最多 {MAX_NOTES} 条批注、{MAX_LINKS} 个链接，其余见待核清单 "
        "at most so many notes and links a sheet; the rest is in the review queue",
        "请勿在此文件中改值：下次生成会覆盖；请用 scan-registry review 核对 "
        "do not edit here, the next build overwrites it; use scan-registry review",
    )
    for line_no, line in enumerate(closing, start=heading_row + len(shown) + 2):
        sheet.write_string(line_no, 0, line)


def _add_table(book: Book, table: TableRows, notes: CellNotes, links: Mapping[str, str]) -> None:
    schema = table.schema
    sheet = book.add_sheet(schema.zh)
    for col, column in enumerate(schema.columns):
        heading = f"{column.zh}\n{column.name}"
        sheet.write_string(0, col, heading, book.format(Look(role="header")))
        sheet.set_column(col, col, _width(column))
    sheet.set_row(0, 32)
    sheet.freeze_panes(1, 0)
    sheet.repeat_rows(0)
    sheet.autofilter(0, 0, len(table.rows), len(schema.columns) - 1)
    _write_rows(book, sheet, table, notes)
    _write_links(book, sheet, table, links)


def _write_rows(book: Book, sheet: Sheet, table: TableRows, notes: CellNotes) -> None:
    columns = [
        (col, column.name, column.type, dict[str, Cell]())
        for col, column in enumerate(table.schema.columns)
    ]
    id_position = table.schema.position(table.schema.key[0])
    doubtful = _doubtful_columns(notes) if table.schema.is_printed else {}
    n_notes = 0
    for row_no, row in enumerate(table.rows, start=1):
        flagged = doubtful.get(row[id_position], frozenset())
        for col, name, column_type, written in columns:
            text = row[col]
            status = notes.status(row[id_position], name) if name in flagged else ""
            if name == "status" and text != "accepted":
                status = text
            if not status and text in written:
                sheet.repeat(row_no, col, written[text])
            elif text or status:
                book.write(sheet, row_no, col, text, column_type, status)
                if not status and len(written) < MAX_REMEMBERED:
                    written[text] = sheet.cell_at(row_no, col)
            if name in flagged and n_notes < MAX_NOTES:
                note = notes.notes[row[id_position], name][1]
                sheet.write_comment(row_no, col, note, {"x_scale": 2.2, "author": ""})
                n_notes += 1


def _doubtful_columns(notes: CellNotes) -> Mapping[str, frozenset[str]]:
    columns: dict[str, set[str]] = defaultdict(set)
    for record_id, column in notes.notes:
        columns[record_id].add(column)
    return {record_id: frozenset(names) for record_id, names in columns.items()}


def _write_links(book: Book, sheet: Sheet, table: TableRows, links: Mapping[str, str]) -> None:
    """Turn the page column (or the file's name) into a link to the scan."""
    names = table.schema.column_names
    shown = next((n for n in ("source_pages", "pages", "source_name") if n in names), None)
    if shown is None or "document_id" not in names:
        return
    col = names.index(shown)
    cells = islice(iter_cells(table, ("document_id", shown)), MAX_LINKS)
    look = book.format(Look(role="link"))
    written: tuple[str, str, Link | None] = ("", "", None)
    for row_no, (document_id, text) in enumerate(cells, start=1):
        address = links.get(document_id)
        if not address or not text:
            continue
        if written[:2] != (document_id, text):  # rows of one page follow each other
            sheet.write_url(row_no, col, _address_of_page(address, text), look, string=text)
            written = document_id, text, sheet.link_at(row_no, col)
        elif written[2] is not None:
            sheet.write_url(row_no, col, written[2], look)


def _address_of_page(address: str, text: str) -> str:
    page_no = text.partition(";")[0]
    is_paged = address.lower().endswith(".pdf") and page_no.isdigit()
    return f"{address}#page={page_no}" if is_paged else address


def _width(column: Column) -> int:
    if column.name in _NARROW:
        return 10
    return _OWN_WIDTH.get(column.name, _WIDTH[column.type])
