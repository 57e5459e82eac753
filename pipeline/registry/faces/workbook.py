"""A thin layer over XlsxWriter: cells by column type, colours by status, nothing that can run.

Strings are always written as strings, so no content becomes a formula; the quote prefix keeps it
so when somebody edits the cell. Times inside the file are fixed.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cache
from typing import TypeAlias

import xlsxwriter  # type: ignore[import-untyped]
from xlsxwriter.format import Format  # type: ignore[import-untyped]
from xlsxwriter.url import Url  # type: ignore[import-untyped]
from xlsxwriter.utility import xl_col_to_name as _xl_col_to_name  # type: ignore[import-untyped]
from xlsxwriter.worksheet import CellStringTuple, Worksheet  # type: ignore[import-untyped]

from pipeline.registry.faces.spreadsheet import may_run
from pipeline.registry.schema.column import ColumnType

_EPOCH = datetime(2000, 1, 1)
MAX_CELL_TEXT = 32_000
"""Excel holds 32,767 characters in a cell; longer text is cut here and says so."""
_CUT = "……（后略，全文见 CSV cut here, whole text in the CSV）"
MAX_EXACT_DIGITS = 15
"""Excel stores numbers as doubles; longer digit strings are written as text."""
MAX_SHEET_NAME = 31
_SPAN_ROWS = 16
"""Rows for which XlsxWriter notes together how wide they are."""
_A4 = 9
"""Excel's number of the paper size."""
_SHEET_NAME_SIGNS = "[]:*?/\\'"

_letters = cache(_xl_col_to_name)
"""The name of a column: AB for 27."""

_FILL = {"review": "#FFF2B3", "failed": "#F8C9C4"}


Cell: TypeAlias = CellStringTuple
"""A cell as XlsxWriter keeps it, of this or another type: what it shows, and its format."""
Link: TypeAlias = Url
"""A link as XlsxWriter keeps it, its address taken apart."""


