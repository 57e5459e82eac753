"""Rows of two tables as numbers: equal texts get equal codes on both sides.

Comparing 100,000 rows is then a matter of integer arrays; texts are fetched for changes only.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa  # type: ignore[import-untyped]
from numpy.typing import NDArray

from pipeline.audit.tables import RegistryTable

Ints = NDArray[np.int64]
Hashes = NDArray[np.uint64]

_STEP = np.uint64(0x9E3779B97F4A7C15)
_FIRST = np.uint64(0xBF58476D1CE4E5B9)
_SECOND = np.uint64(0x94D049BB133111EB)


@dataclass(frozen=True, slots=True, eq=False)
class RowKeys:
    """What the rows of one side are aligned by; every array has one entry (or line) per row.

    `groups`: the same number on both sides means the same document or application; `terms`: a hash
    per content column, so that the sum over columns identifies the content; `local_ids`: code of
    the record id without its document.
    """

    groups: Ints
    terms: Hashes
    local_ids: Ints

    @property
    def full(self) -> Hashes:
        """A hash of group and content."""
        return self.within(self.terms.sum(axis=1, dtype=np.uint64))

    def within(self, content: Hashes) -> Hashes:
        """Bind a content hash to the row's group."""
        return scatter(content + scatter(self.groups.astype(np.uint64)))


def encode(old: Sequence[str], new: Sequence[str]) -> tuple[Ints, Ints]:
    """Give equal texts equal codes on both sides."""
    return encode_chunks(pa.array(old, pa.string()), pa.array(new, pa.string()))


def encode_column(
    old: RegistryTable, new: RegistryTable, pair: tuple[str, str]
) -> tuple[Ints, Ints]:
    """Codes of one pair of columns."""
    return encode_chunks(old.cells.column(pair[0]), new.cells.column(pair[1]))


def encode_chunks(
    old: pa.Array | pa.ChunkedArray, new: pa.Array | pa.ChunkedArray
) -> tuple[Ints, Ints]:
    """Dictionary-encode both sides with one dictionary."""
    chunks = [
        chunk
        for side in (old, new)
        for chunk in (side.chunks if isinstance(side, pa.ChunkedArray) else [side])
    ]
    joined = pa.concat_arrays(chunks) if chunks else pa.array([], pa.string())
    codes: Ints = joined.dictionary_encode().indices.to_numpy(zero_copy_only=False).astype(np.int64)
    return codes[: len(old)], codes[len(old) :]


def content_terms(codes: NDArray[np.int64]) -> Hashes:
    """One hash per cell of an (n, columns) array of codes; columns never cancel out."""
    columns = np.arange(1, codes.shape[1] + 1, dtype=np.uint64)
    terms: Hashes = scatter(codes.astype(np.uint64) + scatter(columns * _STEP)[np.newaxis, :])
    return terms


def scatter(values: Hashes) -> Hashes:
    """Spread values over 64 bits (splitmix64), so that sums of them do not collide."""
    with np.errstate(over="ignore"):
        mixed = values + _STEP
        mixed = (mixed ^ (mixed >> np.uint64(30))) * _FIRST
        mixed = (mixed ^ (mixed >> np.uint64(27))) * _SECOND
        result: Hashes = mixed ^ (mixed >> np.uint64(31))
    return result


def ranks(keys: Hashes) -> Ints:
    """How many earlier rows have the same key: 0 for the first, 1 for the second, ..."""
    order = np.argsort(keys, kind="stable")
    ordered = keys[order]
    starts = np.flatnonzero(np.r_[True, ordered[1:] != ordered[:-1]]) if len(keys) else order[:0]
    lengths = np.diff(np.r_[starts, len(keys)])
    result = np.empty(len(keys), dtype=np.int64)
    result[order] = np.arange(len(keys)) - np.repeat(starts, lengths)
    return result
