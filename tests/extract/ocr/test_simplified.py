"""What the recogniser holds possible in two forms is one character."""

from __future__ import annotations

import pytest

from pipeline.extract.ocr.engine import RecognisedText
from pipeline.extract.ocr.simplified import merge_forms, simplified
from pipeline.model.text import Glyph


def merged(*glyphs: Glyph) -> RecognisedText:
    text = "".join(glyph.char for glyph in glyphs)
    return merge_forms(RecognisedText(text, 0.5, glyphs, ((0.0, 1.0),) * len(glyphs)))


def test_the_simplified_form_is_read_with_the_shares_of_both() -> None:
    text = merged(Glyph("数", 0.9), Glyph("數", 0.52, (("数", 0.46), ("教", 0.01))))
    assert text.text == "数数"
    assert text.glyphs[1] == Glyph("数", 0.98, (("教", 0.01),))
    assert text.score == pytest.approx(0.94)


def test_forms_among_the_alternatives_count_together() -> None:
    text = merged(Glyph("缤", 0.39, (("編", 0.38), ("编", 0.2))))
    assert text.glyphs == (Glyph("编", 0.58, (("缤", 0.39),)),)


def test_a_standard_character_is_read_for_a_traditional_one_with_its_own_share() -> None:
    text = merged(Glyph("資", 0.72, (("嶺", 0.1), ("瓷", 0.09), ("姿", 0.03))))
    assert text.glyphs == (Glyph("瓷", 0.09, (("資", 0.72), ("嶺", 0.1), ("姿", 0.03))),)
    assert text.text == "瓷"


@pytest.mark.parametrize(
    "glyph",
    [
        Glyph("乾", 0.6, (("干", 0.3),)),
        Glyph("昇", 0.6, (("升", 0.3),)),
        Glyph("壘", 0.6, (("A", 0.3), ("嶺", 0.05))),
        Glyph("壘", 0.97, (("墨", 0.01),)),
        Glyph("數", 0.99),
        Glyph("", 0.9, (("數", 0.06), ("数", 0.05))),
    ],
    ids=["of-gb-2312", "standard-since-2013", "none-standard", "hardly", "no-doubt", "gap"],
)
def test_what_is_no_other_form_of_it_stays(glyph: Glyph) -> None:
    assert merged(glyph).glyphs == (glyph,)


def test_forms_of_characters_only() -> None:
    assert [simplified(char) for char in ("數", "数", "A", "，", "", "乾", "硚")] == [
        *("数", "数", "A", "，", "", "乾", "硚")
    ]
