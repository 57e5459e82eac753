"""Tables without any rules: columns of writing that stay apart over rows of it.

What goes on over lines of many columns is one table; a caption or running text parts tables.
Where print crumbled, the detected lines tell what belongs together, for the ink no longer does.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

import cv2
import numpy as np

from pipeline.extract.layout.alignment import (
    ALONE,
    Mask,
    Span,
    find_columns,
    find_rows,
    free_place,
    homes_of,
    middles,
    pieces_of,
    regular_columns,
    runs,
)
from pipeline.extract.layout.boundary import Boundary
from pipeline.extract.layout.cell_lines import TextInk
from pipeline.extract.layout.grid import Grid
from pipeline.extract.layout.label_spans import covered_rows
from pipeline.extract.layout.lone_columns import add_lone_columns
from pipeline.extract.layout.plan import Ground
from pipeline.extract.layout.slant import find_slant, make_upright, slanted_lines
from pipeline.model.geometry import Box

MIN_ALIGNED_ROWS = 3
MIN_ALIGNED_COLUMNS = 3
MIN_LONE_COLUMNS = 4
"""Columns from which less than three rows are a table: its end, at the top of a page."""
TALL = 2.2
"""Height of the detected lines, in character heights, above which characters have crumbled and are
measured by their pieces; measured 1.6 to 2.3 on sound print, 2.4 to 2.8 on crumbled print."""
CRUMBLED = 1.5
"""Pieces to a detected line from which the gaps in it are lost characters; measured 1.0 to 1.2 on
pages that can be read, 2.1 to 2.7 on crumbled ones."""
FOOT = 1.25
"""Distance from the line above, as a share of the usual one of two rows, at which a lone piece is
no part of the last row; page numbers of made scans stand 1.5 and more below. Where rows are of
several lines it is the free height that tells: a number 1.03 rows below left free 1.5 times as
much as rows do, a line of one cell leaves no more than they."""
BEYOND = 1.5
"""Character heights by which print reaches out of its column that is not of the list: numbers and
labels differ by less, the closing words of four letters reach out by 3.8 and more."""
NEAR_ROWS = 3.5
"""Free height, in character heights, up to which the next line may be of the same table."""
WHOLE = 1000.0
"""Free width, in character heights, that no line has."""


def find_aligned_grids(
    ground: Ground, taken: Sequence[Box], rules: Sequence[Boundary] = ()
) -> list[Grid]:
    """Find tables without any rules: at least three columns that stay apart over three rows.

    `taken` are boxes on the `ground`, as the grids are. Of `rules` across the ground a few may part
    rows all the same, as that below a head does.
    """
    return aligned_grids(solid_writing(ground), taken, rules)


def aligned_grids(
    text: TextInk, taken: Sequence[Box], rules: Sequence[Boundary] = ()
) -> list[Grid]:
    """Find them on writing that is level and in pieces."""
    mask = text.mask > 0
    for box in taken:
        mask[max(0, box.y0) : box.y1, max(0, box.x0) : box.x1] = False
    stripes = [
        (top, bottom)
        for top, bottom in runs(np.any(mask, axis=1), 1)
        if bottom - top >= 0.4 * text.em
    ]
    grids = []
    position = 0
    while position < len(stripes):
        count = _grow(mask, stripes[position:], text.em, at_top=position == 0)
        if count and _is_parted_by_head(mask, stripes[position:], count, text.em):
            count = 0
        if count:
            lines = _without_foot(mask, stripes[position : position + count], text.em)
            grid = _aligned_grid(mask, lines, text.em, rules)
            if grid is not None:
                grids.append(grid)
        position += max(1, count)
    return grids


def solid_writing(ground: Ground) -> TextInk:
    """Return the lines of writing as solid pieces, also where characters have crumbled."""
    lines = ground.detected.boxes
    if len(lines) < MIN_ALIGNED_ROWS * MIN_ALIGNED_COLUMNS:
        return ground.pieces
    em = float(np.median([line.height for line in lines])) / TALL
    if em <= ground.text.em:
        return ground.pieces
    pieces = replace(ground.text, em=em).in_pieces(lines)
    n_pieces = cv2.connectedComponents(pieces.mask)[0] - 1
    if n_pieces < CRUMBLED * len(lines):
        return pieces
    return replace(ground.text, em=em).in_pieces(lines, WHOLE)


def _grow(mask: Mask, stripes: list[Span], em: float, *, at_top: bool) -> int:
    """Return how many stripes from the first one on form one table (0 when none).

    Few rows are enough `at_top`: there a table of the page before may end.
    """
    if len(pieces_of(mask, stripes[0], em)) < MIN_ALIGNED_COLUMNS:
        return 0
    count = 1
    columns = pieces_of(mask, stripes[0], em)
    for above, stripe in pairwise(stripes):
        if stripe[0] - above[1] > NEAR_ROWS * em:
            break
        together = find_columns(mask, stripes[: count + 1], em)
        if len(together) < max(MIN_ALIGNED_COLUMNS, round(0.75 * len(columns))):
            break
        segments = pieces_of(mask, stripe, em)
        if len(segments) == 1 and segments[0][1] - segments[0][0] > 1.3 * _widest(together):
            break
        if _is_caption(mask, stripes, count, em):
            break
        columns = together
        count += 1
    full = sum(len(pieces_of(mask, s, em)) >= MIN_ALIGNED_COLUMNS for s in stripes[:count])
    is_table = full >= MIN_ALIGNED_ROWS or (at_top and _is_far_apart(mask, stripes[0], em))
    return count if is_table else 0


def _without_foot(mask: Mask, stripes: list[Span], em: float) -> list[Span]:
    """Leave out what stands below the last row: from a line on that is no part of it, and no row.

    It stands further below than rows do, as a page number; or as far as they do, and runs out of
    its column, as the words that close a letter, below which its seal and date may follow.
    """
    columns = find_columns(mask, stripes, em)
    full = [
        at
        for at, stripe in enumerate(stripes)
        if _n_filled(pieces_of(mask, stripe, em), columns) >= MIN_ALIGNED_COLUMNS
    ]
    if len(full) < MIN_ALIGNED_ROWS:
        return stripes
    steps = [stripes[below][0] - stripes[above][0] for above, below in pairwise(full)]
    usual = float(np.median(steps))
    free = float(np.median([stripes[b][0] - stripes[a][1] for a, b in pairwise(full)]))
    for at in range(full[-1] + 1, len(stripes)):
        step = (sum(stripes[at]) - sum(stripes[at - 1])) / 2 / usual
        is_far = stripes[at][0] - stripes[at - 1][1] > FOOT * free
        columns = find_columns(mask, stripes[:at], em)
        pieces = pieces_of(mask, stripes[at], em)
        if step > FOOT or (step >= ALONE and (is_far or _runs_out(pieces[0], columns, em))):
            return stripes[:at]
    return stripes


def _n_filled(pieces: list[Span], columns: list[Span]) -> int:
    """Return in how many columns print of its own stands.

    A line in pale type may crumble within one; a line below a table may run through several.
    """
    filled = {home for piece in pieces for home in homes_of(piece, columns)}
    return min(len(pieces), len(filled))


def _runs_out(piece: Span, columns: list[Span], em: float) -> bool:
    """Whether a piece of print is wider than the print of the column that it stands in."""
    own = [columns[i] for i in homes_of(piece, columns)]
    if len(own) != 1:
        return True
    return max(own[0][0] - piece[0], piece[1] - own[0][1]) > BEYOND * em


def _is_parted_by_head(mask: Mask, stripes: list[Span], count: int, em: float) -> bool:
    """Whether the lines below the first go on as one table to where that one ends, and beyond.

    A black head of which a copy machine left specks has columns of its own.
    """
    if count + 1 >= len(stripes) or stripes[count][0] - stripes[count - 1][1] > NEAR_ROWS * em:
        return False
    return 1 + _grow(mask, stripes[1:], em, at_top=False) > count


def _is_caption(mask: Mask, stripes: list[Span], place: int, em: float) -> bool:
    """Whether a line of one piece parts two tables: it crosses columns, and others follow it.

    Of full cells the gaps are narrow, and so one row may look like one piece; but the columns go on
    below it. One that only the head fills need not be there again.
    """
    pieces = pieces_of(mask, stripes[place], 2 * em)
    if len(pieces) > 1 or place + 1 >= len(stripes):
        return False
    columns = find_columns(mask, stripes[:place], em)
    with_next = stripes[:place] + stripes[place + 1 : place + 4]
    if len(homes_of(pieces[0], columns)) < 2:
        return False
    return any(len(homes_of(found, columns)) > 1 for found in find_columns(mask, with_next, em))


def _is_far_apart(mask: Mask, stripe: Span, em: float) -> bool:
    """Whether this is one row of many columns: its pieces are further apart than a line is high."""
    window = mask[stripe[0] : stripe[1]]
    pieces = [window[:, left:right] for left, right in pieces_of(mask, stripe, em)]
    lines = [line for piece in pieces for line in runs(np.any(piece, axis=1), 1)]
    height = max(em, float(np.median([bottom - top for top, bottom in lines])))
    return len(pieces_of(mask, stripe, 1.5 * height)) >= MIN_LONE_COLUMNS


def _widest(columns: list[Span]) -> int:
    return max(right - left for left, right in columns)


def _aligned_grid(
    mask: Mask, stripes: list[Span], em: float, rules: Sequence[Boundary]
) -> Grid | None:
    top, bottom = stripes[0][0], stripes[-1][1]
    slant = find_slant(mask[top:bottom])
    window = make_upright(mask[top:bottom], slant)
    bands = [(a - top, b - top) for a, b in stripes]
    columns = add_lone_columns(window, bands, find_columns(window, bands, em), em)
    cuts = sorted(round(line.level) - top for line in rules if _is_whole(line, columns))
    cuts = [y for y in cuts if 0 < y < bottom - top]
    rows = find_rows(window, regular_columns(window, columns, em), em, cuts)
    if len(columns) < MIN_ALIGNED_COLUMNS or not rows:
        return None
    margin = round(0.3 * em)
    left, right = _outer_sides(window, bands, columns, em)
    left, right = left - margin, right + margin
    inner = [free_place(window, a[1], b[0]) for a, b in pairwise(columns)]
    cols = slanted_lines([left, *inner, right], top - margin, bottom + margin, slant)
    places = [y + top for y in middles(rows, -margin, bottom - top + margin)]
    lines = level_lines(places, left, right)
    across = np.ones((len(lines), len(cols) - 1))
    for col, (start, end) in enumerate(columns):
        for first, last in _labelled_rows(window[:, start:end], rows, cuts, em):
            across[first + 1 : last, col] = 0.0
    return Grid(tuple(lines), tuple(cols), across, np.ones((len(cols), len(lines) - 1)))


def _labelled_rows(window: Mask, rows: list[Span], cuts: list[int], em: float) -> list[Span]:
    """Return the rows that each label of a column covers; none covers any beyond a cut."""
    covered = []
    for start, end in pairwise([0, *cuts, len(window)]):
        own = [(a - start, b - start) for a, b in rows if start <= a < end]
        before = sum(a < start for a, _ in rows)
        found = covered_rows(window[start:end], own, em)
        covered += [(before + first, before + last) for first, last in found]
    return covered


def _is_whole(rule: Boundary, columns: list[Span]) -> bool:
    """Whether a rule reaches over all columns."""
    return bool(columns) and rule.start <= columns[0][1] and rule.end >= columns[-1][0]


def _outer_sides(window: Mask, bands: list[Span], columns: list[Span], em: float) -> Span:
    """Return from where to where the outer columns hold print, the widest of their texts included.

    A column is as wide as most of its texts; a few wider ones are beyond it.
    """
    left, right = columns[0][0], columns[-1][1]
    for band in bands:
        for piece in pieces_of(window, band, em):
            homes = homes_of(piece, columns)
            left = min(left, piece[0]) if homes == [0] else left
            right = max(right, piece[1]) if homes == [len(columns) - 1] else right
    return left, right


def level_lines(places: list[int], left: int, right: int) -> list[Boundary]:
    """Return lines across at these places, none of them drawn."""
    along = np.array([left, right], np.float64)
    return [Boundary(along, np.full(2, float(y)), ruled=False) for y in places]
