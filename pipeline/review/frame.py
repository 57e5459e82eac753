"""Where a region stands on the straightened page, which is how pages are shown to a person.

Readings are located in raw pixels; a page that was scanned sideways would show its text sideways.
The page's own transform (upright -> raw) is inverted here; its curl is left out, since it moves a
box by less than the margin that every crop gets.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pipeline.model.geometry import Box, PageTransform, Region, enclosing_box
from pipeline.model.page import PageReading
from pipeline.model.table import TickBox
from pipeline.model.text import TextLine

Matrix = NDArray[np.float64]

ROUNDING = 1e-6
LEAST_SQUARE = 0.2
"""A page turned by 45 degrees has 0 here, an upright one 1: between, sizes cannot be told."""

NEAR = 3
LEAST = (18, 2.4)
"""A crop shows at least so many line heights (across, down): a lone number says little."""

MARGINS = ((1.0, 0.7), (6.0, 1.6), (30.0, 4.0))
"""Margin around a cell in heights of the cell, (sideways, up and down), for each step of
surroundings: the cell itself, its row, its neighbourhood."""


@dataclass(frozen=True, slots=True)
class PageFrame:
    """What showing a page needs. Sizes in pixels; `lines` are kept for plain text only."""

    page_no: int
    raw_width: int
    raw_height: int
    transform: PageTransform
    stamps: tuple[Box, ...]
    ticks: tuple[TickBox, ...]
    lines: tuple[TextLine, ...]

    @property
    def width(self) -> int:
        """Width of the upright page."""
        return self.transform.upright_width

    @property
    def height(self) -> int:
        """Height of the upright page."""
        return self.transform.upright_height

    @property
    def matrix(self) -> Matrix:
        """3x3 homography upright -> raw."""
        return np.array(self.transform.matrix, dtype=np.float64).reshape(3, 3)


def frame_of(page: PageReading, lines: tuple[TextLine, ...] = ()) -> PageFrame:
    """Take from a page's reading what is needed to show it."""
    return PageFrame(
        page.page_no, page.width, page.height, page.transform, page.stamps, page.ticks, lines
    )


def upright_box(frame: PageFrame, box: Box) -> Box:
    """Return where a raw box stands on the upright page, cut to the page.

    On a skewed scan the raw box of a line is taller than the line, since it lies along the pixels;
    taking the box around that again would cover the lines next to it. So the upright box is the
    one whose raw box this is, or the box around it where there is none (a page turned by half a
    right angle).
    """
    corners = np.array(
        [[box.x0, box.y0], [box.x1, box.y0], [box.x1, box.y1], [box.x0, box.y1]], dtype=np.float64
    )
    back: Matrix = np.asarray(np.linalg.inv(frame.matrix), dtype=np.float64)
    points = _mapped(back, corners)
    low, high = points.min(axis=0), points.max(axis=0)
    centre = _mapped(back, np.array([box.centre]))[0]
    inner = _unskewed(frame.matrix, centre, (box.width, box.height))
    if inner is not None:
        low, high = np.maximum(low, centre - inner / 2), np.minimum(high, centre + inner / 2)
    x0, y0 = np.floor(low + ROUNDING)
    x1, y1 = np.ceil(high - ROUNDING)
    return _cut(frame, Box(int(x0), int(y0), int(x1), int(y1)))


def _mapped(matrix: Matrix, points: Matrix) -> Matrix:
    mapped = np.hstack([points, np.ones((len(points), 1))]) @ matrix.T
    return np.asarray(mapped[:, :2] / mapped[:, 2:])


def _unskewed(matrix: Matrix, centre: Matrix, size: tuple[int, int]) -> Matrix | None:
    """Width and height of the upright box whose raw box has this size; None when unknown."""
    here, right, down = _mapped(matrix, centre + np.array([[0.0, 0.0], [1.0, 0.0], [0.0, 1.0]]))
    spread = np.abs(np.array([right - here, down - here]).T)
    if abs(np.linalg.det(spread)) < LEAST_SQUARE:
        return None
    inner = np.linalg.solve(spread, np.array(size, dtype=np.float64))
    return np.asarray(inner) if inner.min() >= 1 else None


def group_places(regions: Sequence[Region]) -> list[tuple[int, tuple[Box, ...]]]:
    """Group a reading's regions into pictures: neighbours on one page share one.

    Returns (page_no, raw boxes) in reading order; regions further apart than `NEAR` heights of a
    line get a picture each, so that a picture never shrinks to show mostly what lies between.
    """
    groups: list[tuple[int, tuple[Box, ...]]] = []
    for region in regions:
        if groups and groups[-1][0] == region.page_no and _is_near(groups[-1][1], region.box):
            groups[-1] = (region.page_no, (*groups[-1][1], region.box))
        else:
            groups.append((region.page_no, (region.box,)))
    return groups


def _is_near(boxes: tuple[Box, ...], box: Box) -> bool:
    before = enclosing_box(boxes)
    gap = max(box.y0 - before.y1, before.y0 - box.y1)
    return gap <= NEAR * max(box.height, 1)


def crop_box(frame: PageFrame, cells: Sequence[Box], surroundings: int) -> Box:
    """Return the upright box to show for upright boxes of a cell; `surroundings` is 0, 1 or 2."""
    sideways, upwards = MARGINS[max(0, min(surroundings, len(MARGINS) - 1))]
    around = enclosing_box(cells)
    line = max(12, min(80, *(cell.height for cell in cells)))
    dx = max(round(sideways * line), round((LEAST[0] * line - around.width) / 2))
    dy = max(round(upwards * line), round((LEAST[1] * line - around.height) / 2))
    return _cut(frame, Box(around.x0 - dx, around.y0 - dy, around.x1 + dx, around.y1 + dy))


def text_rows(lines: Sequence[TextLine]) -> dict[int, str]:
    """Lay lines of plain text out by their character boxes: line number -> text."""
    rows: dict[int, str] = {}
    for line in sorted(lines, key=lambda line: (line.box.y0, line.box.x0)):
        before = rows.get(line.box.y0, "")
        rows[line.box.y0] = before.ljust(line.box.x0) + line.text
    return rows


def _cut(frame: PageFrame, box: Box) -> Box:
    x0 = max(0, min(box.x0, frame.width - 1))
    y0 = max(0, min(box.y0, frame.height - 1))
    x1 = max(x0 + 1, min(box.x1, frame.width))
    y1 = max(y0 + 1, min(box.y1, frame.height))
    return Box(x0, y0, x1, y1)
