"""Which column of the old table is which of the new: by name, then by what stands in them.

A column whose name stands twice is told apart by content; a renamed one is found by content.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from pipeline.audit.diff.model import ColumnChange, ColumnChangeKind
from pipeline.audit.tables import REPEAT_SIGN, RegistryTable, base_name

MIN_SHARED = 0.5
"""Share of equal cell texts above which a column with another name is the same column."""


def align_columns(old: RegistryTable, new: RegistryTable) -> list[tuple[str, str]]:
    """Pairs of (old column, new column), in the order of the new table."""
    repeated = {
        base_name(column) for column in (*old.columns, *new.columns) if REPEAT_SIGN in column
    }
    pairs = [
        (column, column)
        for column in old.columns
        if column in new.columns and base_name(column) not in repeated
    ]
    for name in sorted(repeated):
        ours = [column for column in old.columns if base_name(column) == name]
        theirs = [column for column in new.columns if base_name(column) == name]
        pairs += _pair_by_content(old, new, ours, theirs, at_least=0.0)
    paired_old = {pair[0] for pair in pairs}
    paired_new = {pair[1] for pair in pairs}
    ours = [column for column in old.columns if column not in paired_old]
    theirs = [column for column in new.columns if column not in paired_new]
    pairs += _pair_by_content(old, new, ours, theirs, MIN_SHARED)
    order = {column: place for place, column in enumerate(new.columns)}
    return sorted(pairs, key=lambda pair: order[pair[1]])


def column_changes(
    old: RegistryTable, new: RegistryTable, pairs: Iterable[tuple[str, str]]
) -> list[ColumnChange]:
    """Say which columns were added, removed or renamed."""
    pairs = list(pairs)
    paired_old = {pair[0] for pair in pairs}
    paired_new = {pair[1] for pair in pairs}
    changes = [
        ColumnChange(new.name, ColumnChangeKind.RENAMED, ours, theirs)
        for ours, theirs in pairs
        if base_name(ours) != base_name(theirs)
    ]
    changes += [
        ColumnChange(new.name, ColumnChangeKind.REMOVED, column, "")
        for column in old.columns
        if column not in paired_old
    ]
    changes += [
        ColumnChange(new.name, ColumnChangeKind.ADDED, "", column)
        for column in new.columns
        if column not in paired_new
    ]
    return changes


def _pair_by_content(
    old: RegistryTable,
    new: RegistryTable,
    ours: list[str],
    theirs: list[str],
    at_least: float,
) -> list[tuple[str, str]]:
    old_counts = {column: Counter(old.texts(column)) for column in ours}
    new_counts = {column: Counter(new.texts(column)) for column in theirs}
    candidates = sorted(
        (-_shared(old_counts[a], new_counts[b]), ours.index(a), theirs.index(b), a, b)
        for a in ours
        for b in theirs
    )
    pairs: list[tuple[str, str]] = []
    used: set[tuple[str, str]] = set()
    for negative_share, _, _, a, b in candidates:
        if -negative_share >= at_least and ("old", a) not in used and ("new", b) not in used:
            pairs.append((a, b))
            used |= {("old", a), ("new", b)}
    return pairs


def _shared(ours: Counter[str], theirs: Counter[str]) -> float:
    """Share of equal texts; two empty columns have nothing in common to judge by."""
    total = max(ours.total() - ours[""], theirs.total() - theirs[""])
    return ((ours & theirs).total() - min(ours[""], theirs[""])) / total if total else 0.0
