"""Rows of a table that lie in a file instead of in memory: written once, read by every face.

Memory holds one block of rows at a time, however many documents there are. A spooled table is a
small value: it travels to a worker process as a path and some offsets.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import BinaryIO, overload

import msgspec

from pipeline.registry.registry import Row

BLOCK_ROWS = 2_000
"""Rows read or written at a time: some megabytes of the widest table."""

_ENCODER = msgspec.msgpack.Encoder()
_DECODER = msgspec.msgpack.Decoder(list[Row])


@dataclass(frozen=True, slots=True)
class SpooledRows(Sequence[Row]):
    """The rows of one spool.

    `starts` are the numbers of each block's first row, `offsets` where the blocks begin in the
    file; the last offset is its end.
    """

    path: Path
    starts: tuple[int, ...]
    offsets: tuple[int, ...]
    n_rows: int

    def __len__(self) -> int:
        return self.n_rows

    def __iter__(self) -> Iterator[Row]:
        for block in self.iter_blocks():
            yield from block

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
            return self._block(file, number)[row_no - self.starts[number]]

    def iter_blocks(self) -> Iterator[list[Row]]:
        """The rows in order, a block at a time; a spool of no rows has no file."""
        if not self.starts:
            return
        with self.path.open("rb") as file:
            for number in range(len(self.starts)):
                yield self._block(file, number)

    def _block(self, file: BinaryIO, number: int) -> list[Row]:
        start, end = self.offsets[number : number + 2]
        file.seek(start)
        return _DECODER.decode(file.read(end - start))


@dataclass(frozen=True, slots=True)
class Block:
    """Some rows as bytes."""

    n_rows: int
    data: bytes


def encode_block(rows: Sequence[Row]) -> Block:
    """Return rows as they lie in a spool."""
    return Block(len(rows), _ENCODER.encode(rows))


@dataclass(slots=True)
class Spool:
    """Takes the rows of one table in order; without a `path` it keeps them in memory."""

    path: Path | None
    _rows: list[Row] = field(default_factory=list)
    _starts: list[int] = field(default_factory=list)
    _offsets: list[int] = field(default_factory=lambda: [0])
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
            self._rows.extend(_DECODER.decode(block.data))
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
            file.write(block.data)
            self._starts.append(self._n_rows)
            self._offsets.append(file.tell())
        self._n_rows += block.n_rows


def iter_blocks(rows: Sequence[Row]) -> Iterator[Sequence[Row]]:
    """The rows of a table in order, some thousands at a time, wherever they lie."""
    if isinstance(rows, SpooledRows):
        yield from rows.iter_blocks()
        return
    for start in range(0, len(rows), BLOCK_ROWS):
        yield rows[start : start + BLOCK_ROWS]
