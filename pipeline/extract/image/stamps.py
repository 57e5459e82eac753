"""Lift red stamps off the ink, keep where they were, and leave red print alone.

A stamp is a red mark with a closed frame (ring, oval or square) of the size stamps have; red
heads are rows of glyphs without a frame and stay text. The ink below a stamp stays dark in the
red channel, so taking that channel inside the stamp removes the stamp and keeps the ink.
"""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from pipeline.extract.image.light import component_stats
from pipeline.extract.image.page import Image
from pipeline.model.geometry import Box

MIN_REDNESS = 34
"""Red minus the larger of green and blue; a stamp seen through the paper stays below."""
MIN_STAMP_MM, MAX_STAMP_MM = 14.0, 75.0
"""Name seals are 18-20 mm, seals of organs 38-60 mm, a contract oval up to 70 mm wide."""
MIN_FRAME_SHARE = 0.55
"""Share of the directions from the middle in which red stands on the frame (broken print)."""


def lift_stamps(pixels: Image, dpi: float) -> tuple[Image, tuple[Box, ...]]:
    """Return (gray page without stamps, boxes of the stamps in pixels of the page).

    `pixels` is RGB; `dpi` gives the scale of stamp sizes.
    """
    gray = np.asarray(cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY), np.uint8)
    shrink = max(1, round(dpi / 50))
    red = _red_mask(_soften(pixels, shrink))
    boxes = [
        _grow(box, shrink, pixels.shape[1], pixels.shape[0])
        for box in _find_stamps(red, dpi / shrink)
    ]
    for box in boxes:
        _lift(gray, pixels, box)
    return gray, tuple(sorted(boxes, key=lambda box: (box.y0, box.x0)))


def _soften(pixels: Image, shrink: int) -> Image:
    """Shrink by halves: a quarter of the time of averaging colours over whole blocks."""
    height, width = pixels.shape[:2]
    size = (width // shrink, height // shrink)
    while pixels.shape[0] >= 4 * size[1]:
        rows, columns = pixels.shape[0] // 2, pixels.shape[1] // 2
        whole = pixels[: 2 * rows, : 2 * columns]  # pairs that begin between two pixels cost twice
        pixels = np.asarray(cv2.resize(whole, (columns, rows), interpolation=cv2.INTER_AREA))
    return np.asarray(cv2.resize(pixels, size, interpolation=cv2.INTER_LINEAR), np.uint8)


def _red_mask(pixels: Image) -> Image:
    red, green, blue = cv2.split(pixels)
    redness = cv2.subtract(red, cv2.max(green, blue))
    return np.asarray((redness >= MIN_REDNESS) * np.uint8(255), np.uint8)


def _find_stamps(red: Image, dpi: float) -> list[Box]:
    """Find framed red marks; the mask is closed first because stamp print breaks up."""
    if not red.any():
        return []
    closed = np.asarray(cv2.morphologyEx(red, cv2.MORPH_CLOSE, np.ones((5, 5), np.uint8)), np.uint8)
    labels, stats = component_stats(closed)
    found: list[Box] = []
    for index, (x, y, width, height, _) in enumerate(stats.tolist()):
        if not _has_stamp_size(width, height, dpi):
            continue
        part = (labels[y : y + height, x : x + width] == index + 1) & (
            red[y : y + height, x : x + width] > 0
        )
        if _has_frame(part):
            found.append(Box(x, y, x + width, y + height))
    return _drop_inner(found)


def _has_stamp_size(width: int, height: int, dpi: float) -> bool:
    low, high = MIN_STAMP_MM / 25.4 * dpi, MAX_STAMP_MM / 25.4 * dpi
    return (
        low <= min(width, height) and max(width, height) <= high and (0.5 <= width / height <= 2.0)
    )


def _has_frame(part: NDArray[np.bool_]) -> bool:
    """Whether red stands on the ellipse or the rectangle that just holds the mark."""
    height, width = part.shape
    ys, xs = np.nonzero(part)
    across = (xs - (width - 1) / 2) / (width / 2)
    down = (ys - (height - 1) / 2) / (height / 2)
    direction = np.floor((np.arctan2(down, across) + np.pi) / (2 * np.pi) * 72).astype(int) % 72
    rims = (np.hypot(across, down), np.maximum(np.abs(across), np.abs(down)))
    shares = [len(np.unique(direction[np.abs(rim - 0.93) <= 0.12])) / 72 for rim in rims]
    corner_free = _corners_free(part)
    return (shares[0] >= MIN_FRAME_SHARE and corner_free) or shares[1] >= 0.9


def _corners_free(part: NDArray[np.bool_]) -> bool:
    height, width = part.shape
    dy, dx = max(1, height // 9), max(1, width // 9)
    corners = (part[:dy, :dx], part[:dy, -dx:], part[-dy:, :dx], part[-dy:, -dx:])
    return sum(bool(corner.mean() > 0.1) for corner in corners) <= 1


def _drop_inner(boxes: list[Box]) -> list[Box]:
    return [
        box
        for box in boxes
        if not any(
            other != box and other.intersection(box).area > 0.8 * box.area for other in boxes
        )
    ]


def _grow(box: Box, shrink: int, width: int, height: int) -> Box:
    return Box(
        max(0, (box.x0 - 1) * shrink),
        max(0, (box.y0 - 1) * shrink),
        min(width, (box.x1 + 1) * shrink),
        min(height, (box.y1 + 1) * shrink),
    )


def _lift(gray: Image, pixels: Image, box: Box) -> None:
    """Put the red channel where the mark is red, scaled so that the stamp reaches the paper."""
    window = (slice(box.y0, box.y1), slice(box.x0, box.x1))
    red, green, blue = cv2.split(np.ascontiguousarray(pixels[window]))
    other = cv2.max(green, blue)
    reddish = cv2.dilate(
        np.asarray((cv2.subtract(red, other) > 14) * np.uint8(255), np.uint8),
        np.ones((3, 3), np.uint8),
    )
    paper = float(np.percentile(gray[window], 90))
    stamp_red = np.median(red[cv2.subtract(red, other) > 40]) if (reddish > 0).any() else paper
    gain = paper / max(1.0, float(stamp_red))
    lifted = np.clip(red.astype(np.float32) * gain, 0, 255).astype(np.uint8)
    gray[window] = np.where(reddish > 0, lifted, gray[window])
