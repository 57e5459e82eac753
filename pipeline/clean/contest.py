"""One rule for every repair: the best candidate must beat "right as read" and every other one."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Contestant:
    """A candidate text with its unnormalised log posterior; `text` None means "right as read"."""

    text: str | None
    score: float


@dataclass(frozen=True, slots=True)
class Outcome:
    """Contestants by falling probability, and the distance in nats between the first two."""

    ranking: tuple[tuple[Contestant, float], ...]
    margin: float

    @property
    def winner(self) -> Contestant:
        """The first."""
        return self.ranking[0][0]

    @property
    def probability(self) -> float:
        """The first's probability."""
        return self.ranking[0][1]


def settle(contestants: Sequence[Contestant]) -> Outcome:
    """Normalise the scores; equal texts are one contestant (their probabilities add up)."""
    merged: dict[str | None, float] = {}
    for contestant in contestants:
        known = merged.get(contestant.text)
        merged[contestant.text] = (
            contestant.score if known is None else log_sum((known, contestant.score))
        )
    total = log_sum(tuple(merged.values()))
    ranked = sorted(merged.items(), key=lambda item: (-item[1], item[0] or ""))
    ranking = tuple((Contestant(text, score), math.exp(score - total)) for text, score in ranked)
    margin = ranked[0][1] - ranked[1][1] if len(ranked) > 1 else math.inf
    return Outcome(ranking, margin)


def log_sum(terms: Sequence[float]) -> float:
    """Logarithm of the sum of exponentials."""
    best = max(terms)
    return best + math.log(sum(math.exp(term - best) for term in terms))
