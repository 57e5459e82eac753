"""Characters by their ordinary form, one for one, so that patterns see what a reader sees.

Text layers often hold radicals (⾼, ⻓) and wide digits where the eye reads 高, 长 and 1. For
recognition only: a reading keeps its characters as they stand in the file.
"""

from __future__ import annotations

import unicodedata
from functools import lru_cache

from pipeline.model.radicals import ORDINARY_FORMS

_WIDE = ((0xFF01, 0xFF5E), (0x3000, 0x3000))


def _ordinary_forms() -> dict[int, str]:
    forms = {ord(char): form for char, form in ORDINARY_FORMS.items()}
    for first, last in _WIDE:
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
