from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from pipeline.extract.image import straighten
from pipeline.extract.image.orientation import SAMPLE_LINES, SURE_LINES
from pipeline.extract.ocr.engine import Image, RecognisedText
from pipeline.model.geometry import Box
from pipeline.model.text import Glyph
from tests.extract.pictures import blank, draw_text


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


def test_no_more_lines_are_read_once_two_were_read_well() -> None:
    upright, flipped = LeftHeavy(), LeftHeavy()
    straighten(_letter(), None, upright)
    straighten(np.rot90(_letter(), 2).copy(), None, flipped)
    assert upright.n_read == SURE_LINES
    assert flipped.n_read == SAMPLE_LINES + SURE_LINES
