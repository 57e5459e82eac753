"""Which row of the old table is which of the new, whatever their ids and order.

From certain to likely: same natural key, same content, all but one or two cells the same, same
place between matched neighbours, similar text. A weaker step never undoes a stronger one, and a row
that none of them places was added or removed.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Callable
from itertools import combinations

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from rapidfuzz import fuzz, process
from rapidfuzz.distance import Levenshtein

from pipeline.audit.diff.row_keys import Hashes, Ints, RowKeys, ranks, scatter

NONE = -1
MIN_CELL_SIMILARITY = 75.0
"""A row whose other cells are all equal may differ this much in the last (0-100). Two names of
different clusters, which share their ending, are 50 to 72 alike."""
MIN_ROW_SIMILARITY = 75.0
"""Rows whose identifying cells are more alike than this (0-100) are the same row, wherever."""
MIN_NEIGHBOUR_SIMILARITY = 60.0
"""Rows that stand between the same neighbours need be only this much alike (0-100)."""
MIN_DISTINCT = 0.2
"""A column in which fewer texts than this share of the rows differ (地区, 类型) identifies none."""
BLOCK = 2000
"""Rows compared with each other at once: 2000 x 2000 takes about a second."""

TWINS = 4
"""A key that more rows than this share tells nothing."""
REACH = 50
"""How many rows away a paired neighbour still tells where a row belongs."""
Plausible = Callable[[int, int, tuple[int, ...]], bool]
"""Whether (old row, new row) that differ in these content columns are the same row."""
CellText = Callable[[int, int], str]
"""Text of (row index, content column) on one side."""


class RowAligner:
    """Pairs rows step by step; `matched` holds the new index of every old row, or NONE.

    `has_same_bytes[group]` tells that both sides read the same file: there, the same place on the
    page is the same row, however differently it was read.
    """

    def __init__(
        self,
        old: RowKeys,
        new: RowKeys,
        texts: tuple[CellText, CellText],
        has_same_bytes: NDArray[np.bool_],
    ) -> None:
        """Start with no row paired; `texts` read a cell of the old and of the new side."""
        self.old, self.new = old, new
        self.old_text, self.new_text = texts
        self.has_same_bytes = has_same_bytes
        self._identifying = _identifying_columns(old.terms, new.terms)
        self.matched: Ints = np.full(len(old.groups), NONE, dtype=np.int64)
        self.taken: Ints = np.full(len(new.groups), NONE, dtype=np.int64)

    def align(self, natural: tuple[int, ...] = ()) -> Ints:
        """Run all steps. `natural` are the content columns that name a row within its group."""
        if natural:
            self._pair_unique(
                self.old.within(_sum(self.old.terms, natural)),
                self.new.within(_sum(self.new.terms, natural)),
            )
        self._pair_equal()
        for is_plausible in (self._is_alike, self._is_in_place):
            self._pair_nearly_equal(1, is_plausible)
            self._pair_nearly_equal(2, is_plausible)
            self._pair_between_neighbours()
        self._pair_similar()
        self._pair_across_groups()
        return self.matched

    def _free(self) -> tuple[Ints, Ints]:
        return np.flatnonzero(self.matched == NONE), np.flatnonzero(self.taken == NONE)

    def _pair(self, i: int, j: int) -> None:
        self.matched[i], self.taken[j] = j, i

    def _pair_unique(self, old_keys: Hashes, new_keys: Hashes) -> None:
        """Pair free rows whose key stands exactly once among the free rows of either side."""
        ours, theirs = self._free()
        old_once, old_at = _once(old_keys[ours])
        new_once, new_at = _once(new_keys[theirs])
        _, left, right = np.intersect1d(old_once, new_once, assume_unique=True, return_indices=True)
        old_rows, new_rows = ours[old_at[left]], theirs[new_at[right]]
        self.matched[old_rows], self.taken[new_rows] = new_rows, old_rows

    def _pair_equal(self) -> None:
        """Same content: unique ones first, then twins by their neighbours, ids and order."""
        old_full, new_full = self.old.full, self.new.full
        self._pair_unique(old_full, new_full)
        for step in (1, -1):
            self._extend(old_full, new_full, step)
        self._pair_unique(
            scatter(old_full + scatter(self.old.local_ids.astype(np.uint64))),
            scatter(new_full + scatter(self.new.local_ids.astype(np.uint64))),
        )
        ours, theirs = self._free()
        old_ranked, new_ranked = old_full.copy(), new_full.copy()
        old_ranked[ours] += ranks(old_full[ours]).astype(np.uint64)
        new_ranked[theirs] += ranks(new_full[theirs]).astype(np.uint64)
        self._pair_unique(old_ranked, new_ranked)

    def _extend(self, old_full: Hashes, new_full: Hashes, step: int) -> None:
        """Pair twins that follow (step 1) or precede (step -1) a pair already made."""
        free = self._free()[0]
        for i in free if step == 1 else free[::-1]:
            before = i - step
            if not 0 <= before < len(self.matched) or self.matched[before] == NONE:
                continue
            j = self.matched[before] + step
            if 0 <= j < len(self.taken) and self.taken[j] == NONE and old_full[i] == new_full[j]:
                self._pair(i, j)

    def _pair_nearly_equal(self, n_different: int, is_plausible: Plausible) -> None:
        """All but `n_different` columns equal, and plausibly the same row; the likest first."""
        n_columns = self.old.terms.shape[1]
        if n_columns <= n_different:
            return
        found: list[tuple[float, int, int]] = []
        for columns in combinations(range(n_columns), n_different):
            if not all(len(free) for free in self._free()):
                return
            ours, theirs = self._sharing(_without(self.old, columns), _without(self.new, columns))
            for i, j in zip(ours.tolist(), theirs.tolist(), strict=True):
                if is_plausible(i, j, columns):
                    found.append((self._unlikeness(i, j, columns), i, j))
        for i, j in self._likest_first(found):
            if self.matched[i] == NONE and self.taken[j] == NONE:
                self._pair(i, j)

    def _likest_first(self, found: list[tuple[float, int, int]]) -> list[tuple[int, int]]:
        """Order candidate pairs; where rows have several, equal ones by how well they stand."""
        ours, theirs = Counter(i for _, i, _ in found), Counter(j for _, _, j in found)
        ordered = sorted(
            (unlike, self._n_misplaced(i, j) if ours[i] > 1 or theirs[j] > 1 else 0, i, j)
            for unlike, i, j in found
        )
        return [(i, j) for _, _, i, j in ordered]

    def _sharing(self, old_keys: Hashes, new_keys: Hashes) -> tuple[Ints, Ints]:
        """All pairs of free rows with the same key, for keys that only a few rows have."""
        ours, theirs = self._free()
        left = pd.DataFrame({"key": old_keys[ours], "old": ours})
        right = pd.DataFrame({"key": new_keys[theirs], "new": theirs})
        few = [
            side[side.groupby("key")["key"].transform("size") <= TWINS] for side in (left, right)
        ]
        pairs = few[0].merge(few[1], on="key")
        return pairs["old"].to_numpy(), pairs["new"].to_numpy()

    def _n_misplaced(self, i: int, j: int) -> int:
        """How many of the neighbours before and after, and the id, speak against a pair."""
        n_expected = self._is_expected(i, j, -1) + self._is_expected(i, j, 1)
        return 3 - n_expected - int(self.old.local_ids[i] == self.new.local_ids[j])

    def _unlikeness(self, i: int, j: int, columns: tuple[int, ...]) -> float:
        """How different the differing cells are; the least different pair is made first."""
        return sum(100 - fuzz.ratio(self.old_text(i, c), self.new_text(j, c)) for c in columns)

    def _is_alike(self, i: int, j: int, columns: tuple[int, ...]) -> bool:
        """Whether the differing cells that identify a row could be misreadings of each other."""
        pairs = [
            (self.old_text(i, column), self.new_text(j, column))
            for column in columns
            if column in self._identifying
        ]
        return all(
            a.isascii()
            or b.isascii()
            or fuzz.ratio(a, b) >= MIN_CELL_SIMILARITY
            or Levenshtein.distance(a, b, score_cutoff=1) <= 1
            for a, b in pairs
        )

    def _is_in_place(self, i: int, j: int, columns: tuple[int, ...] = ()) -> bool:
        """Whether two of three say so: the same file, the rows before, the rows after."""
        del columns
        is_same_file = bool(self.has_same_bytes[self.old.groups[i]])
        return is_same_file + self._is_expected(i, j, -1) + self._is_expected(i, j, 1) >= 2

    def _is_expected(self, i: int, j: int, step: int) -> bool:
        """Whether the nearest paired row before (-1) or after (1) is as far away on both sides."""
        group = self.old.groups[i]
        for distance in range(1, REACH):
            a, b = i + step * distance, j + step * distance
            old_ends = not 0 <= a < len(self.matched) or self.old.groups[a] != group
            new_ends = not 0 <= b < len(self.taken) or self.new.groups[b] != group
            if old_ends or new_ends:
                return old_ends and new_ends
            if self.matched[a] != NONE or self.taken[b] != NONE:
                return bool(self.matched[a] == b)
        return False

    def _pair_between_neighbours(self) -> None:
        """Pair rows that stand as far from paired rows before and after, if they are alike."""
        for i in self._free()[0].tolist():
            j = self._place_between(i)
            if j is None or self.old.groups[i] != self.new.groups[j]:
                continue
            if not (self._is_expected(i, j, -1) and self._is_expected(i, j, 1)):
                continue
            if (
                self.has_same_bytes[self.old.groups[i]]
                or self.old.local_ids[i] == self.new.local_ids[j]
                or self._similarity(i, j) >= MIN_NEIGHBOUR_SIMILARITY
            ):
                self._pair(i, j)

    def _place_between(self, i: int) -> int | None:
        for step in (-1, 1):
            before = i + step
            if 0 <= before < len(self.matched) and self.matched[before] != NONE:
                j = int(self.matched[before]) - step
                if 0 <= j < len(self.taken) and self.taken[j] == NONE:
                    return j
        return None

    def _similarity(self, i: int, j: int) -> float:
        return fuzz.ratio(self._joined(self.old_text, i), self._joined(self.new_text, j))

    def _joined(self, text: CellText, row: int) -> str:
        return "\x1f".join(text(row, column) for column in self._identifying)

    def _pair_similar(self) -> None:
        """Within each group, pair what is left by similarity of all cells, best first."""
        ours, theirs = self._free()
        shared = np.intersect1d(self.old.groups[ours], self.new.groups[theirs])
        for group in shared:
            left = ours[self.old.groups[ours] == group]
            right = theirs[self.new.groups[theirs] == group]
            n_blocks = -(-max(len(left), len(right)) // BLOCK)
            for a, b in zip(
                np.array_split(left, n_blocks), np.array_split(right, n_blocks), strict=True
            ):
                self._pair_block(a, b)

    def _pair_block(self, left: Ints, right: Ints) -> None:
        scores = process.cdist(
            [self._joined(self.old_text, i) for i in left],
            [self._joined(self.new_text, j) for j in right],
            scorer=fuzz.ratio,
            score_cutoff=MIN_ROW_SIMILARITY,
            dtype=np.float32,
        )
        rows, columns = np.nonzero(scores)
        same_id = self.old.local_ids[left[rows]] == self.new.local_ids[right[columns]]
        order = np.lexsort((columns, rows, ~same_id, -scores[rows, columns]))
        for i, j in zip(left[rows[order]], right[columns[order]], strict=True):
            if self.matched[i] == NONE and self.taken[j] == NONE:
                self._pair(i, j)

    def _pair_across_groups(self) -> None:
        """A row with the very same content in another document was moved there."""
        self._pair_unique(
            scatter(self.old.terms.sum(axis=1, dtype=np.uint64)),
            scatter(self.new.terms.sum(axis=1, dtype=np.uint64)),
        )


def _identifying_columns(old: Hashes, new: Hashes) -> list[int]:
    """Columns whose texts tell rows apart; all of them when none does."""
    n_columns = old.shape[1]
    chosen = [
        column
        for column in range(n_columns)
        if max(_distinct(old[:, column]), _distinct(new[:, column])) >= MIN_DISTINCT
    ]
    return chosen or list(range(n_columns))


def _distinct(terms: Hashes) -> float:
    return len(np.unique(terms)) / len(terms) if len(terms) else 0.0


def moved_rows(positions: Ints) -> NDArray[np.bool_]:
    """Mark the fewest rows that must have moved, given new positions in the old order.

    Rows that were merely pushed down by others keep their order and are not marked.
    """
    tails: list[int] = []
    tail_index: list[int] = []
    previous = np.full(len(positions), NONE, dtype=np.int64)
    for index, position in enumerate(positions.tolist()):
        place = bisect_left(tails, position)
        if place == len(tails):
            tails.append(position)
            tail_index.append(index)
        else:
            tails[place] = position
            tail_index[place] = index
        previous[index] = tail_index[place - 1] if place else NONE
    is_moved = np.ones(len(positions), dtype=np.bool_)
    index = tail_index[-1] if tail_index else NONE
    while index != NONE:
        is_moved[index] = False
        index = int(previous[index])
    return is_moved


def _sum(terms: Hashes, columns: tuple[int, ...]) -> Hashes:
    result: Hashes = terms[:, list(columns)].sum(axis=1, dtype=np.uint64)
    return result


def _without(side: RowKeys, columns: tuple[int, ...]) -> Hashes:
    return side.within(side.terms.sum(axis=1, dtype=np.uint64) - _sum(side.terms, columns))


def _once(keys: Hashes) -> tuple[Hashes, Ints]:
    """Keys that stand exactly once, with their positions."""
    values, first, counts = np.unique(keys, return_index=True, return_counts=True)
    is_single = counts == 1
    return values[is_single], first[is_single]
