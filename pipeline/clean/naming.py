"""How likely a place that no list holds bears a name, by how places are named: 张家塬, 谢家滩.

Learnt from the names of all townships: which character begins a name, which follows which, which
ends one. And the names that a reading could spell, likeliest first. Never decides what stands
there: an unlisted name competes with the listed ones.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from pipeline.clean.vocabulary import Vocabulary
from pipeline.model.text import Glyph

SHORTEST = 2
LONGEST = 3
"""Characters of nine in ten townships' names."""

EDGE = "\n"
"""Stands before the first and behind the last character."""

_WIDTH = 1 << 21
"""More than there are code points: a pair of characters is one number."""

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


@dataclass(frozen=True, slots=True)
class _Counts:
    """By code point: pairs of neighbours, characters, different characters behind each."""

    pairs: dict[int, int]
    characters: dict[int, int]
    followers: dict[int, int]
    total: int


class Naming:
    """The model of names, counted when first asked for."""

    def __init__(self, names: Iterable[str], vocabulary: Vocabulary) -> None:
        """Learn from `names`, which carry no endings that all of their kind have (镇, 乡).

        They are gone through once, when first needed.
        """
        self._names = names
        self._vocabulary = vocabulary
        self._costs: dict[tuple[str, str], float] = {}

    @cached_property
    def _counts(self) -> _Counts:
        text = EDGE + EDGE.join(self._names) + EDGE
        codes = np.frombuffer(text.encode("utf_32_le"), np.uint32).astype(np.int64)
        pairs, times = np.unique(codes[:-1] * _WIDTH + codes[1:], return_counts=True)
        return _Counts(
            _tally(pairs, times),
            _tally(*np.unique(codes[:-1], return_counts=True)),
            _tally(*np.unique(pairs // _WIDTH, return_counts=True)),
            len(codes) - 1,
        )

    def _cost(self, first: str, second: str) -> float:
        """-log of `second` following `first`; what was never seen together by how common it is."""
        cost = self._costs.get((first, second))
        if cost is None:
            counts = self._counts
            before, after = ord(first), ord(second)
            # Each character but the outermost edges stands as often before one as behind one.
            share = counts.characters.get(after, 0) / counts.total
            if second != EDGE:
                text = self._vocabulary.running_text_share(second)
                share = (1 - TEXT_SHARE) * share + TEXT_SHARE * text
            kinds = counts.followers.get(before, 1)  # Witten-Bell: as many more are still to come
            seen = counts.pairs.get(before * _WIDTH + after, 0) + kinds * share
            cost = -math.log(seen / (counts.characters.get(before, 0) + kinds))
            self._costs[first, second] = cost
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


def _tally(keys: NDArray[np.int64], times: NDArray[np.intp]) -> dict[int, int]:
    return dict(zip(keys.tolist(), times.tolist(), strict=True))


def _choices(glyph: Glyph) -> list[tuple[str, float]]:
    kept = [(char, share) for char, share in glyph.alternatives if share >= LEAST_SHARE]
    return [(glyph.char, max(glyph.score, LEAST_SHARE)), *kept]
