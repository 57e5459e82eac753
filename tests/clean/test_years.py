"""Years: possible ones stay, one mendable digit is mended, the rest is flagged."""

from __future__ import annotations

import pytest

from pipeline.clean.draft import start_draft
from pipeline.clean.years import settle_year
from pipeline.model.document import Reading, ValueType
from pipeline.model.text import Alternative, Glyph

SURE: tuple[Alternative, ...] = ()


def glyphs(text: str, at: int, alternatives: tuple[Alternative, ...]) -> tuple[Glyph, ...]:
    return tuple(
        Glyph(char, 0.5 if i == at else 1.0, alternatives if i == at else SURE)
        for i, char in enumerate(text)
    )


@pytest.mark.parametrize(
    ("text", "at", "alternatives", "expected", "doubts"),
    [
        pytest.param("2020", 1, (("8", 0.4),), "2020", [], id="possible-stays"),
        pytest.param("2820", 1, (("9", 0.3), ("0", 0.2)), "2020", [], id="one-way-out"),
        pytest.param("2820", 1, (("9", 0.3),), "2820", ["year-unclear"], id="no-way-out"),
        pytest.param("20Z3", 2, (("2", 0.2), ("1", 0.2)), "20Z3", ["year-unclear"], id="two-ways"),
        pytest.param("", 0, (), "", [], id="empty"),
    ],
)
def test_years(
    text: str, at: int, alternatives: tuple[Alternative, ...], expected: str, doubts: list[str]
) -> None:
    spelled = glyphs(text, at, alternatives)
    draft = start_draft(Reading("c", "year", ValueType.INTEGER, text, 0.5, "x", (), spelled))
    settle_year(draft)
    cleaned = draft.finish()
    assert (cleaned.text_clean, list(cleaned.doubts)) == (expected, doubts)
    assert len(cleaned.corrections) == (expected != text)
