from __future__ import annotations

import pytest

from pipeline.normalise.numbers import parse_decimal, parse_integer, parse_unit, to_yuan


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("67904543", "67904543"),
        ("67,904,543", "67904543"),
        ("67，904，543.20", "67904543.20"),
        ("67 904 543", "67904543"),
        ("８．６７", "8.67"),
        ("8.670", "8.670"),
        ("-5.2", "-5.2"),
        ("−3", "-3"),
        ("0", "0"),
        ("0.5", "0.5"),
        ("8.67%", "8.67"),
        ("12家", "12"),
    ],
)
def test_decimals_stay_as_printed_without_separators(text: str, value: str) -> None:
    assert parse_decimal(text).value == value


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "empty"),
        ("—", "not-given"),
        ("无", "not-given"),
        ("8 67", "blank-in-number"),
        ("27 08%", "blank-in-number"),
        ("1,23", "wrong-grouping"),
        ("12,3456", "wrong-grouping"),
        ("0012", "leading-zero"),
        ("1.2.3", "not-a-number"),
        ("12O", "not-a-number"),
        (".5", "not-a-number"),
        ("约三百", "not-a-number"),
    ],
)
def test_what_is_no_number_says_why(text: str, reason: str) -> None:
    parsed = parse_decimal(text)
    assert (parsed.value, parsed.unparsed) == (None, reason)


def test_an_integer_has_no_fraction() -> None:
    assert parse_integer("1,192").value == "1192"
    assert parse_integer("2020年").value == "2020"
    assert parse_integer("8.5").unparsed == "not-an-integer"


@pytest.mark.parametrize(
    ("text", "unit"),
    [("千元", "千元"), ("（千元）", "千元"), ("单位：万元", "万元"), ("％", "%"), ("家", "家")],
)
def test_units_lose_brackets_and_label(text: str, unit: str) -> None:
    assert parse_unit(text).value == unit


@pytest.mark.parametrize(
    ("number", "unit", "yuan"),
    [
        ("67904543", "千元", "67904543000"),
        ("900.5", "亿元", "90050000000"),
        ("0.5", "千元", "500"),
        ("1.23456", "元", "1.23456"),
        ("-3", "万元", "-30000"),
        ("3", "家", None),
    ],
)
def test_money_is_exact_in_yuan(number: str, unit: str, yuan: str | None) -> None:
    assert to_yuan(number, unit) == yuan
