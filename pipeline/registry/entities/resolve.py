"""Resolves mentions into clusters with stable ids, members that explain themselves, and doubts.

An id comes from what the earliest mention is called and where it lies, so a rebuild from nothing
gives the same ids; ids of an earlier build (`known_ids`) are kept even when an older document or a
renaming changes that. Nothing is merged on thin evidence: such pairs are listed as undecided.
"""

from __future__ import annotations

import hashlib
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from pipeline.registry.entities.block import (
    Profile,
    candidate_pairs,
    large_blocks,
    profiles_of,
)
from pipeline.registry.entities.compare import SAME, UNDECIDED, compare
from pipeline.registry.entities.decisions import SettledPairs, settle
from pipeline.registry.entities.mention import Mention
from pipeline.registry.entities.partition import Link, Partition, age
from pipeline.registry.registry import EntityDecision


@dataclass(frozen=True, slots=True)
class Member:
    """A mention in its cluster and the link that ties it to an earlier member (None: the first)."""

    mention: Mention
    link: Link | None


@dataclass(frozen=True, slots=True)
class ClusterEntity:
    """A real-world cluster; members from the earliest to the latest."""

    cluster_id: str
    members: tuple[Member, ...]


@dataclass(frozen=True, slots=True)
class Resolution:
    """All clusters, the pairs left undecided, and what became of people's decisions."""

    entities: tuple[ClusterEntity, ...]
    undecided: tuple[Link, ...]
    settled: SettledPairs
    large_blocks: tuple[str, ...]

    def cluster_ids(self) -> dict[str, str]:
        """Map record_id to cluster_id."""
        return {
            member.mention.record_id: entity.cluster_id
            for entity in self.entities
            for member in entity.members
        }


def resolve(
    mentions: Iterable[Mention],
    decisions: Iterable[EntityDecision] = (),
    known_ids: Mapping[str, str] | None = None,
) -> Resolution:
    """Resolve mentions.

    Args:
        mentions: In any order; the result does not depend on it.
        decisions: What people said of pairs; the last word on a pair holds.
        known_ids: record_id -> cluster_id of an earlier build.
    """
    ordered = sorted(mentions, key=age)
    settled = settle(decisions, {mention.record_id: mention for mention in ordered})
    profiles = profiles_of(ordered)
    links = _links(profiles)
    partition = _partition(ordered, links, settled)
    sets = partition.sets()
    ids = _assign_ids(sets, known_ids or {})
    neighbours = _neighbours(partition.links)
    entities = tuple(
        ClusterEntity(cluster_id, _members(members, neighbours))
        for cluster_id, members in zip(ids, sets, strict=True)
    )
    undecided = _undecided(partition, links)
    blocks = large_blocks(profiles)
    return Resolution(entities, undecided, settled, blocks)


def _links(profiles: Sequence[Profile]) -> list[Link]:
    """Every link that is at least undecided, strongest first."""
    pairs = [(profile.first, mention) for profile in profiles for mention in profile.mentions[1:]]
    pairs += [(left.first, right.first) for left, right in candidate_pairs(profiles)]
    links = []
    for left, right in pairs:
        comparison = compare(left, right)
        if comparison.weight >= UNDECIDED:
            links.append(Link(left, right, comparison.weight, comparison.texts))
    return sorted(links, key=lambda link: (-(link.weight or 0.0), age(link.left), age(link.right)))


def _partition(
    mentions: Sequence[Mention], links: Iterable[Link], settled: SettledPairs
) -> Partition:
    by_id = {mention.record_id: mention for mention in mentions}
    apart = [(d.left_record_id, d.right_record_id) for d in settled.different]
    partition = Partition(mentions, apart)
    for decision in settled.same:
        left, right = by_id[decision.left_record_id], by_id[decision.right_record_id]
        link = Link(left, right, None, ("person",), decision.person)
        partition.join(link, by_person=True)
    for link in links:
        if link.weight is not None and link.weight >= SAME:
            partition.join(link)
    return partition


def _undecided(partition: Partition, links: Iterable[Link]) -> tuple[Link, ...]:
    """The strongest open link between each two clusters that could still be one."""
    strongest: dict[frozenset[str], Link] = {}
    anchors = {m.record_id: members[0].record_id for members in partition.sets() for m in members}
    for link in links:
        if partition.are_together(link.left, link.right):
            continue
        if partition.may_join(link.left, link.right):
            pair = frozenset((anchors[link.left.record_id], anchors[link.right.record_id]))
            strongest.setdefault(pair, link)
    return tuple(strongest.values())


def _neighbours(links: Iterable[Link]) -> dict[str, list[Link]]:
    neighbours: dict[str, list[Link]] = defaultdict(list)
    for link in links:
        neighbours[link.left.record_id].append(link)
        neighbours[link.right.record_id].append(link)
    return neighbours


def _members(
    members: Sequence[Mention], neighbours: Mapping[str, list[Link]]
) -> tuple[Member, ...]:
    """Walk the links from the earliest member, so that each names the one it was tied to."""
    tie: dict[str, Link | None] = {members[0].record_id: None}
    waiting = [members[0].record_id]
    while waiting:
        record_id = waiting.pop(0)
        for link in neighbours.get(record_id, ()):
            for mention in (link.left, link.right):
                if mention.record_id not in tie:
                    tie[mention.record_id] = link
                    waiting.append(mention.record_id)
    return tuple(Member(mention, tie[mention.record_id]) for mention in members)


def _assign_ids(sets: Sequence[Sequence[Mention]], known_ids: Mapping[str, str]) -> list[str]:
    """Known ids go to the set with most of their members, each id once; the rest get new ones."""
    claims = [
        (-count, cluster_id, position)
        for position, members in enumerate(sets)
        for cluster_id, count in Counter(
            known_ids[m.record_id] for m in members if m.record_id in known_ids
        ).items()
    ]
    ids: dict[int, str] = {}
    taken: set[str] = set()
    for _, cluster_id, position in sorted(claims):
        if position not in ids and cluster_id not in taken:
            ids[position] = cluster_id
            taken.add(cluster_id)
    for position, members in enumerate(sets):
        if position not in ids:
            ids[position] = _new_id(members[0], taken)
            taken.add(ids[position])
    return [ids[position] for position in range(len(sets))]


def _new_id(first: Mention, taken: set[str]) -> str:
    identity = f"{first.province}|{first.core}"
    cluster_id = _hashed(identity)
    return cluster_id if cluster_id not in taken else _hashed(f"{identity}|{first.record_id}")


def _hashed(identity: str) -> str:
    return "c-" + hashlib.sha256(identity.encode()).hexdigest()[:10]
