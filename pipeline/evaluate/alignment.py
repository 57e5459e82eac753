"""Pairs true records with predicted ones by what they say, never by their position alone.

Records with a key are paired by it. Others are aligned in printed order so that the summed
similarity of their cells is greatest: a lost row then costs one row, not all rows after it.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from rapidfuzz.distance import Levenshtein

from pipeline.evaluate.expected import ExpectedRecord
from pipeline.evaluate.predicted import PredictedRecord

MIN_SIMILARITY = 0.5
"""Below it two rows are not the same row: half of their characters differ."""

Pair = tuple[ExpectedRecord | None, PredictedRecord | None]


def align(
    expected: Sequence[ExpectedRecord], predicted: Sequence[PredictedRecord]
) -> tuple[Pair, ...]:
    """Pair the records of one table of one document; None stands for a lost or an invented row."""
    if any(record.key for record in expected):
        return _align_by_key(expected, predicted)
    if len(expected) == len(predicted) == 1:
        return ((expected[0], predicted[0]),)
    return _align_in_order(expected, predicted)


def _align_by_key(
    expected: Sequence[ExpectedRecord], predicted: Sequence[PredictedRecord]
) -> tuple[Pair, ...]:
    left = list(predicted)
    pairs: list[Pair] = []
    for record in expected:
        found = next((candidate for candidate in left if candidate.key == record.key), None)
        if found is not None:
            left.remove(found)
        pairs.append((record, found))
    return (*pairs, *((None, candidate) for candidate in left))


def _align_in_order(
    expected: Sequence[ExpectedRecord], predicted: Sequence[PredictedRecord]
) -> tuple[Pair, ...]:
    gain = np.array([[_similarity(e, p) for p in predicted] for e in expected])
    gain = gain.reshape(len(expected), len(predicted))
    gain[gain < MIN_SIMILARITY] = -1.0
    best = _best_sums(gain)
    pairs: list[Pair] = []
    row, col = len(expected), len(predicted)
    while row or col:
        if row and col and best[row, col] == best[row - 1, col - 1] + gain[row - 1, col - 1]:
            row, col = row - 1, col - 1
            pairs.append((expected[row], predicted[col]))
        elif row and best[row, col] == best[row - 1, col]:
            row -= 1
            pairs.append((expected[row], None))
        else:
            col -= 1
            pairs.append((None, predicted[col]))
    return tuple(reversed(pairs))


def _best_sums(gain: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the greatest sum of gains for every pair of beginnings (rows, columns)."""
    n_rows, n_cols = gain.shape
    best = np.zeros((n_rows + 1, n_cols + 1))
    for row in range(1, n_rows + 1):
        for col in range(1, n_cols + 1):
            paired = best[row - 1, col - 1] + gain[row - 1, col - 1]
            best[row, col] = max(paired, best[row - 1, col], best[row, col - 1])
    return best


def _similarity(expected: ExpectedRecord, predicted: PredictedRecord) -> float:
    """Return the share of characters that agree over all true cells, 0 to 1."""
    length = distance = 0
    for column, text in expected.cells.items():
        cell = predicted.cells.get(column)
        other = cell.text if cell else ""
        length += max(len(text), len(other))
        distance += Levenshtein.distance(text, other)
    return 1 - distance / length if length else 1.0
