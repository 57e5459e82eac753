"""A registry table as read back from its CSV face: unique column names, every cell a text.

A header that stands twice is kept as `name#2`; nothing is dropped, typed or stripped, so that two
tables can be compared as they are on disk.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pyarrow as pa  # type: ignore[import-untyped]
import pyarrow.compute as pc  # type: ignore[import-untyped]
import pyarrow.csv as pa_csv  # type: ignore[import-untyped]

from pipeline.errors import UnreadableInputError
from pipeline.registry.schema.tables import DECLARED_TABLES

BOM = b"\xef\xbb\xbf"
REPEAT_SIGN = "#"
BLOCK_BYTES = 1 << 24
HEADER_BYTES = 1 << 16

DECLARED = {schema.name: schema for schema in DECLARED_TABLES}
PARENT_COLUMN = "application_id"
IDENTITY_COLUMNS = frozenset(
    {"document_id", "listing_id", "application_id", "record_id", "row_no", "source_pages"}
)
"""Columns that say which row this is and where it stands, never what the page says."""
STATE_COLUMNS = frozenset({"status", "review_fields"})
"""Columns that follow from the cells of the same row."""


@dataclass(frozen=True, slots=True, eq=False)
class RegistryTable:
    """One table; `cells` has one string column per entry of `columns`, no nulls."""

    name: str
    cells: pa.Table

    @property
    def columns(self) -> tuple[str, ...]:
        """Header, repeated names told apart."""
        return tuple(self.cells.column_names)

    @property
    def n_rows(self) -> int:
        """Number of rows."""
        return int(self.cells.num_rows)

    def texts(self, column: str) -> list[str]:
        """All cells of a column; empty texts when the table has no such column."""
        if column not in self.columns:
            return [""] * self.n_rows
        found: list[str] = self.cells.column(column).to_pylist()
        return found

    def text(self, column: str, row_index: int) -> str:
        """One cell; "" when the table has no such column."""
        place = self.cells.schema.get_field_index(column)
        return "" if place < 0 else str(self.cells.column(place)[row_index].as_py())


def record_column(name: str, columns: Sequence[str]) -> str | None:
    """The column that holds a row's record id, None when there is none."""
    if name in DECLARED:
        key = DECLARED[name].key[0]
        if key in columns:
            return key
    return next((c for c in ("record_id", "listing_id", "application_id") if c in columns), None)


def read_table(name: str, data: bytes) -> RegistryTable:
    """Read a CSV face.

    Raises:
        UnreadableInputError: `corrupt` when it is not UTF-8 or rows differ in length.
    """
    data = data.removeprefix(BOM)
    columns = header_of(name, data)
    try:
        cells = pa_csv.read_csv(
            pa.BufferReader(data),
            read_options=pa_csv.ReadOptions(column_names=columns, block_size=BLOCK_BYTES),
            parse_options=pa_csv.ParseOptions(newlines_in_values=True),
            convert_options=_as_texts(columns),
        )
    except pa.ArrowInvalid as error:
        raise damaged(name, error) from error
    return RegistryTable(name, cells.slice(1).combine_chunks())


def empty_like(table: RegistryTable) -> RegistryTable:
    """The same table without rows: what a registry that lacks it is compared as."""
    return RegistryTable(table.name, table.cells.slice(0, 0))


def filter_rows(
    name: str, file: pa.NativeFile, wanted: Mapping[str, pa.Array]
) -> list[dict[str, str]]:
    """Read only the rows of a large CSV face that have one of the `wanted` texts per column.

    Reads block by block, so the face itself is never held.

    Raises:
        UnreadableInputError: `corrupt` when it is not UTF-8 or rows differ in length.
    """
    columns = header_of(name, file.read(HEADER_BYTES))
    if any(column not in columns for column in wanted):
        return []
    file.seek(0)
    kept: list[dict[str, str]] = []
    try:
        with pa_csv.open_csv(
            file,
            read_options=pa_csv.ReadOptions(column_names=columns, block_size=BLOCK_BYTES),
            parse_options=pa_csv.ParseOptions(newlines_in_values=True),
            convert_options=_as_texts(columns),
        ) as reader:
            for batch in reader:
                for column, values in wanted.items():
                    batch = batch.filter(pc.is_in(batch.column(column), value_set=values))
                kept += batch.to_pylist()
    except pa.ArrowInvalid as error:
        raise damaged(name, error) from error
    return kept


def header_of(name: str, data: bytes) -> list[str]:
    """The header line with repeated names told apart.

    Raises:
        UnreadableInputError: `corrupt` when there is none.
    """
    line = data.removeprefix(BOM).split(b"\n", 1)[0]
    try:
        names = next(csv.reader(io.StringIO(line.decode())), [])
    except UnicodeDecodeError as error:
        raise damaged(name, error) from error
    if not names:
        raise damaged(name, ValueError("no header"))
    return tell_apart(names)


def tell_apart(names: Sequence[str]) -> list[str]:
    """Number repeated names: a, a, b -> a, a#2, b."""
    seen: dict[str, int] = {}
    apart = []
    for name in names:
        seen[name] = seen.get(name, 0) + 1
        apart.append(name if seen[name] == 1 else f"{name}{REPEAT_SIGN}{seen[name]}")
    return apart


def base_name(column: str) -> str:
    """The header as it stands in the file."""
    return column.split(REPEAT_SIGN, 1)[0]


def damaged(name: str, error: Exception) -> UnreadableInputError:
    """Say which face cannot be read."""
    return UnreadableInputError(
        "corrupt",
        f"登记表 {name} 无法读取 registry table {name} cannot be read: {error}",
        "请用 verify 查明改动，或重新 build run verify to see what changed, or build again",
    )


def _as_texts(columns: Sequence[str]) -> pa_csv.ConvertOptions:
    return pa_csv.ConvertOptions(
        column_types={column: pa.string() for column in columns},
        strings_can_be_null=False,
        check_utf8=True,
    )
