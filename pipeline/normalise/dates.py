"""Dates as printed in Chinese documents -> ISO 8601; a month without a day stays a month."""

from __future__ import annotations

import re
from datetime import date

from pipeline.normalise.parsed import EMPTY, NOT_GIVEN, NOT_GIVEN_SIGNS, Parsed, failed
from pipeline.normalise.width import half_width, without_space

_DIGITS = {char: str(index) for index, char in enumerate("〇一二三四五六七八九")}
_DIGITS |= {"零": "0", "○": "0", "Ｏ": "0", "元": "1", "两": "2"}
_CHINESE = "〇零○一二三四五六七八九十廿卅"
_YEAR = re.compile(rf"^(?P<year>\d{{4}}|[{_CHINESE}]{{4}})年")
_MONTH = re.compile(rf"^(?P<month>\d{{1,2}}|[{_CHINESE}]{{1,3}})月(?:份)?")
_DAY = re.compile(rf"^(?P<day>\d{{1,2}}|[{_CHINESE}]{{1,4}})[日号]?$")
_NUMERIC = re.compile(r"^(\d{4})([-./])(\d{1,2})(?:\2(\d{1,2}))?\.?$")
_COMPACT = re.compile(r"^(\d{4})(\d{2})(\d{2})$")
_BLANK_FORM = re.compile(r"^年月日?$")


def parse_date(text: str) -> Parsed:
    """Return `YYYY-MM-DD` (or `YYYY-MM`); anything else is `not-a-date` or `impossible-date`."""
    folded = half_width(without_space(text))
    if not folded or _BLANK_FORM.match(folded):
        return EMPTY
    if folded in NOT_GIVEN_SIGNS:
        return NOT_GIVEN
    parts = _numeric_parts(folded) or _chinese_parts(folded)
    if parts is None:
        return failed("not-a-date")
    year, month, day = parts
    try:
        checked = date(year, month, 1 if day is None else day)
    except ValueError:
        return failed("impossible-date")
    if day is None:
        return Parsed(f"{checked:%Y-%m}", evidence="只印到月 (no day printed)")
    return Parsed(checked.isoformat())


def _numeric_parts(text: str) -> tuple[int, int, int | None] | None:
    if match := _COMPACT.match(text):
        return int(match[1]), int(match[2]), int(match[3])
    if match := _NUMERIC.match(text):
        return int(match[1]), int(match[3]), int(match[4]) if match[4] else None
    return None


def _chinese_parts(text: str) -> tuple[int, int, int | None] | None:
    year = _YEAR.match(text)
    if year is None:
        return None
    rest = text[year.end() :]
    month = _MONTH.match(rest)
    if month is None:
        return None
    rest = rest[month.end() :]
    year_no, month_no = _year_number(year["year"]), _number(month["month"])
    if year_no is None or month_no is None:
        return None
    if not rest:
        return year_no, month_no, None
    day = _DAY.match(rest)
    day_no = _number(day["day"]) if day else None
    return None if day_no is None else (year_no, month_no, day_no)


def _year_number(text: str) -> int | None:
    digits = "".join(_DIGITS.get(char, char) for char in text)
    return int(digits) if digits.isascii() and digits.isdigit() else None


def _number(text: str) -> int | None:
    """A number up to 39 in digits or in Chinese (三, 十五, 二十五, 廿五, 三十一)."""
    if text.isascii() and text.isdigit():
        return int(text)
    text = text.replace("廿", "二十").replace("卅", "三十")
    if "十" not in text:
        digits = "".join(_DIGITS.get(char, "?") for char in text)
        return int(digits) if digits.isdigit() else None
    tens, _, ones = text.partition("十")
    tens_no = int(_DIGITS.get(tens, "0")) if tens else 1
    if (tens and tens not in _DIGITS) or (ones and ones not in _DIGITS):
        return None
    return tens_no * 10 + (int(_DIGITS[ones]) if ones else 0)
