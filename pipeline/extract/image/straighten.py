"""From raw pixels to an upright page: stamps, light, turn, perspective, curl, way up.

Everything is measured on a small copy; the page itself is resampled once.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import cv2
import numpy as np
from numpy.typing import NDArray

from pipeline.extract.image import (
    curl,
    frame,
    light,
    orientation,
    perspective,
    sheet,
    skew,
    speckle,
    stamps,
)
from pipeline.extract.image.options import ImageOptions
from pipeline.extract.image.page import Image, UprightPage
from pipeline.extract.ocr.engine import Engine
from pipeline.model.geometry import Box, PageTransform, identity_transform
from pipeline.model.page import PageStatus

A4_LONG_INCHES = 11.69
MEASURE_DPI = 100.0
TOO_DARK = 30
"""Median gray of a page that a scanner did not light."""
ENLARGED, SMOOTHING = 1.3, 0.6
"""Pages enlarged more than this are smoothed (sigma in raw pixels): the grain of a 110 dpi JPEG,
blown up, costs a tenth of the rows (measured)."""
MIN_MARKS = 1
"""A page without a single mark of 2 mm is blank; whether marks are text, the reader says."""


@dataclass(frozen=True, slots=True)
class _Turned:
    """The small copy after coarse turning, its matrix to the raw page, the sheet on that."""

    flat: Image
    ink: Image
    matrix: NDArray[np.float64]
    sheet: NDArray[np.float64]


def straighten(
    pixels: Image, options: ImageOptions | None = None, engine: Engine | None = None
) -> UprightPage:
    """Bring a raw page upright.

    `pixels` is uint8, (H, W) gray or 1-bit as 0/255, or (H, W, 3) RGB. `engine` judges which way
    up the page is; without it a page is never turned by 180 degrees.
    """
    options = options or ImageOptions()
    height, width = pixels.shape[:2]
    if min(height, width) < options.min_side:
        return _unusable(pixels, PageStatus.SKIPPED, "too-small")
    dpi = options.dpi or max(height, width) / A4_LONG_INCHES
    if pixels.ndim == 3 and options.lift_stamps:
        gray, boxes = stamps.lift_stamps(pixels, dpi)
    else:
        gray, boxes = light.to_gray(pixels), ()
    small = _shrink(gray, dpi)
    if float(np.median(small)) < TOO_DARK:
        return _unusable(pixels, PageStatus.SKIPPED, "too-dark")
    ink = light.find_ink(light.flatten_light(small))
    if _count_marks(ink) < MIN_MARKS:
        return replace(_unusable(pixels, PageStatus.BLANK, "no-ink"), stamps=boxes)
    found = skew.find_skew(ink, options.max_skew_degrees)
    scale = _working_scale(gray, dpi, options)

    def stand(turned: int) -> UprightPage:
        page = _build(gray, small, found, turned, scale, dpi)
        return replace(page, turned=turned, skew_degrees=found.degrees)

    turned = 270 if found.sideways else 0
    page = replace(stand(turned), stamps=boxes)
    if engine is not None and options.judge_orientation:
        page = replace(_best_way_up(page, lambda: stand(270 - turned), engine), stamps=boxes)
    upright_stamps = tuple(frame.to_upright_box(page.transform, box) for box in boxes)
    return replace(page, stamps_upright=upright_stamps)


def _unusable(pixels: Image, status: PageStatus, reason: str) -> UprightPage:
    height, width = pixels.shape[:2]
    messages = {
        "too-small": f"页面太小，无法辨认 page too small to read ({width}x{height} px)",
        "too-dark": "页面几乎全黑 page is almost black",
        "no-ink": "空白页 blank page: no print found",
    }
    gray = light.to_gray(pixels)
    return UprightPage(
        gray,
        np.zeros_like(gray),
        identity_transform(width, height),
        width,
        height,
        max(height, width) / A4_LONG_INCHES,
        1.0,
        status=status,
        reason=reason,
        message=messages[reason],
    )


def _shrink(gray: Image, dpi: float) -> Image:
    factor = min(1.0, MEASURE_DPI / dpi, 2400 / max(gray.shape))
    if factor == 1.0:
        return gray
    size = (max(1, round(gray.shape[1] * factor)), max(1, round(gray.shape[0] * factor)))
    return np.asarray(cv2.resize(gray, size, interpolation=cv2.INTER_AREA), np.uint8)


def _working_scale(gray: Image, dpi: float, options: ImageOptions) -> float:
    """Return upright pixels per raw pixel; pages near the working resolution stay as they are."""
    scale = options.working_dpi / dpi
    if 0.8 <= scale <= 1.25:
        scale = 1.0
    return min(scale, options.max_working_side / float(max(gray.shape)))


def _count_marks(ink: Image) -> int:
    stats = light.part_boxes(ink)
    return int(np.count_nonzero((stats[:, 4] >= 6) & (stats[:, 2:4].max(axis=1) >= 5)))


def _turn(small: Image, found: skew.Skew, turned: int, shape: tuple[int, int]) -> _Turned:
    """Turn the small copy by the measured angle (and by 90 degrees for a page on its side)."""
    upright = orientation.turn_image(small, turned // 90)
    height, width = upright.shape
    quarter = _quarter_matrix(small.shape, turned)
    angle = np.radians(found.degrees)
    cos, sin = np.cos(angle), np.sin(angle)
    centre = np.array([width / 2, height / 2])
    rotation = np.array([[cos, -sin, 0], [sin, cos, 0], [0, 0, 1.0]])
    rotation[:2, 2] = centre - rotation[:2, :2] @ centre
    seen = cv2.warpAffine(
        upright,
        rotation[:2],
        (width, height),
        flags=cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP,
        borderMode=cv2.BORDER_REPLICATE,
    )
    flat = light.flatten_light(np.asarray(seen, np.uint8))
    to_raw = np.diag([shape[1] / small.shape[1], shape[0] / small.shape[0], 1.0])
    corners = np.clip(sheet.find_sheet(small), 1, np.array(small.shape[::-1]) - 1.0)
    raw_corners = frame.map_points(to_raw, corners)
    return _Turned(flat, light.find_ink(flat), to_raw @ quarter @ rotation, raw_corners)


def _quarter_matrix(shape: tuple[int, ...], turned: int) -> NDArray[np.float64]:
    """Return the matrix from an image turned counter-clockwise by `turned` to the image."""
    height, width = shape[:2]
    return {
        0: np.eye(3),
        90: np.array([[0, -1.0, width], [1, 0, 0], [0, 0, 1]]),
        180: np.array([[-1.0, 0, width], [0, -1, height], [0, 0, 1]]),
        270: np.array([[0, 1.0, 0], [-1, 0, height], [0, 0, 1]]),
    }[turned]


def _build(
    gray: Image, small: Image, found: skew.Skew, turned: int, scale: float, dpi: float
) -> UprightPage:
    """Measure perspective and curl on the turned small copy and resample the page."""
    seen = _turn(small, found, turned, gray.shape)
    straight, bend = _measure_warp(seen)
    matrix = seen.matrix @ straight
    transform = _fit_canvas(matrix, bend, seen.flat.shape, gray.shape, scale)
    upright = _resample(gray, transform, scale)
    if scale >= ENLARGED:
        smooth = cv2.GaussianBlur(upright, (0, 0), SMOOTHING * scale)
        upright = np.asarray(smooth, np.uint8)
    upright = light.flatten_light(upright)
    _blank_outside(upright, transform, seen.sheet)
    ink = light.find_ink(upright)
    em = speckle.remove_dust(upright, ink, dpi * scale)
    return UprightPage(
        upright,
        ink,
        transform,
        gray.shape[1],
        gray.shape[0],
        dpi * scale,
        em,
    )


def _resample(gray: Image, transform: PageTransform, scale: float) -> Image:
    """Warp the raw page; one that shrinks a lot is averaged first, so that hair rules survive."""
    if scale > 0.75:
        return frame.warp_page(gray, transform)
    height, width = gray.shape
    size = (max(1, round(width * scale)), max(1, round(height * scale)))
    small = np.asarray(cv2.resize(gray, size, interpolation=cv2.INTER_AREA), np.uint8)
    to_small = np.diag([size[0] / width, size[1] / height, 1.0])
    matrix = to_small @ frame.matrix_of(transform)
    return frame.warp_page(
        small,
        frame.make_transform(
            matrix, transform.upright_width, transform.upright_height, transform.bend
        ),
    )


def _blank_outside(upright: Image, transform: PageTransform, paper: NDArray[np.float64]) -> None:
    """Paint what lies beyond the sheet white, so that its edge is no rule.

    `paper` are its corners on the raw page.
    """
    corners = frame.map_points(frame.invert(frame.matrix_of(transform)), paper)
    inside = np.zeros_like(upright)
    cv2.fillConvexPoly(inside, np.rint(corners).astype(np.int32), 255)
    upright[inside == 0] = 255


def _measure_warp(seen: _Turned) -> tuple[NDArray[np.float64], tuple[float, ...]]:
    """Return the homography straight -> seen, and the bend in the straight frame."""
    height, width = seen.flat.shape
    marks = skew.text_marks(seen.ink)
    across = _lines(seen.flat, marks)
    down = perspective.fit_lines(_rules(np.ascontiguousarray(seen.flat.T)), 40, 2.0)
    matrix = perspective.find_perspective(across, down, width, height)
    flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
    flat = cv2.warpPerspective(
        seen.flat, matrix, (width, height), flags=flags, borderMode=cv2.BORDER_REPLICATE
    )
    straight_marks = cv2.warpPerspective(marks, matrix, (width, height), flags=flags)
    _, straight_marks = cv2.threshold(straight_marks, 96, 255, cv2.THRESH_BINARY)
    text = perspective.text_line_mask(np.asarray(straight_marks, np.uint8), 21)
    return matrix, curl.find_bend(_rules(np.asarray(flat, np.uint8)), text)


def _rules(flat: Image) -> Image:
    return perspective.rule_mask(flat, reach=4, shortest=24, contrast=24)


def _lines(flat: Image, marks: Image) -> perspective.LineFits:
    """Rules when there are enough of them, else text lines as well."""
    rules = perspective.fit_lines(_rules(flat), 60, 2.0)
    if len(rules) >= 6:
        return rules
    text = perspective.fit_lines(perspective.text_line_mask(marks, 21), 120, 6.0)
    return perspective.merge_fits(rules, text)


def _fit_canvas(
    matrix: NDArray[np.float64],
    bend: tuple[float, ...],
    seen_shape: tuple[int, ...],
    raw_shape: tuple[int, ...],
    scale: float,
) -> PageTransform:
    """Choose the upright canvas so that it holds the whole raw page at `scale`."""
    raw_height, raw_width = raw_shape[:2]
    corners = perspective.corners_of(frame.invert(matrix), raw_width, raw_height)
    zoom = scale * raw_width / seen_shape[1]
    if abs(np.log((raw_width / seen_shape[1]) / (raw_height / seen_shape[0]))) > 0.05:
        zoom = scale * raw_height / seen_shape[1]
    low, high = corners.min(axis=0), corners.max(axis=0)
    knots = np.array(bend) * zoom
    width, height = (int(v) for v in np.ceil((high - low) * zoom))
    place = np.array([[1 / zoom, 0, low[0]], [0, 1 / zoom, low[1]], [0, 0, 1.0]])
    if bend:
        columns = np.linspace(low[0], high[0], len(bend))
        knots = np.interp(columns, np.linspace(0, seen_shape[1], len(bend)), knots)
    return frame.make_transform(matrix @ place, width, height, (float(v) for v in knots))


def _best_way_up(
    page: UprightPage, sideways: Callable[[], UprightPage], engine: Engine
) -> UprightPage:
    """Turn the page by 180 degrees, or by 90 when it reads badly both ways and better so."""
    page, score = _judge(page, engine)
    if score >= orientation.DOUBTFUL_SCORE:
        return page
    other, other_score = _judge(sideways(), engine)
    return other if other_score > score + orientation.CLEAR_MARGIN else page


def _judge(page: UprightPage, engine: Engine) -> tuple[UprightPage, float]:
    """Return the page the way up its lines read better, and the score."""
    flipped, score = orientation.is_upside_down(page.gray, page.ink, page.dpi, engine)
    return (turn_around(page) if flipped else page), score


def turn_around(page: UprightPage) -> UprightPage:
    """Return the page turned by 180 degrees, exactly (no resampling)."""
    width, height = page.transform.upright_width, page.transform.upright_height
    half = np.array([[-1.0, 0, width], [0, -1.0, height], [0, 0, 1]])
    bend = tuple(-v for v in reversed(page.transform.bend))
    transform = frame.make_transform(frame.matrix_of(page.transform) @ half, width, height, bend)
    return replace(
        page,
        gray=orientation.turn_image(page.gray, 2),
        ink=orientation.turn_image(page.ink, 2),
        transform=transform,
        turned=(page.turned + 180) % 360,
        stamps_upright=tuple(
            Box(width - b.x1, height - b.y1, width - b.x0, height - b.y0)
            for b in page.stamps_upright
        ),
    )
