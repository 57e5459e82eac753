"""What a recogniser read: glyphs with their alternatives, and lines of them."""

from __future__ import annotations

from dataclasses import dataclass

from pipeline.model.geometry import Box

Alternative = tuple[str, float]
"""(character or "" for nothing, probability)."""


WIDE = 0xFEE0
"""From a form of ASCII to its full-width one."""
TEXT_DUMP = "text-dump"
"""Engine name of readings that came as plain text: no scores, no alternatives."""


def is_chinese(char: str) -> bool:
    """Whether this is one common Chinese character; false for nothing and for two."""
    return len(char) == 1 and "\u4e00" <= char <= "\u9fff"


def narrow(char: str) -> str:
    """Return the ASCII form of a full-width letter, digit or sign; any other character itself."""
    return chr(ord(char) - WIDE) if "\uff01" <= char <= "\uff5e" else char


def is_in_gb2312(char: str) -> bool:
    """Whether GB 2312 has a character.

    Its 6,763 hanzi are those of everyday print, simplified; every recogniser was taught them.
    """
    try:
        char.encode("gb2312")
    except UnicodeEncodeError:
        return False
    return True


@dataclass(frozen=True, slots=True)
class Glyph:
    """One position of a reading: the character that was chosen and what else it could be.

    `char` is "" where the recogniser emitted nothing but nearly did (a gap with alternatives), so
    joining `char` over the glyphs of a line gives exactly its text. `alternatives` never repeats
    `char`, is sorted by falling probability, and is empty when nothing else came near or when the
    source knows no alternatives (text layer, text dump).
    """

    char: str
    score: float
    alternatives: tuple[Alternative, ...] = ()


@dataclass(frozen=True, slots=True)
class SecondText:
    """What another recogniser made of the same crop."""

    engine: str
    text: str
    score: float


@dataclass(frozen=True, slots=True)
class TextLine:
    """One line as read.

    `box` is in raw-page pixels, `upright` in pixels of the straightened page; `score` is the mean
    score of its characters. `engine` names who read it, e.g. `ppocr-v6-small`, `text-layer`.
    `second` is there only where the first reading was in doubt and another recogniser was asked.
    `renderings` tells of how many renderings of the line its glyphs are the mean.
    """

    text: str
    box: Box
    upright: Box
    score: float
    engine: str
    glyphs: tuple[Glyph, ...] = ()
    second: SecondText | None = None
    renderings: int = 1
