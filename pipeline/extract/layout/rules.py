"""Find ruled lines on an upright page: thin, faint, broken, double, slightly bent.

A rule is darker than what lies on both sides of it and goes on far longer than a pen stroke. All
functions look at lines that run across; lines down are the same on the transposed page.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from pipeline.extract.image.page import Image


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
    """Long thin strokes before it is known which are rules: `labels` number the `pieces`."""

    thin: Image
    labels: NDArray[np.int32]
    pieces: NDArray[np.int32]


def find_rules(gray: Image, dpi: float, contrast: int) -> tuple[Strokes, Strokes]:
    """Return the rules across the page and those down it (in the transposed frame).

    A short stroke is a rule only when both its ends touch rules of the other direction.
    """
    unit = dpi / 200
    across = _find_candidates(gray, 36, unit, contrast)
    down = _find_candidates(np.ascontiguousarray(gray.T), 28, unit, contrast)
    across_sure, down_sure = (_sure(c, unit) for c in (across, down))
    return _select(across, across_sure, down, down_sure, unit), _select(
        down, down_sure, across, across_sure, unit
    )


def _find_candidates(gray: Image, shortest: float, unit: float, contrast: int) -> _Candidates:
    """Find runs that are darker than what is above and below, and clean on one side at least."""
    reach = max(3, round(6 * unit))
    valley = cv2.morphologyEx(gray, cv2.MORPH_BLACKHAT, np.ones((2 * reach + 1, 1), np.uint8))
    _, thin = cv2.threshold(valley, contrast, 255, cv2.THRESH_BINARY)
    step = cv2.dilate(thin, np.ones((3, 1), np.uint8))
    run = max(12, round(shortest * unit))
    long = cv2.morphologyEx(step, cv2.MORPH_OPEN, np.ones((1, run), np.uint8))
    _, found, stats, _ = cv2.connectedComponentsWithStats(long, connectivity=8)
    labels = np.asarray(found, np.int32)
    x, y, width, height = (stats[1:, i] for i in range(4))
    pieces = np.stack([x, x + width, y + 1, y + height - 1], axis=1)
    clean = _clean_share(labels, gray, len(stats), unit) >= CLEAN
    good = (height <= np.maximum(9 * unit, 0.06 * width)) & clean
    renumber = np.r_[0, np.where(good, np.cumsum(good), 0)].astype(np.int32)
    return _Candidates(
        np.asarray(thin, np.uint8), renumber[labels], np.asarray(pieces[good], np.int32)
    )


def _clean_share(
    labels: NDArray[np.int32], gray: Image, count: int, unit: float
) -> NDArray[np.float64]:
    """Return for each piece the share of its pixels with paper on the cleaner side."""
    ys, xs = np.nonzero(labels)
    label = labels[ys, xs]
    total = np.maximum(1, np.bincount(label, minlength=count))
    distance = max(4, round(6 * unit))
    shares = []
    for offset in (-distance, distance):
        beside = gray[np.clip(ys + offset, 0, gray.shape[0] - 1), xs]
        shares.append(np.bincount(label, weights=beside >= PAPER, minlength=count) / total)
    return np.asarray(np.maximum(*shares)[1:], np.float64)


CLEAN = 0.75
"""Share of a rule's length with paper on one side; strokes inside a line of text reach half."""
PAPER = 200
"""Gray value of a flattened page above which there is no print."""


def _sure(candidates: _Candidates, unit: float) -> NDArray[np.bool_]:
    """Whether a piece is longer than any pen or print stroke (22 pt headings: 61 px)."""
    pieces = candidates.pieces
    return np.asarray(pieces[:, 1] - pieces[:, 0] >= 90 * unit, np.bool_)


def _select(
    own: _Candidates,
    sure: NDArray[np.bool_],
    other: _Candidates,
    other_sure: NDArray[np.bool_],
    unit: float,
) -> Strokes:
    crossing = _mask(other.labels, other_sure).T
    reach = max(3, round(5 * unit))
    near = cv2.dilate(np.ascontiguousarray(crossing), np.ones((3, 2 * reach + 1), np.uint8))
    keep = sure.copy()
    for i in np.flatnonzero(~sure).tolist():
        start, end, low, high = own.pieces[i].tolist()
        band = near[max(0, low) : high + 1]
        keep[i] = bool(band[:, start].any() and band[:, min(end, near.shape[1]) - 1].any())
    return Strokes(own.thin, _mask(own.labels, keep), own.pieces[keep])


def _mask(labels: NDArray[np.int32], keep: NDArray[np.bool_]) -> Image:
    table = np.r_[False, keep].astype(np.uint8) * np.uint8(255)
    return np.asarray(table[labels], np.uint8)
