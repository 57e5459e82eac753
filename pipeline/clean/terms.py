"""Words that names and headings are made of: 产业集群, 高新区, 管委会, ...

A listed word that stands there is right. Where none stands, one may be put in the place of what
was read when it explains the glyphs far better than taking them as right does, and no other one
comes near. Words inside other listed words do not count twice.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from pipeline.clean.channel import Channel
from pipeline.clean.contest import Contestant, settle
from pipeline.clean.draft import Change, Draft
from pipeline.clean.places import Thresholds
from pipeline.model.correction import Candidate
from pipeline.model.document import ValueType


class TermPlace(StrEnum):
    """Where in a value a term stands."""

    WHOLE = "whole"
    START = "start"
    END = "end"
    INSIDE = "inside"


@dataclass(frozen=True, slots=True)
class Term:
    """A listed word. `types` are the value types it belongs to, `example` a misreading of it."""

    text: str
    types: tuple[ValueType, ...]
    where: TermPlace
    example: str
    reference: str


END_SHARE = 0.97
"""How often a name or unit ends in a listed word."""

SLACK = 2
"""Glyphs by which a damaged ending may be longer or shorter than the word."""


def repair_ending(
    draft: Draft, endings: Sequence[Term], channel: Channel, limits: Thresholds
) -> None:
    """Bring the ending of a name to a listed one, unless a listed one stands there."""
    text = draft.text
    if any(text.endswith(term.text) for term in endings):
        draft.support_by("ending")
        return
    if not text or not endings:
        return
    contestants = [Contestant(None, math.log(1 - END_SHARE))]
    spans: dict[str, tuple[int, int]] = {}
    share = math.log(END_SHARE / len(endings))
    for term in endings:
        ratio, start = _best_ending(draft, term.text, channel)
        repaired = "".join(glyph.char for glyph in draft.glyphs[:start]) + term.text
        contestants.append(Contestant(repaired, share + ratio))
        spans.setdefault(repaired, (start, term_index(endings, term)))
    outcome = settle(contestants)
    chosen = outcome.winner.text
    if chosen is not None and outcome.probability >= limits.accept:
        start, index = spans[chosen]
        term = endings[index]
        evidence = f"{text[-len(term.text) :]} -> {term.text}（{term.reference}）"
        change = Change("ending", evidence, outcome.probability, term.reference, outcome.margin)
        draft.replace_span(start, len(draft.glyphs), term.text, change)
        draft.support_by("ending")
        return
    for contestant, probability in outcome.ranking[:3]:
        if contestant.text is not None and probability >= limits.mention:
            draft.doubt("ending-unsure")
            draft.candidates.append(Candidate(contestant.text, round(probability, 4), "terms.tsv"))


def term_index(terms: Sequence[Term], term: Term) -> int:
    """Position of a term in its list."""
    return next(index for index, other in enumerate(terms) if other is term)


def _best_ending(draft: Draft, term: str, channel: Channel) -> tuple[float, int]:
    """Best log ratio of the term against the last glyphs, and the glyph it would begin at."""
    glyphs = draft.glyphs
    best = (-math.inf, len(glyphs))
    for start in range(max(0, len(glyphs) - len(term) - SLACK), len(glyphs)):
        tail = glyphs[start:]
        if len(tail) < len(term) - SLACK:
            break
        base = channel.open_costs(tail)[0]
        best = max(best, (base - channel.prefix_costs(term, tail)[-1], start))
    return best
