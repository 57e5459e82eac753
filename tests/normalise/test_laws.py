"""Normalising a normal value changes nothing, and no text whatever makes a parser fail."""

from __future__ import annotations

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from pipeline.model.document import ValueType
from pipeline.normalise.cells import PARSERS, parse_cell
from pipeline.normalise.organisations import normal_name
from pipeline.normalise.regions import resolve_region
from tests.normalise.documents import newest_atlas

PRINTED = st.text(
    alphabet="0123456789０１２３,，.。-—－年月日〇二○一十廿三()（）〔〕[]【】号第转、;；/ 　@＠%％"
    "试点培育初次再申请☑□■√千万亿元家人国科火字函abcXYZ省市区县高新经开管委会\n",
    max_size=24,
)


def test_every_value_type_has_a_parser() -> None:
    assert set(PARSERS) == set(ValueType)


@pytest.mark.parametrize("value_type", list(ValueType))
@pytest.mark.parametrize("column", ["value", "contacts", "application_status"])
@settings(max_examples=60, deadline=None)
@given(text=PRINTED)
@example(text="()\u30000")
@example(text="(\u3000)")
@example(text="（中）:(b)")
def test_twice_is_once(value_type: ValueType, column: str, text: str) -> None:
    once = parse_cell(column, value_type, text)
    assert (once.value is None) == (once.unparsed is not None)
    if once.value is not None:
        assert once.value != ""
        assert parse_cell(column, value_type, once.value).value == once.value


@settings(max_examples=200, deadline=None)
@given(text=st.text(max_size=12))
def test_any_text_is_understood_or_has_a_reason(text: str) -> None:
    for value_type in ValueType:
        parsed = parse_cell("value", value_type, text)
        assert (parsed.value is None) == (parsed.unparsed is not None)


@settings(max_examples=200, deadline=None)
@given(text=PRINTED)
def test_the_full_name_of_a_full_name_is_itself(text: str) -> None:
    atlas = newest_atlas()
    once = normal_name(text, atlas)
    assert normal_name(once, atlas) == once


@settings(max_examples=300, deadline=None)
@given(
    unit=st.lists(
        st.sampled_from(["江苏", "南京市", "鼓楼区", "高新区", "西安", "新"]), max_size=4
    ),
    cluster=st.lists(st.sampled_from(["吉林", "徐州", "海南", "城关", "泰达", "稀土"]), max_size=4),
    region=st.sampled_from(["", "江苏", "吉林", "青海", "大连", "兵团", "无名"]),
)
def test_a_resolution_is_consistent_or_open(
    unit: list[str], cluster: list[str], region: str
) -> None:
    texts = {
        "region": region,
        "construction_unit": "".join(unit),
        "cluster_name": "".join(cluster),
    }
    found = resolve_region(texts, newest_atlas())
    for level in (found.province, found.city, found.county):
        assert (level.place is None) == (level.reason is not None)
        assert level.evidence
    if found.city.place is not None:
        assert found.province.place is not None
        assert found.city.place.code[:2] == found.province.place.code[:2]
    if found.county.place is not None:
        assert found.city.place is not None
        assert found.county.place.parent == found.city.place.code
