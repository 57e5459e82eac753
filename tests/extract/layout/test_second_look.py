"""Which signs of a reading may be dust."""

import numpy as np
import pytest

from pipeline.extract.layout.second_look import find_suspect
from pipeline.extract.ocr.engine import RecognisedText
from pipeline.model.text import Glyph


def line(text: str) -> RecognisedText:
    step = 1 / len(text)
    spans = tuple((i * step, (i + 1) * step) for i in range(len(text)))
    return RecognisedText(text, 0.9, tuple(Glyph(char, 0.9) for char in text), spans)


@pytest.mark.parametrize(
    ("text", "is_suspect"),
    [("·(培育)", True), ("·培育试", True), ("1.培育", False), ("a.cn(", False)],
)
def test_a_lone_dot_before_an_opening_bracket_or_a_character(text: str, is_suspect: bool) -> None:
    crop = np.full((40, 200), 255, np.uint8)
    ink = np.zeros((40, 200), np.uint8)
    for x in (20, 60):
        ink[18:22, x : x + 4] = 255
    assert (find_suspect(0, line(text), crop, ink) is not None) is is_suspect


@pytest.mark.parametrize(
    ("side", "hole", "is_suspect"), [(6, 0, True), (8, 4, False), (6, 2, False)]
)
def test_a_full_stop_is_a_ring_and_dust_is_not(side: int, hole: int, is_suspect: bool) -> None:
    crop = np.full((36, 72), 255, np.uint8)
    ink = np.zeros((36, 72), np.uint8)
    ink[4:32, 4:32] = 255
    ink[24 : 24 + side, 50 : 50 + side] = 255
    edge = (side - hole) // 2
    ink[24 + edge : 24 + edge + hole, 50 + edge : 50 + edge + hole] = 0
    assert (find_suspect(0, line("群。"), crop, ink) is not None) is is_suspect


@pytest.mark.parametrize(("full_width", "is_suspect"), [(0.4, False), (0.01, True)], ids=str)
def test_a_comma_that_may_be_a_full_width_one_is_no_dust(
    full_width: float, is_suspect: bool
) -> None:
    crop = np.full((36, 72), 255, np.uint8)
    ink = np.zeros((36, 72), np.uint8)
    ink[4:32, 4:32] = 255
    ink[26:34, 46:50] = 255
    read = line("域,")
    comma = Glyph(",", 0.55, (("，", full_width),))
    text = RecognisedText(read.text, 0.7, (read.glyphs[0], comma), read.spans)
    assert (find_suspect(0, text, crop, ink) is not None) is is_suspect
