"""One width for signs that are written in two: only for parsing, never for printed text.

No NFKC: ㎡, ① and other signs with a meaning of their own stay what they are.
"""

from __future__ import annotations

import re

_HALF = {code + 0xFEE0: code for code in range(0x21, 0x7F)} | {0x3000: 0x20}
_BRACKETS = str.maketrans("[{【〔［｛﹝(", "（（（（（（（（") | str.maketrans(
    "]}】〕］｝﹞)", "））））））））"
)
_SPACE = re.compile(r"\s+")


def half_width(text: str) -> str:
    """Return the text with full-width letters, digits and signs made half-width."""
    return text.translate(_HALF)


def without_space(text: str) -> str:
    """Return the text without any white space."""
    return _SPACE.sub("", text)


def same_brackets(text: str) -> str:
    """Return the text with every kind of bracket as （ or ）."""
    return text.translate(_BRACKETS)
