"""Words that names and headings are made of: 产业集群, 高新区, 管委会, ...

A listed ending that stands there is right, unless a longer one that contains it explains the
glyphs before it far better (创新望产业集群 -> 创新型产业集群). Where none stands, one may take the
place of what was read when the ink itself speaks for it and no other one comes near.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Sequence
from functools import cache

from pipeline.clean.channel import Channel
from pipeline.clean.contest import Contestant, Outcome, settle
from pipeline.clean.draft import Change, Draft
from pipeline.clean.evidence import looks_of, seen_among, seen_characters, spell
from pipeline.clean.places import Thresholds
from pipeline.clean.term_list import Term, TermList
from pipeline.clean.vocabulary import Vocabulary
from pipeline.model.correction import Candidate
from pipeline.model.document import ValueType
from pipeline.model.text import Glyph

LISTED_SHARE = 0.9
"""How often a name or unit ends in a listed word."""

LONGER_SHARE = 0.5
"""How often a name that ends in a listed word really ends in a longer listed one."""

LEAST_RATIO = 4.0
"""Nats by which the ink must speak for an ending: a scrawl is no 产业集群."""

LEAST_PLACE = 2
"""Characters that a repaired ending must leave before it: names of organisations begin with a
place, and an ending that swallows it would lose the place in silence."""

LEAST_WORDS = 3
"""Characters before the ending: a place or an industry has two, the shortest names seen four."""

BEHEADED = re.compile("[州盟县区](?![域级内属])")
"""What ends names of places and begins none that is listed (市 does: 市南区), nor a word (区域)."""

SEEN_SHARE = 0.5
"""Share of an ending's characters that must stand among the glyphs or their alternatives."""

VARIANT_SHARES = {ValueType.CLUSTER_NAME: 0.003}
VARIANT_SHARE = 0.03
"""How often an ending like a listed one is really another, unlisted one: cluster names hardly
ever, organisations now and then."""

KIND = 2
"""Characters that say of which kind a zone is: 经开区, 高新区, 示范区."""

LEAST_CUT = 3
"""Characters by which the beginning of an ending is known: 高新区管, 科学技."""

MENTION = 0.2
"""Probability from which another ending is worth a person's time."""

ENDING_UNSURE = "ending-unsure"

SLACK = 2
"""Glyphs by which a damaged ending may be longer or shorter than the word."""


def repair_ending(draft: Draft, endings: TermList, channel: Channel, limits: Thresholds) -> None:
    """Bring the ending of a name to a listed one, or to a longer listed one around it."""
    text = draft.text
    standing = endings.end_of(text)
    if standing:
        draft.support_by("ending")
        if draft.reading.value_type is ValueType.CLUSTER_NAME:
            _doubt_if_cut(draft, text[: len(text) - len(standing)])
    rivals: Sequence[Term] = endings.ending_in(standing)
    if not text or not rivals:
        return
    if standing:
        # What stands is valid: only the same number of characters may say something longer.
        written = sum(bool(glyph.char) for glyph in draft.glyphs)
        rivals = [term for term in rivals if len(term.text) < written]
        if not rivals:
            return
    outcome, spans = _contest(draft, rivals, standing, channel)
    chosen = outcome.winner.text
    has_lattice = any(glyph.alternatives for glyph in draft.glyphs)
    least = limits.accept if has_lattice else limits.accept_plain
    if chosen is not None and outcome.probability >= least:
        start, term = spans[chosen]
        evidence = (
            f"{spell(draft.glyphs[start:])} -> {term.text}（词表 word list {term.reference}）"
        )
        change = Change("ending", evidence, outcome.probability, term.reference, outcome.margin)
        draft.replace_span(start, len(draft.glyphs), term.text, change)
        draft.support_by("ending")
        return
    if not standing and draft.reading.value_type is ValueType.CLUSTER_NAME:
        draft.doubt("name-cut")
    for contestant, probability in outcome.ranking[:3]:
        if contestant.text is not None and probability >= MENTION:
            draft.doubt(ENDING_UNSURE)
            draft.candidates.append(Candidate(contestant.text, round(probability, 4), "terms.tsv"))


def doubt_ending(draft: Draft, start: int, endings: TermList, vocabulary: Vocabulary) -> None:
    """Doubt an ending that is the beginning of a listed one, or has one other in its kind.

    高新区管 was cut, and 经用区管委会 is nearly 经开区管委会: however surely read, a kind of zone
    that is unlisted, no word, and one character from a listed one is the rarer. `start` is the
    first character after the place: 威海|高区管委会 is no 农高区管委会.
    """
    text = draft.text
    standing = endings.end_of(text)
    for term in endings.ending_in(standing) if ENDING_UNSURE not in draft.doubts else ():
        whole = term.text
        if standing and len(whole) == len(standing) + KIND:
            at = len(text) - len(whole)
            is_near = at >= max(start, LEAST_PLACE)
            if not is_near or not _is_other_kind(text[at : at + KIND], whole[:KIND], vocabulary):
                continue
            repaired = text[:at] + whole
        elif not standing and (length := _begun(text, whole)):
            repaired = text + whole[length:]
        else:
            continue
        draft.doubt(ENDING_UNSURE)
        draft.candidates.append(Candidate(repaired, 0.5, term.reference))
        return


