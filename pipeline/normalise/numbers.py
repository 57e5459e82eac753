"""Numbers and units: plain decimals exactly as printed, and their worth in yuan."""

from __future__ import annotations

import re
from decimal import Decimal

from pipeline.normalise.parsed import EMPTY, NOT_GIVEN, NOT_GIVEN_SIGNS, Parsed, failed
from pipeline.normalise.width import half_width, same_brackets, without_space

YUAN_PER_UNIT = {
    "元": Decimal(1),
    "千元": Decimal(1_000),
    "万元": Decimal(10_000),
    "百万元": Decimal(1_000_000),
    "亿元": Decimal(100_000_000),
}
COUNTED = ("家", "个", "人", "项", "件", "名", "年", "%", "件/万人", "个/万人", "项/万人")
"""Units that are counted or shares; a number may carry one of them behind it."""

_PLAIN = re.compile(r"^(?P<sign>[-+]?)(?P<whole>\d+)(?P<fraction>\.\d+)?$")
_GROUPED = re.compile(r"^[-+]?\d{1,3}(,\d{3})+(\.\d+)?$")
_TORN = re.compile(r"\d\s+\d")
_GROUPED_BY_BLANKS = re.compile(r"^[-+]?\d{1,3}(\s\d{3})+(\.\d+)?\D*$")
"""A blank between digits is a lost point (8 67 for 8.67) unless it stands where a comma would."""
_UNIT_TAIL = re.compile(r"(?P<unit>[%‰]|[^\W\d_]+(?:/[^\W\d_]+)?)$")
_MINUS = str.maketrans("−﹣–", "---")
_UNIT_FRAME = re.compile(r"^(?:单位)?[:：]?|[:：]$")


def parse_decimal(text: str) -> Parsed:
    """Return the number as printed, without separators; a known unit behind it is dropped."""
    spaced = half_width(text).strip()
    if _TORN.search(spaced) and not _GROUPED_BY_BLANKS.match(spaced):
        return failed("blank-in-number")
    folded = half_width(without_space(text)).translate(_MINUS)
    if not folded:
        return EMPTY
    if folded in NOT_GIVEN_SIGNS:
        return NOT_GIVEN
    evidence = None
    if (tail := _UNIT_TAIL.search(folded)) and tail.start() > 0:
        unit = tail["unit"]
        if unit not in COUNTED and unit not in YUAN_PER_UNIT:
            return failed("not-a-number")
        folded, evidence = folded[: tail.start()], f"数后带单位“{unit}” (unit behind the number)"
    folded = folded.replace("，", ",")
    if "," in folded:
        if not _GROUPED.match(folded):
            return failed("wrong-grouping")
        folded = folded.replace(",", "")
    match = _PLAIN.match(folded)
    if match is None:
        return failed("not-a-number")
    if len(match["whole"]) > 1 and match["whole"].startswith("0"):
        return failed("leading-zero")
    sign = "-" if match["sign"] == "-" else ""
    return Parsed(sign + match["whole"] + (match["fraction"] or ""), evidence=evidence)


def parse_integer(text: str) -> Parsed:
    """Return a whole number; one with a fraction is `not-an-integer`."""
    parsed = parse_decimal(text)
    if parsed.value is not None and "." in parsed.value:
        return failed("not-an-integer")
    return parsed


def parse_unit(text: str) -> Parsed:
    """Return a unit without brackets and label (（单位：千元） -> 千元)."""
    folded = half_width(without_space(text))
    folded = same_brackets(folded).strip("（）")
    unit = _UNIT_FRAME.sub("", folded).strip("（）:：")
    return Parsed(unit) if unit else EMPTY


def to_yuan(number: str, unit: str) -> str | None:
    """Return what a printed number is worth in yuan, exactly; None when it is no money."""
    factor = YUAN_PER_UNIT.get(unit)
    if factor is None:
        return None
    worth = Decimal(number) * factor
    text = f"{worth:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
