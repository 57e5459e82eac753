"""One Parquet file per table, typed, for pandas, Polars and DuckDB.

Numbers become doubles here (the exact digits are in the CSV); lists stay `;`-joined text.
"""

from __future__ import annotations

import io

import pyarrow as pa  # type: ignore[import-untyped]
import pyarrow.parquet as pq  # type: ignore[import-untyped]

from pipeline.registry.faces.typed import iso_to_date
from pipeline.registry.registry import TableRows
from pipeline.registry.schema.column import ColumnType


def parquet_bytes(table: TableRows) -> bytes:
    """Return a table as Parquet."""
    arrays = [_array(texts, column.type) for column, texts in table.iter_columns()]
    buffer = io.BytesIO()
    pq.write_table(
        pa.table(arrays, names=list(table.schema.column_names)), buffer, compression="zstd"
    )
    return buffer.getvalue()


def _array(texts: tuple[str, ...], column_type: ColumnType) -> pa.Array:
    if column_type is ColumnType.INTEGER:
        return pa.array([int(text) if text else None for text in texts], pa.int64())
    if column_type is ColumnType.NUMBER:
        return pa.array([float(text) if text else None for text in texts], pa.float64())
    if column_type is ColumnType.BOOLEAN:
        return pa.array([text == "true" if text else None for text in texts], pa.bool_())
    if column_type is ColumnType.DATE:
        return pa.array([iso_to_date(text) for text in texts], pa.date32())
    return pa.array([text or None for text in texts], pa.string())
