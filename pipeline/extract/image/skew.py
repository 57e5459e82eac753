"""How far the page is turned, from the profiles of its ink.

Text lines and rules give sharp profiles along their own direction. The axis (are lines across or
along the sheet?) is decided on text-sized marks only, because a grid is sharp both ways.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from pipeline.extract.image.light import Labels, component_stats, keep_parts
from pipeline.extract.image.page import Image

Points = tuple[NDArray[np.float32], NDArray[np.float32]]
"""Columns and rows of ink pixels."""

MAX_POINTS = 24_000
COARSE_SHARE = 3
"""Of the points, every third is enough to rank the coarse angles."""
COARSE_STEP = 0.5
ANGLES_FOLLOWED = 5
"""With one, 4 of 40 pages turned by 2 to 8 degrees came out wrong by 0.4 to 6 degrees; with five,
one did, by 0.7 (five sample pages, eight turns each)."""
RIVAL = 0.4
"""Share of the sharpest coarse angle's value from which another one is followed as well."""

CLEAR_PEAK = 12.0
"""Prominence above which the angle across is right, whatever is seen along: of 140 pages, turned by
up to 20 degrees and a quarter turn, letters seen along their lines reach 3, and tables, which are
sharp both ways, show the same angle."""

THICK = 6
"""Pixels (at about 100 dpi) from which what has run together is print: rules of dots and dashes
run together too, down the page as often as across. Without them the least clear of 28 worn pages
with such rules has a ratio of 11 instead of 5, the others of 80 and more."""
SOLID = 0.3
"""Share of its box that print run together fills. What is left of a broken rule where another one
crosses it is as thick as print, and fills less (0.22 for hair-thin rules)."""

CLEAR_RATIO, SOME_PRINT = 4.0, 2e4
"""An axis is settled at once when this much clearer than the other, on more than a few marks."""


@dataclass(frozen=True, slots=True)
class Skew:
    """`degrees` the lines fall to the right (clockwise); `sideways` when they run down the sheet.

    `axis_ratio` is the evidence for the axis: sharpness across over sharpness along.
    """

    degrees: float
    sideways: bool
    axis_ratio: float


@dataclass(frozen=True, slots=True)
class _Scan:
    """How sharp the profile of the print is along each coarse angle."""

    angles: NDArray[np.float64]
    sharpness: NDArray[np.float64]

    @property
    def prominence(self) -> float:
        """How far the sharpest angle stands out from all."""
        return float(self.sharpness.max() / np.median(self.sharpness))


def find_skew(ink: Image, marks: Image, max_degrees: float) -> Skew:
    """Measure the turn of a page from its ink mask and its `text_marks` (about 100 dpi).

    The angle is first found up to quarter turns (print is sharp along and across), then the axis
    is chosen by the shape that marks take when they run together.
    """
    points = _points(marks if np.count_nonzero(marks) > 400 else ink)
    if len(points[0]) < 50:
        return Skew(0.0, False, 1.0)
    angle = _print_angle(points, max_degrees)
    ratio = _axis_ratio(marks, angle)
    sideways = ratio < 1.0
    everything = _points(ink)
    if sideways:
        everything = everything[1], ink.shape[1] - everything[0]
    return Skew(_refine(everything, angle), sideways, ratio)


def _print_angle(points: Points, max_degrees: float) -> float:
    """Return the angle, up to quarter turns, at which the print is sharpest across or along."""
    across = _scan(points, max_degrees)
    if across.prominence >= CLEAR_PEAK:
        return _best_angle(points, across)
    along = _scan(points[::-1], max_degrees)
    if across.prominence >= along.prominence:
        return _best_angle(points, across)
    return -_best_angle(points[::-1], along)


