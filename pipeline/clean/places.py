"""Which places stand at the left edge of a row's names, decided for the row as a whole.

From the glyphs, the names of the row's province and the agreement of its fields. A name that is
valid where it stands is never touched; where the evidence does not carry a repair, the text stays
and the candidates go to review.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.clean.channel import Channel
from pipeline.clean.draft import Change, Draft, glyphs_of
from pipeline.clean.evidence import (
    WINDOW,
    FieldEvidence,
    Fit,
    open_agreement,
    open_costs,
    weigh,
)
from pipeline.clean.lexicon import NATION, Lexicon, PlaceKind, PlaceName
from pipeline.model.correction import Candidate
from pipeline.model.document import ValueType
from pipeline.model.text import Glyph

PLACE_TYPES = (ValueType.CLUSTER_NAME, ValueType.ORGANISATION)

SAME_PLACE = 0.7
RELATED_PLACE = 0.2
OTHER_PLACE = 0.1
"""How often name and unit of one row name the same, a nested, or another place of the province."""

ONE_UNKNOWN = 0.05
"""How often one of the two names a place of no list when the other's place is listed."""

MIN_MENTION = 0.01
"""Candidates below this probability are not worth a person's time."""


@dataclass(frozen=True, slots=True)
class Thresholds:
    """When a repair is made and when a doubt is raised (see corrections/params.json)."""

    accept: float = 0.998
    mention: float = 0.02
    span: float = 0.99


@dataclass(slots=True)
class PlaceField:
    """One field on its way: glyphs before `start` are settled, `area` is what they narrow to."""

    draft: Draft
    start: int
    area: str
    anchors: list[PlaceName]

    @property
    def window(self) -> tuple[Glyph, ...]:
        """The glyphs where the next place would stand."""
        return self.draft.glyphs[self.start : self.start + WINDOW]

    @property
    def rest(self) -> str:
        """The text after what is settled."""
        return "".join(glyph.char for glyph in self.draft.glyphs[self.start :])

    @property
    def is_anchored(self) -> bool:
        """Whether a place below the province stands there exactly."""
        kinds = (entry.kind for name in self.anchors for entry in name.entries)
        return any(kind is not PlaceKind.PROVINCE for kind in kinds)


def anchor(draft: Draft, lexicon: Lexicon, area: str) -> PlaceField:
    """Read as many exact, nested names from the left edge as there are."""
    field = PlaceField(draft, 0, area, [])
    while field.start < len(draft.glyphs):
        spelled, owner = _spelled(draft.glyphs, field.start)
        name = lexicon.within(field.area, townships=field.is_anchored).longest_match(spelled, 0)
        if name is None:
            break
        field.anchors.append(name)
        field.start = owner[len(name.text) - 1] + 1
        narrowed = _narrowest(name)
        if narrowed == field.area and field.is_anchored:
            break
        field.area = narrowed
    return field


def _spelled(glyphs: Sequence[Glyph], start: int) -> tuple[str, list[int]]:
    """Text from `start` on and, for each of its characters, the glyph it came from."""
    owner = [i for i in range(start, len(glyphs)) if glyphs[i].char]
    return "".join(glyphs[i].char for i in owner), owner


def _narrowest(name: PlaceName) -> str:
    """The widest area the name may mean: what follows lies somewhere in it."""
    order = list(PlaceKind)
    return min(name.entries, key=lambda entry: (order.index(entry.kind), entry.code)).code


@dataclass(frozen=True, slots=True)
class Verdict:
    """What one field's place is: the fit (None = as read), its probability, and the contest."""

    fit: Fit | None
    probability: float
    margin: float
    ranking: tuple[tuple[Fit, float], ...]


def repair_places(
    drafts: Sequence[Draft], lexicon: Lexicon, channel: Channel, area: str, limits: Thresholds
) -> None:
    """Settle the places of one row's names, first the outer ones, then those nested in them."""
    fields = [anchor(draft, lexicon, area) for draft in drafts if draft.text]
    for field in fields:
        if field.is_anchored:
            field.draft.support_by("lexicon")
    loose = [field for field in fields if not field.is_anchored]
    if loose:
        _settle(loose, fields, lexicon, channel, limits)
        fields = [anchor(field.draft, lexicon, area) for field in fields]
    for field in fields:
        if field.is_anchored and expects_place(field):
            _settle([field], fields, lexicon, channel, limits)
    _repeat_repairs(drafts, lexicon, area)


