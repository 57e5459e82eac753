"""Look again at lines where dust may have been read as a sign.

A dust mark that lies close to a character cannot be told from a dot on the image alone. When the
recogniser reads a lone dot next to a Chinese character where no dot belongs, and a dust-sized mark
stands there, the line is read once more without the mark; the second reading counts only when it
is the first one without that sign.
"""

from __future__ import annotations

from dataclasses import dataclass

from pipeline.extract.image.light import component_stats
from pipeline.extract.image.page import Image
from pipeline.extract.ocr.engine import RecognisedText
from pipeline.model.text import is_chinese

FULL_STOP, COMMA = "。", "，"
MARK = 0.1
"""Share of the full-width comma in a lone `,` from which it is one: in plans of three scans nine
commas of 0.37 to 0.45 had been taken for dust."""
DUST_SIGNS = frozenset(".．·•*'’‘`´,˙°★●☆^¨_-~\"" + FULL_STOP)
NUMERALS = frozenset("〇零一二三四五六七八九十")
MAX_SIDE = 0.3
"""Largest side of a dust mark as a share of the line height."""
DOT_SIDE = 0.2
"""Largest side of dust read as a full stop, which is a ring from 0.21 of the line height on."""
SCORE_LOSS = 0.03


@dataclass(frozen=True, slots=True)
class Suspect:
    """A line to read again: its number in the batch, the signs in doubt, the cleaned crop."""

    index: int
    signs: tuple[int, ...]
    crop: Image


def has_doubtful_sign(text: RecognisedText) -> bool:
    """Whether a sign of the reading may be dust."""
    return any(_is_out_of_place(text, i) for i in range(len(text.glyphs)))


def find_suspect(index: int, text: RecognisedText, crop: Image, ink: Image) -> Suspect | None:
    """Return the crop without its dust when a sign of the reading may be dust.

    `crop` and `ink` are the gray image and the ink mask of the same line.
    """
    signs = tuple(i for i in range(len(text.glyphs)) if _is_out_of_place(text, i))
    if not signs or len(text.spans) != len(text.glyphs):
        return None
    height, width = ink.shape
    marks = [
        mark for mark in component_stats(ink)[1].tolist() if max(mark[2:4]) <= MAX_SIDE * height
    ]
    cleaned = crop.copy()
    hit = []
    for sign in signs:
        left, right = (share * width for share in text.spans[sign])
        slack = 0.35 * height
        near = [m for m in marks if left - slack <= m[0] + m[2] / 2 <= right + slack]
        if text.glyphs[sign].char == FULL_STOP:
            near = [m for m in near if _is_solid(ink, m)]
        for x, y, w, h, _ in near:
            cleaned[max(0, y - 2) : y + h + 2, max(0, x - 2) : x + w + 2] = 255
        if near:
            hit.append(sign)
    return Suspect(index, tuple(hit), cleaned) if hit else None


def _is_solid(ink: Image, mark: list[int]) -> bool:
    """Whether a mark is small and filled, as a full stop is not."""
    x, y, width, height, _ = mark
    return max(width, height) <= DOT_SIDE * len(ink) and ink[y + height // 2, x + width // 2] > 0


def _is_out_of_place(text: RecognisedText, i: int) -> bool:
    """Whether glyph i is a sign beside a Chinese character and not part of a number or address.

    A comma that may as well be a full-width one is no dust: these stand behind characters.
    """
    if (
        text.glyphs[i].char not in DUST_SIGNS
        or dict(text.glyphs[i].alternatives).get(COMMA, 0.0) >= MARK
    ):
        return False
    before = next((g.char for g in reversed(text.glyphs[:i]) if g.char.strip()), "")
    after = next((g.char for g in text.glyphs[i + 1 :] if g.char.strip()), "")
    if before and (before in NUMERALS or (before.isascii() and before.isalnum())):
        return False
    closing = bool(before) and before in ")）》】"
    opening = bool(after) and after in "(（《【"
    return closing or opening or is_chinese(before) or is_chinese(after) or before in DUST_SIGNS


def choose(first: RecognisedText, second: RecognisedText, suspect: Suspect) -> RecognisedText:
    """Return the second reading if it is the first without the signs in doubt, else the first."""
    without = "".join(g.char for i, g in enumerate(first.glyphs) if i not in suspect.signs)
    same = second.text.replace(" ", "") == without.replace(" ", "")
    return second if same and second.score >= first.score - SCORE_LOSS else first
