"""Find ruled lines on an upright page: thin, faint, broken, double, slightly bent.

A rule is darker than what lies on both sides of it and goes on far longer than a pen stroke. All
functions look at lines that run across; lines down are the same on the transposed page.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import cv2
import numpy as np
from cv2.typing import MatLike
from numpy.typing import NDArray

from pipeline.extract.image.light import ink_threshold
from pipeline.extract.image.page import Image
from pipeline.extract.layout.folds import on_fold
from pipeline.extract.layout.foreign import Foreign


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
    """Long thin strokes before it is known which are rules; `pieces` as in `Strokes`."""

    thin: Image
    long: Image
    pieces: NDArray[np.int32]


def find_rules(gray: Image, dpi: float, contrast: int, foreign: Foreign) -> tuple[Strokes, Strokes]:
    """Return the rules across the page and those down it (in the transposed frame).

    A short stroke is a rule only when both its ends touch rules of the other direction; what runs
    inside a line of writing or along the edge of the paper is none.
    """
    unit = dpi / 200
    threshold = ink_threshold(gray)
    paper = np.asarray((gray >= threshold + PAPER_MARGIN) * np.uint8(255), np.uint8)
    levels = contrast, FAINT * _print_darkness(gray, threshold)
    across = _outside(_find_candidates(gray, paper, 36, unit, levels), foreign.across, unit)
    gray, paper = (np.asarray(cv2.transpose(image), np.uint8) for image in (gray, paper))
    down = _outside(_find_candidates(gray, paper, 28, unit, levels), foreign.down, unit)
    across_steady, down_steady = (_turned_mask(c, _steady(c, unit)) for c in (across, down))
    across_sure = _sure(across, down_steady, DASH_GAP * unit, unit)
    down_sure = _sure(down, across_steady, BREAK * unit, unit)
    return (
        _select(across, across_sure, _turned_mask(down, down_sure), unit),
        _select(down, down_sure, _turned_mask(across, across_sure), unit),
    )


def _print_darkness(gray: Image, threshold: int) -> float:
    """Return how much darker than paper the ink of a page usually is."""
    sample = gray[::2, ::2]
    ink = sample[sample < threshold]
    return 255.0 - float(np.median(ink)) if ink.size else 0.0


def find_parts(mask: Image) -> NDArray[np.int32]:
    """Return (x, y, width, height) of the connected parts of a sparse mask."""
    contours, _ = cv2.findContours(mask, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)
    boxes = sorted(tuple(cv2.boundingRect(contour)) for contour in contours)
    return np.array(boxes, np.int32).reshape(-1, 4)


def _turned_mask(candidates: _Candidates, keep: NDArray[np.bool_]) -> Image:
    """Return the chosen pieces as a mask in the frame of the other direction."""
    return np.asarray(cv2.transpose(_mask(candidates, keep)), np.uint8)


def _find_candidates(
    gray: Image, paper: Image, shortest: float, unit: float, contrast: tuple[int, float]
) -> _Candidates:
    """Find long runs that are darker than what is above and below.

    A run longer than any stroke needs paper on one side; shorter runs, bridged over small breaks,
    need it on both, which strokes inside a line of text do not have.
    """
    reach = max(3, round(6 * unit))
    valley = cv2.morphologyEx(gray, cv2.MORPH_BLACKHAT, np.ones((2 * reach + 1, 1), np.uint8))
    lowest, faintest = contrast
    _, thin = cv2.threshold(valley, lowest, 255, cv2.THRESH_BINARY)
    step = cv2.dilate(thin, np.ones((3, 1), np.uint8))
    bridge = np.ones((1, round(4 * unit) + 1), np.uint8)
    bridged = cv2.morphologyEx(step, cv2.MORPH_CLOSE, bridge)
    long = np.zeros_like(gray)
    _add_clean_runs(long, step, SURE_RUN * unit, (paper, unit), np.maximum)
    _add_clean_runs(long, bridged, shortest * unit, (paper, unit), np.minimum)
    x, y, width, height = find_parts(long).T
    pieces = np.asarray(np.stack([x, x + width, y + 1, y + height - 1], axis=1), np.int32)
    sharp = [_strength(valley, piece) >= faintest for piece in pieces.tolist()]
    kept = pieces[np.array(sharp, np.bool_)]
    return _Candidates(np.asarray(thin, np.uint8), long, kept)


def _strength(valley: MatLike, piece: list[int]) -> float:
    """Return how much darker than the paper a piece is over most of its length."""
    start, end, low, high = piece
    return float(np.median(valley[max(0, low - 1) : high + 2, start:end].max(axis=0)))


def _add_clean_runs(
    long: Image, strokes: MatLike, shortest: float, page: tuple[Image, float], side: np.ufunc
) -> None:
    """Add to `long` the runs of at least `shortest` px that have paper beside them.

    `page` is the mask of paper and the unit; `side` picks the cleaner (maximum) or the dirtier
    (minimum) of the two sides.
    """
    paper, unit = page
    run = max(12, round(shortest))
    opened = cv2.morphologyEx(strokes, cv2.MORPH_OPEN, np.ones((1, run), np.uint8))
    mask = np.asarray(opened, np.uint8)
    parts = find_parts(mask)
    parts = parts[parts[:, 3] <= np.maximum(9 * unit, 0.06 * parts[:, 2])]
    if not len(parts):
        return
    above, below = _clean_shares(mask, parts, paper, unit)
    for x, y, width, height in parts[side(above, below) >= CLEAN].tolist():
        window = (slice(y, y + height), slice(x, x + width))
        long[window] |= mask[window]


def _clean_shares(
    mask: Image, parts: NDArray[np.int32], paper: Image, unit: float
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return for each part the share of its length with paper above it, and below it.

    Looked at in `SAMPLES` places; paper may begin at one of two distances (double rules).
    """
    x, y, width, height = (parts[:, i, None] for i in range(4))
    places = x + ((np.arange(SAMPLES) + 0.5) / SAMPLES * width).astype(np.int64)
    depth = np.arange(int(height.max()))[:, None, None]
    inside = depth < height
    rows = np.minimum(y + depth, mask.shape[0] - 1)
    ink = (mask[rows, places] > 0) & inside
    total = np.maximum(1, ink.sum(axis=0))
    middle = y + (ink * depth).sum(axis=0) // total

    def share(offset: int) -> NDArray[np.float64]:
        beside = paper[np.clip(middle + offset, 0, paper.shape[0] - 1), places] > 0
        return np.asarray(beside.mean(axis=1), np.float64)

    near, far = max(4, round(6 * unit)), max(6, round(9 * unit))
    return np.maximum(share(-near), share(-far)), np.maximum(share(near), share(far))