def _repeat_repairs(drafts: Sequence[Draft], lexicon: Lexicon, area: str) -> None:
    """Where another field of the row shows the same misread ink behind its place, repair it too.

    The repaired name must be one that may stand there; the evidence is the other field's repair.
    """
    repairs = [(draft, repair) for draft in drafts for repair in place_repairs(draft)]
    for draft in drafts:
        field = anchor(draft, lexicon, area)
        inside = lexicon.within(field.area, townships=True)
        for source, (read_as, name, score, margin) in repairs:
            known = inside.names.get(name)
            if source is draft or known is None or not field.rest.startswith(read_as):
                continue
            if inside.longest_match(field.rest, 0) is not None:
                continue
            evidence = f"{read_as} -> {name}（同行另一栏已更正 as in the row's other column）"
            entry = known.entries[0].source
            change = Change("place", evidence, score, entry, margin)
            draft.replace_span(field.start, field.start + len(read_as), name, change)
            draft.support_by("lexicon")
            draft.settle("place-unsure")
            break


def place_repairs(draft: Draft) -> list[tuple[str, str, float, float | None]]:
    """The place repairs made on a draft: what was read, what it became, score and margin."""
    found = []
    for correction in draft.corrections:
        match = re.match(r"(\S+) -> (\S+?)（", correction.evidence)
        if correction.rule == "place" and match:
            found.append((match[1], match[2], correction.score, correction.margin))
    return found


NESTED_ENDING = re.compile(r"^.{2,4}?(?:镇|街道|乡|高新|经开|区|县|新城|科技园|工业园|产业园|新区)")


def expects_place(field: PlaceField) -> bool:
    """Whether what follows a settled place has the ending of a nested one."""
    return bool(NESTED_ENDING.match(field.rest)) and not STANDARD_REST.match(field.rest)


STANDARD_REST = re.compile(
    r"^(?:国家级?)?(?:高新|经开|经济|开发区|科技|科学|工信|工业|人民|产业|发展|新区|管委|示范|保税|综合)"
)


def _settle(
    loose: Sequence[PlaceField],
    fields: Sequence[PlaceField],
    lexicon: Lexicon,
    channel: Channel,
    limits: Thresholds,
) -> None:
    evidence = [_evidence(field, lexicon, channel) for field in loose]
    settled = [field.anchors[-1] for field in fields if field not in loose and field.is_anchored]
    for index, field in enumerate(loose):
        others = [other for number, other in enumerate(evidence) if number != index]
        twins = [
            unknown_share(loose[number])
            for number, other in enumerate(evidence)
            if number != index and _spell(other.glyphs[:2]) == _spell(evidence[index].glyphs[:2])
        ]
        verdict = _judge(field, evidence[index], others, settled, channel, twins)
        _apply(field, verdict, limits)


def _evidence(field: PlaceField, lexicon: Lexicon, channel: Channel) -> FieldEvidence:
    area = lexicon.within(field.area, townships=field.is_anchored)
    windows = [field.window]
    for other in field.draft.reading.others:
        glyphs = glyphs_of(other.text_ocr, other.glyphs)
        windows.append(glyphs[field.start : field.start + WINDOW])
    settled = {name.text for name in field.anchors}
    names = [name for name in area.roots if name.text not in settled]
    return weigh([window for window in windows if window], names, channel)


def unknown_share(field: PlaceField) -> float:
    """How often what stands here is a place of no list (or no place), by what follows it."""
    rest = field.rest
    if field.is_anchored:
        return 0.2 if field.draft.reading.value_type is ValueType.ORGANISATION else 0.7
    if "高新区" in rest[:8] or "高新技术" in rest[:8]:
        return 0.01
    if "经开区" in rest[:8] or "经济技术" in rest[:8]:
        return 0.03
    if re.match(r"^.{2,4}?(?:市|区|县|州)(?:科|人民|工|发|经)", rest):
        return 0.01
    return 0.08


def _judge(
    field: PlaceField,
    own: FieldEvidence,
    others: Sequence[FieldEvidence],
    settled: Sequence[PlaceName],
    channel: Channel,
    shared_unknown: Sequence[float] = (),
) -> Verdict:
    """Posterior over this field's candidates and the open name, the row's other fields summed."""
    unknown = min([unknown_share(field), *shared_unknown])
    scores: list[tuple[float, Fit | None]] = [
        (math.log(unknown) + own.open_ratio + _open_context(own, others, channel), None)
    ]
    for fit in own.fits:
        prior = math.log((1 - unknown) * fit.name.prior)
        scores.append((prior + fit.ratio + _context(fit, own, others, settled), fit))
    best = max(score for score, _ in scores)
    total = sum(math.exp(score - best) for score, _ in scores)
    ranked = sorted(scores, key=lambda entry: -entry[0])
    shares = [(fit, math.exp(score - best) / total) for score, fit in ranked]
    margin = ranked[0][0] - ranked[1][0] if len(ranked) > 1 else math.inf
    ranking = tuple((fit, share) for fit, share in shares if fit is not None)
    return Verdict(shares[0][0], shares[0][1], margin, ranking)


