"""Radicals and compatibility ideographs in a text layer become the characters they look like."""

from __future__ import annotations

from dataclasses import replace

from pipeline.clean.draft import Change, Draft
from pipeline.model.radicals import ORDINARY_FORMS

RULE = "radical-form"


def unify_radicals(draft: Draft) -> None:
    """Put the ordinary character for each radical; nothing else is folded."""
    if ORDINARY_FORMS.keys().isdisjoint(draft.chars):
        return
    found = sorted({glyph.char for glyph in draft.glyphs if glyph.char in ORDINARY_FORMS})
    pairs = "、".join(f"{char} -> {ORDINARY_FORMS[char]}" for char in found)
    glyphs = [
        replace(glyph, char=ORDINARY_FORMS.get(glyph.char, glyph.char)) for glyph in draft.glyphs
    ]
    evidence = f"文字层中的部首改为本字 radicals of the text layer: {pairs}"
    draft.replace_all(glyphs, Change(RULE, evidence, 1.0))
