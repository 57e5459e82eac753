"""A line is paired with what it says, or left out where that is not certain."""

from __future__ import annotations

import pytest

from pipeline.evaluate.training.pairs import text_of
from pipeline.extract.ocr.engine import RecognisedText
from pipeline.model.text import Glyph

WHOLE = "邯郸现代装备制造创新型产业集群"
NAMES = (WHOLE, "潍坊高新区管理委员会", "河北", "再次申请", "创新型产业集群")


def read(text: str, score: float = 0.5) -> RecognisedText:
    return RecognisedText(text, score, tuple(Glyph(char, score) for char in text))


@pytest.mark.parametrize("text", ["河北", "潍坊高新区管理委员会"])
def test_what_is_read_right_is_its_own_text(text: str) -> None:
    assert text_of(read(text), NAMES) == text


@pytest.mark.parametrize(
    ("seen", "text"),
    [
        ("海坊高新区管理委员会", "潍坊高新区管理委员会"),
        ("潍坊高新管理委员会", "潍坊高新区管理委员会"),
        ("即郭现代装备制造", "邯郸现代装备制造"),
        ("装备制迼创新型产业集群", "装备制造创新型产业集群"),
    ],
)
def test_what_is_misread_is_looked_up(seen: str, text: str) -> None:
    names = [name for name in NAMES if name != "创新型产业集群"]
    assert text_of(read(seen), names) == text


@pytest.mark.parametrize(
    ("seen", "score"),
    [
        ("创新型产业集群名称", 1.0),
        ("初次申请", 0.6),
        ("宁", 0.5),
        ("联系人及其电话", 0.5),
        ("潍坊 高新区管理委员会", 0.6),
        ("潍坊高新区管理委员会（", 0.6),
    ],
    ids=["label", "print", "short", "unknown", "blank", "sign"],
)
def test_what_may_be_another_line_is_left_out(seen: str, score: float) -> None:
    assert text_of(read(seen, score), NAMES) is None


def test_a_short_figure_may_be_another_one_of_the_document() -> None:
    assert text_of(read("4", 1.0), ["41", "4"]) is None
    assert text_of(read("4103", 1.0), ["4103", "41"]) == "4103"


def test_signs_are_as_wide_as_they_were_read() -> None:
    assert text_of(read("即郸(现代)"), ["邯郸（现代）"]) == "邯郸(现代)"
