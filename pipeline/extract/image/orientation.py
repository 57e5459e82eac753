"""Which way up a page is: the recogniser reads a few lines both ways and the better reading wins.

The page is turned as a whole or not at all; single lines are never flipped.
"""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np

from pipeline.extract.image.light import component_stats, keep_parts, part_boxes
from pipeline.extract.image.page import Image
from pipeline.extract.ocr.engine import Engine, RecognisedText
from pipeline.model.geometry import Box

SAMPLE_LINES, SAMPLE_WIDTH = 5, 10
"""How many lines are read, and how much of each (in line heights)."""
SURE_SCORE = 0.93
"""Mean score above which upright text needs no second look (upside-down lines stay below 0.8)."""
DOUBTFUL_SCORE, CLEAR_MARGIN = 0.75, 0.08
"""A page that reads worse than this both ways may lie on its side; then the other axis is tried."""
MIN_CHARACTERS = 3


def sample_lines(ink: Image, dpi: float) -> list[Box]:
    """Pick a few clear text lines, spread over the page, without looking for all of them."""
    em = dpi / 200 * 33
    shrink = max(1, round(dpi / 100))
    small = ink[::shrink, ::shrink]
    reach = max(3, round(0.9 * em / shrink))
    labels, stats = component_stats(np.ascontiguousarray(small))
    keep = (stats[:, 2:4].max(axis=1) <= 2.2 * em / shrink) & (stats[:, 4] >= 3)
    marks = keep_parts(labels, keep)
    smeared = np.asarray(
        cv2.morphologyEx(marks, cv2.MORPH_CLOSE, np.ones((1, reach), np.uint8)), np.uint8
    )
    boxes = [
        Box(x * shrink, y * shrink, (x + w) * shrink, (y + h) * shrink)
        for x, y, w, h, area in part_boxes(smeared).tolist()
        if 0.45 * em <= h * shrink <= 2.2 * em and w >= 3.5 * h and area >= 0.45 * w * h
    ]
    boxes.sort(key=lambda box: -min(box.width, SAMPLE_WIDTH * box.height))
    return [
        Box(box.x0, box.y0, min(box.x1, box.x0 + SAMPLE_WIDTH * box.height), box.y1)
        for box in boxes[:SAMPLE_LINES]
    ]


def reading_score(engine: Engine, crops: Sequence[Image]) -> float:
    """Return the character-weighted mean score of the crops; 0 when nothing was read."""
    texts = engine.recognise(crops)
    read = [text for text in texts if len(text.text) >= MIN_CHARACTERS]
    if not read:
        return 0.0
    return sum(_line_score(text) for text in read) / len(texts)


def _line_score(text: RecognisedText) -> float:
    return text.score


def cut_lines(gray: Image, boxes: Sequence[Box]) -> list[Image]:
    """Cut lines with a small margin."""
    height, width = gray.shape
    return [
        np.ascontiguousarray(
            gray[max(0, b.y0 - 4) : min(height, b.y1 + 4), max(0, b.x0 - 4) : min(width, b.x1 + 4)]
        )
        for b in boxes
    ]


def turn_image(image: Image, quarter_turns: int) -> Image:
    """Turn an image counter-clockwise by quarter turns."""
    return np.ascontiguousarray(np.rot90(image, quarter_turns))


def is_upside_down(gray: Image, ink: Image, dpi: float, engine: Engine) -> tuple[bool, float]:
    """Return (whether the page reads better turned by 180 degrees, the better score)."""
    crops = cut_lines(gray, sample_lines(ink, dpi))
    if not crops:
        return False, 0.0
    upright = reading_score(engine, crops)
    if upright >= SURE_SCORE:
        return False, upright
    flipped = reading_score(engine, [turn_image(crop, 2) for crop in crops])
    return flipped > upright + 0.02, max(upright, flipped)
