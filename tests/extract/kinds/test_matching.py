from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.extract.kinds.matching import (
    assign,
    find_label,
    find_prefix,
    match_pattern,
    similarity,
)
from pipeline.extract.kinds.script import legible
from pipeline.extract.kinds.strip import Piece, Strip
from pipeline.model.geometry import Box
from pipeline.model.text import Glyph, TextLine


def strip_of(text: str, **alternatives: str) -> Strip:
    """A strip; keyword c3="机" says that character 3 could also be 机."""
    box = Box(0, 0, 30 * len(text), 30)
    glyphs = tuple(
        Glyph(char, 0.6, ((alternatives[f"c{i}"], 0.3),) if f"c{i}" in alternatives else ())
        for i, char in enumerate(text)
    )
    line = TextLine(text, box, box, 0.6, "test", glyphs)
    return Strip((Piece(1, line, 0, len(text)),))


@pytest.mark.parametrize(
    ("printed", "label", "least"),
    [
        ("建 设 单 位", "建设单位", 1.0),
        ("建没单位", "建设单位", 0.75),
        ("E－mail：", "E-mail", 1.0),
        ("⾼新技术企业占⽐", "高新技术企业占比", 1.0),
        ("其中营业收入二三10 亿兀人民币企业数", "其中营业收入≥10亿元人民币企业数", 0.75),
    ],
)
def test_similarity_sees_through_spaces_width_and_noise(
    printed: str, label: str, least: float
) -> None:
    assert similarity(strip_of(printed), label) >= least


def test_a_doubtful_character_counts_as_what_the_label_has() -> None:
    assert find_prefix(strip_of("子机13800000000"), ["手机"]) is None
    match = find_prefix(strip_of("子机13800000000", c0="手"), ["手机"])
    assert match is not None
    assert match.end == 2


@pytest.mark.parametrize(
    ("printed", "end"),
    [("部门 产业促进局", 3), ("手机：13819607870", 3), ("名称", 2)],
)
def test_a_label_in_front_ends_where_its_value_begins(printed: str, end: int) -> None:
    match = find_prefix(strip_of(printed), ["部门", "手机", "名称"])
    assert match is not None
    assert match.end == end


def test_a_label_is_found_inside_a_line() -> None:
    match = find_label(strip_of("材料寄送截土期为2021年3月31日"), "寄送截止期为")
    assert match is not None
    assert (match.start, match.end) == (2, 8)


@pytest.mark.parametrize(
    ("text", "pattern", "fits"),
    [
        ("关于开展2021年评价推荐工作的通知", "*关于*的通知", True),
        ("山东省科学技术厅关于推荐集群的函", "*关于*推荐*的函", True),
        ("创新型产业集群名单", "创新型产业集群名单", True),
        ("1创新型产业集群评价申请表附件", "创新型产业集群名单", False),
        ("创新型产业集群", "创新型产业集群*名单", False),
    ],
)
def test_patterns_are_literals_with_anything_between(text: str, pattern: str, fits: bool) -> None:
    match = match_pattern(text, pattern)
    assert (match is not None and match.score >= 0.8) is fits


def test_assignment_gives_each_column_once_and_the_best_first() -> None:
    scores = [[0.9, 0.7], [0.95, 0.0], [0.2, 0.65]]
    assert assign(scores) == [1, 0, None]


@given(st.lists(st.lists(st.floats(0, 1), min_size=3, max_size=3), max_size=6))
def test_no_column_is_given_twice(scores: list[list[float]]) -> None:
    given_columns = [col for col in assign(scores) if col is not None]
    assert len(given_columns) == len(set(given_columns))


@given(st.text())
def test_ordinary_characters_keep_the_length(text: str) -> None:
    assert len(legible(text)) == len(text)


@given(st.text(min_size=1, max_size=20), st.integers(0, 20), st.integers(0, 20))
def test_cutting_a_strip_cuts_text_and_glyphs_alike(text: str, start: int, end: int) -> None:
    part = strip_of(text).cut(start, end)
    assert part.text == text[start:end]
    assert "".join(glyph.char for glyph in part.glyphs) == text[start:end]
