"""The posterior over one field's candidates, with the row's other fields as witnesses.

Name and unit of a row mostly speak of the same place, sometimes of a nested one, seldom of
another. A reading that both share is one witness, not two; but where their glyphs differ, both
must be explained.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field

from pipeline.clean.contest import log_sum
from pipeline.clean.evidence import FieldEvidence, Fit, spell
from pipeline.clean.lexicon import ANYWHERE, PlaceName, Shares
from pipeline.clean.naming import Stranger

SAME_PLACE = 0.7
RELATED_PLACE = 0.2
OTHER_PLACE = 0.07
UNLISTED_PLACE = 0.03
"""Given a listed place in the row, how often the other name begins with the same, a nested,
another, or no listed one; on published rosters 0.75, 0.15, 0.05, 0.05."""

NAMED_AFTER = 0.3
"""The same for a place whose name holds the other's behind: 榆次 beside 山西榆次工业园区."""

RELATED_MASS = 0.1
"""Share of a province's names that are nested with a given one, for spreading RELATED_PLACE."""


SHORTENED = 0.05
"""How often a listed name of three and more characters is cut to its first ones in a name."""


@dataclass(frozen=True, slots=True)
class Expectation:
    """What is expected before looking at the glyphs.

    `unknown` is the share of no listed place, `settled` the places that the row's other fields
    hold already, `same` how often one of them recurs, `shares` which kinds of place are expected,
    `strange` the share of places of no list, which may be less than `unknown`: a name need not
    begin with a place.
    """

    unknown: float
    settled: tuple[PlaceName, ...] = ()
    same: float = SAME_PLACE
    shares: Shares = field(default_factory=lambda: ANYWHERE)
    strangers: tuple[Stranger, ...] = ()
    strange: float = 1.0


@dataclass(frozen=True, slots=True)
class Verdict:
    """What one field's place is: the fit (None = as read), its probability, and the contest."""

    fit: Fit | None
    probability: float
    margin: float
    ranking: tuple[tuple[Fit, float], ...]


def judge(
    own: FieldEvidence,
    others: Sequence[FieldEvidence],
    expectation: Expectation,
) -> Verdict:
    """Weigh this field's candidates against "right and unknown", all witnesses heard."""
    unknown, open_witness = math.log(expectation.unknown), _unknown_witness(own, others)
    scores: list[tuple[float, Fit | None]] = [(unknown + open_witness, None)]
    for fit in own.fits:
        score = math.log(_prior(fit.name, expectation)) + fit.ratio
        score += sum(_witness(fit, own, other) for other in others)
        scores.append((score, fit))
        scores.append((_shortened(fit, own, expectation) + open_witness, None))
    strange = min(unknown, math.log(expectation.strange))
    is_contested = max(scores, key=lambda entry: entry[0])[1] is not None
    for stranger in expectation.strangers if is_contested else ():
        ratio, covered = own.weigh(stranger.text)
        read_as = spell(own.glyphs[:covered])
        score = strange - stranger.surprise + ratio
        score += sum(_stranger_witness(stranger.text, read_as, own, other) for other in others)
        scores.append((score, None))
    scores = _merged(scores, own)
    total = log_sum([score for score, _ in scores])
    scores.sort(key=lambda entry: -entry[0])
    shares = [(fit, math.exp(score - total)) for score, fit in scores]
    margin = scores[0][0] - scores[1][0] if len(scores) > 1 else math.inf
    ranking = tuple((fit, share) for fit, share in shares if fit is not None)
    return Verdict(shares[0][0], shares[0][1], margin, ranking)


def _merged(
    scores: Sequence[tuple[float, Fit | None]], own: FieldEvidence
) -> list[tuple[float, Fit | None]]:
    """Add up the scores of fits that lead to the same text (小榄镇 and 小榄 before 镇)."""
    groups: dict[str, list[tuple[float, Fit | None]]] = {}
    for score, fit in scores:
        text = "" if fit is None else fit.name.text + spell(own.glyphs[fit.covered :])
        groups.setdefault(text, []).append((score, fit))
    merged = []
    for group in groups.values():
        best = max(group, key=lambda entry: entry[0])
        merged.append((log_sum([score for score, _ in group]), best[1]))
    return merged


