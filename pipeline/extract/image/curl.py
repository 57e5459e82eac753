"""Undo gentle curl: how much lower a straight line stands at each column of the page.

Long rules and text lines all show the same bow when a book page or a creased sheet is scanned;
each line has its own height, the bow is common.
"""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from pipeline.extract.image.page import Image

Array = NDArray[np.float64]

KNOTS = 33
MIN_BOW = 1.2
"""Pixels at about 100 dpi below which a page counts as flat."""


def find_bend(mask: Image, text: Image) -> tuple[float, ...]:
    """Return the bow at `KNOTS` equally spaced columns, empty when the page is flat.

    `mask` holds rules, `text` smeared text lines, both in the straightened frame.
    """
    width = mask.shape[1]
    samples = [_trace(part, width) for part in (mask, text)]
    x, y, line = (np.concatenate(parts) for parts in zip(*_renumber(samples), strict=True))
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


Samples = tuple[Array, Array, NDArray[np.int64]]


def _renumber(samples: list[Samples]) -> list[Samples]:
    offset = 0
    out: list[Samples] = []
    for x, y, line in samples:
        out.append((x, y, line + offset))
        offset += int(line.max()) + 1 if len(line) else 0
    return out


def _trace(mask: Image, width: int) -> Samples:
    """Sample the middle of every long part of `mask` in steps of a fiftieth of the page."""
    _, labels, stats, _ = cv2.connectedComponentsWithStats(mask, connectivity=8)
    long = (stats[:, 2] >= width * 0.3) & (stats[:, 3] <= width * 0.05)
    long[0] = False
    ys, xs = np.nonzero(long[labels])
    step = max(1, width // 50)
    key = labels[ys, xs].astype(np.int64) * 1000 + xs // step
    unique, where = np.unique(key, return_inverse=True)
    count = np.bincount(where)
    mean_x, mean_y = (np.bincount(where, weights=v) / np.maximum(1, count) for v in (xs, ys))
    return mean_x, mean_y, unique // 1000


def _fit(x: Array, y: Array, line: NDArray[np.int64]) -> np.polynomial.Polynomial:
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
