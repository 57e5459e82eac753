"""Lines the recogniser is unsure of are shown to it again in other ways."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest

from pipeline.extract.ocr.engine import Image, RecognisedText
from pipeline.extract.ocr.rendering import render_again
from pipeline.extract.ocr.rereader import Rereader
from pipeline.model.geometry import Box
from pipeline.model.text import Glyph

LINE = np.full((50, 200), 255, np.uint8)


class ByWidth:
    """Reads 检 in narrower images, and is unsure of 榆 in others."""

    name = "by-width"
    fingerprint = "f"

    def __init__(self, score: float) -> None:
        self._score = score
        self.asked: list[int] = []

    def detect(self, image: Image) -> list[Box]:
        return [Box(0, 0, 1, 1)]

    def recognise(self, crops: Sequence[Image]) -> list[RecognisedText]:
        self.asked.append(len(crops))
        return [self._read(crop.shape[1]) for crop in crops]

    def _read(self, width: int) -> RecognisedText:
        char, score = ("榆", self._score) if width == 200 else ("检", 0.9)
        return RecognisedText(char, score, (Glyph(char, score),), ((0.25, 0.75),))


def test_an_unsure_line_is_read_again_and_the_mean_counts() -> None:
    engine = ByWidth(0.5)
    (text,) = Rereader(engine).recognise([LINE])
    assert engine.asked == [1, 2]
    assert text.glyphs == (Glyph("检", 0.6, (("榆", 0.1667),)),)
    assert (text.text, text.renderings) == ("检", 3)


def test_a_sure_line_is_read_once() -> None:
    engine = ByWidth(0.85)
    (text,) = Rereader(engine).recognise([LINE])
    assert sum(engine.asked) == 1
    assert (text.text, text.renderings) == ("榆", 1)
    assert Rereader(engine).recognise([]) == []


def test_name_and_boxes_are_those_of_the_engine() -> None:
    reader = Rereader(ByWidth(0.5))
    assert (reader.name, reader.fingerprint) == ("by-width", "f")
    assert reader.detect(LINE) == [Box(0, 0, 1, 1)]


def test_a_line_is_shown_with_less_margin_and_narrower() -> None:
    tight, narrow = render_again(LINE)
    assert (tight.image.shape, narrow.image.shape) == ((42, 192), (50, 192))
    assert (tight.left, tight.right) == pytest.approx((0.02, 0.98))
    assert (narrow.left, narrow.right) == (0.0, 1.0)


def test_a_lone_character_is_shown_with_more_margin() -> None:
    views = render_again(np.zeros((50, 40), np.uint8))
    assert [view.image.shape for view in views] == [(60, 50), (70, 60)]
    assert [(view.left, view.right) for view in views] == [(-0.125, 1.125), (-0.25, 1.25)]
    assert views[0].image[:5].min() == 255
    assert [view.image.shape for view in render_again(LINE[:2, :1])] == [(2, 1), (2, 1)]


@pytest.mark.parametrize(
    ("glyph", "weakest"),
    [
        pytest.param(Glyph("(", 0.53, (("（", 0.46),)), 0.99, id="wide"),
        pytest.param(Glyph("：", 0.6, ((":", 0.3), ("；", 0.1))), 0.9, id="narrow"),
        pytest.param(Glyph("；", 0.53, ((":", 0.46),)), 0.53, id="another-sign"),
        pytest.param(Glyph("", 0.6, (("。", 0.4),)), 0.6, id="nothing"),
    ],
)
def test_two_widths_of_a_sign_are_no_doubt(glyph: Glyph, weakest: float) -> None:
    text = RecognisedText(glyph.char, glyph.score, (Glyph("群", 0.995), glyph))
    assert text.weakest == pytest.approx(weakest)
    assert RecognisedText("", 0.0, ()).weakest == 1.0
