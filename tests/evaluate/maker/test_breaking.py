from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from pipeline.evaluate.maker.breaking import CLOSING, OPENING, line_starts

TEXTS = st.text(alphabet="集群人，。、（）《》2023.5%ab ", max_size=60)


def lines(text: str, room: int, first: int | None = None) -> list[str]:
    starts = line_starts(text, [1.0] * len(text), first or room, room)
    return [text[begin:end] for begin, end in pairwise((0, *starts, len(text)))]


def test_a_comma_goes_down_with_the_character_before_it() -> None:
    assert lines("引育高层次人才，万人拥有", 7) == ["引育高层次人", "才，万人拥有"]


def test_a_bracket_goes_down_with_what_it_opens() -> None:
    assert lines("评价指引（试行）", 5) == ["评价指引", "（试行）"]


def test_a_figure_stays_whole_unless_it_is_longer_than_a_line() -> None:
    assert lines("收入638.1亿元", 6) == ["收入", "638.1亿", "元"]
    assert lines("1234567890", 4) == ["1234", "5678", "90"]


def test_a_careless_program_breaks_anywhere() -> None:
    assert line_starts("人才，万人", [1.0] * 5, 2, 2, careless=True) == (2, 4)


def test_the_first_line_may_be_shorter() -> None:
    assert lines("一二三四五六", 4, first=2) == ["一二", "三四五六"]


@given(TEXTS, st.integers(3, 12))
def test_lines_are_the_text_and_fit(text: str, room: int) -> None:
    broken = lines(text, room)
    assert "".join(broken) == text
    assert all(len(line) <= room for line in broken)


@given(TEXTS)
def test_no_line_starts_or_ends_with_the_wrong_sign(text: str) -> None:
    room = 30
    signs = max((len(run) for run in _runs_of_signs(text)), default=0)
    broken = lines(text, room)
    if signs < 3 and all(len(piece) < 20 for piece in text.split(" ")):
        assert not any(line[0] in CLOSING for line in broken[1:])
        assert not any(line[-1] in OPENING for line in broken[:-1])


def _runs_of_signs(text: str) -> list[str]:
    marked = "".join("#" if char in CLOSING + OPENING else " " for char in text)
    return marked.split()
