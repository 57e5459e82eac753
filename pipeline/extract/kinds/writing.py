"""Whether a box was written in at all, or only specks were read there."""

from __future__ import annotations

import re

from pipeline.extract.kinds.script import legible
from pipeline.extract.kinds.strip import Strip

WRITING = re.compile(r"[\u4e00-\u9fff]{2}|[0-9]{3}")
SURE_SIGN = 0.6
"""Below this score a lone sign is as likely a speck (measured on blank forms of poor scans)."""


def is_written(strip: Strip) -> bool:
    """Whether a box holds writing: two Chinese characters or three digits in a row, read surely.

    Specks are read as single signs, or as several unsure ones.
    """
    text = legible(strip.text)
    scores = [glyph.score for glyph in strip.glyphs if glyph.char]
    if len(scores) == len(text):
        pairs = zip(text, scores, strict=True)
        text = "".join(char if score >= SURE_SIGN else " " for char, score in pairs)
    return WRITING.search(text) is not None
