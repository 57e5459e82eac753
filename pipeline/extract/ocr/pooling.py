"""Several readings of one line become one that keeps the doubt of all.

Readings are aligned character by character, by what each holds possible and where it stands, and
their probabilities averaged. A character that one reading lacks counts there as nothing.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import inf

from pipeline.extract.ocr.ctc import MAX_ALTERNATIVES, MIN_ALTERNATIVE, MIN_GAP
from pipeline.extract.ocr.engine import RecognisedText
from pipeline.model.text import Glyph

Shares = Counter[str]
"""Probability by character, "" for nothing."""
Span = tuple[float, float]
Pair = tuple[int | None, int | None]
NOTHING = ""


@dataclass(frozen=True, slots=True)
class _Slot:
    """One place of a line: where it is and what stands there."""

    span: Span
    shares: Shares


def pool_readings(readings: Sequence[RecognisedText]) -> RecognisedText:
    """Return the mean of readings whose spans are shares of the same crop."""
    slots = _slots(readings[0])
    for number, reading in enumerate(readings[1:], start=1):
        slots = _merge(slots, number, _slots(reading))
    kept = [
        (glyph, slot.span)
        for slot in slots
        if (glyph := _glyph(slot.shares, len(readings))) is not None
    ]
    scores = [glyph.score for glyph, _ in kept if glyph.char]
    return RecognisedText(
        "".join(glyph.char for glyph, _ in kept),
        round(sum(scores) / len(scores), 4) if scores else 0.0,
        tuple(glyph for glyph, _ in kept),
        tuple(span for _, span in kept),
        renderings=len(readings),
    )


def _slots(reading: RecognisedText) -> list[_Slot]:
    return [
        _Slot(span, Counter({**dict(glyph.alternatives), glyph.char: glyph.score}))
        for glyph, span in zip(reading.glyphs, reading.spans, strict=True)
    ]


def _merge(pooled: list[_Slot], number: int, other: list[_Slot]) -> list[_Slot]:
    """Add another reading to `number` readings already summed up."""
    merged = []
    for i, j in _align(pooled, number, other):
        ours = pooled[i].shares if i is not None else Counter({NOTHING: float(number)})
        theirs = other[j].shares if j is not None else Counter({NOTHING: 1.0})
        span = pooled[i].span if i is not None else other[j or 0].span
        merged.append(_Slot(span, ours + theirs))
    return merged


def _align(pooled: list[_Slot], number: int, other: list[_Slot]) -> Iterator[Pair]:
    """Yield what stands in the same place of both; None where one has nothing."""
    skip = [1 - slot.shares[NOTHING] / number for slot in pooled]
    lack = [1 - slot.shares[NOTHING] for slot in other]
    pitch = 1 / max(1, len(pooled), len(other))
    # costs[i][j]: cheapest way to align all from i on with all from j on
    costs = [[0.0] * (len(other) + 1) for _ in range(len(pooled) + 1)]
    steps: list[list[tuple[int, int]]] = [[(0, 0)] * len(row) for row in costs]
    for i in range(len(pooled), -1, -1):
        for j in range(len(other), -1, -1):
            best, step = inf, (0, 0)
            if i < len(pooled) and j < len(other):
                apart = _distance(pooled[i], number, other[j], pitch)
                best, step = apart + costs[i + 1][j + 1], (1, 1)
            if i < len(pooled) and skip[i] + costs[i + 1][j] < best:
                best, step = skip[i] + costs[i + 1][j], (1, 0)
            if j < len(other) and lack[j] + costs[i][j + 1] < best:
                best, step = lack[j] + costs[i][j + 1], (0, 1)
            if best < inf:
                costs[i][j], steps[i][j] = best, step
    i = j = 0
    while i < len(pooled) or j < len(other):
        down, right = steps[i][j]
        yield (i if down else None, j if right else None)
        i, j = i + down, j + right


def _distance(one: _Slot, number: int, other: _Slot, pitch: float) -> float:
    """How unlike two places are: 0 for the same character there, infinite when far apart."""
    gap = max(one.span[0], other.span[0]) - min(one.span[1], other.span[1])
    if gap > pitch:
        return inf
    common = sum(min(p, one.shares[char] / number) for char, p in other.shares.items())
    return 1 - common + max(0.0, gap / pitch)


def _glyph(shares: Shares, number: int) -> Glyph | None:
    """Return the likeliest character of a place; None where next to nothing stands."""
    ranked = sorted(((char, round(p / number, 4)) for char, p in shares.items()), key=_rank)
    (char, score), *rest = ranked
    others = tuple(pair for pair in rest if pair[1] >= MIN_ALTERNATIVE)[:MAX_ALTERNATIVES]
    if char == NOTHING and (not others or others[0][1] < MIN_GAP):
        return None
    return Glyph(char, score, others)


def likeliest(shares: Mapping[str, float]) -> Glyph:
    """Return the glyph of a place where these characters are possible, the likeliest chosen."""
    ranked = sorted(shares.items(), key=_rank)
    (char, score), *others = [(char, min(1.0, round(share, 4))) for char, share in ranked]
    return Glyph(char, score, tuple(others))


def _rank(pair: tuple[str, float]) -> tuple[float, str]:
    return -pair[1], pair[0]
