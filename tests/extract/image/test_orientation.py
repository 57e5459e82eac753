from collections.abc import Sequence

import numpy as np
import pytest
from numpy.typing import NDArray

from pipeline.extract.image import straighten, to_upright_box
from pipeline.extract.image.orientation import SAMPLE_LINES, SURE_LINES
from pipeline.extract.ocr.engine import Image, RecognisedText
from pipeline.model.geometry import Box
from pipeline.model.text import Glyph
from tests.extract.pictures import blank, draw_text

COMMA, SPECK = Box(449, 323, 454, 328), Box(1100, 1000, 1105, 1005)
"""A dot at the end of the first line of a letter, and one with nothing near it."""


class LeftHeavy:
    """Reads well what has more ink at its left end."""

    name = "left-heavy"
    fingerprint = ""

    def detect(self, image: Image) -> list[Box]:
        return []

    def __init__(self) -> None:
        self.n_read = 0

    def recognise(self, crops: Sequence[Image]) -> list[RecognisedText]:
        self.n_read += len(crops)
        return [self._read(crop < 128) for crop in crops]

    def _read(self, ink: NDArray[np.bool_]) -> RecognisedText:
        score = 0.99 if ink[:, :60].sum() > ink[:, -60:].sum() else 0.4
        return RecognisedText("字字字字", score, tuple(Glyph("字", score) for _ in range(4)))


def _letter() -> Image:
    page = blank()
    for y in range(300, 1500, 70):
        draw_text(page, 200, y, 7)
        page[y + 2 : y + 28, 200:226] = 0
        page[y + 2 : y + 28, 234:260] = 0
    return page


def test_the_whole_page_turns_when_it_reads_better_upside_down() -> None:
    upright = straighten(_letter(), None, LeftHeavy())
    flipped = straighten(np.rot90(_letter(), 2).copy(), None, LeftHeavy())
    assert (upright.turned, flipped.turned) == (0, 180)
    assert flipped.gray[340:900, 190:270].mean() < flipped.gray[340:900, 800:880].mean()


def test_without_an_engine_nothing_is_flipped() -> None:
    assert straighten(np.rot90(_letter(), 2).copy()).turned == 0


def _seen(dot: Box, image: Image, turned: int) -> bool:
    """Whether a dot of a letter that lay so in the scanner is on the straightened page."""
    page = image.copy()
    page[dot.y0 : dot.y1, dot.x0 : dot.x1] = 0
    height, width = page.shape
    if turned:
        page = np.rot90(page, 2).copy()
        dot = Box(width - dot.x1, height - dot.y1, width - dot.x0, height - dot.y0)
    found = straighten(page, None, LeftHeavy())
    assert found.turned == turned
    x, y = map(round, to_upright_box(found.transform, dot).centre)
    dark, inked = found.gray[y, x] < 128, found.ink[y, x] > 0
    assert dark == inked
    return bool(dark)


@pytest.mark.parametrize("turned", [0, 180], ids=["upright", "upside-down"])
def test_dust_is_known_from_a_comma_whichever_way_up_the_page_lay(turned: int) -> None:
    assert _seen(COMMA, _letter(), turned)
    assert not _seen(SPECK, _letter(), turned)


def test_no_more_lines_are_read_once_two_were_read_well() -> None:
    upright, flipped = LeftHeavy(), LeftHeavy()
    straighten(_letter(), None, upright)
    straighten(np.rot90(_letter(), 2).copy(), None, flipped)
    assert upright.n_read == SURE_LINES
    assert flipped.n_read == SAMPLE_LINES + SURE_LINES