def _shortened(fit: Fit, own: FieldEvidence, expectation: Expectation) -> float:
    """Score of the text being right and holding only the first characters of a listed name.

    闽东 stands for 闽东赛岐: that the first two agree must not speak for misread last two. Nobody
    cuts a name by its last character alone (乌鲁木).
    """
    text, length = spell(own.glyphs), 0
    while text[: length + 1] == fit.name.text[: length + 1] and length < len(fit.name.text) - 1:
        length += 1
    if length < 2 or length > len(fit.name.text) - 2 or length >= len(own.open_costs):
        return -math.inf
    gain = own.open_costs[0] - own.open_costs[length]
    return math.log(SHORTENED * _prior(fit.name, expectation)) + gain


def _prior(name: PlaceName, expectation: Expectation) -> float:
    listed = 1 - expectation.unknown
    if not expectation.settled:
        return listed * name.prior_among(expectation.shares)
    return max(_kinship(name, settled, expectation.same) for settled in expectation.settled)


def _kinship(name: PlaceName, settled: PlaceName, same: float = SAME_PLACE) -> float:
    """Prior of a name beside a settled one."""
    if name.is_same(settled):
        return same
    shorter, longer = sorted((name.text, settled.text), key=len)
    if longer.find(shorter) > 0:
        return NAMED_AFTER
    if name.is_related(settled):
        return RELATED_PLACE * min(1.0, name.prior / RELATED_MASS)
    return OTHER_PLACE * name.prior


def _witness(fit: Fit, own: FieldEvidence, other: FieldEvidence) -> float:
    """What another, unsettled field adds to a candidate, against its being unknown there."""
    if _reads_alike(fit.read_as, own, other):
        return _same_witness(fit.name.text, fit.read_as, other)
    # The candidate itself is always asked for, shortlisted there or not.
    terms = [math.log(UNLISTED_PLACE), math.log(SAME_PLACE) + other.ratio(fit.name.text)]
    for candidate in other.fits:
        if candidate.name.text != fit.name.text:
            kinship = _kinship(candidate.name, fit.name)
            terms.append(math.log(kinship) + candidate.ratio)
    return log_sum(terms)


def _reads_alike(read_as: str, own: FieldEvidence, other: FieldEvidence) -> bool:
    length = max(2, len(read_as))
    return own.start[:length] == other.start[:length]


def _same_witness(text: str, read_as: str, other: FieldEvidence) -> float:
    """What a field adds that reads like ours: two such names are of one place and one witness.

    Only where the recogniser kept alternatives is the second ink a look of its own: it counts how
    much worse the text explains it than what both were read as.
    """
    if other.is_plain:
        return math.log(SAME_PLACE)
    reach = len(text) + 2
    as_name = min(other.first.prefix_costs(text, reach)[1:], default=0.0)
    as_read = min(other.first.prefix_costs(read_as, reach)[1:], default=0.0)
    return math.log(SAME_PLACE) - max(0.0, as_name - as_read)


def _stranger_witness(text: str, read_as: str, own: FieldEvidence, other: FieldEvidence) -> float:
    """The same for a name of no list."""
    if _reads_alike(read_as, own, other):
        return _same_witness(text, read_as, other)
    return log_sum([math.log(SAME_PLACE) + other.ratio(text), *_elsewhere(other)])


def _unknown_witness(own: FieldEvidence, others: Sequence[FieldEvidence]) -> float:
    """What other, unsettled fields add to this one's name being right and unknown."""
    return sum(
        math.log(SAME_PLACE) if own.start[:2] == other.start[:2] else log_sum(_elsewhere(other))
        for other in others
    )


def _elsewhere(other: FieldEvidence) -> list[float]:
    """The other field beginning with another name: one of no list, or a listed one."""
    listed = RELATED_PLACE + OTHER_PLACE
    fits = [math.log(listed * fit.name.prior) + fit.ratio for fit in other.fits]
    return [math.log(UNLISTED_PLACE), *fits]


def likeness(own: FieldEvidence, other: FieldEvidence) -> float:
    """How much better the other field is explained by this one's start than by chance."""
    return max(other.ratio(own.start[:length]) for length in (2, 3))
