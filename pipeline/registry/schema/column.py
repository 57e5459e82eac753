"""What a column and a table are: the words in which the output tables are declared.

A table's rows are text; the column's type says what the text must look like and how typed faces
(SQLite, Parquet, JSON, Excel) store it. "" is the one spelling of "nothing" in every table.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

LIST_SEPARATOR = ";"


class ColumnType(StrEnum):
    """How the text of a column is to be understood."""

    TEXT = "text"
    CODE = "code"
    """Letters or digits that name something; never a number, leading zeros count."""
    INTEGER = "integer"
    NUMBER = "number"
    """A plain decimal, digits as printed."""
    DATE = "date"
    BOOLEAN = "boolean"
    LIST = "list"
    """Several texts, joined by `;`."""


@dataclass(frozen=True, slots=True)
class Column:
    """One column. `zh` is its Chinese heading, `en` its meaning, `example` a possible content.

    `unit` is "" for things without a unit. `values` lists every allowed content when the program
    itself writes the column; a required column is never "".
    """

    name: str
    type: ColumnType
    zh: str
    en: str
    example: str
    unit: str = ""
    required: bool = False
    values: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ForeignKey:
    """`column` holds "" or a value of the first key column of `table`."""

    column: str
    table: str
    target: str


@dataclass(frozen=True, slots=True)
class TableSchema:
    """A table: its columns in file order, what makes a row unique, and where it points.

    `is_printed` marks the tables that hold what documents say (one row per record); the others
    tell where that came from. `searchable` columns go into the full-text index.
    """

    name: str
    zh: str
    en: str
    columns: tuple[Column, ...]
    key: tuple[str, ...]
    foreign_keys: tuple[ForeignKey, ...] = ()
    is_printed: bool = False
    searchable: tuple[str, ...] = ()
    column_names: tuple[str, ...] = field(init=False, repr=False, compare=False)
    """The header line."""

    def __post_init__(self) -> None:
        """Name the columns: every row asks."""
        object.__setattr__(self, "column_names", tuple(column.name for column in self.columns))

    def position(self, column: str) -> int:
        """0-based place of a column in a row.

        Raises:
            ValueError: When the table has no such column.
        """
        return self.column_names.index(column)


_PLAIN = {
    ColumnType.INTEGER: re.compile(r"-?[0-9]+"),
    ColumnType.NUMBER: re.compile(r"-?[0-9]+(\.[0-9]+)?"),
    ColumnType.BOOLEAN: re.compile("true|false"),
}
_ISO_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


def fits_type(text: str, column_type: ColumnType) -> bool:
    """Whether `text` may stand in a column of this type ("" may stand anywhere)."""
    if text == "":
        return True
    if column_type is ColumnType.DATE:
        return _is_iso_date(text)
    pattern = _PLAIN.get(column_type)
    return pattern is None or pattern.fullmatch(text) is not None


def _is_iso_date(text: str) -> bool:
    if _ISO_DATE.fullmatch(text) is None:
        return False
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True
