from __future__ import annotations

import pytest

from pipeline.normalise.document_numbers import parse_document_number


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("国科火字〔2021〕45号", "国科火字〔2021〕45号"),
        ("国科火字 (2021) 45 号", "国科火字〔2021〕45号"),
        ("国科发火((2013)) 230号", "国科发火〔2013〕230号"),
        ("国科火字［2021］第045号", "国科火字〔2021〕45号"),
        ("山科函【2021】44号", "山科函〔2021〕44号"),
        ("津科规(２０２１)7号。", "津科规〔2021〕7号"),
    ],
)
def test_brackets_and_spaces_do_not_matter(text: str, value: str) -> None:
    assert parse_document_number(text).value == value


@pytest.mark.parametrize(
    "text",
    ["国科火字2021 45号", "国科火字〔21〕45号", "〔2021〕45号", "国科火字〔2021〕0号", "通知"],
)
def test_what_is_no_document_number(text: str) -> None:
    assert parse_document_number(text).unparsed == "not-a-document-number"
