"""What to point out in a text: characters the recogniser doubted, and where two texts differ."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from pipeline.model.document import Reading
from pipeline.model.text import Alternative

SURE_SCORE = 0.9
"""A character above this, without a rival, is shown plain. For the eye: nothing rests on it."""

RIVAL_PROBABILITY = 0.1
SHOWN_RIVALS = 3


@dataclass(frozen=True, slots=True)
class Mark:
    """A stretch of text. `rivals` are what else a doubtful character could be."""

    text: str
    is_marked: bool
    rivals: tuple[Alternative, ...] = ()


def mark_doubts(reading: Reading, compare: str) -> list[Mark]:
    """Mark the doubtful characters of a raw reading.

    Where the source knows no scores (plain text, text layer), the characters that differ from
    `compare` (the corrected text or the best candidate) are marked instead.
    """
    glyphs = reading.glyphs
    if not glyphs or "".join(glyph.char for glyph in glyphs) != reading.text_ocr:
        return mark_differences(reading.text_ocr, compare)
    marks: list[Mark] = []
    for glyph in glyphs:
        rivals = tuple(rival for rival in glyph.alternatives if rival[1] >= RIVAL_PROBABILITY)
        is_doubtful = bool(rivals) or (glyph.char != "" and glyph.score < SURE_SCORE)
        if is_doubtful:
            marks.append(Mark(glyph.char, True, rivals[:SHOWN_RIVALS]))
        else:
            _append_plain(marks, glyph.char)
    return marks


def mark_differences(text: str, other: str) -> list[Mark]:
    """Mark the characters of `text` that `other` does not have at that place."""
    return [Mark(part, is_new) for part, is_new in _iter_differences(text, other)]


def _append_plain(marks: list[Mark], char: str) -> None:
    if marks and not marks[-1].is_marked:
        marks[-1] = Mark(marks[-1].text + char, False)
    elif char:
        marks.append(Mark(char, False))


def _iter_differences(text: str, other: Sequence[str]) -> Iterator[tuple[str, bool]]:
    for tag, start, end, _, _ in SequenceMatcher(None, text, other, autojunk=False).get_opcodes():
        if end > start:
            yield text[start:end], tag != "equal"
