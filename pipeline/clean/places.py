"""Which places stand at the left edge of a row's names, decided for the row as a whole.

From the glyphs, the names of the row's province and the agreement of its fields. A name that is
valid where it stands is never touched; where the evidence does not carry a repair, the text stays
and the candidates go to review.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from rapidfuzz.distance import Levenshtein

from pipeline.clean.channel import Channel
from pipeline.clean.draft import Change, Draft, glyphs_of
from pipeline.clean.evidence import (
    WINDOW,
    FieldEvidence,
    Fit,
    NameIndex,
    View,
    look,
    spell,
    weigh,
)
from pipeline.clean.fields import PlaceField, anchor, deeper_names
from pipeline.clean.ink import is_completed, is_inked
from pipeline.clean.judgement import Expectation, Verdict, judge, likeness
from pipeline.clean.lexicon import NATION, Lexicon, PlaceName, stem_of
from pipeline.clean.naming import Naming, Stranger
from pipeline.model.correction import Candidate
from pipeline.model.document import ValueType

PLACE_TYPES = (ValueType.CLUSTER_NAME, ValueType.ORGANISATION)

UNLISTED_BESIDE_LISTED = 0.05
"""How often a name begins with no listed place although the row's other one does."""

STRANGER_BESIDE_LISTED = 0.01
"""How often it begins with another place, of no list: none of 109 on the notice of 2021; those
names begin with the province, an industry or a plateau."""

NESTED_AGAIN = 0.35
"""How often a nested place of one name is nested in the row's other name too."""

ALIKE = 4.0
"""Nats from which two unlisted starts are too alike to be two different names."""

DOUBTFUL_SCORE = 0.9
"""Lowest score of an unlisted name's first characters that passes without a doubt; names of the
lists do not need it."""

CONFLICT = 9.0
"""Nats within which one listed place counts as a possible misreading of another."""

MIN_MENTION = 0.01

GOES_ON = 0.75
"""Share of a longer name's further characters that must stand there for it to be weighed."""

UNSURE = "place-unsure"

_BLANK_IN_PLACE = re.compile(r"[\u3400-\u9fff]{1,3}\s+[\u3400-\u9fff]")
"""A blank among the first characters is what some recognisers make of one they cannot read."""


@dataclass(frozen=True, slots=True)
class Thresholds:
    """Probabilities from corrections/params.json.

    `accept` makes a repair where the recogniser left alternatives, `accept_place` one of a
    name's first place, `accept_plain` where it left none, `accept_recalled` where the same reading
    was repaired to the same name in another row; `mention` raises a doubt with candidates, `span`
    settles a group.

    `accept_place` was chosen on worn names (seeds 5301-5320) and holds on others (5401-5417): of
    1,356 places of the lists with a probability from 0.7 on, three were wrong; of 2,228 names of no
    list, one reached it.
    """

    accept: float = 0.85
    accept_place: float = 0.7
    accept_plain: float = 0.995
    accept_recalled: float = 0.9
    mention: float = 0.02
    span: float = 0.99


