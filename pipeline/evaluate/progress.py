"""What changed between two measurements on the same truth: better, worse, or within chance.

Compares counts of the recorded JSON (see `tables.to_score_json`). A share is called better or worse
only when it left the interval that the earlier measurement had.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TypeVar

from pipeline.evaluate.intervals import Share
from pipeline.evaluate.summary import Figures, RowFigures, Scores

G = TypeVar("G", Figures, RowFigures)
BETTER, WORSE, SAME = "better", "worse", "same"


@dataclass(frozen=True, slots=True)
class Change:
    """One figure of one group before and after, and what to make of it."""

    group: str
    figure: str
    before: Share
    after: Share
    verdict: str


def changes(before: Scores, after: Scores) -> tuple[Change, ...]:
    """Return the figures of everything and of each profile that both measurements have."""
    found: list[Change] = []
    for old, new in _paired((before.total, *before.by_profile), (after.total, *after.by_profile)):
        found += _cell_changes(old, new)
    rows_before = (before.rows_total, *before.rows_by_profile)
    for old_rows, new_rows in _paired(rows_before, (after.rows_total, *after.rows_by_profile)):
        found.append(_change(old_rows.group, "rows", old_rows.found, new_rows.found, more=True))
    return tuple(found)


def _paired(before: tuple[G, ...], after: tuple[G, ...]) -> Iterator[tuple[G, G]]:
    later = {figures.group: figures for figures in after}
    return ((old, later[old.group]) for old in before if old.group in later)


def _cell_changes(before: Figures, after: Figures) -> Iterator[Change]:
    yield _change(before.group, "exact", before.exact, after.exact, more=True)
    yield _change(before.group, "silent", before.silent, after.silent, more=False)
    yield _change(before.group, "flagged", before.flagged, after.flagged, more=False)


def _change(group: str, figure: str, before: Share, after: Share, *, more: bool) -> Change:
    """`more` says whether a greater share is better."""
    verdict = SAME
    if after.rate is not None and before.low is not None and before.high is not None:
        if after.rate > before.high:
            verdict = BETTER if more else WORSE
        elif after.rate < before.low:
            verdict = WORSE if more else BETTER
    return Change(group, figure, before, after, verdict)