def _begun(text: str, ending: str) -> int:
    """How many characters of an ending, but not all, a text ends with; 0 when too few to tell."""
    lengths = range(len(ending) - 1, LEAST_CUT - 1, -1)
    return next((length for length in lengths if text.endswith(ending[:length])), 0)


def _is_other_kind(read: str, kind: str, vocabulary: Vocabulary) -> bool:
    """Whether what stands for a kind of zone is another but for one character, and no word."""
    others = sum(a != b for a, b in zip(read, kind, strict=True))
    return others == 1 and vocabulary.word_surprise(read) is None


def _doubt_if_cut(draft: Draft, words: str) -> None:
    """A cluster's name needs words before its ending; without them its beginning was lost.

    So it was where the first of them only ends places: 州高新区食品加工 is 兰州's.
    """
    if len(words) < LEAST_WORDS or BEHEADED.match(words):
        draft.doubt("name-cut")


def _contest(
    draft: Draft, terms: Sequence[Term], standing: str, channel: Channel
) -> tuple[Outcome, dict[str, tuple[int, Term]]]:
    """The terms against the text as read; with each result where its term begins."""
    listed = LONGER_SHARE if standing else LISTED_SHARE
    slack = 0 if standing else SLACK
    kept = len(draft.glyphs) - _glyphs_under(draft.glyphs, len(standing))
    contestants = [Contestant(None, math.log(1 - listed))]
    spans: dict[str, tuple[int, Term]] = {}
    share = math.log(listed / len(terms))

    @cache
    def open_cost(length: int) -> float:
        # Worked out when a term needs it: most are seen to be none before.
        return channel.open_costs(draft.glyphs[:length])[0]

    def under(start: int) -> float:
        """Cost of the glyphs from `start` on being right as read and no listed word."""
        # The open reading may run a word over the cut; the term's reading may not.
        return open_cost(len(draft.glyphs)) - open_cost(start)

    looks = looks_of(draft.glyphs[:kept])
    for term in terms:
        added = term.text.removesuffix(standing)
        if len(seen_among(added, looks, channel)) < SEEN_SHARE * len(added):
            continue  # no part of the glyphs shows more of it than all of them
        ratio, start = _best_ending(draft, term.text, channel, slack, under)
        seen = len(seen_characters(added, draft.glyphs[start:kept], channel))
        before = spell(draft.glyphs[:start])
        if _swallows_place(before, term.text, draft.glyphs[start:], channel):
            continue
        if ratio >= LEAST_RATIO and seen >= SEEN_SHARE * len(added):
            repaired = before + term.text
            contestants.append(Contestant(repaired, share + ratio))
            variant = under(start) - cost_of_variant(draft.glyphs[start:], term.text, channel)
            rarity = VARIANT_SHARES.get(draft.reading.value_type, VARIANT_SHARE)
            contestants.append(Contestant(None, share + math.log(rarity) + variant))
            spans.setdefault(repaired, (start, term))
    return settle(contestants), spans


def _swallows_place(before: str, term: str, glyphs: Sequence[Glyph], channel: Channel) -> bool:
    """Whether an ending may have taken in the place that ought to stand before it.

    One that is all of the name passes when its own first characters were seen.
    """
    first = term[:LEAST_PLACE]
    if before:
        return len(before) < LEAST_PLACE
    return seen_characters(first, glyphs[: len(first) + 1], channel) != first


def cost_of_variant(glyphs: Sequence[Glyph], term: str, channel: Channel) -> float:
    """Cost of an unlisted ending that shares the term's characters and is right as read.

    科学技术厅 agrees with 科学技术局 in four of five characters; that must not speak for 厅 being
    a misread 局.
    """
    cost = 0.0
    for glyph in glyphs:
        cost += channel.own_cost(glyph)
        if glyph.char and glyph.char not in term:
            cost += channel.surprise(glyph.char)
    return cost


def _glyphs_under(glyphs: Sequence[Glyph], written: int) -> int:
    """How many glyphs, counted from the end, spell the last `written` characters."""
    count = 0
    while written > 0:
        count += 1
        written -= len(glyphs[-count].char)
    return count


def _best_ending(
    draft: Draft, term: str, channel: Channel, slack: int, under: Callable[[int], float]
) -> tuple[float, int]:
    """Best log ratio of the term against the last glyphs, and the glyph it would begin at."""
    glyphs = draft.glyphs
    best = (-math.inf, len(glyphs))
    written = 0
    for start in range(len(glyphs) - 1, -1, -1):
        written += bool(glyphs[start].char)
        if written > len(term) + slack:
            break
        if written < len(term) - slack:
            continue
        best = max(best, (under(start) - channel.prefix_costs(term, glyphs[start:])[-1], start))
    return best
