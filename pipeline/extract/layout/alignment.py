"""Columns and rows from the alignment of print, where no rules tell.

Columns are stretches that stay empty in (nearly) every band; a row starts where most columns
that usually hold print hold some. Which cells a centred label covers cannot be seen: it stays in
its own row.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

Mask = NDArray[np.bool_]
Span = tuple[int, int]

GAP_EM = 0.45
"""Narrowest free stretch between two columns; inside a phrase characters stand 0.1-0.3 em apart."""
NARROW_EM, MANY_BANDS, CROSSED = 0.15, 12, 5
"""Narrowest free stretch that many bands share: the print of each is pieces that stand apart, so
what parts them all is no gap between characters. One band in five may cross it: there two full
cells were written as if in one line."""
FEW_ENDS, BETWEEN = 3, 1.5
"""One band in so many, and no more, reaches where the ends of longer cells are; and how much wider
than between other columns the gap before them may be: it lies where characters leave one (0.52 em
where half an em parts columns)."""
FEW_BANDS = 4
"""Bands below which a free stretch must be twice as wide, for it may be chance."""
MIN_FILLED = 0.6
"""Share of the usual columns that hold print in the main line of a row."""

ALONE = 0.9
"""Distance of a stripe from the next, as a share of the usual one of two rows, that parts rows; the
lines of one cell stand closer by the padding of the cells."""
CLOSE = 0.75
"""Free height between two lines of one cell, as a share of that between two rows, at most; measured
0.4 to 0.6."""
MIN_USUAL = 3
"""Rows one below the other from which the usual height between them is known."""
FULL_LINE = 0.75
"""Width of a line, as a share of its column's, from which it may go on below."""


def runs(busy: Mask, gap: int) -> list[Span]:
    """Return (start, end) of busy stretches; stretches closer than `gap` are one."""
    where = busy.nonzero()[0]  # asked for 800 times a page: the method takes half the time
    if not len(where):
        return []
    breaks = (where[1:] - where[:-1] > max(1, gap)).nonzero()[0]
    starts = [int(where[0]), *where[breaks + 1].tolist()]
    ends = [*(where[breaks] + 1).tolist(), int(where[-1]) + 1]
    return list(zip(starts, ends, strict=True))


def pieces_of(mask: Mask, stripe: Span, em: float) -> list[Span]:
    """Return the pieces of one line of writing."""
    return runs(np.any(mask[stripe[0] : stripe[1]], axis=0), round(0.8 * em))


def homes_of(piece: Span, columns: Sequence[Span], clear: int = 0) -> list[int]:
    """Return the columns that a piece of print reaches into, or nearer than `clear`."""
    left, right = piece[0] - clear, piece[1] + clear
    return [i for i, (start, end) in enumerate(columns) if left < end and right > start]


def find_columns(window: Mask, bands: list[Span], em: float) -> list[Span]:
    """Return the (left, right) of columns: print stretches between gaps common to the bands."""
    filled = np.stack([window[top:bottom].any(axis=0) for top, bottom in bands])
    is_many = len(bands) >= MANY_BANDS
    tolerated = len(bands) // CROSSED if is_many else len(bands) // 6
    busy = filled.sum(axis=0) > tolerated
    gap = round((NARROW_EM if is_many else GAP_EM) * em)
    found = [(left, right) for left, right in runs(busy, gap) if right - left >= 0.25 * em]
    if len(bands) < FEW_BANDS:
        found = _join_near(filled, found, 2 * GAP_EM * em)
    return _join_ends(filled, found, GAP_EM * em)


def _join_near(filled: Mask, columns: list[Span], gap: float) -> list[Span]:
    """Join columns nearer than `gap`, unless they are further apart in half of the few bands.

    There full cells stand beside each other in one row, and short ones in another, or in the head.
    """
    joined = columns[:1]
    for left, right in columns[1:]:
        start, end = joined[-1]
        lefts = [np.flatnonzero(band[start:end]) for band in filled]
        rights = [np.flatnonzero(band[left:right]) for band in filled]
        apart = [
            left + after[0] - start - before[-1] - 1 > gap
            for before, after in zip(lefts, rights, strict=True)
            if len(before) and len(after)
        ]
        if left - end > gap or (len(apart) > 1 and 2 * sum(apart) >= len(apart)):
            joined.append((left, right))
        else:
            joined[-1] = (start, right)
    return joined


