"""Turns one reading and its clean text into the features that acceptance weighs."""

from __future__ import annotations

import math
from difflib import SequenceMatcher

from pipeline.model.correction import CleanReading
from pipeline.model.document import Reading
from pipeline.model.page import PageSource
from pipeline.model.text import Glyph
from pipeline.validate.acceptance import CellFeatures

_TINY = 1e-9
NO_RIVAL = 12.0
"""Margin in nats of a character that has no alternative at all."""


def describe_cell(
    reading: Reading, cleaned: CleanReading, source: PageSource | None
) -> CellFeatures:
    """Return the features of a cell; `source` is where its page's characters came from."""
    kept = _kept_glyphs(reading, cleaned.text_clean)
    repairs = [step.score for step in cleaned.corrections if step.before != step.after]
    scores = [glyph.score for glyph in kept if glyph.char]
    return CellFeatures(
        value_type=reading.value_type,
        has_scores=source is PageSource.IMAGE,
        is_exact=source is PageSource.TEXT_LAYER,
        lowest_score=min(scores, default=reading.confidence),
        margin=min((_margin(glyph) for glyph in kept), default=NO_RIVAL),
        agreement=_agreement(reading, cleaned.text_clean),
        is_supported=bool(cleaned.support),
        repair_score=min(repairs, default=None),
        length=len(cleaned.text_clean),
    )


def _kept_glyphs(reading: Reading, text_clean: str) -> list[Glyph]:
    """The glyphs whose character stands unchanged in the clean text, gaps between them included."""
    if reading.text_ocr == text_clean:
        return list(reading.glyphs)
    inked = [glyph for glyph in reading.glyphs if glyph.char]
    read = "".join(glyph.char for glyph in inked)
    if len(read) != len(inked):
        return inked
    blocks = SequenceMatcher(None, read, text_clean, autojunk=False).get_matching_blocks()
    return [glyph for block in blocks for glyph in inked[block.a : block.a + block.size]]


def _margin(glyph: Glyph) -> float:
    """Nats between the chosen character and its best rival."""
    if not glyph.alternatives:
        return NO_RIVAL
    best = max(probability for _, probability in glyph.alternatives)
    return max(0.0, math.log(max(glyph.score, _TINY) / max(best, _TINY)))


def _agreement(reading: Reading, text_clean: str) -> int:
    """Whether second readings of the same ink confirm (1) or dispute (-1) the text."""
    if not reading.others:
        return 0
    agrees = all(other.text_ocr in (text_clean, reading.text_ocr) for other in reading.others)
    return 1 if agrees else -1
