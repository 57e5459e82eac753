"""A year read with one digit wrong (2820年), settled by the recogniser's own alternatives.

Years of these papers lie within a lifetime, so most misread digits make an impossible year. Only
when exactly one alternative of one digit gives a possible year is it taken; otherwise the cell is
flagged and stays as it was read.
"""

from __future__ import annotations

from pipeline.clean.draft import Change, Draft
from pipeline.model.text import Glyph

COLUMN = "year"
POSSIBLE = range(1978, 2051)
"""From the start of reform to the plans' far horizon."""

RULE = "possible-year"
DOUBT = "year-unclear"


def settle_year(draft: Draft) -> None:
    """Repair or flag a year; a possible one is left alone."""
    text = draft.text
    if not text or _is_possible(text):
        return
    found = [
        (index, char, probability)
        for index, glyph in enumerate(draft.glyphs)
        for char, probability in glyph.alternatives
        if _is_possible(text[:index] + char + text[index + 1 :])
    ]
    if len(text) != len(draft.glyphs) or len(found) != 1:
        draft.doubt(DOUBT)
        return
    index, char, probability = found[0]
    score = draft.glyphs[index].score
    glyphs = list(draft.glyphs)
    glyphs[index] = Glyph(char, probability)
    doubt = f"{text[index]} {score:g} / {char} {probability:g}"
    evidence = f"{text} 不是可能的年份 no possible year; {doubt}"
    draft.replace_all(glyphs, Change(RULE, evidence, 1.0))
    draft.support_by("grammar")


def _is_possible(text: str) -> bool:
    return text.isascii() and text.isdigit() and int(text) in POSSIBLE
