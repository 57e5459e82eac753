"""Lines in doubt are read twice; the first reading stands but where it wavers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import pytest

from pipeline.extract.ocr.double_reader import DoubleReader, settle
from pipeline.extract.ocr.engine import Image, RecognisedText
from pipeline.model.geometry import Box
from pipeline.model.text import Glyph, SecondText

CROP = np.zeros((4, 4), np.uint8)


@dataclass
class Fixed:
    name: str
    answers: list[RecognisedText]
    asked: list[int] = field(default_factory=list)
    fingerprint: str = "f"

    def detect(self, image: Image) -> list[Box]:
        return [Box(0, 0, 1, 1)]

    def recognise(self, crops: Sequence[Image]) -> list[RecognisedText]:
        self.asked.append(len(crops))
        return self.answers[: len(crops)]


def text(chars: str, score: float) -> RecognisedText:
    return RecognisedText(chars, score, tuple(Glyph(char, score) for char in chars))


def test_only_doubtful_lines_are_read_twice() -> None:
    first = Fixed("a", [text("试点", 0.999), text("墙育", 0.6)])
    second = Fixed("b", [text("培育", 0.9)])
    read = DoubleReader(first, second).recognise([CROP, CROP])
    assert second.asked == [1]
    assert [line.text for line in read] == ["试点", "墙育"]
    assert [line.second for line in read] == [None, SecondText("b", "培育", 0.9)]


def test_names_are_those_of_the_first_reader() -> None:
    reader = DoubleReader(Fixed("a", []), Fixed("b", []))
    assert (reader.name, reader.fingerprint) == ("a", "f+f")
    assert reader.detect(CROP) == [Box(0, 0, 1, 1)]


def wavering(char: str, score: float, *others: tuple[str, float]) -> RecognisedText:
    glyphs = (Glyph("", 0.9), Glyph("钽", 0.99), Glyph(char, score, others), Glyph("料", 0.99))
    return RecognisedText("钽" + char + "料", 0.9, glyphs)


@pytest.mark.parametrize(
    ("read", "second", "expected"),
    [
        pytest.param(wavering("镀", 0.56, ("铍", 0.4)), "钽铍料", "钽铍料", id="wavers"),
        pytest.param(wavering("镀", 0.56, ("铍", 0.4)), "锯铍材料", "钽镀料", id="not-aligned"),
        pytest.param(wavering("镀", 0.7, ("铍", 0.29)), "钽铍料", "钽镀料", id="sure-enough"),
        pytest.param(wavering("镀", 0.6, ("钣", 0.4)), "钽铍料", "钽镀料", id="never-thought-of"),
        pytest.param(wavering("8", 0.6, ("B", 0.4)), "钽B料", "钽8料", id="no-hanzi"),
        pytest.param(wavering("镀", 0.6, ("", 0.4)), "钽料", "钽镀料", id="nothing"),
    ],
)
def test_the_second_one_decides_where_the_first_one_wavers(
    read: RecognisedText, second: str, expected: str
) -> None:
    settled = settle(read, second)
    assert settled.text == expected == "".join(glyph.char for glyph in settled.glyphs)
    if expected == read.text:
        assert settled is read


def test_a_decided_character_keeps_the_doubt_of_the_first_reader() -> None:
    read = wavering("镀", 0.56, ("铍", 0.4), ("钣", 0.02))
    glyph = settle(read, "钽铍料").glyphs[2]
    assert (glyph.char, glyph.score) == ("铍", 0.6471)
    assert glyph.alternatives == (("镀", 0.3294), ("钣", 0.0118))