class PlaceFinder:
    """Repairs places row by row; remembers what it made of a reading."""

    def __init__(
        self, lexicon: Lexicon, channel: Channel, naming: Naming, starts: Sequence[str] = ()
    ) -> None:
        """`starts` are listed words that begin names and are no places, such as 青藏高原."""
        self.lexicon = lexicon
        self.channel = channel
        self._naming = naming
        self._starts = tuple(starts)
        self._repaired: dict[tuple[str, str], set[str]] = {}

    def repair_rows(self, rows: Sequence[tuple[Sequence[Draft], str]], limits: Thresholds) -> None:
        """Settle the places of a table's rows, each given with the code of its province.

        Rows left in doubt are looked at once more: what a reading meant in one row of a province
        it most likely means in the next.
        """
        for drafts, area in rows:
            self.repair(drafts, area, limits)
        for drafts, area in rows:
            unsure = [draft for draft in drafts if UNSURE in draft.doubts]
            for draft in unsure:
                draft.settle(UNSURE)
                draft.candidates.clear()
            if unsure:
                self.repair(drafts, area, limits)

    def repair(self, drafts: Sequence[Draft], area: str, limits: Thresholds) -> None:
        """Settle the places of one row's names, first the outer ones, then those nested in them.

        Drafts that a person decided are witnesses only. Without a province there are thousands
        of names one character apart, so nothing is repaired then.
        """
        fields = [anchor(draft, self.lexicon, area) for draft in drafts if draft.text]
        for field in fields:
            if field.is_anchored or field.rest.startswith(self._starts):
                field.draft.support_by("lexicon")
        if area == NATION:
            return
        loose = [field for field in fields if "lexicon" not in field.draft.support]
        if loose:
            self._settle_outer(loose, fields, limits)
            fields = [anchor(field.draft, self.lexicon, area) for field in fields]
        for number in sorted(range(len(fields)), key=lambda n: not fields[n].expects_place()):
            if fields[number].is_anchored and not fields[number].draft.decided_by:
                self._settle_nested(fields[number], fields, limits)
                fields[number] = anchor(fields[number].draft, self.lexicon, area)
        self._doubt_conflicts([field for field in fields if not field.draft.decided_by])

    def _settle_outer(
        self, loose: Sequence[PlaceField], fields: Sequence[PlaceField], limits: Thresholds
    ) -> None:
        settled = tuple(name for field in fields for name in field.places[:1])
        besides = [replace(name, text=stem_of(name.text)) for name in settled] + list(settled)
        evidence = [self.evidence(field, besides) for field in loose]
        strangers = self._strangers(evidence)
        for index, field in enumerate(loose):
            if field.draft.decided_by:
                continue
            own = evidence[index]
            others = [other for number, other in enumerate(evidence) if number != index]
            outlook = min(
                (
                    other.outlook()
                    for other, seen in zip(loose, evidence, strict=True)
                    if other is field or seen.start[:2] == own.start[:2]
                ),
                key=lambda seen: seen.unknown,
            )
            unknown = min(outlook.unknown, UNLISTED_BESIDE_LISTED) if settled else outlook.unknown
            strange = STRANGER_BESIDE_LISTED if settled else unknown
            expectation = Expectation(
                unknown, settled, shares=outlook.shares, strangers=strangers, strange=strange
            )
            verdict = judge(own, others, expectation)
            limit = self._limit(field, own, verdict, limits)
            fit = verdict.fit
            if fit is not None and (is_completed(fit) if not settled else _is_other(fit, settled)):
                # Two places are rare in rosters, and what a scrawl beside a legible place looks
                # like; and without a witness a lost character is a guess.
                limit = max(limit, limits.accept_plain)
            self._apply(field, verdict, limit, limits)
            if not _is_shortened(own.start, settled):
                self._doubt_unlisted(field, own, others)

    def _settle_nested(
        self, field: PlaceField, fields: Sequence[PlaceField], limits: Thresholds
    ) -> None:
        deeper = (*deeper_names(field, fields), *self._going_on(field))
        expects_place = field.expects_place()
        if not deeper and not expects_place:
            return
        unknown = 1 - NESTED_AGAIN - 0.05 if deeper else field.outlook().unknown
        if field.is_unit and expects_place:
            unknown = min(unknown, 0.2)
        own = self.evidence(field, deeper, listed=expects_place)
        strangers = self._strangers([own])
        expectation = Expectation(unknown, deeper, NESTED_AGAIN, strangers=strangers)
        verdict = judge(own, (), expectation)
        if verdict.fit is not None and spell(field.window[: verdict.fit.covered]) != "":
            self._apply(field, verdict, self._limit(field, own, verdict, limits), limits)

    def _strangers(self, evidence: Sequence[FieldEvidence]) -> tuple[Stranger, ...]:
        """The names of no list that the row's readings could spell."""
        views = [view for own in evidence for view in (own.first, *own.others)]
        found = (name for view in views for name in self._naming.strangers(view.glyphs))
        return tuple(dict.fromkeys(found))

    def _limit(
        self, field: PlaceField, own: FieldEvidence, verdict: Verdict, limits: Thresholds
    ) -> float:
        """The probability a repair of this field needs."""
        fit = verdict.fit
        seen = limits.accept if field.is_anchored else limits.accept_place
        limit = limits.accept_plain if own.is_plain else seen
        known = self._repaired.get((field.area, fit.read_as)) if fit else None
        if fit and known == {fit.name.text}:
            return min(limit, limits.accept_recalled)
        return limit

    def _apply(self, field: PlaceField, verdict: Verdict, limit: float, limits: Thresholds) -> None:
        """Make the repair, or note the candidates."""
        draft, fit = field.draft, verdict.fit
        is_clear = fit is not None and verdict.probability >= limit
        if fit is not None and is_clear and self._is_inked(fit, field):
            source = fit.name.entries[0].source
            evidence = (
                f"{fit.read_as} 不是此处地名，最像 {fit.name.text}（{source}）"
                f"；字形对数比 log ratio of the ink {fit.ratio:.1f}"
            )
            change = Change("place", evidence, verdict.probability, source, verdict.margin)
            draft.replace_span(field.start, field.start + fit.covered, fit.name.text, change)
            draft.support_by("lexicon")
            self._repaired.setdefault((field.area, fit.read_as), set()).add(fit.name.text)
            return
        likely = [(fit, share) for fit, share in verdict.ranking if share >= MIN_MENTION]
        if likely and likely[0][1] >= limits.mention:
            draft.doubt(UNSURE)
            for candidate, share in likely[:3]:
                reason = candidate.name.entries[0].source
                text = _with_name(field, candidate)
                draft.candidates.append(Candidate(text, round(share, 4), reason))

    def _is_inked(self, fit: Fit, field: PlaceField) -> bool:
        heads = self.lexicon.within(field.area[:2] + "0000").names
        return is_inked(fit, field, heads, self.channel.of(field.draft.reading.engine))

    def evidence(
        self, field: PlaceField, besides: Sequence[PlaceName] = (), *, listed: bool = True
    ) -> FieldEvidence:
        """Weigh the names that may stand at the field's start against its glyphs.

        `besides` are names to weigh in any case, alone with their other forms when not `listed`.
        """
        views = self._views(field)
        index = self._index(field)
        if listed:
            names = [name for view in views for name in index.shortlist(view.glyphs)]
        else:
            names = index.forms_of(besides)
        return weigh(views, _distinct_texts([*besides, *names]))

    def _views(self, field: PlaceField) -> list[View]:
        """What each reading of the field says where the place would stand."""
        reading = field.draft.reading
        windows = [(field.window, reading.engine)]
        settled = spell(field.draft.glyphs[: field.start])
        for other in reading.others:
            start = _same_place(settled, other.text_ocr)
            glyphs = glyphs_of(other.text_ocr, other.glyphs)[start : start + WINDOW]
            windows.append((glyphs, other.engine))
        words_from = 2 if field.outlook().is_typed else 0
        present = [window for window in windows if window[0]] or windows[:1]
        return [look(glyphs, self.channel.of(engine), words_from) for glyphs, engine in present]

    def _going_on(self, field: PlaceField) -> list[PlaceName]:
        """Listed names that go on from what is settled and mostly stand there: 奎屯—独山子."""
        rest = field.rest
        found = []
        for name in _longer_names(self.lexicon, field.area, field.heads):
            legible = sum(char in rest[: len(name.text) + 1] for char in name.text)
            if legible >= max(2, GOES_ON * len(name.text)):
                found.append(name)
        return found

    def _index(self, field: PlaceField) -> NameIndex:
        settled = field.anchors[-1].text if field.anchors else ""
        place = (field.area, field.is_anchored, settled)
        return _name_index(self.lexicon, self.channel, *place)

    def _doubt_unlisted(
        self, field: PlaceField, own: FieldEvidence, others: Sequence[FieldEvidence]
    ) -> None:
        """An unlisted start is only safe when read without doubt and alike in both names."""
        if "lexicon" in field.draft.support or UNSURE in field.draft.doubts:
            return
        first = [glyph for glyph in own.glyphs if glyph.char][:3]
        # An organisation need not begin with a place unless its ending demands one (高新区).
        is_expected = not field.is_unit or field.outlook().is_typed
        has_blank = _BLANK_IN_PLACE.match(field.draft.reading.text_ocr) is not None
        is_blind = own.is_plain and not field.anchors and is_expected
        if (
            is_blind
            or has_blank
            or min((glyph.score for glyph in first), default=1.0) < DOUBTFUL_SCORE
        ):
            field.draft.doubt("place-unlisted")
        for other in others:
            if own.start[:2] == other.start[:2]:
                continue
            if max(likeness(own, other), likeness(other, own)) > ALIKE:
                field.draft.doubt("places-differ")

    def _doubt_conflicts(self, fields: Sequence[PlaceField]) -> None:
        """Two listed places in one row, unrelated but alike in ink: one may be the other misread.

        Both are valid where they stand, so neither is changed.
        """
        for field in fields:
            for other in fields:
                if other is field or not (field.places and other.places):
                    continue
                own, rival = field.places[0], other.places[0]
                if own.is_same(rival) or own.is_related(rival):
                    continue
                glyphs = field.draft.glyphs[: len(rival.text) + 2]
                channel = self.channel.of(field.draft.reading.engine)
                as_rival = min(channel.prefix_costs(rival.text, glyphs))
                as_read = min(channel.prefix_costs(own.text, glyphs))
                if as_rival - as_read < CONFLICT:
                    field.draft.doubt("places-conflict")
                    text = rival.text + field.draft.text[len(own.text) :]
                    source = rival.entries[0].source
                    field.draft.candidates.append(Candidate(text, 0.0, source))


