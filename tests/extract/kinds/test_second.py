"""The second reader's text of exactly the characters a value was cut from."""

from __future__ import annotations

import pytest

from pipeline.extract.kinds.second import corresponding, second_readings
from pipeline.extract.kinds.strip import Piece, Strip
from pipeline.model.document import OtherReading
from pipeline.model.geometry import Box
from pipeline.model.text import SecondText, TextLine

BOX = Box(0, 0, 100, 10)


def piece(text: str, second: str | None, start: int = 0, end: int | None = None) -> Piece:
    other = None if second is None else SecondText("v4", second, 0.8)
    line = TextLine(text, BOX, BOX, 0.9, "v6", (), other)
    return Piece(1, line, start, len(text) if end is None else end, False, None)


def test_nobody_asked_nothing_said() -> None:
    assert second_readings([Strip((piece("试点", None),))], ";") == ()


def test_whole_lines_are_joined_and_undoubted_ones_stand() -> None:
    strip = Strip((piece("自贡无人机", "白贡无人机"), piece("产业集群", None)))
    assert second_readings([strip], ";") == (OtherReading("v4", "白贡无人机产业集群", 0.8),)


def test_a_value_behind_its_label_is_cut_out_of_the_second_text_too() -> None:
    strip = Strip((piece("手机13819607870", "手 机13819687870", 2),))
    assert second_readings([strip], ";") == (OtherReading("v4", "13819687870", 0.8),)


@pytest.mark.parametrize(
    ("first", "second", "at", "expected"),
    [("abc", "abc", 2, 2), ("abc", "xabc", 1, 2), ("abc", "ab", 3, 2), ("", "ab", 0, 2)],
    ids=["equal", "inserted", "cut", "empty"],
)
def test_corresponding(first: str, second: str, at: int, expected: int) -> None:
    assert corresponding(first, second, at) == expected
