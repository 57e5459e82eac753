"""From raw pixels to an upright page: stamps, light, turn, perspective, curl, way up.

Everything is measured on a small copy; the page itself is resampled once.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import cv2
import numpy as np
from numpy.typing import NDArray

from pipeline.extract.image import (
    fields,
    frame,
    light,
    orientation,
    perspective,
    shaded_rows,
    sheet,
    skew,
    speckle,
    stamps,
    toner,
)
from pipeline.extract.image.options import ImageOptions
from pipeline.extract.image.page import Image, UprightPage
from pipeline.extract.image.warp import SmallCopy, Warp, measure_warp
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


@dataclass(frozen=True, slots=True)
class _Raw:
    """The raw page without stamps, its sheet, resolution, and how much larger it becomes."""

    gray: Image
    sheet: NDArray[np.float64]
    dpi: float
    scale: float


@dataclass(frozen=True, slots=True)
class _Standing:
    """The page one way up with its dust, its lines of text, and the `outline_boxes` of its ink."""

    page: UprightPage
    lines: tuple[Box, ...]
    marks: NDArray[np.int32]


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
    small, step = _shrink(gray, dpi)
    if float(np.median(small[::4, ::4])) < TOO_DARK:
        return _unusable(pixels, PageStatus.SKIPPED, "too-dark")
    flat = light.flatten_light(small)
    ink = light.find_ink(flat)
    labels, stats = light.component_stats(ink)
    if not _has_marks(stats):
        return replace(_unusable(pixels, PageStatus.BLANK, "no-ink"), stamps=boxes)
    marks = skew.text_marks(labels, stats)
    found = skew.find_skew(ink, marks, options.max_skew_degrees)
    paper = sheet.find_sheet(small)
    copy = SmallCopy(flat, marks, step, sheet.seen_sides(paper, *small.shape[::-1]))
    corners = np.clip(paper, 1, np.array(small.shape[::-1]) - 1.0) * step
    raw = _Raw(gray, corners, dpi, _working_scale(gray, dpi, options))

    def stand(turned: int) -> _Standing:
        standing = _build(raw, measure_warp(copy, found, turned))
        page = replace(standing.page, stamps=boxes, turned=turned, skew_degrees=found.degrees)
        return replace(standing, page=page)

    turned = 270 if found.sideways else 0
    standing = stand(turned)
    if engine is not None and options.judge_orientation:
        standing = _best_way_up(standing, lambda: stand(270 - turned), engine)
    page = _without_dust(standing)
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


def _shrink(gray: Image, dpi: float) -> tuple[Image, float]:
    """Return the page at about the measuring resolution, and raw pixels per pixel of it."""
    step = max(1.0, dpi / MEASURE_DPI, max(gray.shape) / 2400)
    if abs(step - round(step)) < 0.05 * step:
        return light.shrink_evenly(gray, round(step)), float(round(step))
    size = tuple(max(1, round(side / step)) for side in gray.shape[::-1])
    return np.asarray(cv2.resize(gray, size, interpolation=cv2.INTER_AREA), np.uint8), step


def _working_scale(gray: Image, dpi: float, options: ImageOptions) -> float:
    """Return upright pixels per raw pixel; pages near the working resolution stay as they are."""
    scale = options.working_dpi / dpi
    if 0.8 <= scale <= 1.25:
        scale = 1.0
    return min(scale, options.max_working_side / float(max(gray.shape)))


def _has_marks(stats: NDArray[np.int32]) -> bool:
    """Whether one mark has 2 mm; without any a page is blank. Is it text? The reader says."""
    return bool(np.any((stats[:, 4] >= 6) & (stats[:, 2:4].max(axis=1) >= 5)))


def _build(raw: _Raw, warp: Warp) -> _Standing:
    """Resample the page as measured and even out its light."""
    transform = _fit_canvas(warp, raw)
    upright = _resample(raw.gray, transform, raw.scale)
    if raw.scale >= ENLARGED:
        upright = np.asarray(cv2.GaussianBlur(upright, (0, 0), SMOOTHING * raw.scale), np.uint8)
    unlit, upright = upright, light.flatten_light(upright)
    painted = fields.lighten_fields(unlit, upright)
    shaded = shaded_rows.lighten_shaded_rows(unlit, upright)
    _blank_outside(upright, transform, raw.sheet)  # or a dark table passes for print of this side
    shows_through = light.drop_show_through(upright, painted)
    shaded_rows.draw_edges(upright, shaded)  # not before: they are darker than faint print
    ink = light.find_ink(upright)
    dpi = raw.dpi * raw.scale
    boxes = light.outline_boxes(ink)
    em = speckle.character_height(boxes, dpi)
    if toner.lift_specks(upright, ink, boxes, em):
        ink = light.find_ink(upright)
        boxes = light.outline_boxes(ink)
    height, width = raw.gray.shape
    page = UprightPage(
        upright,
        ink,
        transform,
        width,
        height,
        dpi,
        em,
        fields=painted,
        shows_through=shows_through,
    )
    return _Standing(page, _lines_on(transform, warp), boxes)


def _without_dust(standing: _Standing) -> UprightPage:
    """Take the dust off once it is known which way up the page is.

    A comma at the end of a line is known from dust by the character to its left.
    """
    page = standing.page
    speckle.remove_dust(page.gray, page.ink, standing.marks, page.em)
    return page


def _lines_on(transform: PageTransform, warp: Warp) -> tuple[Box, ...]:
    """Move the lines of text from the measured copy to the upright page."""
    matrix = frame.invert(warp.matrix) @ frame.matrix_of(transform)
    width, height = transform.upright_width, transform.upright_height
    place = frame.make_transform(matrix, width, height, transform.bend)
    return tuple(frame.to_upright_box(place, box) for box in warp.lines)


def _resample(gray: Image, transform: PageTransform, scale: float) -> Image:
    """Warp the raw page; one that shrinks a lot is averaged first, so that hair rules survive.

    Cubic interpolation is for pages that are enlarged: of 253 rows at 110 dpi it read 166 right
    instead of 163, and none more at 200 dpi, where it takes 20 ms longer.
    """
    if scale > 0.75:
        interpolation = cv2.INTER_CUBIC if scale > 1.0 else cv2.INTER_LINEAR
        return frame.warp_page(gray, transform, interpolation)
    height, width = gray.shape
    size = (max(1, round(width * scale)), max(1, round(height * scale)))
    small = np.asarray(cv2.resize(gray, size, interpolation=cv2.INTER_AREA), np.uint8)
    matrix = np.diag([size[0] / width, size[1] / height, 1.0]) @ frame.matrix_of(transform)
    width, height = transform.upright_width, transform.upright_height
    on_small = frame.make_transform(matrix, width, height, transform.bend)
    return frame.warp_page(small, on_small, cv2.INTER_LINEAR)


def _blank_outside(upright: Image, transform: PageTransform, paper: NDArray[np.float64]) -> None:
    """Paint what lies beyond the sheet white, so that its edge is no rule.

    `paper` are its corners on the raw page.
    """
    corners = frame.map_points(frame.invert(frame.matrix_of(transform)), paper)
    outside = np.full_like(upright, 255)
    cv2.fillConvexPoly(outside, np.rint(corners).astype(np.int32), 0)
    cv2.bitwise_or(upright, outside, dst=upright)


def _fit_canvas(warp: Warp, raw: _Raw) -> PageTransform:
    """Choose the upright canvas so that it holds the whole raw page."""
    height, width = raw.gray.shape
    corners = perspective.corners_of(frame.invert(warp.matrix), width, height)
    low, high = corners.min(axis=0), corners.max(axis=0)
    zoom = raw.scale * warp.step
    across, down = (int(v) for v in np.ceil((high - low) * zoom))
    place = np.array([[1 / zoom, 0, low[0]], [0, 1 / zoom, low[1]], [0, 0, 1.0]])
    bend = np.array(warp.bend) * zoom
    if warp.bend:
        columns = np.linspace(low[0], high[0], len(bend))
        bend = np.interp(columns, np.linspace(0, warp.width, len(bend)), bend)
    return frame.make_transform(warp.matrix @ place, across, down, (float(v) for v in bend))


def _best_way_up(
    standing: _Standing, sideways: Callable[[], _Standing], engine: Engine
) -> _Standing:
    """Turn the page by 180 degrees, or by 90 when it reads badly both ways and better so."""
    judged, score = _judge(standing, engine)
    if score >= orientation.DOUBTFUL_SCORE:
        return judged
    other, other_score = _judge(sideways(), engine)
    return other if other_score > score + orientation.CLEAR_MARGIN else judged


def _judge(standing: _Standing, engine: Engine) -> tuple[_Standing, float]:
    """Return the page the way up its lines read better, and the score."""
    page = standing.page
    lines = orientation.sample_lines(standing.lines, page.dpi)
    flipped, score = orientation.is_upside_down(page.gray, lines, engine)
    return (_turn_around(standing) if flipped else standing), score


def _turn_around(standing: _Standing) -> _Standing:
    """Return the page and its marks turned by 180 degrees; its lines have had their use."""
    height, width = standing.page.ink.shape
    x, y, wide, tall = standing.marks.T
    marks = np.stack([width - x - wide, height - y - tall, wide, tall], axis=1)
    return _Standing(turn_around(standing.page), (), marks)


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
        stamps_upright=_turned(page.stamps_upright, width, height),
        fields=_turned(page.fields, width, height),
    )


def _turned(boxes: Sequence[Box], width: int, height: int) -> tuple[Box, ...]:
    """Return boxes turned by 180 degrees on a page of this size."""
    return tuple(Box(width - b.x1, height - b.y1, width - b.x0, height - b.y0) for b in boxes)
