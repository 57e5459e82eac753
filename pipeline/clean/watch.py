"""Pairs of real words that one misreading turns into each other: 铁/钛, 钮电/锂电.

No algorithm can know which was printed, so nothing is changed; the cell goes to a person with
both readings. A person's decision on the cell ends the watch.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.clean.draft import Draft
from pipeline.model.correction import Candidate


@dataclass(frozen=True, slots=True)
class WatchPair:
    """`read` may really be `true`; `reference` is its line in watch.tsv."""

    read: str
    true: str
    example: str
    reference: str


def watch(draft: Draft, pairs: Sequence[WatchPair]) -> None:
    """Flag a text that holds the first word of a watched pair."""
    text = draft.text
    for pair in pairs:
        if pair.read in text and pair.true not in text:
            draft.doubt("watched-word")
            other = text.replace(pair.read, pair.true, 1)
            draft.candidates.append(Candidate(other, 0.5, pair.reference))
