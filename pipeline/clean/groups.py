"""Which rows a label of a merged region cell covers, where the page's geometry does not say.

In a plain text the label floats anywhere beside its group. Labels keep their printed order, each
covers one contiguous group that holds or touches the label's own row, and the places named in the
rows tell where one group ends and the next begins.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from pipeline.clean.contest import log_sum
from pipeline.clean.draft import Change, Draft
from pipeline.model.correction import Candidate
from pipeline.model.text import Glyph

SPAN_UNKNOWN = "span-unknown"

SURE = 15.0
"""Nats of a margin that is beyond doubt; what is above is rounding, which differs between CPUs."""
CENTRE_PRICE = 0.5
"""Nats per row that a label stands off the middle of its group: merged cells are centred."""


@dataclass(frozen=True, slots=True)
class Label:
    """A label and the index of the row it was printed beside."""

    text: str
    row: int


def fill_groups(
    regions: Sequence[Draft],
    score: Callable[[int, str], float],
    explain: Callable[[int, str], str],
    accept: float,
) -> None:
    """Give each row of one table the label that covers it.

    `regions` are the region drafts of consecutive rows; `score(row, label)` is the log likelihood
    of the row's names under the label, `explain(row, label)` what spoke for it, for the clerk.
    """
    labels = [Label(draft.text, row) for row, draft in enumerate(regions) if draft.text]
    if not labels:
        return
    posterior = span_posterior(labels, len(regions), score)
    for row, draft in enumerate(regions):
        ranked = sorted(posterior[row].items(), key=lambda item: -item[1])
        best, probability = ranked[0]
        if probability < accept:
            for index, share in ranked[:3]:
                text = labels[index].text
                draft.candidates.append(Candidate(text, round(share, 4), explain(row, text)))
            continue
        text = labels[best].text
        margin = min(SURE, math.log(probability / max(math.exp(-2 * SURE), 1 - probability)))
        evidence = f"{text} 组第 {labels[best].row + 1} 行标签；{explain(row, text)}"
        change = Change("group-span", evidence, probability, None, margin)
        draft.replace_all([Glyph(char, 1.0) for char in text], change)
        draft.settle(SPAN_UNKNOWN)
        draft.support_by("group-span")


def span_posterior(
    labels: Sequence[Label], n_rows: int, score: Callable[[int, str], float]
) -> list[dict[int, float]]:
    """Probability of each label (by index) for each row: forward-backward over group borders."""
    if len(labels) == n_rows:  # each covers a row at least, so each its own: nothing to weigh
        return [{row: 1.0} for row in range(n_rows)]
    spans = [_weighted_spans(labels, index, n_rows, score) for index in range(len(labels))]
    forward: list[dict[int, float]] = [{0: 0.0}]
    for group in spans:
        ways: dict[int, list[float]] = {}
        for span in group:
            if span.start in forward[-1]:
                ways.setdefault(span.end, []).append(forward[-1][span.start] + span.weight)
        forward.append({end: log_sum(terms) for end, terms in ways.items()})
    backward: list[dict[int, float]] = [{n_rows: 0.0}]
    for group in reversed(spans):
        ways = {}
        for span in group:
            if span.end in backward[-1]:
                ways.setdefault(span.start, []).append(backward[-1][span.end] + span.weight)
        backward.append({start: log_sum(terms) for start, terms in ways.items()})
    backward.reverse()
    return _row_shares(spans, forward, backward, n_rows)


def _row_shares(
    spans: Sequence[Sequence[_Span]],
    forward: Sequence[Mapping[int, float]],
    backward: Sequence[Mapping[int, float]],
    n_rows: int,
) -> list[dict[int, float]]:
    total = forward[-1][n_rows]
    posterior: list[dict[int, float]] = [{} for _ in range(n_rows)]
    for index, group in enumerate(spans):
        for span in group:
            if span.start not in forward[index] or span.end not in backward[index + 1]:
                continue
            path = forward[index][span.start] + span.weight + backward[index + 1][span.end]
            for row in range(span.start, span.end):
                share = posterior[row].get(index, 0.0)
                posterior[row][index] = share + math.exp(path - total)
    return posterior


@dataclass(frozen=True, slots=True)
class _Span:
    """Rows `start <= row < end` under one label, and the log weight of that."""

    start: int
    end: int
    weight: float


def _weighted_spans(
    labels: Sequence[Label], index: int, n_rows: int, score: Callable[[int, str], float]
) -> list[_Span]:
    sums = _running_sums(labels, index, n_rows, score)
    return [
        _Span(start, end, sums[end] - sums[start] - CENTRE_PRICE * abs(labels[index].row - middle))
        for start, end in _possible_spans(labels, index, n_rows)
        for middle in ((start + end - 1) / 2,)
    ]


def _possible_spans(labels: Sequence[Label], index: int, n_rows: int) -> list[tuple[int, int]]:
    """Spans [start, end) of a label: it holds or touches its own row, the ends are fixed."""
    own = labels[index].row
    first = 0 if index == 0 else labels[index - 1].row
    last = n_rows if index == len(labels) - 1 else labels[index + 1].row + 1
    starts = [0] if index == 0 else range(first, own + 2)
    ends = [n_rows] if index == len(labels) - 1 else range(own, last + 1)
    return [(start, end) for start in starts for end in ends if start < end]


def _running_sums(
    labels: Sequence[Label], index: int, n_rows: int, score: Callable[[int, str], float]
) -> list[float]:
    low = max(0, labels[index - 1].row - 1) if index else 0
    high = min(n_rows, labels[index + 1].row + 2) if index + 1 < len(labels) else n_rows
    sums = [0.0]
    for row in range(n_rows):
        inside = low <= row < high
        sums.append(sums[-1] + (score(row, labels[index].text) if inside else 0.0))
    return sums