SAMPLES = 32
CLEAN = 0.78
"""Share of a rule's length with paper beside it; strokes inside a line of text reach 0.6."""
PAPER_MARGIN = 12
"""Gray levels above the page's ink threshold from which a pixel is paper: on faded pages print is
light, and strokes of a line of text must not look free-standing."""
DASH_GAP, BREAK = 48, 14
"""Widest breaks in a chain across and down, pixels at 200 dpi: rules across may be dashed; down,
brackets of neighbouring rows stand 20 px apart."""
FAINT = 0.33
"""Darkness of a rule, as a share of that of the print, below which it shines through the paper:
0.16 to 0.25 there, 0.8 and more for hair rules (worn, photocopied and 110 dpi pages)."""
COVERED = 0.6
"""Share of a piece on foreign ground from which it is no rule: a rule runs on beyond the writing
that it touches."""
SURE_RUN = 90
"""Pixels at 200 dpi: longer than any stroke (headings of 22 pt have strokes of 61 px)."""


def _outside(own: _Candidates, foreign: Image, unit: float) -> _Candidates:
    """Leave out the pieces that run over foreign ground or on a fold of the page."""
    covered = [
        np.count_nonzero(foreign[(low + high) // 2, start:end]) >= COVERED * (end - start)
        for start, end, low, high in own.pieces.tolist()
    ]
    kept = own.pieces[~np.array(covered, np.bool_)]
    return replace(own, pieces=kept[~on_fold(kept, foreign.shape[1], unit)])


def _steady(candidates: _Candidates, unit: float) -> NDArray[np.bool_]:
    """Whether a piece alone is longer than any pen or print stroke."""
    pieces = candidates.pieces
    return np.asarray(pieces[:, 1] - pieces[:, 0] >= SURE_RUN * unit, np.bool_)


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
    return np.asarray(length[chain] >= SURE_RUN * unit, np.bool_)


def _select(own: _Candidates, sure: NDArray[np.bool_], crossing: Image, unit: float) -> Strokes:
    """Keep sure pieces, and short ones whose both ends touch the `crossing` rules."""
    reach = max(2, round(3 * unit))
    near = cv2.dilate(crossing, np.ones((3, 2 * reach + 1), np.uint8))
    keep = sure.copy()
    for i in np.flatnonzero(~sure).tolist():
        start, end, low, high = own.pieces[i].tolist()
        band = near[max(0, low) : high + 1]
        keep[i] = bool(band[:, start].any() and band[:, min(end, near.shape[1]) - 1].any())
    return Strokes(own.thin, _mask(own, keep), own.pieces[keep])


def _mask(candidates: _Candidates, keep: NDArray[np.bool_]) -> Image:
    """Return the chosen pieces as a mask in their own frame."""
    mask = np.zeros_like(candidates.long)
    for start, end, low, high in candidates.pieces[keep].tolist():
        window = (slice(max(0, low - 1), high + 1), slice(start, end))
        mask[window] |= candidates.long[window]
    return mask
