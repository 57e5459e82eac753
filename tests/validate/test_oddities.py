from __future__ import annotations

from dataclasses import replace

import pytest

from pipeline.model.document import OtherReading, Reading, ValueType
from pipeline.model.geometry import Box, Region
from pipeline.model.text import Glyph
from pipeline.validate.oddities import (
    disputed_characters,
    has_gap,
    has_number_inside,
    is_hanging,
    is_odd,
    is_run_on,
)
from tests.normalise.documents import make_reading

TEXT = ("text", ValueType.TEXT, "")


def read(value_type: ValueType, text: str) -> Reading:
    return make_reading("r", ("c", value_type, text))


@pytest.mark.parametrize(
    ("value_type", "text", "gap"),
    [
        (ValueType.TEXT, "资金1.38亿元 支持关键技术攻关", True),
        (ValueType.TEXT, "资金1.38亿元，支持关键技术攻关", False),
        (ValueType.TEXT, "达到 159.9项", True),
        (ValueType.TEXT, "Sensor City", False),
        (ValueType.PERSON, "王 伟", False),
        (ValueType.DATE, "2021年 3月 17日", False),
    ],
)
def test_a_blank_in_chinese_text_stands_for_a_lost_sign(
    value_type: ValueType, text: str, gap: bool
) -> None:
    assert has_gap(read(value_type, text)) is gap


@pytest.mark.parametrize(
    ("value_type", "text", "run_on"),
    [
        (ValueType.CLUSTER_NAME, "海门应急救援装备创新型产业集群无锡钛合金产业集群", True),
        (ValueType.CLUSTER_NAME, "沈丘光伏装备产业集群周口市科技局", True),
        (ValueType.CLUSTER_NAME, "海门应急救援装备创新型产业集群", False),
        (ValueType.CLUSTER_NAME, "邯郸装备产业集群（培育）", False),
        (ValueType.ORGANISATION, "南通市科学技术局江阴高新区", True),
        (ValueType.ORGANISATION, "白酒酿造产业集群临沂高新区", True),
        (ValueType.ORGANISATION, "佛山高新区管委会", False),
        (ValueType.ORGANISATION, "市场监督管理局直属分局", False),
        (ValueType.ORGANISATION, "漳州招商局经开区管委会", False),
        (ValueType.TEXT, "产业集群围绕重点领域", False),
    ],
)
def test_a_name_that_goes_on_behind_its_end(value_type: ValueType, text: str, run_on: bool) -> None:
    assert is_run_on(value_type, text) is run_on


def lines(*lefts: int, value_type: ValueType = ValueType.TEXT) -> Reading:
    regions = tuple(
        Region(1, Box(left, 100 + 66 * at, 1474, 148 + 66 * at)) for at, left in enumerate(lefts)
    )
    return replace(read(value_type, "文"), regions=regions)


@pytest.mark.parametrize(
    ("reading", "hanging"),
    [
        (lines(297, 219, 256), True),
        (lines(297, 219, 222), False),
        (lines(297, 256), False),
        (lines(219, 219, 256), False),
        (lines(297, 219, 256, value_type=ValueType.ORGANISATION), False),
    ],
)
def test_a_line_that_starts_behind_the_others_lost_a_sign(reading: Reading, hanging: bool) -> None:
    assert is_hanging(reading) is hanging
    upside_down = replace(reading, regions=reading.regions[::-1])
    assert not is_hanging(upside_down)


GLYPHS = (Glyph("佛", 0.999), Glyph("山", 0.999), Glyph("理", 0.938), Glyph("电", 0.997))


@pytest.mark.parametrize(
    ("second", "clean", "disputed"),
    [
        ("佛山理电", "佛山理电", ()),
        ("佛山提电", "佛山理电", (2,)),
        ("佛山提申", "佛山理电", (2, 3)),
        ("佛山理 电", "佛山理电", ()),
        ("佛山理里电", "佛山理电", (2, 3)),
        ("佛山电", "佛山理电", (2,)),
        ("佛山理电", "佛山锂电", (2,)),
    ],
)
def test_characters_that_the_second_reading_disputes(
    second: str, clean: str, disputed: tuple[int, ...]
) -> None:
    reading = make_reading("r", ("c", ValueType.CLUSTER_NAME, "佛山理电"), GLYPHS)
    reading = replace(reading, others=(OtherReading("second", second, 0.9),))
    assert disputed_characters(reading, clean) == frozenset(disputed)


def test_nothing_is_disputed_without_a_second_reading() -> None:
    assert disputed_characters(make_reading("r", TEXT), "") == frozenset()


@pytest.mark.parametrize(
    ("value_type", "text", "has_ending", "odd"),
    [
        (ValueType.CLUSTER_NAME, "文昌国际航天城仪器仪表创新型产", False, True),
        (ValueType.CLUSTER_NAME, "文昌国际航天城仪器仪表创新型产业集群", True, False),
        (ValueType.ORGANISATION, "临沂高新", False, False),
        (ValueType.TEXT, "专项资金 支持", False, True),
        (ValueType.TEXT, "营业收入203:2亿元", False, True),
        (ValueType.TEXT, "截止时间为17:30", False, False),
        (ValueType.TEXT, "技术攻关.项目5项。", False, True),
        (ValueType.TEXT, "项目5.5项，约3.项", False, False),
        (ValueType.DECIMAL, "5,966.267", False, True),
        (ValueType.DECIMAL, "11.4860", False, True),
        (ValueType.TEXT, "营业收入5,966.267千元", False, True),
        (ValueType.TEXT, "见第2.1011款", False, False),
        (ValueType.DECIMAL, "5,966.26", False, False),
    ],
)
def test_one_sign_is_enough(value_type: ValueType, text: str, has_ending: bool, odd: bool) -> None:
    cell = read(value_type, text)
    found = is_odd(cell, text, has_ending=has_ending, is_repaired=False, agreement=0)
    assert found is odd


@pytest.mark.parametrize(
    ("value_type", "is_repaired", "agreement", "odd"),
    [
        (ValueType.INTEGER, True, 0, True),
        (ValueType.INTEGER, True, 1, False),
        (ValueType.INTEGER, False, 0, False),
        (ValueType.PERSON, True, 0, False),
        (ValueType.EMAIL, False, -1, True),
        (ValueType.EMAIL, False, 0, False),
        (ValueType.ORGANISATION, False, -1, False),
    ],
)
def test_a_digit_that_only_clean_saw_is_a_guess(
    value_type: ValueType, is_repaired: bool, agreement: int, odd: bool
) -> None:
    found = is_odd(
        read(value_type, "C"), "0", has_ending=False, is_repaired=is_repaired,
        agreement=agreement,
    )  # fmt: skip
    assert found is odd


@pytest.mark.parametrize(
    ("value_type", "text", "inside"),
    [
        (ValueType.CLUSTER_NAME, "某市大数据1产业集群", True),
        (ValueType.ORGANISATION, "某市高新区23管委会", True),
        (ValueType.CLUSTER_NAME, "某市5G通信产业集群", False),
        (ValueType.CLUSTER_NAME, "某市3D打印产业集群", False),
        (ValueType.TEXT, "到2023年建成", False),
    ],
)
def test_a_number_between_the_characters_of_a_name_is_no_part_of_it(
    value_type: ValueType, text: str, inside: bool
) -> None:
    assert has_number_inside(value_type, text) is inside
