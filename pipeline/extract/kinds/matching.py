"""Whether printed text is a known label in spite of OCR noise.

Comparison is on letters and digits only (folded to half width, lower case); the recogniser's
alternatives count as read where they agree with the label. Offsets always refer to the text as
printed, and nothing here changes a reading.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from rapidfuzz import fuzz
from rapidfuzz.distance import Levenshtein

from pipeline.extract.kinds.script import legible
from pipeline.extract.kinds.strip import Strip

SURE = 0.8
"""From this similarity on a label counts as read; below `POSSIBLE` it is another text. Measured on
the labels of the 2021 forms: the nearest pair of different labels of four or more characters that
do not share a table row or group is at 0.67, the worst misreading of a printed label at 0.75."""
POSSIBLE = 0.6

ALTERNATIVE_FLOOR = 0.02
"""An alternative below this probability does not speak for a label."""


@dataclass(frozen=True, slots=True)
class Match:
    """Where a label stands in a text (offsets into the printed text) and how well it fits."""

    start: int
    end: int
    score: float


@lru_cache(maxsize=4096)
def fold(text: str) -> str:
    """Letters and digits of a text, half width and lower case."""
    return "".join(char for char in map(_fold_char, text) if char)


@lru_cache(maxsize=8192)
def _fold_char(char: str) -> str:
    folded = unicodedata.normalize("NFKC", legible(char)).lower()
    return "".join(c for c in folded if c.isalnum() or c in "<>≥≤%")


@lru_cache(maxsize=8192)
def _folded_with_offsets(text: str) -> tuple[str, tuple[int, ...]]:
    chars: list[str] = []
    offsets: list[int] = []
    for offset, char in enumerate(text):
        for folded in _fold_char(char):
            chars.append(folded)
            offsets.append(offset)
    return "".join(chars), tuple(offsets)


def snap(strip: Strip, label: str) -> str:
    """The strip's text, reading a doubtful character as the label's where it could be that."""
    text = strip.text
    doubtful = _doubtful(strip)
    if not doubtful:
        return text
    chars = list(text)
    for offset, others in doubtful:
        if chars[offset] not in label:
            chars[offset] = next((char for char in others if char in label), chars[offset])
    return "".join(chars)


@lru_cache(maxsize=4096)
def _doubtful(strip: Strip) -> tuple[tuple[int, str], ...]:
    """(offset, what else it could be, likeliest first) of each doubtful character."""
    glyphs = [glyph for glyph in strip.glyphs if glyph.char]
    if any(len(glyph.char) != 1 for glyph in glyphs):
        return ()
    found: list[tuple[int, str]] = []
    for offset, glyph in enumerate(glyphs):
        others = "".join(char for char, p in glyph.alternatives if p >= ALTERNATIVE_FLOOR)
        if others:
            found.append((offset, others))
    return tuple(found)


def similarity(strip: Strip, label: str) -> float:
    """How well the whole strip is the label, 0-1. `*` in a label stands for any run of signs."""
    text = snap(strip, label)
    if "*" in label:
        match = match_pattern(text, label)
        return match.score if match else 0.0
    return Levenshtein.normalized_similarity(fold(text), fold(label))


def best_similarity(strip: Strip, labels: Sequence[str]) -> float:
    """Highest similarity to any of the labels; 0 when there are none."""
    return max((similarity(strip, label) for label in labels), default=0.0)


def find_prefix(strip: Strip, labels: Sequence[str]) -> Match | None:
    """The label that the strip begins with, if any; `end` is past the signs that follow it.

    Labels of up to three characters must agree exactly (alternatives count), longer ones may have
    a speck read before them; among several the longest wins.
    """
    found: list[Match] = []
    for label in labels:
        text = snap(strip, label)
        folded, offsets = _folded_with_offsets(text)
        wanted = fold(label)
        if not wanted or len(folded) < len(wanted):
            continue
        best = _prefix_score(folded, wanted)
        if best is not None:
            length, score = best
            end = offsets[length - 1] + 1
            found.append(Match(0, skip_signs(text, end), score))
    return max(found, key=lambda match: (match.score, match.end), default=None)


def _prefix_score(folded: str, wanted: str) -> tuple[int, float] | None:
    """(length taken, similarity) of the best fitting beginning; None when it is another text."""
    if folded.startswith(wanted):
        return len(wanted), 1.0
    if len(wanted) <= 3:
        return None
    if folded.startswith(wanted, 1):
        return len(wanted) + 1, 1.0
    lengths = range(max(1, len(wanted) - 1), min(len(folded), len(wanted) + 1) + 1)
    scored = [
        (Levenshtein.normalized_similarity(folded[:length], wanted), -abs(length - len(wanted)))
        for length in lengths
    ]
    score, slack = max(scored)
    length = lengths[scored.index((score, slack))]
    return (length, score) if score >= SURE else None


def find_label(strip: Strip, label: str) -> Match | None:
    """The best place of a label anywhere in the strip; None when it is not there.

    Labels of up to three characters must agree exactly (alternatives count).
    """
    text = snap(strip, label)
    folded, offsets = _folded_with_offsets(text)
    wanted = fold(label)
    if not wanted or len(folded) < len(wanted) - 1:
        return None
    start = folded.find(wanted)
    if start >= 0:
        return Match(offsets[start], offsets[start + len(wanted) - 1] + 1, 1.0)
    if len(wanted) <= 3:
        return None
    place = fuzz.partial_ratio_alignment(wanted, folded)
    if place is None or place.dest_end == place.dest_start:
        return None
    score = Levenshtein.normalized_similarity(wanted, folded[place.dest_start : place.dest_end])
    if score < SURE - 0.05:
        return None
    return Match(offsets[place.dest_start], offsets[place.dest_end - 1] + 1, score)


def match_pattern(text: str, pattern: str) -> Match | None:
    """Match a whole text against literals with `*` for any run of signs between them.

    The match begins where the first literal does. Without `*` at its start (end) the pattern must
    begin (end) where the text does.
    """
    folded, offsets = _folded_with_offsets(text)
    literals = [fold(part) for part in pattern.split("*")]
    wanted = [literal for literal in literals if literal]
    if not wanted or not folded:
        return None
    position, weights, scores, begin = 0, 0, 0.0, 0
    for index, literal in enumerate(wanted):
        place = _place(folded, position, literal, is_last=index == len(wanted) - 1)
        if place is None:
            return None
        start, end, score = place
        if index == 0:
            begin = start
        if index == 0 and not pattern.startswith("*") and start > 0:
            score -= start / len(literal)
        if index == len(wanted) - 1 and not pattern.endswith("*") and end < len(folded):
            score -= (len(folded) - end) / len(literal)
        position, weights, scores = end, weights + len(literal), scores + score * len(literal)
    total = scores / weights
    return Match(offsets[begin], offsets[-1] + 1, total) if total >= POSSIBLE else None


def _place(
    folded: str, start: int, literal: str, *, is_last: bool
) -> tuple[int, int, float] | None:
    rest = folded[start:]
    exact = rest.rfind(literal) if is_last else rest.find(literal)
    if exact >= 0:
        return start + exact, start + exact + len(literal), 1.0
    if len(literal) <= 2:
        return None
    place = fuzz.partial_ratio_alignment(literal, rest)
    if place is None or place.dest_end == place.dest_start:
        return None
    found = rest[place.dest_start : place.dest_end]
    score = Levenshtein.normalized_similarity(literal, found)
    if score < POSSIBLE:
        return None
    return start + place.dest_start, start + place.dest_end, score


def skip_signs(text: str, offset: int) -> int:
    """The next offset that holds a letter, a digit or an opening bracket."""
    while offset < len(text) and not (text[offset].isalnum() or text[offset] in "(（《〈+"):
        offset += 1
    return offset


def assign(scores: Sequence[Sequence[float]], floor: float = POSSIBLE) -> list[int | None]:
    """Give each row of a score matrix at most one column, best scores first, ties in order.

    Returns one column index or None for each row; no column is given twice.
    """
    pairs = sorted(
        (
            (-score, abs(i - j), i, j)
            for i, row in enumerate(scores)
            for j, score in enumerate(row)
            if score >= floor
        ),
    )
    given: list[int | None] = [None] * len(scores)
    taken: set[int] = set()
    for _, _, i, j in pairs:
        if given[i] is None and j not in taken:
            given[i] = j
            taken.add(j)
    return given
