"""Restore rules that broke off between two cells, where the print shows two cells.

A missing edge means a merged cell or a broken rule. It is a broken rule when the line is drawn in
other places, a remnant of it is left, print stands on both sides of it and none crosses it. Between
rows no remnant is needed in a column whose rows are parted nearly everywhere, as those of a list
are and the labels of a form are not, where each print stands in its own row where others do.
Between columns the line must be drawn nearly everywhere else, and both prints centred in their own
halves: forms merge cells at will there, and cutting a value in two is worse than two cells in one.
Dashes that stand free on the line, be they as few, are the rule itself and prove it alone.
Where rules down crumbled to dots, a line that is left in some rows runs through the others too,
wherever print stands on both sides of it; so does any that is left in nearly all of many rows.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache, partial

import cv2
import numpy as np
from numpy.typing import NDArray

from pipeline.extract.layout.alignment import Mask, runs
from pipeline.extract.layout.boundary import Array, Boundary
from pipeline.extract.layout.cell_lines import TextInk
from pipeline.extract.layout.dashes import LONGEST
from pipeline.extract.layout.grid import DRAWN, Grid

REMNANT = 0.12
"""Drawn share of an edge that a rule leaves when it breaks; a merged cell has none."""
PLAIN = 0.3
"""Drawn share of an edge between rows that leaves no doubt about a line drawn in half its places:
of a gray rule below a shaded head, two edges of four were seen by 0.41 and 0.44."""
CENTRED, IN_ROW = 0.12, 0.08
"""Distance of a print from the middle of its half, as a share of it, at most: of two columns, and
of two rows between which no remnant is left."""
LISTED = 0.75
"""Share of the lines between rows that are drawn in a column of a list; labels of a form stand for
several rows each, and so do regions."""
IN_PART, CRUMBLED = (0.1, 0.85), 0.25
"""Drawn shares of edges whose rule has crumbled, and the share of all drawn edges between columns
that are such where rules crumbled: 0.35 and 0.57 of two lists in hair and pale rules, up to 0.08 of
other lists, and up to 0.17 of forms, whose rules end within a row."""
LEFT = 0.15
"""Share of its places in which a line of crumbled rules must be left."""
NEARLY_ALL = 0.95
"""Share of its places in which a line of sound rules is drawn that is missing in one of twenty."""
MAX_RULE = 5
"""Pixels across the thickest remnant of a rule; strokes that cross the line are longer."""
LEFT_OVER, RIM = 6, 3
"""Pixels beside a line in which pieces of its broken rule may be left, and the outer
part of them, which a remnant does not reach."""
DASHED, CLEAR = 0.5, 0.1
"""Share of its places in which a line of dashes must be drawn, and of an edge beside which there
may be print all the same."""
DASH, SPREAD = 3, 0.3
"""Pixels of the shortest dash, and share of the edge over which two of them must stand."""


@dataclass(frozen=True, slots=True)
class Proof:
    """What must hold for a missing edge to be a broken rule.

    `usual` is the share of its places in which the line is drawn, `plain` the drawn share of the
    edge that stands for it, `paper` the free pixels on each side of it; both prints stand so near
    the middle of their halves (`off`). `alone` is what must hold where no remnant is left; None
    where one must be.
    """

    usual: float
    plain: float
    paper: float
    off: float = 1.0
    alone: Lost | None = None


@dataclass(frozen=True, slots=True)
class Lost:
    """What must hold for a rule of which no remnant is left, in a column of a list or `anywhere`.

    `usual`, `paper` and `off` as in `Proof`.
    """

    usual: float
    paper: float
    off: float = 1.0
    anywhere: bool = False


def restore_rules(grid: Grid, text: TextInk) -> tuple[Grid, NDArray[np.bool_]]:
    """Return the grid with broken edges drawn, and which elementary cells they bound."""
    print_mask = text.mask > 0
    em = text.em
    between_rows = Proof(0.6, PLAIN, 0.2 * em, alone=Lost(0.35, 0.25 * em, IN_ROW))
    has_crumbled = crumbled_share(grid.down) >= CRUMBLED
    share, paper = (LEFT, 0.3) if has_crumbled else (NEARLY_ALL, 0.2)
    lost = Lost(share, paper * em, anywhere=True)
    between_columns = Proof(0.9, 1.0, 0.3 * em, CENTRED, alone=lost)
    across, touched = _restore(grid.across, grid.rows, grid.cols, print_mask, between_rows)
    down, beside = _restore(grid.down, grid.cols, grid.rows, print_mask.T, between_columns)
    return replace(grid, across=across, down=down), touched | beside.T


def crumbled_share(shares: Array) -> float:
    """Return how many of the edges drawn at all are drawn in part; solid rules are whole."""
    lost, whole = IN_PART
    seen = shares[shares > lost]
    return float((seen < whole).mean()) if len(seen) else 0.0


def _restore(
    shares: Array,
    lines: tuple[Boundary, ...],
    crossing: tuple[Boundary, ...],
    mask: Mask,
    proof: Proof,
) -> tuple[Array, NDArray[np.bool_]]:
    """Draw broken edges of `lines`; `mask` has rows across the lines' direction."""
    drawn = shares.copy()
    touched = np.zeros((len(lines) - 1, len(crossing) - 1), np.bool_)
    listed = (shares[1:-1] > DRAWN).mean(axis=0) >= LISTED if len(lines) > 2 else ()
    usual_off = cache(partial(_usual_off, shares, lines, crossing, mask))
    for i in range(1, len(lines) - 1):
        usual = float((shares[i] > DRAWN).mean())
        if usual < min(proof.usual, DASHED, proof.alone.usual if proof.alone else 1.0):
            continue
        for k in np.flatnonzero(shares[i] <= DRAWN).tolist():
            parts = _halves(lines, crossing, i, k, mask)
            least = REMNANT if usual >= proof.usual else proof.plain
            is_broken = usual >= DASHED and shares[i, k] >= least and _are_two(parts, proof)
            is_lost = (
                proof.alone is not None
                and (proof.alone.anywhere or listed[k])
                and usual >= proof.alone.usual
                and _are_two(parts, proof.alone, 0.0 if proof.alone.anywhere else usual_off(k))
            )
            is_dashed = usual >= DASHED and _shows_dashes(parts[1])
            if is_broken or is_lost or is_dashed:
                drawn[i, k] = 1.0
                touched[i - 1 : i + 1, k] = True
    return drawn, touched


