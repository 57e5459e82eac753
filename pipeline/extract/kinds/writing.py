"""Whether boxes were written in at all, or only specks were read there."""

from __future__ import annotations

import re
from collections.abc import Sequence

from pipeline.extract.kinds.script import legible
from pipeline.extract.kinds.strip import Piece, Strip
from pipeline.model.text import Glyph, is_chinese

WRITING = re.compile(r"[\u4e00-\u9fff]{2}|[0-9]{3}")
SURE_SIGN = 0.6
"""Below this score a lone sign is as likely a speck (measured on blank forms of poor scans)."""

SPECK = 0.35
"""A letter alone on its line is read above this where it was printed (measured: 0.17 for a speck
behind a phone number, 0.9 and more for print)."""

MARK_LOST = "mark-lost"
"""Running text that may lack a mark of punctuation."""
GAP_FLOOR = 0.05
"""A gap between two Chinese characters that held a blank or a mark with this probability, the least
that is kept: measured on 2,488 texts of made scans, 64 of the 65 that hold one lost a mark, and all
23 in which a blank was read there."""
_GAP_SIGNS = frozenset(" 、，,。.；;：:·")

CHARACTER_LOST = "character-lost"
"""A value in which a whole character, or a mark as wide as one, may have gone unread."""
CHARACTER_FLOOR = 0.1
"""A gap that held a Chinese character with this probability: measured on 20,600 cells of made and
sample scans, 18 of the 30 cells that hold one were misread. The same for a digit beside digits: 4
of 8 among the 1,785 figures, phones and mail addresses of 32 scans of each kind were misread."""

_DIGITS = frozenset("0123456789")

WRITTEN_SHARE = 0.05
MARKED_SHARE = 0.3
"""A form is blank while at most these shares of its boxes hold writing, or any sure sign: a person
fills in more than a box or two; specks stand in at most one box in ten."""


def is_written(strip: Strip) -> bool:
    """Whether a box holds writing: two Chinese characters or three digits in a row, read surely.

    Specks are read as single signs, or as several unsure ones.
    """
    return WRITING.search(_sure_text(strip)) is not None


def is_marked(strip: Strip) -> bool:
    """Whether a box holds at least one letter or digit that was read surely."""
    return any(char.isalnum() for char in _sure_text(strip))


def is_blank(boxes: Sequence[Strip]) -> bool:
    """Whether nobody filled in these boxes."""
    written = sum(map(is_written, boxes))
    marked = sum(map(is_marked, boxes))
    return written <= WRITTEN_SHARE * len(boxes) and marked <= MARKED_SHARE * len(boxes)


def without_specks(strip: Strip) -> Strip:
    """Leave off lone signs at the ends of a value that are neither Chinese nor a digit, if unsure.

    Only pieces of their own count: a sign inside a line was read together with its neighbours.
    """
    pieces = list(strip.pieces)
    while len(pieces) > 1 and _is_speck(pieces[-1]):
        pieces.pop()
    while len(pieces) > 1 and _is_speck(pieces[0]):
        pieces.pop(0)
    return Strip(tuple(pieces))


def _is_speck(piece: Piece) -> bool:
    text = legible(piece.text).strip()
    is_sign = len(text) == 1 and not text.isdigit() and not is_chinese(text)
    return is_sign and piece.is_whole and piece.confidence < SPECK


def lacks_mark(glyphs: Sequence[Glyph]) -> bool:
    """Whether between two Chinese characters a mark nearly stood, or a blank was read for one."""
    return any(
        is_chinese(before.char)
        and is_chinese(behind.char)
        and (gap.char.isspace() or _nearly_held(gap, _GAP_SIGNS))
        for before, gap, behind in zip(glyphs, glyphs[1:], glyphs[2:], strict=False)
    )


def _nearly_held(gap: Glyph, signs: frozenset[str]) -> bool:
    near = (char in signs and p >= GAP_FLOOR for char, p in gap.alternatives)
    return gap.char == "" and any(near)


def lacks_character(glyphs: Sequence[Glyph]) -> bool:
    """Whether a character was nearly read, or one has room, where the reading has nothing.

    Chinese ones count, and digits beside a digit. Room counts only within a value: before and
    behind it a line may go on with something else.
    """
    read = ["", *(glyph.char for glyph in glyphs), ""]
    return any(
        p >= CHARACTER_FLOOR and (is_chinese(char) or _is_digit(char, read[at], read[at + 2]))
        for at, glyph in enumerate(glyphs)
        if glyph.char == ""
        for char, p in glyph.alternatives
    ) or any(glyph.char == "" and not glyph.alternatives for glyph in glyphs[1:-1])


def _is_digit(char: str, *neighbours: str) -> bool:
    return char in _DIGITS and not _DIGITS.isdisjoint(neighbours)


def _sure_text(strip: Strip) -> str:
    text = legible(strip.text)
    scores = [glyph.score for glyph in strip.glyphs if glyph.char]
    if len(scores) != len(text):
        return text
    pairs = zip(text, scores, strict=True)
    return "".join(char if score >= SURE_SIGN else " " for char, score in pairs)
