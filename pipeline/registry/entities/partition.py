"""Joins mentions into clusters, strongest evidence first, never against a list or a person.

Two rows of one printed list are two clusters, so a join that would put differing rows of one list
together is refused; so is one that a person forbade.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from pipeline.registry.entities.mention import Mention


@dataclass(frozen=True, slots=True)
class Link:
    """A pair of mentions with the evidence on it; `person` when a person decided."""

    left: Mention
    right: Mention
    weight: float | None
    evidence: tuple[str, ...]
    person: str = ""


class Partition:
    """Disjoint sets of mentions under constraints."""

    def __init__(self, mentions: Sequence[Mention], apart: Iterable[tuple[str, str]]) -> None:
        """Start with every mention alone; `apart` are record_id pairs that must stay apart."""
        self._set_of = {mention.record_id: index for index, mention in enumerate(mentions)}
        self._sets = [[mention] for mention in mentions]
        self._profiles = [{mention.list_key: mention.profile} for mention in mentions]
        self._apart = {frozenset(pair) for pair in apart}
        self.links: list[Link] = []

    def are_together(self, left: Mention, right: Mention) -> bool:
        """Whether both are in one set."""
        return self._set_of[left.record_id] == self._set_of[right.record_id]

    def may_join(self, left: Mention, right: Mention) -> bool:
        """Whether no list and no person keeps their sets apart."""
        one, other = self._set_of[left.record_id], self._set_of[right.record_id]
        return not self._lists_differ(one, other) and not self._are_forbidden(one, other)

    def join(self, link: Link, *, by_person: bool = False) -> bool:
        """Join the sets of a link unless constraints forbid it; a person overrules lists."""
        one, other = self._set_of[link.left.record_id], self._set_of[link.right.record_id]
        if one == other:
            return True
        if self._are_forbidden(one, other) or (not by_person and self._lists_differ(one, other)):
            return False
        if len(self._sets[one]) < len(self._sets[other]):
            one, other = other, one
        for mention in self._sets[other]:
            self._set_of[mention.record_id] = one
        self._sets[one] += self._sets[other]
        self._profiles[one].update(self._profiles[other])
        self._sets[other], self._profiles[other] = [], {}
        self.links.append(link)
        return True

    def sets(self) -> list[list[Mention]]:
        """The sets, each ordered by year (undated last) and record_id; ordered by their first."""
        ordered = [sorted(members, key=age) for members in self._sets if members]
        return sorted(ordered, key=lambda members: age(members[0]))

    def _lists_differ(self, one: int, other: int) -> bool:
        first, second = self._profiles[one], self._profiles[other]
        return any(first[key] != second[key] for key in first.keys() & second.keys())

    def _are_forbidden(self, one: int, other: int) -> bool:
        return any(
            {self._set_of[record_id] for record_id in pair} == {one, other} for pair in self._apart
        )


def age(mention: Mention) -> tuple[str, str]:
    """Sort key: year, undated last, then record_id."""
    return mention.year or "9999", mention.record_id
