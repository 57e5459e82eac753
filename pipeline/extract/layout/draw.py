"""Draw what was read over the page, so that a failed table can be understood from a picture."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from pipeline.extract.image import to_raw_points
from pipeline.extract.image.page import Image
from pipeline.model.geometry import Box, PageTransform
from pipeline.model.page import PageReading
from pipeline.model.table import TickState

Colour = tuple[int, int, int]

GRID: Colour = (0, 120, 255)
MERGED: Colour = (160, 0, 200)
OPEN: Colour = (255, 140, 0)
STAMP: Colour = (255, 0, 0)
ORDER: Colour = (120, 120, 120)
TICKS: dict[TickState, Colour] = {
    TickState.TICKED: (0, 160, 0),
    TickState.EMPTY: (0, 120, 255),
    TickState.UNCLEAR: (255, 0, 0),
}


def draw_layout(pixels: Image, page: PageReading) -> Image:
    """Return an RGB picture of the raw page with cells, lines, reading order and confidence.

    Cells are blue (merged: purple, open at the page end: orange); lines go from green (sure)
    to red (unsure) and are numbered in reading order; stamps red; ticks green, blue or red.
    """
    colour = pixels if pixels.ndim == 3 else cv2.cvtColor(pixels, cv2.COLOR_GRAY2RGB)
    canvas: Image = np.array(colour, np.uint8)
    thick = max(1, round(max(canvas.shape[:2]) / 1200))
    for table in page.tables:
        _outline(canvas, page.transform, table.upright, GRID, 2 * thick)
        for cell in table.cells:
            merged = cell.row_span * cell.col_span > 1
            shade = OPEN if cell.open_top or cell.open_bottom else MERGED if merged else GRID
            _outline(canvas, page.transform, cell.upright, shade, thick)
            for line in cell.lines:
                _outline(canvas, page.transform, line.upright, _confidence(line.score), thick)
    for number, line in enumerate(page.lines, start=1):
        _outline(canvas, page.transform, line.upright, _confidence(line.score), thick)
        _label(canvas, line.box, str(number), thick)
    for tick in page.ticks:
        _outline(canvas, page.transform, tick.upright, TICKS[tick.state], 2 * thick)
    for stamp in page.stamps:
        cv2.rectangle(canvas, (stamp.x0, stamp.y0), (stamp.x1, stamp.y1), STAMP, thick)
    return canvas


def _confidence(score: float) -> Colour:
    share = min(1.0, max(0.0, (score - 0.6) / 0.4))
    return round(255 * (1 - share)), round(180 * share), 0


def _outline(
    canvas: NDArray[np.uint8], transform: PageTransform, box: Box, colour: Colour, thick: int
) -> None:
    across = np.linspace(box.x0, box.x1, 5 if transform.bend else 2)
    edge = [(x, box.y0) for x in across] + [(x, box.y1) for x in across[::-1]]
    points = to_raw_points(transform, np.array(edge, np.float64))
    cv2.polylines(canvas, [np.rint(points).astype(np.int32)], True, colour, thick)


def _label(canvas: NDArray[np.uint8], box: Box, text: str, thick: int) -> None:
    place = (max(0, box.x0 - 22 * thick), box.y1)
    cv2.putText(canvas, text, place, cv2.FONT_HERSHEY_SIMPLEX, 0.45 * thick, ORDER, thick)
