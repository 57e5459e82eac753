"""Lines in doubt are read twice; the first reading stands."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from pipeline.extract.ocr.double_reader import DoubleReader
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
