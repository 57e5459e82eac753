"""One Parquet file per table, typed, for pandas, Polars and DuckDB.

Numbers become doubles here (the exact digits are in the CSV); lists stay `;`-joined text.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from types import TracebackType

import pyarrow as pa  # type: ignore[import-untyped]
import pyarrow.parquet as pq  # type: ignore[import-untyped]

from pipeline.registry.faces.typed import iso_to_date
from pipeline.registry.schema.column import ColumnType, TableSchema
from pipeline.registry.spool import Columns

GROUP_ROWS = 50_000
"""Rows of a row group: what a reader skips or takes as one, and what waits in memory."""

_ARROW_TYPE = {
    ColumnType.INTEGER: pa.int64(),
    ColumnType.NUMBER: pa.float64(),
    ColumnType.BOOLEAN: pa.bool_(),
    ColumnType.DATE: pa.date32(),
}


class ParquetFile:
    """A table being written, some rows at a time; a context manager."""

    def __init__(self, path: Path, schema: TableSchema) -> None:
        """Open the file."""
        self._columns = schema.columns
        self._schema = pa.schema(
            [(column.name, _ARROW_TYPE.get(column.type, pa.string())) for column in schema.columns]
        )
        self._writer = pq.ParquetWriter(path, self._schema, compression="zstd")
        self._waiting: list[pa.RecordBatch] = []
        self._n_waiting = 0

    def __enter__(self) -> ParquetFile:
        """Nothing is written yet."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Finish the file."""
        self._write_group()
        self._writer.close()

    def write(self, columns: Columns) -> None:
        """Add rows."""
        typed = zip(self._columns, columns, strict=True)
        arrays = [_array(texts, column.type) for column, texts in typed]
        self._waiting.append(pa.record_batch(arrays, schema=self._schema))
        self._n_waiting += len(columns[0])
        if self._n_waiting >= GROUP_ROWS:
            self._write_group()

    def _write_group(self) -> None:
        self._writer.write_table(pa.Table.from_batches(self._waiting, self._schema))
        self._waiting.clear()
        self._n_waiting = 0


def _array(texts: Sequence[str], column_type: ColumnType) -> pa.Array:
    if column_type is ColumnType.INTEGER:
        return pa.array([int(text) if text else None for text in texts], pa.int64())
    if column_type is ColumnType.NUMBER:
        return pa.array([float(text) if text else None for text in texts], pa.float64())
    if column_type is ColumnType.BOOLEAN:
        return pa.array([text == "true" if text else None for text in texts], pa.bool_())
    if column_type is ColumnType.DATE:
        return pa.array([iso_to_date(text) for text in texts], pa.date32())
    return pa.array([text or None for text in texts], pa.string())
