"""The assembled registry: tables of text rows, and what it is assembled from."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from pipeline.model.correction import CleanDocument
from pipeline.model.document import DocumentReading
from pipeline.model.page import PageStatus
from pipeline.model.value import NormalDocument
from pipeline.registry.schema.column import LIST_SEPARATOR, TableSchema

Row = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class StagedDocument:
    """One document as every stage left it."""

    reading: DocumentReading
    clean: CleanDocument
    normal: NormalDocument


@dataclass(frozen=True, slots=True)
class LedgerEntry:
    """A source file that gave no document: unreadable, of no supported type, or crashed.

    `reason` is a slug, `message` is Chinese first, then English.
    """

    source_name: str
    status: PageStatus
    reason: str
    message: str


@dataclass(frozen=True, slots=True)
class EntityDecision:
    """A person's word on two rows: the same cluster, or not.

    The names are those the person saw; when a row says something else today, the decision is a
    conflict and is shown instead of applied.
    """

    left_record_id: str
    left_name: str
    right_record_id: str
    right_name: str
    is_same: bool
    person: str


@dataclass(frozen=True, slots=True)
class TableRows:
    """A table with its rows; every row has one text per column of the schema."""

    schema: TableSchema
    rows: Sequence[Row]


@dataclass(frozen=True, slots=True)
class Registry:
    """All tables, in the order in which faces show them."""

    tables: tuple[TableRows, ...]

    def table(self, name: str) -> TableRows:
        """The table of that name.

        Raises:
            KeyError: When there is none.
        """
        for table in self.tables:
            if table.schema.name == name:
                return table
        raise KeyError(name)


def join_list(items: Iterable[str]) -> str:
    """Join the items of a LIST column; a separator inside an item becomes its full-width twin."""
    items = tuple(items)
    if len(items) < 2:
        return items[0].replace(LIST_SEPARATOR, "；") if items else ""
    joined = LIST_SEPARATOR.join(items)
    if joined.count(LIST_SEPARATOR) == len(items) - 1:
        return joined
    return LIST_SEPARATOR.join(item.replace(LIST_SEPARATOR, "；") for item in items)


def split_list(text: str) -> list[str]:
    """The items of a LIST column; none for ""."""
    return text.split(LIST_SEPARATOR) if text else []


@lru_cache(maxsize=1 << 14)
def decimal_text(number: float) -> str:
    """A score or weight as a plain decimal of at most four places, without trailing zeros."""
    text = f"{number:.4f}".rstrip("0").rstrip(".")
    return "0" if text in ("-0", "") else text
