from __future__ import annotations

import pytest

from pipeline.extract.kinds.strip import Piece, Strip
from pipeline.extract.kinds.writing import lacks_character, lacks_mark, without_specks
from pipeline.model.geometry import Box
from pipeline.model.text import Alternative, Glyph, TextLine


def piece(text: str, score: float) -> Piece:
    box = Box(0, 0, 20 * len(text), 20)
    glyphs = tuple(Glyph(char, score) for char in text)
    return Piece(1, TextLine(text, box, box, score, "test", glyphs), 0, len(text))


@pytest.mark.parametrize(
    ("read", "kept"),
    [
        ([("010-88656263", 0.99), ("P", 0.17)], "010-88656263"),
        ([("'", 0.2), ("010-88656263", 0.99)], "010-88656263"),
        ([("010-8865626", 0.99), ("3", 0.2)], "010-88656263"),
        ([("张军", 0.99), ("一", 0.2)], "张军一"),
        ([("a", 0.2)], "a"),
        ([("jiqc1@ctp.gov.c", 0.9), ("n", 0.9)], "jiqc1@ctp.gov.cn"),
    ],
)
def test_unsure_lone_signs_at_the_ends_are_no_part_of_a_value(
    read: list[tuple[str, float]], kept: str
) -> None:
    strip = Strip(tuple(piece(text, score) for text, score in read))
    assert without_specks(strip).text == kept


@pytest.mark.parametrize(
    ("before", "gap", "behind", "lost"),
    [
        ("器", ((" ", 0.35),), "特", True),
        ("器", (("、", 0.2),), "特", True),
        ("器", ((" ", 0.04),), "特", False),
        ("器", (("一", 0.4),), "特", False),
        ("5", ((" ", 0.4),), "特", False),
    ],
)
def test_a_gap_that_nearly_held_a_mark_may_have_lost_it(
    before: str, gap: tuple[Alternative, ...], behind: str, lost: bool
) -> None:
    glyphs = (Glyph(before, 1.0), Glyph("", 0.6, gap), Glyph(behind, 1.0))
    assert lacks_mark(glyphs) == lost


@pytest.mark.parametrize(
    ("gap", "lost"),
    [
        ((("口", 0.31), ("P", 0.08)), True),
        ((("P", 0.2), ("口", 0.1)), True),
        ((("口", 0.09),), False),
        (((" ", 0.4), ("-", 0.2)), False),
    ],
)
def test_a_gap_that_nearly_held_a_character_may_have_lost_it(
    gap: tuple[Alternative, ...], lost: bool
) -> None:
    glyphs = (Glyph("山", 1.0), Glyph("", 0.48, gap), Glyph("腔", 1.0))
    assert lacks_character(glyphs) == lost


@pytest.mark.parametrize(("read", "lost"), [("年 力", True), ("年 3", False), ("年，力", False)])
def test_a_blank_that_was_read_between_hanzi_is_a_lost_mark(read: str, lost: bool) -> None:
    assert lacks_mark([Glyph(char, 1.0) for char in read]) == lost


@pytest.mark.parametrize(("before", "lost"), [("4", True), ("峰", False)])
def test_a_gap_that_nearly_held_a_digit_counts_beside_a_digit(before: str, lost: bool) -> None:
    gap = Glyph("", 0.83, (("1", 0.12), ("I", 0.02)))
    assert lacks_character((Glyph(before, 1.0), gap)) == lost


@pytest.mark.parametrize(("read", "lost"), [("山 腔", True), ("山腔 ", False), (" 山腔", False)])
def test_room_for_a_character_within_a_value_may_have_held_one(read: str, lost: bool) -> None:
    assert lacks_character([Glyph(char.strip(), 1.0) for char in read]) == lost
