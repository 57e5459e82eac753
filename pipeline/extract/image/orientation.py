"""Which way up a page is: the recogniser reads a few lines both ways and the better reading wins.

The page is turned as a whole or not at all; single lines are never flipped.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np

from pipeline.extract.image.page import Image
from pipeline.extract.ocr.engine import Engine, RecognisedText
from pipeline.model.geometry import Box

SAMPLE_LINES, SAMPLE_WIDTH = 5, 10
"""How many lines are read, and how much of each (in line heights)."""
SURE_SCORE = 0.93
"""Mean score above which upright text needs no second look (upside-down lines stay below 0.8)."""
SURE_LINES, SURE_CHARACTERS = 2, 4
"""Lines, and characters of each, that settle it when both are read above `SURE_SCORE`: of 518 lines
read upside down (104 pages), none of four characters or more was above 0.85."""
DOUBTFUL_SCORE, CLEAR_MARGIN = 0.75, 0.08
"""A page that reads worse than this both ways may lie on its side; then the other axis is tried."""
MIN_CHARACTERS = 3


def sample_lines(lines: Iterable[Box], dpi: float) -> list[Box]:
    """Pick the clearest of the text lines of a page and cut them short."""
    em = dpi / 200 * 33
    sized = [b for b in lines if 0.45 * em <= b.height <= 2.2 * em and b.width >= 3.5 * b.height]
    sized.sort(key=lambda box: -min(box.width, SAMPLE_WIDTH * box.height))
    return [
        Box(box.x0, box.y0, min(box.x1, box.x0 + SAMPLE_WIDTH * box.height), box.y1)
        for box in sized[:SAMPLE_LINES]
    ]


def reading_score(engine: Engine, crops: Sequence[Image]) -> float:
    """Return the mean score of the crops, of the first alone when they settle it; 0 for no text."""
    texts = engine.recognise(crops[:SURE_LINES])
    if not _are_sure(texts):
        texts += engine.recognise(crops[SURE_LINES:])
    read = [text for text in texts if len(text.text) >= MIN_CHARACTERS]
    if not read:
        return 0.0
    return sum(text.score for text in read) / len(texts)


def _are_sure(texts: Sequence[RecognisedText]) -> bool:
    return len(texts) == SURE_LINES and all(
        text.score >= SURE_SCORE and len(text.text) >= SURE_CHARACTERS for text in texts
    )


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


def is_upside_down(gray: Image, lines: Sequence[Box], engine: Engine) -> tuple[bool, float]:
    """Return (whether the page reads better turned by 180 degrees, the better score)."""
    crops = cut_lines(gray, lines)
    if not crops:
        return False, 0.0
    upright = reading_score(engine, crops)
    if upright >= SURE_SCORE:
        return False, upright
    flipped = reading_score(engine, [turn_image(crop, 2) for crop in crops])
    return flipped > upright + 0.02, max(upright, flipped)
