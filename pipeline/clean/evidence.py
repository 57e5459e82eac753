"""What one field's readings say about the name at a place in it, against "right and unknown".

The measure is a log likelihood ratio per candidate: how much better it explains the glyphs than
the open vocabulary does, which takes them as right and pays for how surprising they are.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from pipeline.clean.channel import INDEL_COST, Channel
from pipeline.clean.lexicon import PlaceName
from pipeline.model.text import Glyph

WINDOW = 14
"""Glyphs looked at: the longest place names have eleven characters."""

SHORTLIST = 14
"""Candidates aligned exactly; the others are worse by a bound that is never too strict by much."""


@dataclass(frozen=True, slots=True)
class Fit:
    """A candidate against one field: log likelihood ratio, and how many glyphs it covers."""

    name: PlaceName
    ratio: float
    covered: int
    read_as: str


@dataclass(frozen=True, slots=True)
class FieldEvidence:
    """One field's fits, best first.

    `open_ratio` is how well its readings explain each other when the name is unknown (0 for a
    single reading), `glyphs` the primary reading's window.
    """

    glyphs: tuple[Glyph, ...]
    fits: tuple[Fit, ...]
    open_ratio: float

    def fit_of(self, text: str) -> Fit | None:
        """The fit of this candidate, None when it was not on the shortlist."""
        return next((fit for fit in self.fits if fit.name.text == text), None)


def weigh(
    windows: Sequence[tuple[Glyph, ...]], names: Iterable[PlaceName], channel: Channel
) -> FieldEvidence:
    """Weigh all names against the distinct readings of a field, the primary one first."""
    distinct = _distinct(windows)
    primary = distinct[0]
    shortlist = _shortlist(primary, names, channel)
    bases = [_open_costs(window, channel) for window in distinct]
    fits = []
    for name in shortlist:
        ratio, covered = _best_ratio(name.text, primary, bases[0], channel)
        for window, base in zip(distinct[1:], bases[1:], strict=True):
            ratio += _best_ratio(name.text, window, base, channel)[0]
        read_as = "".join(glyph.char for glyph in primary[:covered])
        fits.append(Fit(name, ratio, covered, read_as))
    fits.sort(key=lambda fit: (-fit.ratio - math.log(fit.name.prior), fit.name.text))
    open_ratio = sum(
        open_agreement(primary, window, base, channel)
        for window, base in zip(distinct[1:], bases[1:], strict=True)
    )
    return FieldEvidence(primary, tuple(fits), open_ratio)


def open_agreement(
    first: Sequence[Glyph],
    second: Sequence[Glyph],
    base: Sequence[float],
    channel: Channel,
    length: int = 3,
) -> float:
    """How much better the second reading is explained by the first's text than by chance."""
    text = "".join(glyph.char for glyph in first)[:length]
    return max(0.0, _best_ratio(text, second, base, channel)[0])


def open_costs(window: Sequence[Glyph], channel: Channel) -> list[float]:
    """Cost of the first j glyphs being right and belonging to no list, for each j."""
    return _open_costs(window, channel)


def _open_costs(window: Sequence[Glyph], channel: Channel) -> list[float]:
    costs = [0.0]
    for glyph in window:
        costs.append(costs[-1] + channel.own_cost(glyph))
    return costs


def _distinct(windows: Sequence[tuple[Glyph, ...]]) -> list[tuple[Glyph, ...]]:
    """Drop readings that spell the same as an earlier one: agreement is counted once."""
    seen: dict[str, tuple[Glyph, ...]] = {}
    for window in windows:
        seen.setdefault("".join(glyph.char for glyph in window[:4]), window)
    return list(seen.values())


def _best_ratio(
    text: str, window: Sequence[Glyph], base: Sequence[float], channel: Channel
) -> tuple[float, int]:
    reach = window[: len(text) + 4]
    costs = channel.prefix_costs(text, reach)
    return max((base[j] - cost, -j, j) for j, cost in enumerate(costs))[::2]


def _shortlist(
    window: Sequence[Glyph], names: Iterable[PlaceName], channel: Channel
) -> list[PlaceName]:
    known: dict[tuple[int, str], float] = {}

    def at(position: int, char: str) -> float:
        cost = known.get((position, char))
        if cost is None:
            cost = min(INDEL_COST, channel.substitution(window[position], char))
            known[position, char] = cost
        return cost

    scored = []
    for name in names:
        bound = 0.0
        for index, char in enumerate(name.text):
            near = range(max(0, index - 1), min(len(window), index + 3))
            bound += min((at(position, char) for position in near), default=INDEL_COST)
        scored.append((bound / len(name.text), -name.prior, name.text, name))
    scored.sort()
    return [entry[3] for entry in scored[:SHORTLIST]]
