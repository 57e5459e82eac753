"""The open cells in the order in which they are offered: groups, worst first, kept up to date.

A group is one document and one kind of doubt. Its place is that of the worst cell it ever held, so
that nobody is moved to another document in the middle of a group because its worst cell is done,
and that an undone decision puts its cell back where it was.
"""

from __future__ import annotations

from bisect import bisect_left, insort
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from pipeline.review.queue import Badness, QueueItem, badness

GroupKey = tuple[str, str]
"""(document_id, the reason that names the group)."""


@dataclass(frozen=True, slots=True)
class QueueGroup:
    """Cells of one document that wait for the same reason; `worst` is the lowest probability."""

    document_id: str
    reason: str
    n_items: int
    worst: float


class Board:
    """Open cells by group. Adding and taking off one cell costs the same however many wait."""

    def __init__(self) -> None:
        """Begin with nothing."""
        self._items: dict[str, QueueItem] = {}
        self._members: dict[GroupKey, list[QueueItem]] = {}
        self._worst: dict[GroupKey, Badness] = {}

    def __len__(self) -> int:
        """How many cells wait."""
        return len(self._items)

    def __contains__(self, cell_id: str) -> bool:
        """Whether a cell waits."""
        return cell_id in self._items

    def get(self, cell_id: str) -> QueueItem | None:
        """The entry of a cell, None when it does not wait."""
        return self._items.get(cell_id)

    def put(self, item: QueueItem) -> None:
        """Add a cell, or replace its entry."""
        self.remove(item.cell_id)
        self._items[item.cell_id] = item
        insort(self._members.setdefault(item.group, []), item, key=badness)
        self._place(item.group)

    def remove(self, cell_id: str) -> None:
        """Take a cell off; nothing happens when it does not wait."""
        item = self._items.pop(cell_id, None)
        if item is None:
            return
        members = self._members[item.group]
        del members[bisect_left(members, badness(item), key=badness)]

    def replace_document(self, document_id: str, items: Iterable[QueueItem]) -> None:
        """Put a document's cells in place of those it had."""
        for group in [group for group in self._members if group[0] == document_id]:
            for item in self._members.pop(group):
                del self._items[item.cell_id]
        found: dict[GroupKey, list[QueueItem]] = {}
        for item in items:
            found.setdefault(item.group, []).append(item)
            self._items[item.cell_id] = item
        for group, members in found.items():
            self._members[group] = sorted(members, key=badness)
            self._place(group)
        for group in [group for group in self._worst if group not in self._members]:
            del self._worst[group]

    def iter_items(
        self, document_id: str | None = None, reason: str | None = None
    ) -> Iterator[QueueItem]:
        """Yield open cells in order: all, or those of a document or of a kind of doubt."""
        for group in self._iter_groups():
            if document_id in (None, group[0]) and reason in (None, group[1]):
                yield from self._members[group]

    def by_document(self) -> Counter[str]:
        """How many cells wait in each document."""
        counts: Counter[str] = Counter()
        for (document_id, _), members in self._members.items():
            counts[document_id] += len(members)
        return counts

    def groups(self) -> list[QueueGroup]:
        """Every group, worst first."""
        return [
            QueueGroup(*group, len(members), members[0].probability)
            for group in self._iter_groups()
            if (members := self._members[group])
        ]

    def _place(self, group: GroupKey) -> None:
        head = badness(self._members[group][0])
        self._worst[group] = min(head, self._worst.get(group, head))

    def _iter_groups(self) -> list[GroupKey]:
        return sorted(self._worst, key=lambda group: (self._worst[group], group))
