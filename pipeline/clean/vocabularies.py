"""Columns whose values are a closed set: cluster types, units, provinces.

Brackets around a value are not part of it, whichever of the usual kinds the printer or the OCR
made of them. A value outside the set is repaired only when one member explains it alone.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping

from pipeline.clean.channel import Channel
from pipeline.clean.contest import Contestant, settle
from pipeline.clean.draft import Change, Draft
from pipeline.clean.places import Thresholds
from pipeline.model.correction import Candidate
from pipeline.model.text import Glyph

BRACKETS = "()（）〈〉<>《》〔〕[]［］【】{}｛｝「」"

OUTSIDE_SHARE = 0.01
"""How often such a column holds something outside its set."""

MARKS = 0.99
"""Probability that signs which are not Chinese beside a member are marks: 青海I is 青海, not 青海省
(two made photocopies, read as the longer name)."""

_HAN = re.compile(r"[\u4e00-\u9fff]")

MAX_EXTRA = 2
"""Characters more than the member that a damaged value may have."""


def settle_closed(
    draft: Draft, members: Mapping[str, str], channel: Channel, limits: Thresholds
) -> None:
    """Bring a closed column's value to a member; `members` maps each to its dictionary entry."""
    if not draft.text or draft.text in members:
        _support(draft, members)
        return
    bare = draft.text.strip(BRACKETS + " 　")
    if bare in members:
        change = Change("closed-vocabulary", "括号不属于取值 brackets", 1.0, members[bare])
        draft.replace_all([Glyph(char, 1.0) for char in bare], change)
        _support(draft, members)
        return
    if _is_composed(bare, members):
        return
    printed = _without_marks(bare, members)
    if printed in members:
        change = Change("closed-vocabulary", "旁边的记号 marks beside it", MARKS, members[printed])
        draft.replace_all([Glyph(char, 1.0) for char in printed], change)
        _support(draft, members)
        return
    _repair(draft, members, channel, limits)


def _without_marks(text: str, members: Mapping[str, str]) -> str:
    """The Chinese characters of a text that holds one or two signs besides.

    Where a member is such a sign itself (%), others may be meant as well: 件/h is no 件.
    """
    printed = "".join(_HAN.findall(text))
    are_signs_meant = any(not _HAN.match(member) for member in members)
    return text if are_signs_meant or len(text) - len(printed) > MAX_EXTRA else printed


def _support(draft: Draft, members: Mapping[str, str]) -> None:
    if draft.text in members:
        draft.support_by("vocabulary")


def _is_composed(text: str, members: Mapping[str, str]) -> bool:
    """Whether several members stand there together, such as 试点（培育）."""
    rest = text
    for member in sorted(members, key=len, reverse=True):
        rest = rest.replace(member, "")
    return bool(text) and not rest.strip(BRACKETS + " 　、和及")


def _repair(draft: Draft, members: Mapping[str, str], channel: Channel, limits: Thresholds) -> None:
    glyphs = [glyph for glyph in draft.glyphs if glyph.char not in BRACKETS or not glyph.char]
    written = sum(bool(glyph.char) for glyph in glyphs)
    base = channel.open_costs(glyphs)[0]
    contestants = [Contestant(None, math.log(OUTSIDE_SHARE))]
    share = math.log((1 - OUTSIDE_SHARE) / max(1, len(members)))
    for member in members:
        if abs(written - len(member)) <= MAX_EXTRA:
            cost = channel.prefix_costs(member, glyphs)[-1]
            contestants.append(Contestant(member, share + base - cost))
    outcome = settle(contestants)
    text = outcome.winner.text
    if text is not None and outcome.probability >= limits.accept:
        reference = members[text]
        evidence = f"{draft.text} -> {text}（取值表 closed set）"
        change = Change(
            "closed-vocabulary", evidence, outcome.probability, reference, outcome.margin
        )
        draft.replace_all([Glyph(char, 1.0) for char in text], change)
        _support(draft, members)
        return
    draft.doubt("not-in-vocabulary")
    for contestant, probability in outcome.ranking[:3]:
        if contestant.text is not None and probability >= limits.mention:
            source = members[contestant.text]
            draft.candidates.append(Candidate(contestant.text, round(probability, 4), source))
