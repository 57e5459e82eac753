"""Which rows a label covers that is centred beside them, where no rules tell.

From the first row to the last each label must stand in the middle of the rows that it covers, and
the next label's rows follow. That some stand between two rows shows that labels are centred at all:
those that stand beside the first of their rows never do, and those of the single rows fill them
all, however close these stand.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np

from pipeline.extract.layout.alignment import Mask, Span, runs

FEWEST = 3
"""Labels, the header's among them, from which their places are no chance."""
OFF = 0.2
"""Distance of a label from the middle of its rows, as a share of the usual row height; one row more
or less is half a row away."""
ONE_LABEL = 0.6
"""Free height, in character heights, between two lines of one label."""
LEAST_FREE = 2
"""Rows without a line of their own that one covering label leaves: it stands between two rows, or
in one of three."""


def covered_rows(window: Mask, rows: Sequence[Span], em: float) -> list[Span]:
    """Return the rows (first, last + 1) each label of a column covers; none where that is unclear.

    `window` is the writing of the column, `rows` are the (top, bottom) of the rows' own writing.
    """
    found = runs(np.any(window, axis=1), round(ONE_LABEL * em))
    labels = [(top + bottom) / 2 for top, bottom in found if bottom - top >= ONE_LABEL * em]
    if not FEWEST <= len(labels) < len(rows) or _count_free(window, rows) < LEAST_FREE:
        return []
    gaps = [(above[1] + below[0]) / 2 for above, below in pairwise(rows)]
    first, last = rows[0][0] - (gaps[0] - rows[0][1]), rows[-1][1] + (rows[-1][0] - gaps[-1])
    ends = [first, *gaps, last]
    off = OFF * float(np.median(np.diff(gaps))) if len(gaps) > 1 else 0.0
    spans: list[Span] = []
    row = 0
    for label in labels:
        middles = (np.array(ends[row + 1 :]) + ends[row]) / 2
        fits = np.flatnonzero(np.abs(middles - label) <= off)
        if not len(fits):
            return []
        spans.append((row, row + int(fits[0]) + 1))
        row = spans[-1][1]
    is_centred = any((end - start) % 2 == 0 for start, end in spans)
    return spans if row == len(rows) and is_centred else []


def _count_free(window: Mask, rows: Sequence[Span]) -> int:
    """Return how many rows hold no line of the column: none has its middle in them."""
    lines = [(top + bottom) / 2 for top, bottom in runs(np.any(window, axis=1), 1)]
    return sum(not any(top <= line < bottom for line in lines) for top, bottom in rows)
