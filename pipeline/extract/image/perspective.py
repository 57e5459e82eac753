"""Undo a camera's perspective: rules and text lines that should be parallel are made parallel.

Each family of lines (across, down) meets in a vanishing point; the homography that sends both
points to infinity along the axes straightens the page. Without evidence of meeting, the family
stays parallel, so a flat scan gets a plain rotation or shear.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import cv2
import numpy as np
from numpy.typing import NDArray

from pipeline.extract.image.frame import Matrix, map_points
from pipeline.extract.image.light import Labels, cut_part
from pipeline.extract.image.page import Image

Array = NDArray[np.float64]

FIGURE = 0.15
"""Share of the page's longer side within which parallel strokes beside each other, and beside no
others, are a figure of their own: a square stamp, pressed on askew, measures 0.09 to 0.12."""

SHEARED = 0.1
"""Slope by which lines down may miss the right angle to those across, in the middle of a page. Of
19 photographed pages none missed it by more than 0.026. More is not of the print: beside a list
without rules down the sides of a stamp at the edge of the sheet sheared the page by 0.16."""


@dataclass(frozen=True, slots=True)
class LineFits:
    """Straight fits of strokes that run across: middle, slope dy/dx, length, spread (pixels)."""

    x: Array
    y: Array
    slope: Array
    length: Array
    spread: Array

    def __len__(self) -> int:
        """Count the strokes."""
        return len(self.x)

    def only(self, kept: NDArray[np.bool_]) -> LineFits:
        """Return some of the strokes."""
        parts = (self.x, self.y, self.slope, self.length, self.spread)
        return LineFits(*(part[kept] for part in parts))


@dataclass(frozen=True, slots=True)
class Limits:
    """What counts as a line: at least so long, and at most so far from straight (pixels).

    `widest_step` is the spread by that of an even stroke of the same thickness (1 for one line).
    """

    shortest: float
    widest_spread: float
    widest_step: float = np.inf


def rule_mask(flat: Image, reach: int, shortest: int, contrast: int) -> Image:
    """Return strokes running across: darker than what is `reach` px above and below.

    Runs shorter than `shortest` px are dropped; a run may step by one pixel.
    """
    valley = cv2.morphologyEx(flat, cv2.MORPH_BLACKHAT, np.ones((2 * reach + 1, 1), np.uint8))
    _, strokes = cv2.threshold(valley, contrast, 255, cv2.THRESH_BINARY)
    thick = cv2.dilate(strokes, np.ones((3, 1), np.uint8))
    runs = cv2.morphologyEx(thick, cv2.MORPH_OPEN, np.ones((1, shortest), np.uint8))
    return np.asarray(cv2.bitwise_and(runs, thick), np.uint8)


def text_line_mask(marks: Image, reach: int) -> Image:
    """Smear text-sized marks across so that a line of text becomes one part."""
    return np.asarray(
        cv2.morphologyEx(marks, cv2.MORPH_CLOSE, np.ones((1, reach), np.uint8)), np.uint8
    )


def fit_lines(labels: Labels, stats: NDArray[np.int32], limits: Limits) -> LineFits:
    """Fit a straight line through every part (of `component_stats`) that is long and thin."""
    fits = [
        _fit(cut_part(labels, stats, index), *stats[index, :2].tolist())
        for index in np.flatnonzero(stats[:, 2] >= limits.shortest / np.sqrt(3)).tolist()
    ]
    x, y, slope, length, spread, step = np.array(fits, np.float64).reshape(-1, 6).T
    keep = (length >= limits.shortest) & (spread <= limits.widest_spread) & (np.abs(slope) < 0.25)
    keep &= step <= limits.widest_step
    return LineFits(x, y, slope, length, spread).only(keep)


def _fit(part: Image, x0: int, y0: int) -> tuple[float, ...]:
    """Return middle, slope, length, spread and step of one part from the moments of its pixels."""
    moments = cv2.moments(part, binaryImage=True)
    area = moments["m00"]
    var_x, var_y, cov = (moments[name] / area for name in ("mu20", "mu02", "mu11"))
    slope = cov / max(var_x, 1e-9)
    spread = np.sqrt(max(0.0, var_y - slope * cov))
    x, y = x0 + moments["m10"] / area, y0 + moments["m01"] / area
    length = float(np.sqrt(12 * var_x))
    even = area / max(length, 1.0) / np.sqrt(12)
    return x, y, slope, length, float(spread), float(spread / max(even, 1e-9))


def drop_figures(lines: LineFits, size: float) -> LineFits:
    """Leave out strokes that stand beside each other in one small place, as the sides of a stamp.

    A stamp lies as it was pressed on. `size` is the longer side of the page. A stroke alone may be
    the edge of the sheet, or what is left of a rule.
    """
    half = lines.length / 2
    lean = np.abs(lines.slope) * half
    low = np.stack([lines.x - half, lines.y - lean], axis=1)
    high = np.stack([lines.x + half, lines.y + lean], axis=1)
    gap = np.maximum(low[:, None] - high, low - high[:, None])
    is_beside = (gap[..., 0] < 0) & (gap[..., 1] <= FIGURE * size)
    figure = np.arange(len(lines))
    for near in is_beside:
        figure[np.isin(figure, figure[near])] = figure[near].min()
    kept = np.ones(len(lines), np.bool_)
    for own in np.unique(figure).tolist():
        part = figure == own
        reach = high[part].max(axis=0) - low[part].min(axis=0)
        kept[part] = np.count_nonzero(part) == 1 or bool(np.any(reach > FIGURE * size))
    return lines.only(kept)


def _vanishing_point(lines: LineFits, size: float) -> tuple[float, float]:
    """Return (slope at the middle, convergence) so that slope = a - (y - slope x) b.

    Coordinates are centred and divided by `size`. A robust fit that starts from the median. The
    convergence is shrunk towards zero, because parallel is what a scanner gives.
    """
    if not len(lines):
        return 0.0, 0.0
    y0 = lines.y / size - lines.slope * lines.x / size
    basis = np.c_[np.ones(len(lines)), -y0]
    weight = lines.length / size
    solution = np.array([_weighted_median(lines.slope, weight), 0.0])
    for _ in range(8):
        residual = lines.slope - basis @ solution
        scale = max(0.0015, 1.5 * float(np.median(np.abs(residual))))
        robust = weight / (1 + np.square(residual / scale))
        normal = (basis * robust[:, None]).T @ basis + np.diag([1e-6, 2e-3])
        solution = np.linalg.solve(normal, (basis * robust[:, None]).T @ lines.slope)
    return float(solution[0]), float(solution[1])


def _weighted_median(values: Array, weights: Array) -> float:
    order = np.argsort(values)
    total = np.cumsum(weights[order])
    return float(values[order][np.searchsorted(total, total[-1] / 2)])


def less_common_slope(lines: LineFits) -> LineFits:
    """Return the lines turned back by the slope that is the usual one of them."""
    return replace(lines, slope=lines.slope - _weighted_median(lines.slope, lines.length))


def sides_down(sides: Array, across: LineFits, width: int, height: int) -> LineFits:
    """Return how lines down must run by the sides of the sheet, a rectangle however it was seen.

    `sides` are the ends (x, y) of those seen, (n, 2, 2). How the print lies on the sheet is told by
    its sides across and the print's lines `across`; without both, or with one side down only, the
    sheet tells nothing.
    """
    middle = np.array([width / 2, height / 2])
    (x, y), (dx, dy) = sides.mean(axis=1).T, (sides[:, 1] - sides[:, 0]).T
    is_down = np.abs(dy) > np.abs(dx)
    if np.count_nonzero(is_down) < 2 or is_down.all() or not len(across):
        return across.only(np.zeros(len(across), np.bool_))
    slope = np.where(is_down, dx, dy) / np.where(is_down, dy, dx)
    size = float(max(width, height))
    a, b = _vanishing_point(_centred(across, middle), size)
    there = (y - middle[1] - slope * (x - middle[0])) / size
    askew = float(np.mean((a - there * _plausible(b) - slope)[~is_down]))
    length = np.hypot(dx, dy)
    fits = LineFits(y, x, slope - askew, length, np.zeros(len(sides)))
    return fits.only(is_down)


def find_perspective(across: LineFits, down: LineFits, width: int, height: int) -> Matrix:
    """Return the homography straight -> seen for lines across and lines down (x and y swapped).

    Both fits are in pixels of the seen page. The middle of the page stays where it is and keeps
    its scale.
    """
    size = float(max(width, height))
    middle = np.array([width / 2, height / 2])
    a, b = _vanishing_point(_centred(across, middle), size)
    c, d = _vanishing_point(_centred(down, middle[::-1]), size)
    b, d = _plausible(b), _plausible(d)
    if len(down) < 2:
        c = -a
    elif abs(c + a) > SHEARED:
        c, d = -a, 0.0
    point_across = np.array([1.0, a, b])
    point_down = np.array([c, 1.0, d])
    centre = np.array([0.0, 0.0, 1.0])
    rows = [np.cross(point_down, centre), np.cross(point_across, centre)]
    last = np.cross(point_across, point_down)
    last = last / last[2]
    first = rows[0] / np.dot(rows[0], [1.0, a, 0.0]) * np.hypot(1.0, a)
    second = rows[1] / np.dot(rows[1], [c, 1.0, 0.0]) * np.hypot(1.0, c)
    normalise = np.array(
        [[1 / size, 0, -middle[0] / size], [0, 1 / size, -middle[1] / size], [0, 0, 1]]
    )
    seen_to_straight = np.linalg.inv(normalise) @ np.array([first, second, last]) @ normalise
    return np.asarray(np.linalg.inv(seen_to_straight), np.float64)


def _plausible(convergence: float) -> float:
    """Drop a convergence below what a flat scan shows, and refuse an impossible one."""
    return convergence if 0.004 < abs(convergence) < 0.5 else 0.0


def _centred(lines: LineFits, middle: Array) -> LineFits:
    return LineFits(
        lines.x - middle[0],
        lines.y - middle[1],
        lines.slope,
        lines.length,
        lines.spread,
    )


def corners_of(matrix: Matrix, width: int, height: int) -> Array:
    """Return where a matrix puts the four corners of a page."""
    return map_points(matrix, np.array([(0, 0), (width, 0), (width, height), (0, height)], float))


def merge_fits(one: LineFits, other: LineFits) -> LineFits:
    """Put two sets of fits together."""
    return LineFits(
        np.r_[one.x, other.x],
        np.r_[one.y, other.y],
        np.r_[one.slope, other.slope],
        np.r_[one.length, other.length],
        np.r_[one.spread, other.spread],
    )
