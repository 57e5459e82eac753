"""Find ruled lines on an upright page: thin, faint, broken, dashed, double, slightly bent.

A rule is darker than what lies on both sides of it and goes on far longer than a pen stroke. All
functions look at lines that run across; lines down are the same on the transposed page.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import cv2
import numpy as np
from cv2.typing import MatLike
from numpy.typing import NDArray

from pipeline.extract.image.light import component_stats, ink_threshold
from pipeline.extract.image.page import Image
from pipeline.extract.layout.dashes import extend_bars, find_parts
from pipeline.extract.layout.folds import on_fold, rules_in_folds
from pipeline.extract.layout.foreign import Foreign
from pipeline.extract.layout.long_strokes import (
    SURE_RUN,
    Ground,
    LongStrokes,
    Sheet,
    find_long_strokes,
    find_thin,
    steady,
)
from pipeline.extract.layout.pale_rules import bound_writing, hold_writing

PAPER_MARGIN = 12
"""Gray levels above the page's ink threshold from which a pixel is paper: on faded pages print is
light, and strokes of a line of text must not look free-standing."""
SHORTEST_ACROSS, SHORTEST_DOWN = 36, 28
"""Pixels at 200 dpi of the shortest runs that may be pieces of rules."""
DASH_GAP, BREAK = 48, 14
"""Widest breaks in a chain across and down, pixels at 200 dpi: rules across may be dashed; down,
brackets of neighbouring rows stand 20 px apart."""
FAINT = 0.33
"""Darkness of a rule, as a share of that of the print, below which it shines through the paper:
0.16 to 0.25 there, 0.8 and more for hair rules (worn, photocopied and 110 dpi pages)."""
PALE = 0.2
"""The same where no darker rules hold the writing, and the pale ones bound it (0.26 to 0.33 on
two scanned pages)."""
GRAINY = 1.5
"""Darkness of most rules, as a multiple of the least contrast, below which the grain of the paper
breaks them: 1.1 to 1.4 on four pages of lists in pale rules, 2 and more on 24 others."""
NEAR_FAINT = 1.4
"""Darkness of most rules, as a multiple of the faintest that counts, below which that limit parts
the rules of one table: 1.1 and 1.2 on two pages of pale lists, one of which lost a column; 1.8 and
more on others."""
FAINTER = 0.35
"""Darkness of a rule, as a share of that of most rules its way, below which it shines through, too:
0.3 where light print lets it come near the print; 0.45 and more for all rules of a table, fading in
clouds and a bold frame included."""
PALE_REST = 0.25
"""Darkness of most of a line, as a share of that where it counts as ink, from which it is one pale
line under grain: 0.28 to 0.75 of those that shine through, under 0.2 of rows of dots."""
FELLOWS, SAME_END = 3, 4
"""Darker rules, and pixels at 200 dpi within which they end where a rule beside a shade does."""
COVERED = 0.6
"""Share of a piece on foreign ground from which it is no rule: a rule runs on beyond the writing
that it touches."""
BROKEN_AT = 8
"""Pixels at 200 dpi by which rules end before pale ones that cross them: there they look broken."""
CROSSING = 2
"""Pixels beside a rule in which dashes of a rule that crosses it run into it."""


@dataclass(frozen=True, slots=True)
class Strokes:
    """Thin dark strokes of one direction.

    `thin` marks every pixel that is part of a thin dark structure (rules, and strokes of glyphs);
    `long` only pieces of rules. `pieces` has one row (start, end, low, high) per connected piece
    of `long`: along the rule, then across it.
    """

    thin: Image
    long: Image
    pieces: NDArray[np.int32]


@dataclass(frozen=True, slots=True)
class _Candidates:
    """Long thin strokes before it is known which are rules; `pieces` as in `Strokes`.

    `dashed` tells which pieces are rows of dashes, and so surely rules; `darkness` is how much
    darker than the paper most of them are, 0 where none is long.
    """

    thin: Image
    long: Image
    pieces: NDArray[np.int32]
    dashed: NDArray[np.bool_]
    darkness: float


_Sheets = tuple[Sheet, Sheet]
"""The sheet as seen across and, transposed, down."""
_Both = tuple[_Candidates, _Candidates]
"""Candidates across and, in the transposed frame, down."""


def find_rules(gray: Image, dpi: float, contrast: int, foreign: Foreign) -> tuple[Strokes, Strokes]:
    """Return the rules across the page and those down it (in the transposed frame).

    A short stroke is a rule only when both its ends touch rules of the other direction; what runs
    inside a line of writing or along the edge of the paper is none.
    """
    unit = dpi / 200
    threshold = ink_threshold(gray)
    darkness = (contrast, FAINT * _print_darkness(gray, threshold))
    lightest = threshold + PAPER_MARGIN
    sheet, turned = (Sheet(g, g, lightest, unit, darkness) for g in (gray, _turned(gray)))
    across, down = _find_candidates((sheet, turned), threshold, foreign)
    across_steady, down_steady = (_turned_mask(c, _steady(c, unit)) for c in (across, down))
    across_sure = _sure(across, down_steady, DASH_GAP * unit, unit)
    down_sure = _sure(down, across_steady, BREAK * unit, unit)
    return (
        _select(across, across_sure, _turned_mask(down, down_sure), unit),
        _select(down, down_sure, _turned_mask(across, across_sure), unit),
    )


def _find_candidates(sheets: _Sheets, threshold: int, foreign: Foreign) -> _Both:
    """Return what may be rules across and down; paler ones where these bound the writing.

    Rules hardly darker than the grain of the paper are looked for with the grain averaged.
    """
    strokes = _find_strokes(sheets, foreign)
    found = looked_at = _part_candidates(strokes, sheets, foreign)
    is_held = hold_writing(*found, foreign)
    is_cut = max(candidates.darkness for candidates in found) < NEAR_FAINT * sheets[0].darkness[1]
    if not is_held or is_cut:
        looked_at = _part_candidates(strokes, _paler(sheets), foreign)
        is_bound = bound_writing(*looked_at, foreign)
        found = looked_at if is_bound else _with_touching(found, looked_at, sheets[0].unit)
    if 0 < max(candidates.darkness for candidates in looked_at) < GRAINY * sheets[0].darkness[0]:
        steadier = steady(sheets[0], threshold), steady(sheets[1], threshold)
        strokes = _find_strokes(steadier, foreign)
        steadied = _part_candidates(strokes, _paler(steadier), foreign)
        if bound_writing(*steadied, foreign):
            return steadied
    return found


def _with_touching(known: _Both, paler: _Both, unit: float) -> _Both:
    """Return the known rules with the paler ones of which both ends touch known rules.

    What shines through the sheet ends anywhere.
    """
    across, down = known
    masks = _turned_mask(down, _all(down)), _turned_mask(across, _all(across))
    return (
        _taking_in(across, paler[0], masks[0], unit),
        _taking_in(down, paler[1], masks[1], unit),
    )


def _all(candidates: _Candidates) -> NDArray[np.bool_]:
    return np.ones(len(candidates.pieces), np.bool_)


def _taking_in(own: _Candidates, paler: _Candidates, crossing: Image, unit: float) -> _Candidates:
    new = ~(paler.pieces[:, np.newaxis] == own.pieces[np.newaxis]).all(axis=2).any(axis=1)
    new &= _touches(paler.pieces, crossing, unit, BROKEN_AT)
    return replace(
        own,
        pieces=np.concatenate([own.pieces, paler.pieces[new]]),
        dashed=np.concatenate([own.dashed, paler.dashed[new]]),
    )


def _find_strokes(sheets: _Sheets, foreign: Foreign) -> tuple[LongStrokes, LongStrokes]:
    """Return the long thin strokes across and down; rows of dashes go on to what they cross."""
    (sheet, turned), unit = sheets, sheets[0].unit
    flat, steep = find_thin(sheet), find_thin(turned)
    both = cv2.bitwise_or(flat.mask, _turned(steep.mask))
    parts = component_stats(np.asarray(both, np.uint8))[1][:, :4]
    rows = find_long_strokes(sheet, flat, SHORTEST_ACROSS, parts, Ground(foreign.across))
    ground = Ground(foreign.down, foreign.lines)
    if rows.bars is not None:
        ground = replace(
            ground, barred=np.asarray(cv2.bitwise_or(foreign.down, _crossing(rows)), np.uint8)
        )
    columns = find_long_strokes(turned, steep, SHORTEST_DOWN, parts[:, [1, 0, 3, 2]], ground)
    if columns.bars is not None:
        extend_bars(columns.bars, columns.dashes, _crossing(rows), unit)
    if rows.bars is not None:
        extend_bars(rows.bars, rows.dashes, _crossing(columns), unit)
    return rows, columns


def _part_candidates(
    strokes: tuple[LongStrokes, LongStrokes], sheets: _Sheets, foreign: Foreign
) -> _Both:
    across = _candidates(strokes[0], foreign.across, sheets[0])
    return across, _candidates(strokes[1], foreign.down, sheets[1])


def _paler(sheets: _Sheets) -> _Sheets:
    """Return the sheets with rules as pale as print that shines through."""
    lowest, faintest = sheets[0].darkness
    darkness = (lowest, max(lowest, faintest * PALE / FAINT))
    return replace(sheets[0], darkness=darkness), replace(sheets[1], darkness=darkness)


def _turned(image: Image) -> Image:
    return np.asarray(cv2.transpose(image), np.uint8)


def _crossing(strokes: LongStrokes) -> Image:
    """Return what crosses strokes of the other direction, in their frame."""
    grown = cv2.dilate(strokes.all_long(), np.ones((2 * CROSSING + 1, 1), np.uint8))
    return _turned(np.asarray(grown, np.uint8))


def _print_darkness(gray: Image, threshold: int) -> float:
    """Return how much darker than paper the ink of a page usually is."""
    sample = gray[::2, ::2]
    ink = sample[sample < threshold]
    return 255.0 - float(np.median(ink)) if ink.size else 0.0


def _turned_mask(candidates: _Candidates, keep: NDArray[np.bool_]) -> Image:
    """Return the chosen pieces as a mask in the frame of the other direction."""
    mask = np.zeros(candidates.long.shape[::-1], np.uint8)
    _draw(candidates, keep, mask.T)
    return mask


def _candidates(strokes: LongStrokes, foreign: Image, sheet: Sheet) -> _Candidates:
    """Return the pieces that are dark enough and not on foreign ground."""
    long = strokes.all_long()
    x, y, width, height = find_parts(long).T
    pieces = np.asarray(np.stack([x, x + width, y + 1, y + height - 1], axis=1), np.int32)
    lowest, faintest = sheet.darkness
    pieces = _outside(pieces, long, foreign)
    dark = np.array([line_darkness(strokes.valley, p, lowest) for p in pieces.tolist()], np.float64)
    length = pieces[:, 1] - pieces[:, 0]
    usual = _usual(dark[dark >= faintest], length[dark >= faintest], SURE_RUN * sheet.unit)
    kept = dark >= max(faintest, FAINTER * usual)
    kept |= (dark >= FAINTER * usual) & _has_fellows(pieces, kept, sheet.unit)
    pieces = pieces[kept]
    folded = on_fold(pieces, foreign.shape[1], sheet.unit)
    folds, pieces = pieces[folded], pieces[~folded]
    weights = _weights(strokes.valley, long, folds)
    pieces = np.concatenate([pieces, rules_in_folds(folds, pieces, weights, sheet.unit)])
    return _Candidates(strokes.all_thin(), long, pieces, _dashed(strokes.bars, pieces), usual)


def _dashed(bars: Image | None, pieces: NDArray[np.int32]) -> NDArray[np.bool_]:
    """Whether a piece is a row of dashes, in its middle."""
    if bars is None:
        return np.zeros(len(pieces), np.bool_)
    hit = [
        bool(bars[max(0, low - 1) : high + 1, (start + end) // 2].any())
        for start, end, low, high in pieces.tolist()
    ]
    return np.array(hit, np.bool_)


def line_darkness(valley: MatLike, piece: list[int], lowest: int) -> float:
    """Return how much darker than the paper a piece (start, end, low, high) is where it has ink.

    `valley` is that darkness at each pixel, `lowest` the least that counts as ink. A line of the
    other side of the sheet is too pale for that but where grain, or print, lies on it: less than
    half of it counts as ink then, and the rest is hardly paler. Between dots there is paper.
    """
    start, end, low, high = piece
    depth = valley[max(0, low - 1) : high + 2, start:end].max(axis=0)
    inked = depth[depth > lowest]
    darkness = float(np.median(inked)) if inked.size else 0.0
    usual = float(np.median(depth))
    return usual if PALE_REST * darkness <= usual <= lowest else darkness


def _weights(valley: MatLike, long: Image, pieces: NDArray[np.int32]) -> NDArray[np.float64]:
    """Return the darkness of each piece at each pixel along, summed over its thickness."""
    weights = np.zeros((len(pieces), long.shape[1]))
    for weight, (start, end, low, high) in zip(weights, pieces.tolist(), strict=True):
        window = (slice(max(0, low - 1), high + 2), slice(start, end))
        weight[start:end] = np.where(long[window] > 0, valley[window], 0).sum(axis=0)
    return weights


def _usual(dark: NDArray[np.float64], length: NDArray[np.int32], shortest: float) -> float:
    """Return the darkness of which half of all that is surely a rule is, by length."""
    order = np.argsort(dark)
    order = order[length[order] >= shortest]
    total = np.cumsum(length[order])
    return float(dark[order][np.searchsorted(total, total[-1] / 2)]) if len(order) else 0.0


def _has_fellows(
    pieces: NDArray[np.int32], sure: NDArray[np.bool_], unit: float
) -> NDArray[np.bool_]:
    """Return which pieces begin and end where so many sure rules do.

    Beside a shaded row a rule is less dark than its ground by as much as the shade is.
    """
    apart = np.abs(pieces[:, np.newaxis, :2] - pieces[np.newaxis, sure, :2]).max(axis=2)
    return np.asarray(np.count_nonzero(apart <= SAME_END * unit, axis=1) >= FELLOWS, np.bool_)


def _outside(pieces: NDArray[np.int32], long: Image, foreign: Image) -> NDArray[np.int32]:
    """Leave out the pieces that run over foreign ground, where most of their ink is.

    Tops of characters that touch a rule make its piece thicker on one side.
    """
    covered = []
    for start, end, low, high in pieces.tolist():
        top = max(0, low - 1)
        level = top + int(long[top : high + 2, start:end].sum(axis=1, dtype=np.int64).argmax())
        share = np.count_nonzero(foreign[level, start:end]) / (end - start)
        covered.append(share >= COVERED)
    return pieces[~np.array(covered, np.bool_)]


def _steady(candidates: _Candidates, unit: float) -> NDArray[np.bool_]:
    """Whether a piece alone is longer than any pen or print stroke."""
    pieces = candidates.pieces
    long = pieces[:, 1] - pieces[:, 0] >= SURE_RUN * unit
    return np.asarray(long | candidates.dashed, np.bool_)


def _sure(own: _Candidates, crossing: Image, widest: float, unit: float) -> NDArray[np.bool_]:
    """Whether a piece belongs to a chain longer than any pen or print stroke.

    A chain is pieces on one level with breaks of at most `widest` pixels between them. A break
    over a crossing rule does not count: rules touch there, brackets in neighbouring rows do not.
    """
    pieces = own.pieces
    level = (pieces[:, 2] + pieces[:, 3]) / 2
    chain = np.arange(len(pieces))
    for i in np.argsort(pieces[:, 0]).tolist():
        gap = pieces[:, 0] - pieces[i, 1]
        near = (np.abs(level - level[i]) <= 3 * unit) & (gap >= -4) & (gap <= widest)
        for k in np.flatnonzero(near).tolist():
            place = slice(max(0, int(level[i]) - 2), int(level[i]) + 3)
            between = crossing[place, max(0, int(pieces[i, 1]) - 2) : int(pieces[k, 0]) + 3]
            if not between.any():
                chain[chain == chain[k]] = chain[i]
    length = np.bincount(chain, weights=pieces[:, 1] - pieces[:, 0], minlength=len(pieces))
    return np.asarray((length[chain] >= SURE_RUN * unit) | own.dashed, np.bool_)


def _touches(
    pieces: NDArray[np.int32], crossing: Image, unit: float, gap: float = 1.0
) -> NDArray[np.bool_]:
    """Whether both ends of a piece touch the `crossing` rules, which may end `gap` before it."""
    reach, over = max(2, round(3 * unit)), round(gap * unit)
    found = np.zeros(len(pieces), np.bool_)
    for i, (start, end, low, high) in enumerate(pieces.tolist()):
        band = crossing[max(0, low - over) : high + over + 1]
        ends = (band[:, max(0, x - reach) : x + reach + 1] for x in (start, end - 1))
        found[i] = all(side.any() for side in ends)
    return found


def _select(own: _Candidates, sure: NDArray[np.bool_], crossing: Image, unit: float) -> Strokes:
    """Keep sure pieces, and short ones whose both ends touch the `crossing` rules."""
    keep = sure | _touches(own.pieces, crossing, unit)
    return Strokes(own.thin, _mask(own, keep), own.pieces[keep])


def _mask(candidates: _Candidates, keep: NDArray[np.bool_]) -> Image:
    """Return the chosen pieces as a mask in their own frame."""
    mask = np.zeros_like(candidates.long)
    _draw(candidates, keep, mask)
    return mask


def _draw(candidates: _Candidates, keep: NDArray[np.bool_], mask: Image) -> None:
    for start, end, low, high in candidates.pieces[keep].tolist():
        window = (slice(max(0, low - 1), high + 1), slice(start, end))
        mask[window] |= candidates.long[window]