def _halves(
    lines: tuple[Boundary, ...], crossing: tuple[Boundary, ...], i: int, k: int, mask: Mask
) -> tuple[Mask, Mask, Mask]:
    """Return the print before edge k of line i, in a narrow zone on it, and after it."""
    middle = lines[i].level
    start, end = (round(float(crossing[c].at(middle))) for c in (k, k + 1))
    place = (start + end) / 2
    low, here, high = (round(float(lines[j].at(place))) for j in (i - 1, i, i + 1))
    inner = slice(start + LEFT_OVER, end - LEFT_OVER)
    before = mask[low + LEFT_OVER : here - LEFT_OVER, inner]
    zone = mask[here - LEFT_OVER : here + LEFT_OVER, inner]
    after = mask[here + LEFT_OVER : high - LEFT_OVER, inner]
    return before, zone, after


def _usual_off(
    shares: Array,
    lines: tuple[Boundary, ...],
    crossing: tuple[Boundary, ...],
    mask: Mask,
    k: int,
) -> float:
    """Return how many pixels behind the middles of the places of column k its print stands.

    A list may set it higher or lower than that, in all rows alike.
    """
    offs = []
    for i in np.flatnonzero((shares[:-1, k] > DRAWN) & (shares[1:, k] > DRAWN)).tolist():
        start, end = (round(float(crossing[c].at(lines[i].level))) for c in (k, k + 1))
        low, high = (round(float(lines[j].at((start + end) / 2))) for j in (i, i + 1))
        part = mask[low + LEFT_OVER : high - LEFT_OVER, start + LEFT_OVER : end - LEFT_OVER]
        found = np.flatnonzero(part.sum(axis=1) >= 2)
        if len(found):
            offs.append((found[0] + found[-1] + 1 - part.shape[0]) / 2)
    return float(np.median(offs)) if offs else 0.0


def _are_two(parts: tuple[Mask, Mask, Mask], proof: Proof | Lost, usual_off: float = 0.0) -> bool:
    """Whether print stands on both sides of a line, clear of it, and none crosses it.

    The middles of their places are `usual_off` pixels before where print usually stands.
    """
    halves, zone = (parts[0], parts[2]), parts[1]
    before, after = (np.flatnonzero(half.sum(axis=1) >= 2) for half in halves)
    if len(before) < 4 or len(after) < 4 or _is_crossed(zone):
        return False
    lengths = (halves[0].shape[0], halves[1].shape[0])
    if min(lengths[0] - before[-1], after[0]) + LEFT_OVER < proof.paper:
        return False
    offsets = [
        abs((found[0] + found[-1]) / 2 - length / 2 - usual_off) / length
        for found, length in zip((before, after), lengths, strict=True)
    ]
    return bool(max(offsets) <= proof.off)


def _shows_dashes(zone: Mask) -> bool:
    """Whether dashes stand on the line, well apart, and nothing beside them.

    A character that the line runs through leaves ink on it, and beside that.
    """
    on = np.any(zone[RIM:-RIM], axis=0)
    beside = np.any(zone[:RIM], axis=0) | np.any(zone[-RIM:], axis=0)
    dashes = [
        (start, end)
        for start, end in runs(on, 1)
        if DASH <= end - start <= LONGEST and not beside[start:end].any()
    ]
    if len(dashes) < 2 or float(beside.mean()) > CLEAR:
        return False
    return dashes[-1][1] - dashes[0][0] >= SPREAD * len(on)


def _is_crossed(zone: Mask) -> bool:
    """Whether print stands in the zone: anything but a thin remnant on the line itself.

    Gaps between the characters of a phrase are narrower than the zone.
    """
    if not zone.size:
        return True
    thick = cv2.erode(zone.astype(np.uint8), np.ones((MAX_RULE + 1, 1), np.uint8))
    rim = np.count_nonzero(zone[:RIM]) + np.count_nonzero(zone[-RIM:])
    return bool(np.count_nonzero(np.any(thick, axis=0)) >= 2 or rim > 3)