@lru_cache(maxsize=512)
def _name_index(
    lexicon: Lexicon, channel: Channel, code: str, townships: bool, settled: str
) -> NameIndex:
    """Names that may begin an area's field, and those that go on from the one settled before.

    Kept between documents: laying names out costs more than comparing a dozen fields with them.
    """
    area = lexicon.within(code, townships=townships)
    names = [n for n in area.roots if not (settled and n.text.startswith(settled))]
    if settled:
        names += [
            replace(name, text=name.text[len(settled) :])
            for name in area.beginning_with(settled)
            if len(name.text) >= len(settled) + 2 and stem_of(name.text) == name.text
        ]
    return NameIndex(_distinct_texts(names), channel)


@lru_cache(maxsize=1 << 12)
def _longer_names(lexicon: Lexicon, area: str, heads: tuple[str, ...]) -> tuple[PlaceName, ...]:
    """Names of the area's province that go on from any of the heads, without it."""
    province = lexicon.within(area[:2] + "0000")
    return tuple(
        replace(name, text=name.text[len(head) :])
        for head in heads
        for name in province.beginning_with(head)
        if len(stem_of(name.text)) > len(head) + 3
    )


def _distinct_texts(names: Sequence[PlaceName]) -> list[PlaceName]:
    distinct: dict[str, PlaceName] = {}
    for name in names:
        distinct.setdefault(name.text, name)
    return list(distinct.values())


