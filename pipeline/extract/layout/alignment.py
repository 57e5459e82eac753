"""Columns and rows from the alignment of print, where no rules tell.

Columns are stretches that stay empty in (nearly) every band; a row starts where most columns
that usually hold print hold some. Which cells a centred label covers cannot be seen: it stays in
its own row.
"""

from __future__ import annotations

from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

Mask = NDArray[np.bool_]
Span = tuple[int, int]

GAP_EM = 0.45
"""Narrowest free stretch between two columns; inside a phrase characters stand 0.1-0.3 em apart."""
MIN_FILLED = 0.6
"""Share of the usual columns that hold print in the main line of a row."""


def runs(busy: Mask, gap: int) -> list[Span]:
    """Return (start, end) of busy stretches; stretches closer than `gap` are one."""
    where = np.flatnonzero(busy)
    if not len(where):
        return []
    breaks = np.flatnonzero(where[1:] - where[:-1] > max(1, gap))
    starts = [int(where[0]), *where[breaks + 1].tolist()]
    ends = [*(where[breaks] + 1).tolist(), int(where[-1]) + 1]
    return list(zip(starts, ends, strict=True))


def find_columns(window: Mask, bands: list[Span], em: float) -> list[Span]:
    """Return the (left, right) of columns: print stretches between gaps common to the bands."""
    filled = np.stack([window[top:bottom].any(axis=0) for top, bottom in bands])
    tolerated = len(bands) // 12 + (len(bands) >= 6)
    gap = GAP_EM if len(bands) >= 4 else 2 * GAP_EM
    busy = filled.sum(axis=0) > tolerated
    return [
        (left, right) for left, right in runs(busy, round(gap * em)) if right - left >= 0.25 * em
    ]


def add_lone_columns(window: Mask, bands: list[Span], columns: list[Span], em: float) -> list[Span]:
    """Return the columns with those that few rows fill: print clear of all columns found.

    A column that is empty but for its header, or a remark in one row, is a column all the same.
    """
    clear = round(GAP_EM * em)
    lone = [
        (left, right)
        for top, bottom in bands
        for left, right in runs(np.any(window[top:bottom], axis=0), round(0.8 * em))
        if right - left >= em
        and all(right + clear <= start or left - clear >= end for start, end in columns)
    ]
    busy = np.zeros(window.shape[1], np.bool_)
    for left, right in lone:
        busy[left:right] = True
    return sorted([*columns, *runs(busy, clear)])


def filled_columns(window: Mask, columns: list[Span]) -> Mask:
    """Return which columns hold more than a speck of ink in `window`."""
    return np.array(
        [int(np.count_nonzero(window[:, left:right])) >= 12 for left, right in columns], np.bool_
    )


def find_rows(window: Mask, regular: list[Span], em: float) -> list[Span]:
    """Return (top, bottom) of the rows in `window`, from the lines of the `regular` columns.

    A stripe with print in most regular columns is a row; a stripe with less (the second line of a
    long cell) joins the nearer row.
    """
    busy = np.zeros(window.shape[0], np.bool_)
    for left, right in regular:
        busy |= _solid(np.any(window[:, left:right], axis=1))
    stripes = [
        (top, bottom)
        for top, bottom in runs(busy, 1)
        if bottom - top >= 0.25 * em and filled_columns(window[top:bottom], regular).any()
    ]
    if not stripes:
        return []
    filled = np.stack([filled_columns(window[top:bottom], regular) for top, bottom in stripes])
    usual = filled.mean(axis=0) >= 0.4 * filled.mean(axis=0).max()
    share = filled[:, usual].mean(axis=1)
    anchors = np.flatnonzero(share >= MIN_FILLED).tolist()
    return _attach(stripes, anchors) if anchors else [(stripes[0][0], stripes[-1][1])]


def _solid(busy: Mask) -> Mask:
    """Drop single busy rows (grain)."""
    return np.asarray(busy & (np.r_[busy[1:], False] | np.r_[False, busy[:-1]]), np.bool_)


def regular_columns(window: Mask, columns: list[Span], em: float) -> list[Span]:
    """Leave out columns with clearly fewer lines than most: labels that cover several rows."""
    counts = [
        sum(
            bottom - top >= 0.3 * em
            for top, bottom in runs(np.any(window[:, left:right], axis=1), round(0.2 * em))
        )
        for left, right in columns
    ]
    usual = float(np.median(counts))
    return [c for c, n in zip(columns, counts, strict=True) if n >= 0.75 * usual] or columns


def _attach(stripes: list[Span], anchors: list[int]) -> list[Span]:
    """Give every stripe to the nearer anchor stripe (the one above when in the middle)."""
    rows = {anchor: stripes[anchor] for anchor in anchors}
    for index, (top, bottom) in enumerate(stripes):
        if index in rows:
            continue
        above = max((a for a in anchors if a < index), default=None)
        below = min((a for a in anchors if a > index), default=None)
        home = _nearer(above, below, (top, bottom), rows)
        rows[home] = (min(rows[home][0], top), max(rows[home][1], bottom))
    return [rows[anchor] for anchor in anchors]


def _nearer(above: int | None, below: int | None, stripe: Span, rows: dict[int, Span]) -> int:
    if above is None or below is None:
        home = above if below is None else below
        if home is None:
            raise ValueError("no row to attach to")
        return home
    to_above, to_below = stripe[0] - rows[above][1], rows[below][0] - stripe[1]
    return above if to_above <= 1.15 * to_below else below


def middles(spans: list[Span], start: int, end: int) -> list[int]:
    """Return boundaries around spans: `start`, the middle of every gap, `end`."""
    inner = [(a[1] + b[0]) // 2 for a, b in pairwise(spans)]
    return [start, *inner, end]


def free_place(window: Mask, left: int, right: int) -> int:
    """Return the middle of the emptiest stretch of `window` between columns `left` and `right`."""
    ink = window[:, left:right].sum(axis=0)
    if not len(ink):
        return left
    stretches = runs(np.asarray(ink == ink.min(), np.bool_), 1)
    start, end = max(stretches, key=lambda stretch: stretch[1] - stretch[0])
    return left + (start + end) // 2