def _join_ends(filled: Mask, columns: list[Span], gap: float) -> list[Span]:
    """Join columns parted by a narrow gap, of which one is but the ends of longer cells.

    Most bands that have print there have it in the gap, too; or few bands have any there, and most
    of them close by on both sides of the gap: of cells that all begin at one place, characters of
    one width leave free the same places.
    """
    joined = columns[:1]
    for left, right in columns[1:]:
        start, end = joined[-1]
        smaller = (start, end) if end - start < right - left else (left, right)
        own = filled[:, slice(*smaller)].any(axis=1)
        crossed = own & filled[:, end:left].any(axis=1)
        few = FEW_ENDS * np.count_nonzero(own) <= len(filled)
        if few:
            before = filled[:, max(0, end - round(gap)) : end].any(axis=1)
            crossed |= own & before & filled[:, left : left + round(gap)].any(axis=1)
        reach = BETWEEN * gap if few else gap
        if left - end < reach and 2 * np.count_nonzero(crossed) >= np.count_nonzero(own):
            joined[-1] = (start, right)
        else:
            joined.append((left, right))
    return joined


def filled_columns(window: Mask, columns: list[Span]) -> Mask:
    """Return which columns hold more than a speck of ink in `window`."""
    return np.array(
        [int(np.count_nonzero(window[:, left:right])) >= 12 for left, right in columns], np.bool_
    )


def find_rows(
    window: Mask, regular: list[Span], em: float, cuts: Sequence[float] = ()
) -> list[Span]:
    """Return (top, bottom) of the rows in `window`, from the lines of the `regular` columns.

    A stripe with print in most regular columns is a row, and one with less that stands as far from
    others as rows do and wraps no cell. The rest (second lines of long cells) join the nearer row.
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
    n_head = _staggered(stripes, filled[:, usual])
    if n_head:
        stripes = [(stripes[0][0], stripes[n_head - 1][1]), *stripes[n_head:]]
        filled = np.vstack([filled[:n_head].any(axis=0), filled[n_head:]])
    share = filled[:, usual].mean(axis=1)
    anchors = np.flatnonzero(share >= MIN_FILLED).tolist()
    widths = _widths(window, stripes, regular, em)
    free = _free_heights(window, stripes, regular)
    anchors = _without_wrapped(stripes, anchors, widths, free, cuts)
    alone = _stand_alone(stripes, anchors)
    if alone:
        anchors = sorted([*anchors, *(i for i in alone if not _is_wrapped(widths, i))])
    return _attach(stripes, anchors) if anchors else [(stripes[0][0], stripes[-1][1])]


def _staggered(stripes: list[Span], filled: Mask) -> int:
    """Return how many first stripes are the labels of one head, each at a height of its own.

    Together they stand in most columns, each in its own, and as far from the first row as rows do.
    """
    rows = np.flatnonzero(filled.mean(axis=1) >= MIN_FILLED)
    if len(rows) <= MIN_USUAL or rows[0] < 2:
        return 0
    head = filled[: rows[0]]
    levels = np.array(stripes).mean(axis=1)
    is_apart = levels[rows[0]] - levels[rows[0] - 1] >= ALONE * np.median(np.diff(levels[rows]))
    covers = head.any(axis=0).mean() >= MIN_FILLED and head.sum(axis=0).max() == 1
    return int(rows[0]) if is_apart and covers else 0


def _free_heights(
    window: Mask, stripes: list[Span], columns: list[Span]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return the free height below each stripe but the last: in most columns, and at the least.

    A speck in one cell brings two rows no nearer in most columns; where cells are centred, it is
    the least height that rows of one line and of two have in common.
    """
    tops, bottoms = [], []
    for top, bottom in stripes:
        prints = [np.flatnonzero(window[top:bottom, a:b].any(axis=1)) for a, b in columns]
        tops.append([top + p[0] if len(p) else np.nan for p in prints])
        bottoms.append([top + p[-1] + 1 if len(p) else np.nan for p in prints])
    shape = (-1, len(columns))
    apart = np.array(tops[1:]).reshape(shape) - np.array(bottoms[:-1]).reshape(shape)
    least = [below[0] - above[1] for above, below in pairwise(stripes)]
    known = [row[~np.isnan(row)] for row in apart]
    return (
        np.array(
            [np.median(row) if len(row) else gap for row, gap in zip(known, least, strict=True)]
        ),
        np.array([row.min() if len(row) else gap for row, gap in zip(known, least, strict=True)]),
    )