def _axis_ratio(marks: Image, degrees: float) -> float:
    """Return how much more run-together print lies across than along, above 1 for across.

    Characters of a line stand closer than lines do, so marks that are merged over a small
    distance grow into pieces of lines.
    """
    height, width = marks.shape
    rotation = cv2.getRotationMatrix2D((width / 2, height / 2), degrees, 1.0)
    level = cv2.warpAffine(marks, rotation, (width, height), flags=cv2.INTER_NEAREST)
    across = along = 1.0
    for reach in (3, 5, 7):
        kernel = np.ones((reach, reach), np.uint8)
        merged = np.asarray(cv2.morphologyEx(level, cv2.MORPH_CLOSE, kernel), np.uint8)
        stats = component_stats(merged)[1].astype(np.float64)
        wide, tall, area = stats[:, 2], stats[:, 3], stats[:, 4]
        is_print = (np.minimum(wide, tall) >= THICK) & (area >= SOLID * wide * tall)
        wide, tall, area = wide[is_print], tall[is_print], area[is_print]
        across += float((area * (wide - tall))[wide >= 2.5 * tall].sum())
        along += float((area * (tall - wide))[tall >= 2.5 * wide].sum())
        if max(across, along) > CLEAR_RATIO * min(across, along) + SOME_PRINT:
            break
    return across / along


def text_marks(labels: Labels, stats: NDArray[np.int32]) -> Image:
    """Return the ink without long rules, blots and specks, from its parts (at about 100 dpi)."""
    longest = stats[:, 2:4].max(axis=1)
    return keep_parts(labels, (longest <= max(labels.shape) / 24) & (stats[:, 4] >= 4))


def _points(mask: Image) -> Points:
    places = cv2.findNonZero(mask)
    if places is None:
        return np.empty(0, np.float32), np.empty(0, np.float32)
    kept = np.asarray(places).reshape(-1, 2)[:: max(1, len(places) // MAX_POINTS)]
    x, y = kept.T.astype(np.float32)
    return x, y


def _shrunk(points: Points, factor: float, keep_every: int = 1) -> Points:
    x, y = points
    return x[::keep_every] / factor, y[::keep_every] / factor


def _sharpness(points: Points, degrees: float) -> float:
    """Variance of the profile's steps when looked at along `degrees`."""
    x, y = points
    slope = np.float32(np.tan(np.radians(degrees)))
    rows = y - x * slope
    rows += np.float32(0.5) - np.floor(rows.min())
    steps = np.diff(np.bincount(rows.astype(np.intp)))
    return float(steps @ steps)


def _scan(points: Points, max_degrees: float) -> _Scan:
    """Look along every coarse angle at a quarter of the size.

    A line of text must not slide by its own height from one step to the next, or its peak falls
    between two steps: on a page of 830 px a step of 0.5 degrees slides 7 px, 2 px at a quarter of
    the size.
    """
    angles = np.arange(-max_degrees, max_degrees + COARSE_STEP / 2, COARSE_STEP)
    quarter = _shrunk(points, 4, COARSE_SHARE)
    return _Scan(angles, np.array([_sharpness(quarter, degrees) for degrees in angles]))


def _best_angle(points: Points, scan: _Scan) -> float:
    """Return the best of the promising coarse angles, each refined.

    What looks best when coarse need not be best when sharp, so rivals are followed.
    """
    rough = scan.sharpness
    peaks = np.flatnonzero((rough >= np.roll(rough, 1)) & (rough >= np.roll(rough, -1)))
    rivals = peaks[rough[peaks] >= RIVAL * rough.max()]
    promising = rivals[np.argsort(-rough[rivals])][:ANGLES_FOLLOWED]
    found = [_climb(points, float(scan.angles[index])) for index in promising]
    return max(found, key=lambda pair: pair[1])[0]


def _climb(points: Points, start: float) -> tuple[float, float]:
    """Narrow one coarse angle at half and at full size; return it with its full-size sharpness."""
    angle, score = start, 0.0
    for reach, step, shrink in ((0.75, 0.25, 2.0), (0.25, 0.05, 1.0)):
        smaller = _shrunk(points, shrink)
        steps = np.arange(angle - reach, angle + reach + step / 2, step)
        scores = [_sharpness(smaller, degrees) for degrees in steps]
        angle, score = float(steps[int(np.argmax(scores))]), max(scores)
    return angle, score


def _refine(points: Points, first: float) -> float:
    """Narrow the angle down to 0.02 degrees on all ink, rules included."""
    angle = first
    for reach, step in ((0.6, 0.1), (0.1, 0.02)):
        candidates = np.arange(angle - reach, angle + reach + step / 2, step)
        angle = float(max(candidates, key=lambda degrees: _sharpness(points, degrees)))
    return angle
