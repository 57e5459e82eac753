"""The lines that bound rows and columns: pieces of rules on one level, which may bend and lean.

Where a rule broke off, it went on as its neighbours do.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace

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
FULL = 0.8
"""Share of the length of all lines from which one shows how the others go on."""
NEAR_SAMPLES = 8
"""Samples at its end by which a line stands apart from the one that it goes on beside: 190 pixels,
for one sample is off by a pixel."""


@dataclass(frozen=True, slots=True, eq=False)
class Boundary:
    """One line of a grid: `levels` across it at positions `along` it; `ruled` when drawn.

    `ink` is from where to where it is drawn, when it was led on beyond that. `level` is the mean of
    the levels, taken once: it is asked for a thousand times on a page.
    """

    along: Array
    levels: Array
    ruled: bool = True
    ink: tuple[float, float] | None = None
    level: float = field(init=False)

    def __post_init__(self) -> None:
        """Take the mean of the levels."""
        object.__setattr__(self, "level", float(self.levels.mean()))

    @property
    def start(self) -> float:
        """Where its ink begins."""
        return float(self.along[0]) if self.ink is None else self.ink[0]

    @property
    def end(self) -> float:
        """Where its ink ends."""
        return float(self.along[-1]) if self.ink is None else self.ink[1]

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


def lead_on(lines: list[Boundary], unit: float) -> list[Boundary]:
    """Return the lines, those that stop short led on as far as the others, in their order.

    They run beside the nearest line of full length; two that come to lie on each other are one.
    """
    length = max(line.end for line in lines) - min(line.start for line in lines) if lines else 0.0
    full = [line for line in lines if line.end - line.start >= FULL * length]
    if len(full) == len(lines) or not full:
        return lines
    led: list[Boundary] = []
    for line in sorted((_led_on(line, full) for line in lines), key=lambda line: line.level):
        if led and _is_same(led[-1], line, unit):
            led[-1] = _led_on(_joined(_drawn(led[-1]), _drawn(line)), full)
        else:
            led.append(line)
    return led


def _led_on(line: Boundary, full: list[Boundary]) -> Boundary:
    """Return a line led on at both ends beside the nearest of the `full` ones."""
    if any(line is other for other in full):
        return line
    guide = min(full, key=lambda other: abs(float(other.at(line.along[0])) - line.levels[0]))
    apart = line.levels - guide.at(line.along)
    before, after = guide.along < line.start, guide.along > line.end
    levels = (
        guide.levels[before] + np.median(apart[:NEAR_SAMPLES]),
        line.levels,
        guide.levels[after] + np.median(apart[-NEAR_SAMPLES:]),
    )
    along = (guide.along[before], line.along, guide.along[after])
    ink = (line.start, line.end)
    return replace(line, along=np.concatenate(along), levels=np.concatenate(levels), ink=ink)


def _drawn(line: Boundary) -> Boundary:
    """Return a line that was led on without what was added."""
    own = (line.along >= line.start) & (line.along <= line.end)
    return replace(line, along=line.along[own], levels=line.levels[own], ink=None)


def _is_same(one: Boundary, other: Boundary, unit: float) -> bool:
    """Whether two lines are parts of one: where one is drawn and the other led on, they meet."""
    overlap = min(one.end, other.end) - max(one.start, other.start)
    if overlap > COMMON * min(one.end - one.start, other.end - other.start):
        return False
    return abs(one.level - other.level) <= MEETING * unit


def _boundary(long: Image, pieces: list[NDArray[np.int32]]) -> Boundary:
    """Sample the level of a boundary along its pieces."""
    along: list[float] = []
    levels: list[float] = []
    for start, end, low, high in (tuple(int(v) for v in piece) for piece in pieces):
        window = long[max(0, low - 1) : high + 2, start:end] > 0
        depth = np.arange(window.shape[0]) + max(0, low - 1)
        first = np.arange(0, end - start, SAMPLE_STEP)
        last = np.append(first[1:], end - start)
        parts = np.add.reduceat(window, first, axis=1, dtype=np.int64)
        total = parts.sum(axis=0)
        inked = total > 0
        along += (start + (first + last) / 2)[inked].tolist()
        levels += ((depth @ parts)[inked] / total[inked]).tolist()
        along[-1] = max(along[-1], end - 1.0)
    order = np.argsort(along)
    return Boundary(np.array(along)[order], np.array(levels)[order])


def _join_halves(lines: list[Boundary], unit: float) -> list[Boundary]:
    """Join lines of which one goes on where the other ends: a rule that leans over many pixels."""
    joined: list[Boundary] = []
    for line in lines:
        if joined and _goes_on(joined[-1], line, unit):
            joined[-1] = _joined(joined[-1], line)
        else:
            joined.append(line)
    return joined


def _joined(one: Boundary, other: Boundary) -> Boundary:
    """Return the samples of two lines as one line."""
    along = np.append(one.along, other.along)
    order = np.argsort(along, kind="stable")
    return Boundary(along[order], np.append(one.levels, other.levels)[order])


def _goes_on(one: Boundary, other: Boundary, unit: float) -> bool:
    start, end = max(one.start, other.start), min(one.end, other.end)
    shorter = min(one.end - one.start, other.end - other.start)
    meeting = (start + end) / 2
    return (
        abs(one.level - other.level) <= APART * unit
        and end - start <= COMMON * shorter
        and abs(float(one.at(meeting) - other.at(meeting))) <= MEETING * unit
    )
