"""How much goes out silently wrong at every threshold, and what the probabilities are worth.

Works on compared cells that carry the acceptance model's probability. Decides nothing; the
threshold itself is chosen in `fitting`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from rapidfuzz.distance import Levenshtein

from pipeline.evaluate.intervals import Share
from pipeline.evaluate.scoring import ScoredCell

RELIABILITY_EDGES = (0.0, 0.5, 0.8, 0.9, 0.95, 0.98, 0.99, 0.995, 0.998, 0.999, 0.9995, 1.0)
"""Bins grow finer towards 1, where the decision is made."""


@dataclass(frozen=True, slots=True)
class RiskPoint:
    """Accepting all cells of at least `probability`: share accepted, and wrong among them."""

    probability: float
    coverage: float
    silent: Share


@dataclass(frozen=True, slots=True)
class ReliabilityBin:
    """Cells whose probability lies in [low, high): its mean, and how many were right."""

    low: float
    high: float
    mean: float
    right: Share


@dataclass(frozen=True, slots=True)
class Confusion:
    """`truth` was read as `text` (either may be "" for a character lost or invented)."""

    truth: str
    text: str
    count: int
    silent: int


def risk_curve(cells: Iterable[ScoredCell]) -> tuple[RiskPoint, ...]:
    """Return the risk-coverage curve, one point per distinct probability, falling."""
    judged = sorted(_judged(cells), key=lambda pair: -pair[0])
    points: list[RiskPoint] = []
    wrong = 0
    for count, (probability, is_right) in enumerate(judged, start=1):
        wrong += not is_right
        point = RiskPoint(probability, count / len(judged), Share(wrong, count))
        if points and points[-1].probability == probability:
            points[-1] = point
        else:
            points.append(point)
    return tuple(points)


def reliability(cells: Iterable[ScoredCell]) -> tuple[ReliabilityBin, ...]:
    """Return how often cells were right, by what the model gave them; empty bins are left out."""
    judged = _judged(cells)
    bins = []
    for low, high in pairwise(RELIABILITY_EDGES):
        inside = [(p, ok) for p, ok in judged if low <= p < high or p == high == 1.0]
        if inside:
            mean = sum(p for p, _ in inside) / len(inside)
            bins.append(
                ReliabilityBin(low, high, mean, Share(sum(ok for _, ok in inside), len(inside)))
            )
    return tuple(bins)


def _judged(cells: Iterable[ScoredCell]) -> list[tuple[float, bool]]:
    return [
        (cell.probability, cell.is_right)
        for cell in cells
        if cell.probability is not None and cell.text is not None
    ]


def confusions(cells: Sequence[ScoredCell], most: int = 40) -> tuple[Confusion, ...]:
    """Return the commonest confusions of characters in cells of found rows."""
    counts: Counter[tuple[str, str]] = Counter()
    silent: Counter[tuple[str, str]] = Counter()
    for cell in cells:
        if cell.truth is None or cell.text is None or cell.is_right:
            continue
        for pair in _edited(cell.truth, cell.text):
            counts[pair] += 1
            silent[pair] += not cell.is_flagged
    ranked = sorted(counts.items(), key=lambda item: (-item[1], item[0]))[:most]
    return tuple(Confusion(*pair, count, silent[pair]) for pair, count in ranked)


def _edited(truth: str, text: str) -> list[tuple[str, str]]:
    pairs = []
    for edit in Levenshtein.editops(truth, text):
        source = truth[edit.src_pos] if edit.tag != "insert" else ""
        target = text[edit.dest_pos] if edit.tag != "delete" else ""
        pairs.append((source, target))
    return pairs
