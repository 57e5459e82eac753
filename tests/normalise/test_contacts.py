from __future__ import annotations

import pytest

from pipeline.normalise.contacts import parse_email, parse_phone, parse_postcode


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("13819607870", "13819607870"),
        ("+86 138 1960 7870", "13819607870"),
        ("010-88656265", "010-88656265"),
        ("（010）88656265", "010-88656265"),
        ("01088656265", "010-88656265"),
        ("010－88656265", "010-88656265"),
        ("0752-7100123转801", "0752-7100123-801"),
        ("400-123-4567", "400-123-4567"),
        ("010-88656265 、88656263", "010-88656265;010-88656263"),
        ("010-88656265;88656263", "010-88656265;010-88656263"),
        ("010-88656265/6263", "010-88656265;010-88656263"),
        ("0752-7100123、7100124、25", "0752-7100123;0752-7100124;0752-7100125"),
        ("010-88656265；13819607870", "010-88656265;13819607870"),
        ("传真：010-88656264", "010-88656264"),
    ],
)
def test_phones(text: str, value: str) -> None:
    assert parse_phone(text).value == value


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "empty"),
        ("无", "not-given"),
        ("88656265", "no-area-code"),
        ("138196078", "not-a-phone"),
        ("12819607870", "not-a-phone"),
        ("0108865626", "not-a-phone"),
        ("13819607870、6263", "not-a-phone"),
    ],
)
def test_what_is_no_phone_says_why(text: str, reason: str) -> None:
    parsed = parse_phone(text)
    assert (parsed.value, parsed.unparsed) == (None, reason)


def test_an_abbreviated_number_says_what_it_took_over() -> None:
    assert "88656263" in (parse_phone("010-88656265、88656263").evidence or "")
    assert parse_phone("010-88656265、010-88656263").evidence is None


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("jiqc1@ctp. gov. cn", "jiqc1@ctp.gov.cn"),
        ("jqb749＠126.com", "jqb749@126.com"),
        ("x.y@163。com", "x.y@163.com"),
        ("A_b-c@Some.Org", "a_b-c@some.org"),
        ("gxc@gd.gov.cn；ghc@ gd.gov.cn", "gxc@gd.gov.cn;ghc@gd.gov.cn"),
    ],
)
def test_emails_lose_the_pages_spaces_and_wide_signs(text: str, value: str) -> None:
    assert parse_email(text).value == value


@pytest.mark.parametrize(
    "text", ["a@b", "a@@b.cn", "a.b.cn", "@b.cn", "a@b..cn", "张三@b.cn", "a@b.cn;c"]
)
def test_malformed_emails(text: str) -> None:
    assert parse_email(text).unparsed == "not-an-email"


def test_postcodes() -> None:
    assert parse_postcode("１０００４５").value == "100045"
    assert parse_postcode("邮政编码：100045").value == "100045"
    assert parse_postcode("10045").unparsed == "not-a-postcode"
    assert parse_postcode("").unparsed == "empty"
