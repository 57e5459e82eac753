"""Characters by their ordinary form, one for one, so that patterns see what a reader sees.

Text layers often hold radicals (⾼, ⻓) and wide digits where the eye reads 高, 长 and 1. For
recognition only: a reading keeps its characters as they stand in the file.
"""

from __future__ import annotations

import unicodedata
from functools import lru_cache

_RADICALS = (
    "⺠民⺟母⻄西⻅见⻆角⻉贝⻋车⻓长⻔门⻘青⻙韦⻚页⻛风⻜飞⻝食⻢马⻣骨⻤鬼⻥鱼⻦鸟⻨麦⻩黄⻬齐"
    "⻮齿⻰龙⻳龟"
)
"""Radicals that Unicode gives no ordinary form for, each followed by it."""

_COMPATIBLE = ((0x2E80, 0x2FDF), (0xF900, 0xFAFF), (0xFF01, 0xFF5E), (0x3000, 0x3000))


def _ordinary_forms() -> dict[int, str]:
    forms = {ord(_RADICALS[i]): _RADICALS[i + 1] for i in range(0, len(_RADICALS), 2)}
    for first, last in _COMPATIBLE:
        for code in range(first, last + 1):
            form = unicodedata.normalize("NFKC", chr(code))
            if len(form) == 1 and form != chr(code):
                forms[code] = form
    return forms


_FORMS = _ordinary_forms()


@lru_cache(maxsize=8192)
def legible(text: str) -> str:
    """The text in ordinary characters (half-width signs); length and offsets stay the same."""
    return text.translate(_FORMS)
