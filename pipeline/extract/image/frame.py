"""Move points and boxes between the upright and the raw page, and pixels with them."""

from __future__ import annotations

import math
from collections.abc import Iterable

import cv2
import numpy as np
from numpy.typing import NDArray

from pipeline.extract.image.page import Image
from pipeline.model.geometry import Box, PageTransform

Matrix = NDArray[np.float64]


def matrix_of(transform: PageTransform) -> Matrix:
    """Return the 3x3 homography upright -> raw."""
    return np.array(transform.matrix, np.float64).reshape(3, 3)


def make_transform(
    matrix: Matrix, width: int, height: int, bend: Iterable[float] = ()
) -> PageTransform:
    """Return the transform of an upright page of `width` x `height` pixels."""
    normal = matrix / matrix[2, 2]
    return PageTransform(tuple(float(v) for v in normal.ravel()), width, height, tuple(bend))


def invert(matrix: Matrix) -> Matrix:
    """Return the inverse homography."""
    return np.asarray(np.linalg.inv(matrix), np.float64)


def bend_at(transform: PageTransform, x: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return how many pixels lower the curl makes a line stand at upright columns `x`."""
    if not transform.bend:
        return np.zeros_like(x)
    knots = np.linspace(0, transform.upright_width, len(transform.bend))
    return np.interp(x, knots, transform.bend)


def map_points(matrix: Matrix, points: NDArray[np.float64]) -> NDArray[np.float64]:
    """Map (N, 2) points through a homography."""
    homogeneous = np.ones((len(points), 3))
    homogeneous[:, :2] = points
    mapped = homogeneous @ matrix.T
    return np.asarray(mapped[:, :2] / mapped[:, 2:], np.float64)


def to_raw_points(transform: PageTransform, points: NDArray[np.float64]) -> NDArray[np.float64]:
    """Map (N, 2) upright points to the raw page."""
    if transform.bend:
        points = np.c_[points[:, 0], points[:, 1] + bend_at(transform, points[:, 0])]
    return map_points(matrix_of(transform), points)


def to_raw_box(transform: PageTransform, box: Box) -> Box:
    """Return the smallest raw-page box around an upright box."""
    across = (box.x0, (box.x0 + box.x1) / 2, box.x1) if transform.bend else (box.x0, box.x1)
    points = np.array([(x, y) for x in across for y in (box.y0, box.y1)], np.float64)
    return _box_around(to_raw_points(transform, points))


def to_upright_box(transform: PageTransform, box: Box) -> Box:
    """Return the smallest upright box around a raw-page box (the bend taken at its columns)."""
    corners = np.array(
        [(box.x0, box.y0), (box.x1, box.y0), (box.x0, box.y1), (box.x1, box.y1)], np.float64
    )
    points = map_points(invert(matrix_of(transform)), corners)
    if transform.bend:
        points[:, 1] -= bend_at(transform, points[:, 0])
    return _box_around(points)


def _box_around(points: NDArray[np.float64]) -> Box:
    x, y = points.T.tolist()
    return Box(
        math.floor(min(x) + 1e-6),
        math.floor(min(y) + 1e-6),
        math.ceil(max(x) - 1e-6),
        math.ceil(max(y) - 1e-6),
    )


def warp_page(gray: Image, transform: PageTransform, interpolation: int) -> Image:
    """Resample a raw gray page into the upright frame, once.

    Beyond the raw page its edge pixels go on, so that no false border appears.
    """
    size = (transform.upright_width, transform.upright_height)
    matrix = matrix_of(transform)
    border = cv2.BORDER_REPLICATE
    if transform.bend:
        places = _places_bent(transform)
        return np.asarray(cv2.remap(gray, *places, interpolation, borderMode=border), np.uint8)
    if np.allclose(matrix, np.eye(3), atol=1e-9) and gray.shape == size[::-1]:
        return gray.copy()
    flags = interpolation | cv2.WARP_INVERSE_MAP
    if abs(matrix[2, 0]) + abs(matrix[2, 1]) < 1e-12:
        return np.asarray(
            cv2.warpAffine(gray, matrix[:2], size, flags=flags, borderMode=border), np.uint8
        )
    return np.asarray(
        cv2.warpPerspective(gray, matrix, size, flags=flags, borderMode=border), np.uint8
    )


def _places_bent(transform: PageTransform) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Return the raw column and row of every pixel of a bent page."""
    xs = np.arange(transform.upright_width, dtype=np.float64)
    ys = np.arange(transform.upright_height, dtype=np.float64)
    matrix = matrix_of(transform)
    across = (matrix @ [xs, bend_at(transform, xs), np.ones_like(xs)]).astype(np.float32)
    down = np.outer(matrix[:, 1], ys).astype(np.float32)
    x, y, depth = (np.add.outer(down[i], across[i]) for i in range(3))
    return x / depth, y / depth
