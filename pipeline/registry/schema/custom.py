"""The schema of a table that only a custom kind knows: its columns come from its records."""

from __future__ import annotations

import re
from collections.abc import Mapping

from pipeline.errors import ConfigurationError
from pipeline.model.document import ValueType
from pipeline.registry.schema.column import Column, ColumnType, TableSchema
from pipeline.registry.schema.shared import (
    DOCUMENT_ID,
    OF_DOCUMENT,
    RECORD_ID,
    REVIEW_FIELDS,
    ROW_NO,
    SOURCE_PAGES,
    STATUS,
)
from pipeline.registry.schema.tables import DECLARED_TABLES

_COLUMN_TYPE = {
    ValueType.POSTCODE: ColumnType.CODE,
    ValueType.PHONE: ColumnType.CODE,
    ValueType.EMAIL: ColumnType.CODE,
    ValueType.DATE: ColumnType.DATE,
    ValueType.DOCUMENT_NUMBER: ColumnType.CODE,
    ValueType.INTEGER: ColumnType.INTEGER,
    ValueType.DECIMAL: ColumnType.NUMBER,
}
_TABLE_NAME = re.compile("[a-z][a-z0-9_]{0,40}")
_OUR_TABLES = frozenset(schema.name for schema in DECLARED_TABLES)
_LEADING = (RECORD_ID, DOCUMENT_ID, ROW_NO)
_TRAILING = (STATUS, REVIEW_FIELDS, SOURCE_PAGES)


def custom_table(name: str, columns: Mapping[str, ValueType | None]) -> TableSchema:
    """Declare the table of a custom kind.

    `columns` are the columns its records carry, in order, with the type the kind gave them (None
    for fixed attributes and values derived later, which stay text).

    Raises:
        ConfigurationError: When the name cannot name a file, or is one of ours.
    """
    if _TABLE_NAME.fullmatch(name) is None or name in _OUR_TABLES:
        raise ConfigurationError(
            f"文种的表名不可用 a kind names a table that cannot be made: {name!r}",
            "改用小写字母、数字和下划线，且不与内置表同名 use lower-case letters, digits and "
            "underscores, and none of the built-in names",
        )
    taken = {column.name for column in (*_LEADING, *_TRAILING)}
    printed = tuple(
        _custom_column(column, value_type)
        for column, value_type in columns.items()
        if column not in taken
    )
    return TableSchema(
        name,
        name,
        "Records of a custom kind",
        (*_LEADING, *printed, *_TRAILING),
        ("record_id",),
        (OF_DOCUMENT,),
        is_printed=True,
        searchable=tuple(c.name for c in printed if c.type is ColumnType.TEXT),
    )


def _custom_column(name: str, value_type: ValueType | None) -> Column:
    if value_type is None:
        column_type = ColumnType.CODE if name.endswith("_code") else ColumnType.TEXT
        return Column(name, column_type, name, "Derived or given by the kind", "")
    column_type = _COLUMN_TYPE.get(value_type, ColumnType.TEXT)
    return Column(name, column_type, name, f"As the kind says: {value_type}", "")