class QuickSheet(Worksheet):  # type: ignore[misc]
    """Spells whole rows of formatted strings, which is nearly all: half the time of a sheet.

    Should XlsxWriter change how it asks for rows, its own way is taken, with the same result.
    """

    def _write_rows(self) -> None:
        rows = {row: cells for row, cells in self.table.items() if cells}
        if not (rows.keys() >= self.row_info.keys() and rows.keys() >= self.comments.keys()):
            super()._write_rows()  # heights or notes of rows without a cell
            return
        self._calculate_spans()
        for row in sorted(rows):
            self._write_row(row, self.row_spans.get(row // _SPAN_ROWS), self.row_info.get(row))
            self._write_cells(row, rows[row])
            self._xml_end_tag("row")

    def _write_cells(self, row: int, cells: Mapping[int, Cell]) -> None:
        write, number = self.fh.write, str(row + 1)
        for col in sorted(cells):
            cell = cells[col]
            if type(cell) is CellStringTuple and cell.format is not None:
                look = cell.format._get_xf_index()
                place = _letters(col) + number
                write(f'<c r="{place}" s="{look}" t="s"><v>{cell.string}</v></c>')
            else:
                self._write_cell(row, col, cell)

    def _calculate_spans(self) -> None:
        """The columns that each sixteen rows reach over: rows are asked for their ends alone."""
        ends: dict[int, list[int]] = {}
        for rows in (self.table, self.comments):
            for row, cells in rows.items():
                if cells:
                    ends.setdefault(row // _SPAN_ROWS, []).extend((min(cells), max(cells)))
        self.row_spans = {at: f"{min(cols) + 1}:{max(cols) + 1}" for at, cols in ends.items()}

    def cell_at(self, row: int, col: int) -> Cell:
        """The cell as it was written."""
        return self.table[row][col]

    def link_at(self, row: int, col: int) -> Link | None:
        """The link as it was written; None where Excel could not hold it."""
        link: Link | None = self.hyperlinks.get(row, {}).get(col)
        return link

    def repeat(self, row: int, col: int, cell: Cell) -> None:
        """Write the very cell that a row above has in this column: most texts come often.

        Keeps the books as `write_string` does: how far the sheet goes, how many texts it shows.
        """
        self.table[row][col] = cell
        if row > self.dim_rowmax:  # type: ignore[has-type]
            self.dim_rowmax = row
        if type(cell) is CellStringTuple:
            self.str_table.count += 1


Sheet: TypeAlias = QuickSheet


@dataclass(frozen=True, slots=True)
class Look:
    """How a cell looks; equal looks share one format in the file."""

    status: str = ""
    number_format: str = "@"
    is_quoted: bool = False
    role: str = "body"


@dataclass(slots=True)
class Book:
    """A workbook being written; `close` gives its bytes."""

    buffer: io.BytesIO = field(default_factory=io.BytesIO)
    workbook: xlsxwriter.Workbook = field(init=False)
    _formats: dict[Look, Format] = field(default_factory=dict)
    _text_formats: dict[tuple[str, bool], Format] = field(default_factory=dict)
    _sheet_names: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        """Open the workbook in memory with fixed properties."""
        options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
        self.workbook = xlsxwriter.Workbook(self.buffer, options)
        self.workbook.set_properties({"created": _EPOCH, "title": "产业集群登记"})

    def add_sheet(self, name: str) -> Sheet:
        """Add a sheet under a name that Excel allows and that is not taken."""
        clean = "".join("_" if c in _SHEET_NAME_SIGNS or c < " " else c for c in name).strip()
        clean = clean[:MAX_SHEET_NAME] or "_"
        number = 2
        unique = clean
        while unique.lower() in self._sheet_names:
            suffix = f"_{number}"
            unique = clean[: MAX_SHEET_NAME - len(suffix)] + suffix
            number += 1
        self._sheet_names.add(unique.lower())
        sheet: Sheet = self.workbook.add_worksheet(unique, QuickSheet)
        sheet.set_landscape()
        sheet.set_paper(_A4)
        sheet.fit_to_pages(1, 0)
        return sheet

    def format(self, look: Look) -> Format:
        """The format of a look."""
        if look not in self._formats:
            self._formats[look] = self.workbook.add_format(_properties(look))
        return self._formats[look]

    def write(
        self,
        sheet: Sheet,
        row: int,
        col: int,
        text: str,
        column_type: ColumnType = ColumnType.TEXT,
        status: str = "",
    ) -> None:
        """Write one cell by its type; `status` colours it when it is not accepted."""
        writer = _TYPED_WRITERS.get(column_type)
        if text == "":
            if status in _FILL:
                sheet.write_blank(row, col, None, self.format(Look(status)))
        elif writer is None or not writer(self, sheet, row, col, text, status):
            # a text that begins with a letter or a Chinese character is never a formula
            is_quoted = not text[0].isalpha() and may_run(text)
            sheet.write_string(row, col, shown_text(text), self._text_format(status, is_quoted))

    def _text_format(self, status: str, is_quoted: bool) -> Format:
        """As `format`, with a cheaper key: this one is asked for every cell."""
        key = status, is_quoted
        if key not in self._text_formats:
            self._text_formats[key] = self.format(Look(status, is_quoted=is_quoted))
        return self._text_formats[key]

    def close(self) -> bytes:
        """Finish and return the file."""
        self.workbook.close()
        return self.buffer.getvalue()


def shown_text(text: str) -> str:
    """Text as a cell can hold it."""
    return text if len(text) <= MAX_CELL_TEXT else text[:MAX_CELL_TEXT] + _CUT


def _properties(look: Look) -> dict[str, object]:
    properties: dict[str, object] = {"num_format": look.number_format, "valign": "top"}
    if look.status in _FILL:
        properties["bg_color"] = _FILL[look.status]
    if look.is_quoted:
        properties["quote_prefix"] = True
    if look.role == "header":
        properties |= {"bold": True, "bg_color": "#DCE6F1", "text_wrap": True, "border": 1}
    elif look.role == "title":
        properties |= {"bold": True, "font_size": 14}
    elif look.role == "link":
        properties |= {"font_color": "#0563C1", "underline": 1}
    elif look.role == "merged":
        properties |= {"border": 1, "valign": "vcenter", "align": "center", "text_wrap": True}
    elif look.role == "boxed":
        properties |= {"border": 1, "valign": "vcenter", "text_wrap": True}
    return properties


def _write_number(book: Book, sheet: Sheet, row: int, col: int, text: str, status: str) -> bool:
    if sum(character.isdigit() for character in text) > MAX_EXACT_DIGITS:
        return False
    n_decimals = len(text.partition(".")[2])
    number_format = f"0.{'0' * n_decimals}" if n_decimals else "0"
    sheet.write_number(row, col, float(text), book.format(Look(status, number_format)))
    return True


def _write_date(book: Book, sheet: Sheet, row: int, col: int, text: str, status: str) -> bool:
    day = date.fromisoformat(text)
    if day.year < 1901:
        return False
    sheet.write_datetime(row, col, day, book.format(Look(status, "yyyy-mm-dd")))
    return True


def _write_boolean(book: Book, sheet: Sheet, row: int, col: int, text: str, status: str) -> bool:
    sheet.write_boolean(row, col, text == "true", book.format(Look(status, "General")))
    return True


_Writer = Callable[[Book, Sheet, int, int, str, str], bool]
_TYPED_WRITERS: dict[ColumnType, _Writer] = {
    ColumnType.INTEGER: _write_number,
    ColumnType.NUMBER: _write_number,
    ColumnType.DATE: _write_date,
    ColumnType.BOOLEAN: _write_boolean,
}