def _is_other(fit: Fit, settled: Sequence[PlaceName]) -> bool:
    """Whether a fit is another place than the settled ones.

    One nested with them, or another of their names (小蓝 beside 南昌小蓝), only counts as theirs
    when it was seen: half a name says less than the place that stands legibly beside it.
    """
    name, is_seen = fit.name, set(fit.name.text) <= set(fit.seen)
    for other in settled:
        if name.text.startswith(other.text) or other.text.startswith(name.text):
            return False
        if is_seen and (name.is_same(other) or name.is_related(other)):
            return False
    return True


def _is_shortened(start: str, settled: Sequence[PlaceName]) -> bool:
    """Whether a text begins like a longer place of the row: 闽东 beside 闽东赛岐."""
    return any(len(name.text) > 2 and name.text.startswith(start[:2]) for name in settled)


def _same_place(settled: str, text: str) -> int:
    """Where another reading of a text that begins with `settled` goes on after it."""
    # Both are of the same ink, so their beginnings differ by a character or two at most.
    near = range(len(settled) - 2, len(settled) + 3)
    reach = [n for n in near if 0 <= n <= len(text)] or [len(text)]
    return min(reach, key=lambda n: (Levenshtein.distance(settled, text[:n]), -n))


def _with_name(field: PlaceField, fit: Fit) -> str:
    glyphs = field.draft.glyphs
    before, after = glyphs[: field.start], glyphs[field.start + fit.covered :]
    return spell(before) + fit.name.text + spell(after)
