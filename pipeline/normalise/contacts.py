"""Phones, fax numbers, e-mail addresses and postcodes: by their grammar, without guessing digits.

Several numbers in one cell come out as a list joined by `;`; a number that is abbreviated after
another (010-88656265、88656263 or .../6263) takes from it what it leaves out.
"""

from __future__ import annotations

import re

from pipeline.normalise.parsed import EMPTY, NOT_GIVEN, NOT_GIVEN_SIGNS, Parsed, failed
from pipeline.normalise.width import half_width, without_space

LIST_SIGN = ";"
_SEPARATORS = re.compile(r"[、,，;；/或]|(?<=\d)\s{2,}(?=[\d(])")
_LABEL = re.compile(r"^(?:联系)?(?:电话|手机|传真|Tel|TEL|Fax|FAX|移动电话)[:：]?")
_MOBILE = re.compile(r"^1[3-9]\d{9}$")
_LANDLINE = re.compile(
    r"^(?P<area>0(?:10|2\d)(?=-?\d{8}(?!\d))|0[3-9]\d{2})-?(?P<number>\d{7,8})"
    r"(?:(?:转|-|\*|x)(?P<ext>\d{1,6}))?$"
)
"""Cities with a three-digit area code have numbers of eight digits."""
_SERVICE = re.compile(r"^(400|800)-?(\d{3})-?(\d{4})$")
_LOCAL = re.compile(r"^[2-9]\d{6,7}$")
_TAIL = re.compile(r"^\d{1,4}$")
_DASHES = str.maketrans("−﹣–—―－", "------")

_EMAIL = re.compile(
    r"^[A-Za-z0-9](?:[A-Za-z0-9._%+-]*[A-Za-z0-9_])?@"
    r"(?:[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?\.)+[A-Za-z]{2,}$"
)
_EMAIL_SEPARATORS = re.compile(r"[;；、]")
_EMAIL_LABEL = re.compile(r"^(?:电子(?:信箱|邮箱|邮件)|邮箱|E-?mail)[:：]", re.IGNORECASE)
_POSTCODE_LABEL = re.compile(r"^(?:邮政编码|邮编)[:：]?")


def parse_phone(text: str) -> Parsed:
    """Return numbers as `010-88656265` or `13812345678`, several joined by `;`.

    A local number without area code and without one before it stays `no-area-code`.
    """
    folded = half_width(text).strip().translate(_DASHES)
    if folded in NOT_GIVEN_SIGNS:
        return NOT_GIVEN
    folded = _LABEL.sub("", folded)
    pieces = [piece for piece in map(_bare, _SEPARATORS.split(folded)) if piece]
    if not pieces:
        return EMPTY
    numbers: list[str] = []
    evidence = None
    for piece in pieces:
        number = _whole_number(piece)
        if number is None and numbers:
            number = _abbreviated_number(piece, numbers[-1])
            evidence = f"“{piece}”沿用前一号码的区号 (area code taken over)"
        if number is None:
            return failed("no-area-code" if _LOCAL.match(piece) else "not-a-phone")
        numbers.append(number)
    return Parsed(LIST_SIGN.join(numbers), evidence=evidence)


def _bare(piece: str) -> str:
    piece = without_space(piece)
    piece = re.sub(r"^\((0\d{2,3})\)-?", r"\1-", piece)
    return re.sub(r"^(?:\+86|0086)-?", "", piece)


def _whole_number(piece: str) -> str | None:
    digits = piece.replace("-", "")
    if _MOBILE.match(digits):
        return digits
    if match := _LANDLINE.match(piece):
        extension = f"-{match['ext']}" if match["ext"] else ""
        return f"{match['area']}-{match['number']}{extension}"
    if match := _SERVICE.match(piece):
        return "-".join(match.groups())
    return None


def _abbreviated_number(piece: str, previous: str) -> str | None:
    """Complete a number from the one before it; None when there is nothing to take over."""
    area, dash, number = previous.partition("-")
    if not dash or "-" in number:
        return None
    if _LOCAL.match(piece):
        return f"{area}-{piece}"
    if _TAIL.match(piece):
        return f"{area}-{number[: -len(piece)]}{piece}"
    return None


def parse_email(text: str) -> Parsed:
    """Return an address without the spaces and wide signs of the page, in lower case.

    Case never tells two addresses apart, and recognisers confuse f and F, c and C. Several
    addresses are joined by `;`; one that is malformed leaves them all.
    """
    folded = without_space(half_width(text)).replace("。", ".").replace("，", ".")
    folded = _EMAIL_LABEL.sub("", folded)
    if not folded or folded in NOT_GIVEN_SIGNS:
        return NOT_GIVEN if folded else EMPTY
    addresses = [address for address in _EMAIL_SEPARATORS.split(folded) if address]
    if not addresses or not all(map(_EMAIL.match, addresses)):
        return failed("not-an-email")
    joined = LIST_SIGN.join(addresses)
    changed = joined != joined.lower()
    return Parsed(joined.lower(), evidence=f"原写作 {joined} (as printed)" if changed else None)


def parse_postcode(text: str) -> Parsed:
    """Return six digits."""
    folded = _POSTCODE_LABEL.sub("", without_space(half_width(text)))
    if not folded or folded in NOT_GIVEN_SIGNS:
        return NOT_GIVEN if folded else EMPTY
    is_code = len(folded) == 6 and folded.isascii() and folded.isdigit()
    return Parsed(folded) if is_code else failed("not-a-postcode")
