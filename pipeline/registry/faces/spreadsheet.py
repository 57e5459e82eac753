"""What a spreadsheet would do to a text when it opens a CSV, and the one mark that stops it.

A spreadsheet runs texts that begin like a formula, drops leading zeros, rounds long digit strings
and turns 1-2 into a date. Such texts get a leading apostrophe, the spreadsheets' own mark for
"this is text"; a text that begins with one of its own gets a second, so `reveal` undoes it.
"""

from __future__ import annotations

import re
from functools import lru_cache

from pipeline.registry.schema.column import ColumnType, fits_type

TEXT_MARK = "'"

_FORMULA_SIGNS = "=+-@＝＋－＠\t\r\n|%"
_INVISIBLE = re.compile(r"[\s\x00-\x1f\x7f\u00ad\u200b-\u200f\u2028-\u202f\u2060\ufeff]*")
_PLAIN_NUMBER = re.compile(r"-?[0-9]{1,11}(\.[0-9]+)?")
_EATEN = re.compile(r"[0-9０-９.,:/\\\-eE%()¥￥$ ]*[0-9０-９][0-9０-９.,:/\\\-eE%()¥￥$ ]*")
_KEPT_INTEGER = re.compile(r"0|[1-9][0-9]{0,10}")

_TYPED = frozenset({ColumnType.INTEGER, ColumnType.NUMBER, ColumnType.DATE, ColumnType.BOOLEAN})


def may_run(text: str) -> bool:
    """Whether a spreadsheet may take `text` for a formula; a plain negative number is none."""
    if text == "" or _PLAIN_NUMBER.fullmatch(text):
        return False
    visible = _INVISIBLE.sub("", text, count=1)
    return text[0] in _FORMULA_SIGNS or (visible != "" and visible[0] in _FORMULA_SIGNS)


def would_change(text: str) -> bool:
    """Whether a spreadsheet would show a text of digits as another number, a date or a time."""
    return _EATEN.fullmatch(text) is not None and _KEPT_INTEGER.fullmatch(text) is None


@lru_cache(maxsize=1 << 16)
def protect(text: str, column_type: ColumnType) -> str:
    """Return `text` as it may stand in a CSV that a spreadsheet opens."""
    if column_type in _TYPED and fits_type(text, column_type):
        return text
    if text.startswith(TEXT_MARK) or may_run(text) or would_change(text):
        return TEXT_MARK + text
    return text


def reveal(text: str) -> str:
    """Undo `protect`."""
    return text.removeprefix(TEXT_MARK)
