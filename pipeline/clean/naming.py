"""How likely a place that no list holds bears a name, by how places are named: 张家塬, 谢家滩.

Learnt from the names of all townships: which character begins a name, which follows which, which
ends one. And the names that a reading could spell, likeliest first. Never decides what stands
there: an unlisted name competes with the listed ones.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

from pipeline.clean.vocabulary import Vocabulary
from pipeline.model.text import Glyph

SHORTEST = 2
LONGEST = 3
"""Characters of nine in ten townships' names."""

EDGE = "\n"
"""Stands before the first and behind the last character."""

TEXT_SHARE = 0.1
"""Weight of running text in how common a character is in names: new names use other words too."""

BEAM = 6
"""Spellings kept at each step."""

LEAST_SHARE = 0.02
"""Probability from which an alternative is tried."""


@dataclass(frozen=True, slots=True)
class Stranger:
    """A name of no list, and the cost of a place bearing it, in nats."""

    text: str
    surprise: float


class Naming:
    """The model of names, counted when first asked for."""

    def __init__(self, names: Sequence[str], vocabulary: Vocabulary) -> None:
        """Learn from `names`, which carry no endings that all of their kind have (镇, 乡)."""
        self._names = names
        self._vocabulary = vocabulary
        self._costs: dict[tuple[str, str], float] = {}

    @cached_property
    def _pairs(self) -> Counter[tuple[str, str]]:
        text = EDGE + EDGE.join(self._names) + EDGE
        return Counter(pairwise(text))

    @cached_property
    def _followers(self) -> tuple[Counter[str], Counter[str], Counter[str]]:
        """Of each character: times before another, different ones behind it, times behind one."""
        before, different, behind = Counter[str](), Counter[str](), Counter[str]()
        for (first, second), count in self._pairs.items():
            before[first] += count
            different[first] += 1
            behind[second] += count
        return before, different, behind

    def _cost(self, first: str, second: str) -> float:
        """-log of `second` following `first`; what was never seen together by how common it is."""
        cost = self._costs.get((first, second))
        if cost is None:
            before, different, behind = self._followers
            share = behind[second] / behind.total()
            if second != EDGE:
                text = self._vocabulary.running_text_share(second)
                share = (1 - TEXT_SHARE) * share + TEXT_SHARE * text
            kinds = different[first] or 1  # Witten-Bell: new followers as often as there are kinds
            seen = self._pairs[first, second] + kinds * share
            cost = self._costs[first, second] = -math.log(seen / (before[first] + kinds))
        return cost

    def surprise(self, name: str) -> float:
        """-log of a place being named so."""
        text = EDGE + name + EDGE
        return sum(self._cost(*pair) for pair in pairwise(text))

    def strangers(self, glyphs: Sequence[Glyph]) -> list[Stranger]:
        """The names that the first glyphs could spell, the likeliest first."""
        beam, found = [(0.0, "")], list[tuple[float, str]]()
        for glyph in glyphs[: LONGEST + 1]:
            longer = [
                (cost + self._step(text, char, share), text + char)
                for cost, text in beam
                for char, share in _choices(glyph)
            ]
            beam = sorted(entry for entry in longer if len(entry[1]) <= LONGEST)[:BEAM]
            whole = [entry for entry in beam if len(entry[1]) >= SHORTEST]
            found += [(cost + self._cost(text[-1], EDGE), text) for cost, text in whole]
        likeliest = dict.fromkeys(text for _, text in sorted(found)[:BEAM])
        return [Stranger(text, self.surprise(text)) for text in likeliest]

    def _step(self, text: str, char: str, share: float) -> float:
        """Cost of going on from `text` with what a glyph may be: a character, or nothing."""
        return (self._cost(text[-1:] or EDGE, char) if char else 0.0) - math.log(share)


def _choices(glyph: Glyph) -> list[tuple[str, float]]:
    kept = [(char, share) for char, share in glyph.alternatives if share >= LEAST_SHARE]
    return [(glyph.char, max(glyph.score, LEAST_SHARE)), *kept]
