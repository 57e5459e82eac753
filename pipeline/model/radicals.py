"""Radicals that stand for characters: text layers often hold ⾼ or ⻓ where one reads 高, 长.

Two characters look the same and are not: a font's own table chose the radical. Evidence keeps what
the file holds; whoever compares or cleans text uses the ordinary form.
"""

from __future__ import annotations

import unicodedata

_WITHOUT_DECOMPOSITION = (
    "⺠民⺟母⻄西⻅见⻆角⻉贝⻋车⻓长⻔门⻘青⻙韦⻚页⻛风⻜飞⻝食⻢马⻣骨⻤鬼⻥鱼⻦鸟⻨麦⻩黄⻬齐"
    "⻮齿⻰龙⻳龟"
)
"""Radicals that Unicode gives no ordinary form for, each followed by it."""

_BLOCKS = ((0x2E80, 0x2FDF), (0xF900, 0xFAFF))
"""CJK Radicals Supplement, Kangxi Radicals; CJK Compatibility Ideographs."""


def _ordinary_forms() -> dict[str, str]:
    pairs = _WITHOUT_DECOMPOSITION
    forms = {pairs[i]: pairs[i + 1] for i in range(0, len(pairs), 2)}
    for first, last in _BLOCKS:
        for code in range(first, last + 1):
            form = unicodedata.normalize("NFKC", chr(code))
            if len(form) == 1 and form != chr(code):
                forms[chr(code)] = form
    return forms


ORDINARY_FORMS = _ordinary_forms()
"""Radical or compatibility ideograph -> the character it looks like."""
