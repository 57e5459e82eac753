from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from pipeline.model.document import Reading, ValueType
from pipeline.model.text import Glyph
from pipeline.review.marks import Mark, mark_differences, mark_doubts


def reading(text: str, *glyphs: Glyph) -> Reading:
    return Reading("d/1/t/1/c", "c", ValueType.TEXT, text, 0.9, "e", (), glyphs)


def test_doubtful_characters_carry_their_rivals() -> None:
    read = reading(
        "青右集",
        Glyph("青", 0.99),
        Glyph("右", 0.5, (("石", 0.4), ("古", 0.01))),
        Glyph("集", 0.99),
    )
    assert mark_doubts(read, "青石集") == [
        Mark("青", False),
        Mark("右", True, (("石", 0.4),)),
        Mark("集", False),
    ]


def test_a_gap_that_nearly_was_a_character_is_shown() -> None:
    read = reading("产业", Glyph("产", 0.99), Glyph("", 0.6, (("品", 0.3),)), Glyph("业", 0.99))
    assert mark_doubts(read, "产业")[1] == Mark("", True, (("品", 0.3),))


def test_without_scores_the_differences_are_marked() -> None:
    assert mark_doubts(reading("即郭产业"), "邯郸产业") == [Mark("即郭", True), Mark("产业", False)]


def test_an_empty_reading_has_no_marks() -> None:
    assert mark_doubts(reading(""), "邯郸") == []


@given(st.text(max_size=20), st.text(max_size=20))
def test_marks_always_spell_the_text(text: str, other: str) -> None:
    assert "".join(mark.text for mark in mark_differences(text, other)) == text