def _without_wrapped(
    stripes: list[Span],
    anchors: list[int],
    widths: NDArray[np.int64],
    free: Sequence[NDArray[np.float64]],
    cuts: Sequence[float],
) -> list[int]:
    """Leave out lines of rows whose cells all wrapped: close below a line that was full in most.

    Close is what is closer than rows are by each of the `free` heights. No cell goes on below one
    of the `cuts`: a head of short words looks as full as its column.
    """
    full = widths >= FULL_LINE * widths.max(axis=0)
    wrapped = {i for i in anchors if i and full[i - 1][widths[i] > 0].mean() >= MIN_FILLED}
    wrapped -= {i for i in wrapped if any(stripes[i - 1][1] <= y <= stripes[i][0] for y in cuts)}
    sure = [i - 1 for i in anchors if i and i not in wrapped]
    if len(sure) < MIN_USUAL:
        return anchors
    close = np.all([heights <= CLOSE * np.median(heights[sure]) for heights in free], axis=0)
    return [i for i in anchors if i not in wrapped or not close[i - 1]]


def _steps(stripes: list[Span]) -> list[float]:
    """Return how far the middles of stripes below each other are apart."""
    return [(below[0] + below[1] - above[0] - above[1]) / 2 for above, below in pairwise(stripes)]


def _stand_alone(stripes: list[Span], anchors: list[int]) -> list[int]:
    """Return the stripes with few columns left that stand as far from others as rows do."""
    steps = _steps(stripes)
    usual = [steps[i] for i in anchors if i + 1 in anchors]
    if len(usual) < MIN_USUAL:
        return []
    least = ALONE * float(np.median(usual))
    padded = [least, *steps, least]
    return [
        i
        for i in range(len(stripes))
        if i not in anchors and min(padded[i], padded[i + 1]) >= least
    ]


def _is_wrapped(widths: NDArray[np.int64], place: int) -> bool:
    """Whether a stripe may hold parts of cells of the stripe above, or begin cells of the next.

    A cell is broken over lines only where its line was full.
    """
    own = widths[place] > 0
    if np.count_nonzero(own) < 2:
        return True
    full = (widths >= FULL_LINE * widths.max(axis=0))[:, own]
    goes_on = place > 0 and bool(full[place - 1].all())
    is_last = place + 1 == len(widths)
    begins = not is_last and bool(full[place].all() and widths[place + 1][own].any())
    return goes_on or begins


def _widths(window: Mask, stripes: list[Span], columns: list[Span], em: float) -> NDArray[np.int64]:
    """Return how wide the last line of each stripe is in each column, 0 where there is none.

    Labels of a head that stand between the lines of others make one stripe of them.
    """
    cells = list(pairwise(middles(columns, 0, window.shape[1])))
    found = [
        [_last_line(window[top:bottom, left:right], em) for left, right in cells]
        for top, bottom in stripes
    ]
    return np.array(found, np.int64)


def _last_line(cell: Mask, em: float) -> int:
    """Return how wide the lowest line of print in a cell is, 0 where there is none."""
    lines = [
        (top, bottom) for top, bottom in runs(np.any(cell, axis=1), 1) if bottom - top >= 0.25 * em
    ]
    top, bottom = lines[-1] if lines else (0, len(cell))
    place = np.flatnonzero(cell[top:bottom].any(axis=0))
    return int(place[-1] - place[0] + 1) if len(place) else 0


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
