"""How the page was turned, tilted and bent, measured on a small copy of it.

The copy is turned by the angle already known; its rules and lines of text then tell perspective
and curl. Says where each pixel of the upright page lies on the raw one, and moves none.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import cv2
import numpy as np
from numpy.typing import NDArray

from pipeline.extract.image import curl, frame, light, orientation, perspective, skew
from pipeline.extract.image.page import Image
from pipeline.model.geometry import Box

RULES = perspective.Limits(shortest=60, widest_spread=2.0)
RULES_DOWN = perspective.Limits(shortest=40, widest_spread=2.0)
TEXT = perspective.Limits(shortest=120, widest_spread=6.0)
"""What counts as a line at about 100 dpi."""
ONE_LINE = perspective.Limits(shortest=120, widest_spread=6.0, widest_step=1.17)
"""Beside a cell of two lines one of a single line stands half a line lower; smeared together they
slope. Measured on six pages: such pairs have 1.19 to 1.5, a line of its own 0.97 to 1.16, and more
where the sheet is curled."""
ENOUGH_TEXT = 4
"""Single lines from which the others are left out."""
FEWEST = 3
"""Lines from which their slopes say more than the turn, which all print together told: one line
smeared from cells of two lines each sloped by 2.6 degrees, and the page was turned so."""
LONG = 0.25
"""Share of the page's longer side from which a line tells how the page is turned. Short ones that
all end alike (…产业集群) slope alike, by a degree: they tell how lines converge, and no more."""
ENOUGH_RULES = 6
"""Rules across from which lines of text add nothing."""
FEW_RULES = 1.0
"""Length of all rules down, in heights of the page, up to which the sides of the sheet add to them:
lists with rules across only have none, and lean with a photographed sheet."""
SMEAR = 21
"""Pixels between two characters, at about 100 dpi, that still make one line."""
STRAIGHT_ENOUGH = 0.5
"""Pixels that a corner may move before the copy is straightened to see its curl."""
FULL_LINE = 0.45
"""Share of its box that a smeared line of text fills; less is a figure or a grid."""


@dataclass(frozen=True, slots=True)
class SmallCopy:
    """The page at about 100 dpi: its pixels in even light, its marks of text size.

    `step` are raw pixels per pixel, `sides` the ends (x, y) of the seen sides of the sheet.
    """

    flat: Image
    marks: Image
    step: float
    sides: NDArray[np.float64] = field(default_factory=lambda: np.empty((0, 2, 2)))


@dataclass(frozen=True, slots=True)
class Warp:
    """The matrix straight copy -> raw page, and what is known of the straight copy.

    That is its bend, its width, its lines of text, and its `step` in raw pixels.
    """

    matrix: NDArray[np.float64]
    bend: tuple[float, ...]
    width: int
    step: float
    lines: tuple[Box, ...]


def measure_warp(copy: SmallCopy, found: skew.Skew, turned: int) -> Warp:
    """Measure perspective and curl of a copy turned by quarter turns and the measured angle."""
    flat, marks, to_copy = _turn(copy, found, turned)
    height, width = flat.shape
    rules = _rules(flat)
    text = _text_lines(marks)
    across = _lines(rules, text, max(width, height))
    down = perspective.fit_lines(*_rules(np.ascontiguousarray(flat.T)), RULES_DOWN)
    down = perspective.drop_figures(down, max(width, height))
    if down.length.sum() < FEW_RULES * height:
        sides = frame.map_points(frame.invert(to_copy), copy.sides.reshape(-1, 2)).reshape(-1, 2, 2)
        sheet = perspective.sides_down(sides, across, width, height)
        down = perspective.merge_fits(down, sheet)
    straight = perspective.find_perspective(across, down, width, height)
    corners = perspective.corners_of(np.eye(3), width, height)
    if np.abs(frame.map_points(straight, corners) - corners).max() > STRAIGHT_ENOUGH:
        rules = _rules(_warp(flat, straight, (width, height)))
        text = _text_lines(_warp_mask(marks, straight, (width, height)))
    to_raw = np.diag([copy.step, copy.step, 1.0])
    bend = curl.find_bend([rules, text], width)
    return Warp(to_raw @ to_copy @ straight, bend, width, copy.step, _boxes(text[1]))


def _turn(
    copy: SmallCopy, found: skew.Skew, turned: int
) -> tuple[Image, Image, NDArray[np.float64]]:
    """Return the turned pixels and marks, and the matrix from them to the copy."""
    flat, marks = (orientation.turn_image(part, turned // 90) for part in (copy.flat, copy.marks))
    height, width = flat.shape
    angle = np.radians(found.degrees)
    cos, sin = np.cos(angle), np.sin(angle)
    centre = np.array([width / 2, height / 2])
    rotation = np.array([[cos, -sin, 0], [sin, cos, 0], [0, 0, 1.0]])
    rotation[:2, 2] = centre - rotation[:2, :2] @ centre
    size = (width, height)
    matrix = _quarter_matrix(copy.flat.shape, turned) @ rotation
    return _warp(flat, rotation, size), _warp_mask(marks, rotation, size), matrix


def _quarter_matrix(shape: tuple[int, ...], turned: int) -> NDArray[np.float64]:
    """Return the matrix from an image turned counter-clockwise by `turned` to the image."""
    height, width = shape[:2]
    return {
        0: np.eye(3),
        90: np.array([[0, -1.0, width], [1, 0, 0], [0, 0, 1]]),
        180: np.array([[-1.0, 0, width], [0, -1, height], [0, 0, 1]]),
        270: np.array([[0, 1.0, 0], [-1, 0, height], [0, 0, 1]]),
    }[turned]


def _warp(image: Image, matrix: NDArray[np.float64], size: tuple[int, int]) -> Image:
    flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
    border = cv2.BORDER_REPLICATE
    return np.asarray(
        cv2.warpPerspective(image, matrix, size, flags=flags, borderMode=border), np.uint8
    )


def _warp_mask(mask: Image, matrix: NDArray[np.float64], size: tuple[int, int]) -> Image:
    flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
    moved = cv2.warpPerspective(mask, matrix, size, flags=flags)
    return np.asarray(cv2.threshold(moved, 96, 255, cv2.THRESH_BINARY)[1], np.uint8)


def _rules(flat: Image) -> light.Parts:
    return light.component_stats(perspective.rule_mask(flat, reach=4, shortest=24, contrast=24))


def _text_lines(marks: Image) -> light.Parts:
    return light.component_stats(perspective.text_line_mask(marks, SMEAR))


def _lines(rules: light.Parts, text: light.Parts, size: float) -> perspective.LineFits:
    """Rules when there are enough of them, else text lines as well."""
    ruled = perspective.drop_figures(perspective.fit_lines(*rules, RULES), size)
    if len(ruled) >= ENOUGH_RULES:
        return ruled
    single = perspective.fit_lines(*text, ONE_LINE)
    written = single if len(single) >= ENOUGH_TEXT else perspective.fit_lines(*text, TEXT)
    found = perspective.merge_fits(ruled, written)
    if len(found) < FEWEST:
        return found.only(np.zeros(len(found), np.bool_))
    return found if found.length.max() >= LONG * size else perspective.less_common_slope(found)


def _boxes(stats: NDArray[np.int32]) -> tuple[Box, ...]:
    return tuple(
        Box(x, y, x + width, y + height)
        for x, y, width, height, area in stats.tolist()
        if area >= FULL_LINE * width * height
    )
