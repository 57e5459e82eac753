"""Small drawn pages: rules, glyph-like marks, stamps. No fonts, no engine."""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np
from numpy.typing import NDArray

from pipeline.extract.ocr.engine import Image, RecognisedText
from pipeline.model.geometry import Box
from pipeline.model.text import Glyph

GLYPH = 30
"""Side of a drawn glyph, pixels (11 pt at 200 dpi)."""


def blank(width: int = 1654, height: int = 2339) -> Image:
    return np.full((height, width), 255, np.uint8)


def draw_text(page: Image, x: int, y: int, count: int) -> Box:
    """Draw `count` glyph-like marks from (x, y) on and return their box."""
    for i in range(count):
        left = x + i * (GLYPH + 4)
        shift = (i * 7) % 5
        for k in range(3):
            level = y + 3 + k * 11 + (i * 5 + k) % 3
            cv2.line(page, (left + 2 + shift, level), (left + GLYPH - 4, level), 20, 3)
        for k in range(3):
            middle = left + 4 + shift + k * 9
            cv2.line(page, (middle, y + 1 + 2 * k), (middle - 3, y + GLYPH - 3), 20, 3)
    return Box(x, y, x + count * (GLYPH + 4) - 4, y + GLYPH)


def draw_grid(page: Image, xs: Sequence[int], ys: Sequence[int], width: int = 2) -> None:
    """Draw a full grid."""
    for y in ys:
        cv2.line(page, (xs[0], y), (xs[-1], y), 0, width)
    for x in xs:
        cv2.line(page, (x, ys[0]), (x, ys[-1]), 0, width)


def erase(page: Image, box: Box) -> None:
    page[box.y0 : box.y1, box.x0 : box.x1] = 255


def rotate(page: Image, degrees: float) -> Image:
    """Turn a page counter-clockwise about its middle."""
    height, width = page.shape[:2]
    matrix = cv2.getRotationMatrix2D((width / 2, height / 2), degrees, 1.0)
    turned = cv2.warpAffine(page, matrix, (width, height), borderValue=(255, 255, 255))
    return np.asarray(turned, np.uint8)


def roster(rows: int = 12) -> Image:
    """A ruled table of four columns with one text in every cell."""
    page = blank()
    xs, ys = [150, 330, 860, 1280, 1500], [300 + 70 * i for i in range(rows + 1)]
    draw_grid(page, xs, ys)
    for top in ys[:-1]:
        for left, count in zip(xs, (2, 11, 8, 2), strict=False):
            draw_text(page, left + 40, top + 20, count)
    return page


class MarkReader:
    """Reads every line as one `字` per glyph width; finds lines it was told.

    With `first` the first glyph of every line is that character.
    """

    name = "marks"

    def __init__(self, lines: Sequence[Box] = (), first: str = "字") -> None:
        self.lines = list(lines)
        self.first = first
        self.asked: list[list[Box]] = []

    def find_lines(self) -> list[Box]:
        return self.lines

    def read_lines(self, boxes: Sequence[Box]) -> list[RecognisedText]:
        self.asked.append(list(boxes))
        return [self._read(max(1, round(box.width / (GLYPH + 4)))) for box in boxes]

    def _read(self, count: int) -> RecognisedText:
        text = self.first + "字" * (count - 1)
        glyphs = tuple(Glyph(char, 0.99) for char in text)
        spans = tuple((i / count, (i + 1) / count) for i in range(count))
        return RecognisedText(text, 0.99, glyphs, spans)


def as_bool(mask: Image) -> NDArray[np.bool_]:
    return np.asarray(mask > 0, np.bool_)
