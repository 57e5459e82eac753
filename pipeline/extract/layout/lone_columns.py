"""Columns that few rows fill: empty but for a header, a remark, or labels that cover many rows.

Their print stands clear of all columns that most rows fill. What only looks so belongs to these:
headers and parted cells beside an empty place, and specks where the ends of longer cells lie.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from pipeline.extract.layout.alignment import (
    GAP_EM,
    MIN_USUAL,
    Mask,
    Span,
    homes_of,
    pieces_of,
    runs,
)

IN_LINE = 0.5
"""Distance of the middle of a cell from that of its column, in character heights, when it is
centred; a lost character and another at one end move it by one."""


def add_lone_columns(window: Mask, bands: list[Span], columns: list[Span], em: float) -> list[Span]:
    """Return the columns with those that few rows fill: print clear of all columns found.

    A column that is empty but for its header, or a remark in one row, is a column all the same. But
    where the column beside it is empty in that band, the print is of that column: the centred
    header of a column whose cells begin at its left. So is the end of a centred cell in which a
    character was lost. Not so where other print is clear of all columns: of labels that cover rows
    some stand between two rows, and some beside one.
    """
    clear = round(GAP_EM * em)
    lone = np.zeros(window.shape[1], np.bool_)
    wider = list(columns)
    found = [pieces_of(window, band, em) for band in bands]
    middle_of = _centred_columns(found, columns, em)
    loose: list[tuple[Span, int]] = []
    for pieces in found:
        taken = {home for piece in pieces for home in homes_of(piece, columns)}
        for piece in pieces:
            if piece[1] - piece[0] < em or homes_of(piece, columns, clear):
                continue
            home = _free_neighbour(piece, columns, taken)
            if home is None:
                home = _parted_cell(piece, pieces, columns, middle_of, IN_LINE * em)
            if home is None:
                lone[slice(*piece)] = True
            else:
                loose.append((piece, home))
    for piece, home in loose:
        if lone[slice(*piece)].any():
            lone[slice(*piece)] = True
        else:
            wider[home] = min(wider[home][0], piece[0]), max(wider[home][1], piece[1])
    new = [piece for piece in runs(lone, clear) if not homes_of(piece, wider)]
    return sorted([*wider, *(piece for piece in new if not _is_crossed(piece, found, clear))])


def _is_crossed(column: Span, found: Sequence[Sequence[Span]], clear: int) -> bool:
    """Whether most pieces of print in a lone column reach out of it: the ends of longer cells.

    `found` are the pieces of each band. In a dark head specks are print in no column.
    """
    met = [piece for pieces in found for piece in pieces if homes_of(piece, [column])]
    left, right = column[0] - clear, column[1] + clear
    return 2 * sum(piece[0] < left or piece[1] > right for piece in met) > len(met)


def _free_neighbour(piece: Span, columns: list[Span], taken: set[int]) -> int | None:
    """Return the nearer of the columns on both sides of a piece that are empty in its band."""
    after = sum(end <= piece[0] for _, end in columns)
    gaps = {after - 1: piece[0] - columns[after - 1][1]} if after else {}
    if after < len(columns):
        gaps[after] = columns[after][0] - piece[1]
    free = [home for home in gaps if home not in taken]
    return min(free, key=lambda home: gaps[home], default=None)


def _centred_columns(
    found: Sequence[Sequence[Span]], columns: list[Span], em: float
) -> dict[int, float]:
    """Return the usual middle of the cells of each column in which they are centred."""
    cells: dict[int, list[float]] = {}
    for pieces in found:
        for home in range(len(columns)):
            own = [piece for piece in pieces if homes_of(piece, columns) == [home]]
            if own:
                cells.setdefault(home, []).append((own[0][0] + own[-1][1]) / 2)
    usual = {home: float(np.median(middles)) for home, middles in cells.items()}
    return {
        home: middle
        for home, middle in usual.items()
        if len(cells[home]) >= MIN_USUAL
        and float(np.median(np.abs(np.array(cells[home]) - middle))) <= IN_LINE * em
    }


def _parted_cell(
    piece: Span,
    pieces: list[Span],
    columns: list[Span],
    middle_of: dict[int, float],
    off: float,
) -> int | None:
    """Return the column beside a piece whose cell is centred in it only together with the piece."""
    after = sum(end <= piece[0] for _, end in columns)
    for home in (after - 1, after):
        own = [other for other in pieces if homes_of(other, columns) == [home]]
        if home not in middle_of or not own:
            continue
        alone = (own[0][0] + own[-1][1]) / 2
        whole = (min(own[0][0], piece[0]) + max(own[-1][1], piece[1])) / 2
        if abs(whole - middle_of[home]) <= off < abs(alone - middle_of[home]):
            return home
    return None
