"""A reading while it is being cleaned: its glyphs now, and every step that changed them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from pipeline.model.correction import Candidate, CleanReading, Correction
from pipeline.model.document import Reading
from pipeline.model.text import Glyph

PLAIN_SCORE = 0.97
"""Score of a character whose source gives none: plain OCR text misread about 3 % of the
characters of names on the worst document seen."""


@dataclass(frozen=True, slots=True)
class Change:
    """Why a span is replaced: all of a Correction but the texts."""

    rule: str
    evidence: str
    score: float
    dictionary: str | None = None
    margin: float | None = None


def glyphs_of(text: str, glyphs: Sequence[Glyph]) -> tuple[Glyph, ...]:
    """Return the glyphs when they spell `text`, else plain ones (a text dump has none)."""
    if glyphs and "".join(glyph.char for glyph in glyphs) == text:
        return tuple(glyphs)
    return tuple([plain_glyph(char) for char in text])


@lru_cache(maxsize=1 << 13)
def plain_glyph(char: str) -> Glyph:
    """Return a character of a source without scores.

    One glyph for all its places, so that the channel works out its costs once.
    """
    return Glyph(char, PLAIN_SCORE)


@dataclass(slots=True)
class Draft:
    """Work in progress on one reading."""

    reading: Reading
    glyphs: tuple[Glyph, ...]
    corrections: list[Correction] = field(default_factory=list)
    candidates: list[Candidate] = field(default_factory=list)
    doubts: list[str] = field(default_factory=list)
    support: list[str] = field(default_factory=list)
    decided_by: str | None = None
    alone: tuple[int, ...] | None = None
    _spelled: tuple[tuple[Glyph, ...], tuple[str, ...], str] = field(
        default=((), (), ""), repr=False, compare=False
    )

    @property
    def text(self) -> str:
        """The text as it stands now."""
        return self._spell()[2]

    @property
    def chars(self) -> tuple[str, ...]:
        """What each glyph holds now: a character, or nothing."""
        return self._spell()[1]

    def _spell(self) -> tuple[tuple[Glyph, ...], tuple[str, ...], str]:
        if self._spelled[0] is not self.glyphs:  # asked for far more often than it changes
            chars = tuple([glyph.char for glyph in self.glyphs])
            self._spelled = self.glyphs, chars, "".join(chars)
        return self._spelled

    def replace_span(self, start: int, end: int, text: str, change: Change) -> None:
        """Put `text` where the glyphs `start:end` stand and log it; the new glyphs are certain."""
        before = self.text
        new = tuple(Glyph(char, 1.0) for char in text)
        self.glyphs = (*self.glyphs[:start], *new, *self.glyphs[end:])
        self._log(before, change)

    def replace_all(self, glyphs: Sequence[Glyph], change: Change) -> None:
        """Put other glyphs in place of all, keeping what they carry."""
        before = self.text
        self.glyphs = tuple(glyphs)
        self._log(before, change)

    def _log(self, before: str, change: Change) -> None:
        if before == self.text:
            return
        self.corrections.append(
            Correction(
                rule=change.rule,
                before=before,
                after=self.text,
                evidence=change.evidence,
                score=round(change.score, 4),
                dictionary=change.dictionary,
                margin=None if change.margin is None else round(change.margin, 2),
            )
        )

    def doubt(self, slug: str) -> None:
        """Send the cell to review for this reason."""
        if slug not in self.doubts:
            self.doubts.append(slug)

    def settle(self, slug: str) -> None:
        """Take back a doubt that evidence has answered."""
        if slug in self.doubts:
            self.doubts.remove(slug)

    def support_by(self, source: str) -> None:
        """Note what speaks for the text besides the recogniser."""
        if source not in self.support:
            self.support.append(source)

    def finish(self) -> CleanReading:
        """Freeze."""
        return CleanReading(
            cell_id=self.reading.cell_id,
            text_clean=self.text,
            corrections=tuple(self.corrections),
            candidates=tuple(self.candidates[:3]),
            doubts=tuple(self.doubts),
            support=tuple(self.support),
            decided_by=self.decided_by,
            alone=self.alone,
        )


def start_draft(reading: Reading) -> Draft:
    """Begin with the reading as it came, its own doubts included until something answers them."""
    draft = Draft(reading, glyphs_of(reading.text_ocr, reading.glyphs))
    draft.doubts.extend(reading.doubts)
    return draft
