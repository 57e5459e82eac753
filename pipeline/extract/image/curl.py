"""Undo gentle curl: how much lower a straight line stands at each column of the page.

Long rules and text lines all show the same bow when a book page or a creased sheet is scanned;
each line has its own height, the bow is common.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from pipeline.extract.image.light import Parts, cut_part
from pipeline.extract.image.page import Image

Array = NDArray[np.float64]

KNOTS = 33
MIN_BOW = 1.2
"""Pixels at about 100 dpi below which a page counts as flat."""
STEP = 3.0
"""Pixels at about 100 dpi between two samples of one line, which bows by less than one (measured on
photographs of curled sheets); a cell of two lines beside one of a single line steps by nine."""


def find_bend(families: Sequence[Parts], width: int) -> tuple[float, ...]:
    """Return the bow at `KNOTS` equally spaced columns, empty when the page is flat.

    `families` are the parts (as of `component_stats`) of masks of rules and of smeared text lines,
    in the straightened frame, which is `width` pixels wide.
    """
    x, y, line = _trace(families, width)
    if len(np.unique(line)) < 3:
        return ()
    bow = _fit(x / width * 2 - 1, y, line)
    curve = bow(np.linspace(-1, 1, KNOTS))
    covered = np.linspace(0, width, KNOTS)
    inside = (covered >= np.percentile(x, 1)) & (covered <= np.percentile(x, 99))
    if not inside.any() or np.ptp(curve[inside]) < MIN_BOW:
        return ()
    first, last = np.flatnonzero(inside)[[0, -1]]
    curve[:first], curve[last + 1 :] = curve[first], curve[last]
    return tuple(float(v) for v in curve - curve[inside].mean())


def _trace(families: Sequence[Parts], width: int) -> tuple[Array, Array, NDArray[np.intp]]:
    """Sample the middle of every long part, in steps of a fiftieth of the page, and number it.

    A part that steps up or down is two lines that ran together, each with its own height.
    """
    step = max(1, width // 50)
    lines = [
        _middles(cut_part(labels, stats, index), stats[index, 0], stats[index, 1], step)
        for labels, stats in families
        for index in np.flatnonzero(
            (stats[:, 2] >= width * 0.3) & (stats[:, 3] <= width * 0.05)
        ).tolist()
    ]
    numbers = np.repeat(np.arange(len(lines)), [len(x) for x, _ in lines])
    x, y = np.concatenate([np.empty((2, 0)), *lines], axis=1)
    is_next = (np.diff(numbers, prepend=0) != 0) | (np.abs(np.diff(y, prepend=y[:1])) > STEP)
    return x, y, np.cumsum(is_next)


def _middles(part: Image, x0: int, y0: int, step: int) -> tuple[Array, Array]:
    """Return the mean place of a part's pixels in each step of columns it has pixels in."""
    height, width = part.shape
    columns = x0 + np.arange(width)
    ink = part.sum(axis=0, dtype=np.float64)
    moment = np.arange(y0, y0 + height, dtype=np.float64) @ part
    count, *sums = (
        np.bincount(columns // step, weights=weights) for weights in (ink, columns * ink, moment)
    )
    seen = count > 0
    return sums[0][seen] / count[seen], sums[1][seen] / count[seen]


def _fit(x: Array, y: Array, line: NDArray[np.intp]) -> np.polynomial.Polynomial:
    """Fit one common curve of degree 4 through lines that each have their own height."""
    powers = np.stack([x**2, x**3, x**4, x], axis=1)
    weight = np.ones(len(x))
    solution = np.zeros(4)
    for _ in range(6):
        total = np.maximum(1e-9, np.bincount(line, weights=weight))
        centred = powers - np.stack(
            [(np.bincount(line, weights=weight * p) / total)[line] for p in powers.T], axis=1
        )
        height = y - (np.bincount(line, weights=weight * y) / total)[line]
        normal = (centred * weight[:, None]).T @ centred + np.eye(4) * 1e-3
        solution = np.linalg.solve(normal, (centred * weight[:, None]).T @ height)
        residual = height - centred @ solution
        scale = max(0.5, 1.5 * float(np.median(np.abs(residual))))
        weight = 1 / (1 + np.square(residual / scale))
    return np.polynomial.Polynomial([0, solution[3], solution[0], solution[1], solution[2]])
