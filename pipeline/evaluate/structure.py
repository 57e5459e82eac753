"""How much of a table came out in its shape: tree edit distance similarity (TEDS) of its rows.

A table is a tree of rows, a row of cells, a cell holds text. An inserted or lost row or cell costs
one for each of its nodes, a changed cell the share of its characters that differ. Rows are matched
with rows and cells with cells, in order, which for trees of this form is the cheapest way.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar

import numpy as np
from rapidfuzz.distance import Levenshtein

Row = Sequence[str]
T = TypeVar("T")


def table_similarity(true: Sequence[Row], found: Sequence[Row]) -> float:
    """Return TEDS: 1 for the same rows and cells, 0 where no row came out."""
    if not found:
        return 0.0
    largest = max(_size(true), _size(found))
    return 1 - _distance(true, found, _row_change, _row_size) / largest


def _size(rows: Sequence[Row]) -> int:
    return 1 + sum(_row_size(row) for row in rows)


def _row_size(row: Row) -> int:
    return 1 + len(row)


def _row_change(true: Row, found: Row) -> float:
    if true == found:
        return 0.0
    return _distance(true, found, Levenshtein.normalized_distance, lambda _: 1)


def _distance(
    true: Sequence[T],
    found: Sequence[T],
    change: Callable[[T, T], float],
    size: Callable[[T], int],
) -> float:
    """Edit distance of two sequences whose parts cost their size when lost or added."""
    costs = np.zeros((len(true) + 1, len(found) + 1))
    costs[1:, 0] = np.cumsum([size(part) for part in true])
    costs[0, 1:] = np.cumsum([size(part) for part in found])
    for i, one in enumerate(true, start=1):
        for j, other in enumerate(found, start=1):
            costs[i, j] = min(
                costs[i - 1, j] + size(one),
                costs[i, j - 1] + size(other),
                costs[i - 1, j - 1] + change(one, other),
            )
    return float(costs[-1, -1])
