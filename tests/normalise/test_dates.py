from __future__ import annotations

import pytest

from pipeline.normalise.dates import parse_date


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("2021年3月5日", "2021-03-05"),
        ("2021 年 3 月 31 日", "2021-03-31"),
        ("２０２１年０３月０５日", "2021-03-05"),
        ("2021-03-05", "2021-03-05"),
        ("2021.3.5", "2021-03-05"),
        ("2021/3/5", "2021-03-05"),
        ("20210305", "2021-03-05"),
        ("2021年3月5号", "2021-03-05"),
        ("二〇二一年三月五日", "2021-03-05"),
        ("二○二一年十二月三十一日", "2021-12-31"),
        ("二零二一年三月廿五日", "2021-03-25"),
        ("二〇二〇年二月二十九日", "2020-02-29"),
        ("二〇二一年十月十日", "2021-10-10"),
        ("二〇二一年三月", "2021-03"),
        ("2021年3月", "2021-03"),
        ("2021年3月份", "2021-03"),
    ],
)
def test_printed_dates_become_iso(text: str, value: str) -> None:
    assert parse_date(text).value == value


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "empty"),
        ("年 月 日", "empty"),
        ("无", "not-given"),
        ("2021年2月30日", "impossible-date"),
        ("2021年13月1日", "impossible-date"),
        ("21年3月5日", "not-a-date"),
        ("2021年", "not-a-date"),
        ("3月5日", "not-a-date"),
        ("2021年3月5日前", "not-a-date"),
        ("二〇二一年三月十十日", "not-a-date"),
        ("前天", "not-a-date"),
    ],
)
def test_what_is_no_date_says_why(text: str, reason: str) -> None:
    parsed = parse_date(text)
    assert (parsed.value, parsed.unparsed) == (None, reason)