def _context(
    fit: Fit,
    own: FieldEvidence,
    others: Sequence[FieldEvidence],
    settled: Sequence[PlaceName],
) -> float:
    """What the row's other fields add to a candidate of this one."""
    total = sum(math.log(_kinship(fit.name, name)) for name in settled)
    for other in others:
        terms = [math.log(ONE_UNKNOWN)]
        for candidate in other.fits:
            same_ink = _reads_same(fit, candidate)
            if candidate.name.text == fit.name.text:
                terms.append(math.log(SAME_PLACE) + (0.0 if same_ink else candidate.ratio))
            elif not same_ink:
                share = _kinship(fit.name, candidate.name) * candidate.name.prior
                terms.append(math.log(share) + candidate.ratio)
        total += _log_sum(terms)
    return total


def _kinship(first: PlaceName, second: PlaceName) -> float:
    if first.text == second.text:
        return SAME_PLACE
    return RELATED_PLACE / 0.1 if first.is_related(second) else OTHER_PLACE


def _reads_same(first: Fit, second: Fit) -> bool:
    return first.read_as == second.read_as


def _open_context(own: FieldEvidence, others: Sequence[FieldEvidence], channel: Channel) -> float:
    """What the other fields add when this field's name is right and unknown."""
    total = 0.0
    for other in others:
        listed = [math.log(ONE_UNKNOWN * fit.name.prior) + fit.ratio for fit in other.fits]
        same_text = _spell(own.glyphs[:2]) == _spell(other.glyphs[:2])
        base = open_costs(other.glyphs, channel)
        shared = 0.0 if same_text else open_agreement(own.glyphs, other.glyphs, base, channel)
        total += _log_sum([math.log(SAME_PLACE) + shared, *([] if same_text else listed)])
    return total


def _spell(glyphs: Sequence[Glyph]) -> str:
    return "".join(glyph.char for glyph in glyphs)


def _log_sum(terms: Sequence[float]) -> float:
    best = max(terms)
    return best + math.log(sum(math.exp(term - best) for term in terms))


def _apply(field: PlaceField, verdict: Verdict, limits: Thresholds) -> None:
    draft = field.draft
    fit = verdict.fit
    if fit is not None and verdict.probability >= limits.accept:
        source = fit.name.entries[0].source
        evidence = f"{fit.read_as} -> {fit.name.text}（{source}；似然比 log ratio {fit.ratio:.1f}）"
        change = Change("place", evidence, verdict.probability, source, verdict.margin)
        draft.replace_span(field.start, field.start + fit.covered, fit.name.text, change)
        draft.support_by("lexicon")
        return
    likely = [(fit, share) for fit, share in verdict.ranking if share >= MIN_MENTION]
    if not likely or likely[0][1] < limits.mention:
        return
    draft.doubt("place-unsure")
    for candidate, share in likely[:3]:
        text = _with_name(draft, field.start, candidate)
        reason = candidate.name.entries[0].source
        draft.candidates.append(Candidate(text, round(share, 4), reason))


def _with_name(draft: Draft, start: int, fit: Fit) -> str:
    before = _spell(draft.glyphs[:start])
    return before + fit.name.text + _spell(draft.glyphs[start + fit.covered :])


class RowPlaces:
    """How well one row's names fit a province, for settling which label covers the row."""

    def __init__(self, drafts: Sequence[Draft], lexicon: Lexicon, channel: Channel) -> None:
        """Keep the row's names; provinces are weighed when asked for."""
        self._drafts = [draft for draft in drafts if draft.text]
        self._lexicon = lexicon
        self._channel = channel
        self._scores: dict[str, float] = {}

    def score(self, province: str | None) -> float:
        """Log likelihood ratio of the row's names in the province against names of no list."""
        if province is None:
            return 0.0
        if province not in self._scores:
            fields = [anchor(draft, self._lexicon, province) for draft in self._drafts]
            self._scores[province] = sum(self._field_score(field) for field in fields)
        return self._scores[province]

    def _field_score(self, field: PlaceField) -> float:
        if field.anchors:
            covered = field.draft.glyphs[: field.start]
            base = open_costs(covered, self._channel)[-1]
            return base + math.log(field.anchors[0].prior)
        unknown = unknown_share(field)
        evidence = _evidence(field, self._lexicon, self._channel)
        terms = [math.log((1 - unknown) * fit.name.prior) + fit.ratio for fit in evidence.fits]
        return _log_sum([math.log(unknown), *terms])

    def explain(self, label: str, province: str | None) -> str:
        """Name the places that spoke for a label, in words for a clerk."""
        fields = [anchor(draft, self._lexicon, province or NATION) for draft in self._drafts]
        names = [name.text for field in fields for name in field.anchors]
        if names:
            return f"{'、'.join(dict.fromkeys(names))} 属{label} lies there"
        return "上下行之间，本行无已知地名 between its neighbours, no listed place"
