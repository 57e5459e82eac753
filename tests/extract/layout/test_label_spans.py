"""Which rows the labels of a column cover."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest

from pipeline.extract.layout.label_spans import covered_rows

EM, PITCH, HIGH = 25.0, 60, 28
SPANS = (3, 2, 1, 4, 2)


@pytest.mark.parametrize("head", [(24,), (2, 41), (10,)], ids=["in-line", "two-lines", "higher"])
def test_labels_cover_their_rows_however_the_head_is_set(head: tuple[int, ...]) -> None:
    """A head as high as two lines, above rows that a label stands in the middle of."""
    rows = [(16, 49), *((100 + PITCH * i, 100 + PITCH * i + HIGH) for i in range(sum(SPANS)))]
    window = np.zeros((rows[-1][1], 60), np.bool_)
    for top in head:
        window[top : top + 20] = True
    ends = [1, *(1 + np.cumsum(SPANS)).tolist()]
    covered = [(0, 1), *pairwise(ends)]
    for first, last in covered[1:]:
        middle = (rows[first][0] + rows[last - 1][1]) // 2
        window[middle - 12 : middle + 12] = True
    assert covered_rows(window, rows, EM) == covered
