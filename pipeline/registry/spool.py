"""Rows of a table that lie in a file instead of in memory: written once, read by every face.

Memory holds one block of rows at a time, however many documents there are. A block keeps its
columns apart: faces work by columns, and who asks for two of twenty decodes no more than two. A
spooled table is a small value: it travels to a worker process as a path and some offsets.
"""

from __future__ import annotations

import os
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import accumulate, islice
from pathlib import Path
from typing import BinaryIO, overload

import msgspec

from pipeline.registry.registry import Row, TableRows

BLOCK_ROWS = 2_000
"""Rows read or written at a time: some megabytes of the widest table."""

Columns = Sequence[Sequence[str]]
"""Some rows by column: all texts of the first column, all of the second, ..."""

_ENCODER = msgspec.msgpack.Encoder()
_DECODER = msgspec.msgpack.Decoder(list[str])


@dataclass(frozen=True, slots=True)
class SpooledRows(Sequence[Row]):
    """The rows of one spool.

    `starts` are the numbers of each block's first row, `offsets` where each column of a block
    begins in the file and where the last one ends.
    """

    path: Path
    starts: tuple[int, ...]
    offsets: tuple[tuple[int, ...], ...]
    n_rows: int

    def __len__(self) -> int:
        return self.n_rows

    def __iter__(self) -> Iterator[Row]:
        for columns in self.iter_columns():
            yield from zip(*columns, strict=True)

    @overload
    def __getitem__(self, index: int) -> Row: ...
    @overload
    def __getitem__(self, index: slice) -> tuple[Row, ...]: ...
    def __getitem__(self, index: int | slice) -> Row | tuple[Row, ...]:
        if isinstance(index, slice):
            return tuple(islice(self, *index.indices(self.n_rows)))
        row_no = range(self.n_rows)[index]
        number = bisect_right(self.starts, row_no) - 1
        with self.path.open("rb") as file:
            columns = self._columns(file, number, None)
        return tuple(texts[row_no - self.starts[number]] for texts in columns)

    def iter_columns(self, positions: Sequence[int] | None = None) -> Iterator[Columns]:
        """The rows in order, a block at a time; a spool of no rows has no file."""
        if not self.starts:
            return
        with self.path.open("rb") as file:
            for number in range(len(self.starts)):
                yield self._columns(file, number, positions)

    def _columns(self, file: BinaryIO, number: int, positions: Sequence[int] | None) -> Columns:
        ends = self.offsets[number]
        wanted = range(len(ends) - 1) if positions is None else positions
        columns = []
        for position in wanted:
            file.seek(ends[position])
            columns.append(_DECODER.decode(file.read(ends[position + 1] - ends[position])))
        return columns


@dataclass(frozen=True, slots=True)
class Block:
    """Some rows as bytes, column by column."""

    n_rows: int
    columns: tuple[bytes, ...]


def encode_block(rows: Sequence[Row]) -> Block:
    """Return rows as they lie in a spool."""
    return Block(len(rows), tuple(map(_ENCODER.encode, zip(*rows, strict=True))))


def decode_block(block: Block) -> Iterator[Row]:
    """Undo `encode_block`."""
    return zip(*map(_DECODER.decode, block.columns), strict=True)


@dataclass(slots=True)
class Spool:
    """Takes the rows of one table in order; without a `path` it keeps them in memory."""

    path: Path | None
    _rows: list[Row] = field(default_factory=list)
    _starts: list[int] = field(default_factory=list)
    _offsets: list[tuple[int, ...]] = field(default_factory=list)
    _n_rows: int = 0

    def extend(self, rows: Iterable[Row]) -> None:
        """Add rows at the end."""
        if self.path is None:
            self._rows.extend(rows)
            return
        rows = iter(rows)
        while taken := list(islice(rows, BLOCK_ROWS - len(self._rows))):
            self._rows += taken
            if len(self._rows) == BLOCK_ROWS:
                self._flush(self.path)

    def append(self, block: Block) -> None:
        """Add rows that are bytes already."""
        if self.path is None:
            self._rows.extend(decode_block(block))
            return
        self._flush(self.path)
        self._write(self.path, block)

    def close(self) -> Sequence[Row]:
        """Return all rows; the spool takes no more."""
        if self.path is None:
            return tuple(self._rows)
        self._flush(self.path)
        return SpooledRows(self.path, tuple(self._starts), tuple(self._offsets), self._n_rows)

    def _flush(self, path: Path) -> None:
        if self._rows:
            self._write(path, encode_block(self._rows))
            self._rows.clear()

    def _write(self, path: Path, block: Block) -> None:
        with path.open("ab") as file:
            start = file.seek(0, os.SEEK_END)
            file.writelines(block.columns)
        self._starts.append(self._n_rows)
        self._offsets.append(tuple(accumulate(map(len, block.columns), initial=start)))
        self._n_rows += block.n_rows


def iter_columns(rows: Sequence[Row], positions: Sequence[int] | None = None) -> Iterator[Columns]:
    """The rows of a table by column, some thousands at a time, wherever they lie.

    `positions` names the columns that are wanted, in the order in which they come; None is all.
    """
    if isinstance(rows, SpooledRows):
        yield from rows.iter_columns(positions)
        return
    for start in range(0, len(rows), BLOCK_ROWS):
        columns = list(zip(*rows[start : start + BLOCK_ROWS], strict=True))
        yield columns if positions is None else [columns[position] for position in positions]


def iter_cells(table: TableRows, names: Sequence[str]) -> Iterator[tuple[str, ...]]:
    """Of every row of a table the cells of some columns, by name, in the order of `names`."""
    for columns in iter_columns(table.rows, [table.schema.position(name) for name in names]):
        yield from zip(*columns, strict=True)
