"""Cells as typed values, for the faces that know types (JSON, SQLite, Parquet)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal

from pipeline.registry.registry import split_list
from pipeline.registry.schema.column import ColumnType

Plain = str | int | float | None
Nested = str | int | bool | Decimal | list[str] | None


def nested_values(texts: Iterable[str], column_type: ColumnType) -> Sequence[Nested]:
    """Cells of a column for JSON: exact decimals, lists as lists, nothing as null."""
    if column_type is ColumnType.LIST:
        return [split_list(text) for text in texts]
    if column_type is ColumnType.INTEGER:
        return [int(text) if text else None for text in texts]
    if column_type is ColumnType.NUMBER:
        return [Decimal(text) if text else None for text in texts]
    if column_type is ColumnType.BOOLEAN:
        return [text == "true" if text else None for text in texts]
    return [text or None for text in texts]


def sql_values(texts: Iterable[str], column_type: ColumnType) -> list[Plain]:
    """Cells of a column for SQLite: nothing as NULL, true as 1, dates as ISO text."""
    if column_type is ColumnType.INTEGER:
        return [int(text) if text else None for text in texts]
    if column_type is ColumnType.NUMBER:
        return [_sql_number(text) for text in texts]
    if column_type is ColumnType.BOOLEAN:
        return [int(text == "true") if text else None for text in texts]
    return [text or None for text in texts]


def _sql_number(text: str) -> Plain:
    if text == "":
        return None
    return float(text) if "." in text else int(text)


def iso_to_date(text: str) -> date | None:
    """A cell of a DATE column."""
    return date.fromisoformat(text) if text else None
