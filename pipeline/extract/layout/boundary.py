"""The lines that bound rows and columns: pieces of rules on one level, which may bend and lean."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from pipeline.extract.image.page import Image
from pipeline.extract.layout.rules import Strokes
from pipeline.model.geometry import Box

Array = NDArray[np.float64]

SAMPLE_STEP = 24
"""Pixels between two samples of a boundary's level."""
LEVEL = 8
"""Pixels at 200 dpi across a rule within which its pieces lie."""
APART, MEETING, COMMON = 24, 6, 0.2
"""Pixels at 200 dpi by which two halves of one leaning rule stand apart (no column is as narrow),
and by which they differ where they meet; share of the shorter one over which both run: 0.05 on
leaning pages, all of it in double rules."""


@dataclass(frozen=True, slots=True, eq=False)
class Boundary:
    """One line of a grid: `levels` across it at positions `along` it; `ruled` when drawn.

    `level` is their mean, taken once: it is asked for a thousand times on a page.
    """

    along: Array
    levels: Array
    ruled: bool = True
    level: float = field(init=False)

    def __post_init__(self) -> None:
        """Take the mean of the levels."""
        object.__setattr__(self, "level", float(self.levels.mean()))

    @property
    def start(self) -> float:
        """Where its ink begins."""
        return float(self.along[0])

    @property
    def end(self) -> float:
        """Where its ink ends."""
        return float(self.along[-1])

    def at(self, position: float | Array) -> Array:
        """Return the level at positions along the line."""
        return np.asarray(np.interp(position, self.along, self.levels), np.float64)


def find_boundaries(strokes: Strokes, box: Box, unit: float) -> list[Boundary]:
    """Cluster the pieces inside `box` (x along the strokes) into boundaries, by level."""
    start, end, low, high = strokes.pieces.T if len(strokes.pieces) else np.empty((4, 0), np.int32)
    inside = (
        (start >= box.x0 - 2) & (end <= box.x1 + 2) & (low >= box.y0 - 2) & (high <= box.y1 + 2)
    )
    pieces = strokes.pieces[inside]
    order = np.argsort((pieces[:, 2] + pieces[:, 3]) / 2)
    clusters: list[list[NDArray[np.int32]]] = []
    last = -1e9
    for piece in pieces[order]:
        level = (piece[2] + piece[3]) / 2
        if level - last > LEVEL * unit:
            clusters.append([])
        clusters[-1].append(piece)
        last = float(np.mean([(p[2] + p[3]) / 2 for p in clusters[-1]]))
    lines = [
        _boundary(strokes.long, cluster)
        for cluster in clusters
        if sum(int(p[1] - p[0]) for p in cluster) >= 40 * unit
    ]
    return _join_halves(lines, unit)


def _boundary(long: Image, pieces: list[NDArray[np.int32]]) -> Boundary:
    """Sample the level of a boundary along its pieces."""
    along: list[float] = []
    levels: list[float] = []
    for start, end, low, high in (tuple(int(v) for v in piece) for piece in pieces):
        window = long[max(0, low - 1) : high + 2, start:end] > 0
        depth = np.arange(window.shape[0])[:, None] + max(0, low - 1)
        for first in range(0, end - start, SAMPLE_STEP):
            part = window[:, first : first + SAMPLE_STEP]
            total = int(part.sum())
            if total:
                along.append(start + first + part.shape[1] / 2)
                levels.append(float((depth * part).sum()) / total)
        along[-1] = max(along[-1], end - 1.0)
    order = np.argsort(along)
    return Boundary(np.array(along)[order], np.array(levels)[order])


def _join_halves(lines: list[Boundary], unit: float) -> list[Boundary]:
    """Join lines of which one goes on where the other ends: a rule that leans over many pixels."""
    joined: list[Boundary] = []
    for line in lines:
        if joined and _goes_on(joined[-1], line, unit):
            along = np.append(joined[-1].along, line.along)
            order = np.argsort(along, kind="stable")
            levels = np.append(joined[-1].levels, line.levels)
            joined[-1] = Boundary(along[order], levels[order])
        else:
            joined.append(line)
    return joined


def _goes_on(one: Boundary, other: Boundary, unit: float) -> bool:
    start, end = max(one.start, other.start), min(one.end, other.end)
    shorter = min(one.end - one.start, other.end - other.start)
    meeting = (start + end) / 2
    return (
        abs(one.level - other.level) <= APART * unit
        and end - start <= COMMON * shorter
        and abs(float(one.at(meeting) - other.at(meeting))) <= MEETING * unit
    )
