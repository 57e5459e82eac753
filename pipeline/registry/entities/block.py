"""Finds the pairs of mentions worth comparing, so that ten thousand rows need no all-pairs pass.

Mentions of one profile are compared once. Profiles meet within their prefecture; one without a
prefecture meets its whole province; one without a province meets only equal names and units.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np
from rapidfuzz import fuzz, process

from pipeline.registry.entities.mention import Mention

MAX_BLOCK = 3000
"""Distinct profiles in one prefecture beyond which only equal names are compared (and it is said):
a full comparison of 3,000 takes about half a second on one core."""

MAX_EQUALS = 500
"""Distinct profiles of one name (or unit) beyond which that name ties nothing together."""

_MIN_RATIO = 70.0


@dataclass(frozen=True, slots=True)
class Profile:
    """All mentions that look the same to a comparison; `first` stands for them."""

    mentions: tuple[Mention, ...]
    lists: frozenset[tuple[str, str]]

    @property
    def first(self) -> Mention:
        """The mention that is compared."""
        return self.mentions[0]


def profiles_of(mentions: Iterable[Mention]) -> tuple[Profile, ...]:
    """Group mentions by profile, in the order given."""
    groups: dict[tuple[str, ...], list[Mention]] = defaultdict(list)
    for mention in mentions:
        groups[mention.profile].append(mention)
    return tuple(
        Profile(tuple(group), frozenset(mention.list_key for mention in group))
        for group in groups.values()
    )


def large_blocks(profiles: Sequence[Profile]) -> tuple[str, ...]:
    """Prefecture or province codes, and names, shared by too many profiles to compare them all."""
    codes = [code for code, block in _blocks(profiles).items() if len(block) > MAX_BLOCK]
    cores = [core for core, group in _by_core(profiles).items() if len(group) > MAX_EQUALS]
    return (*sorted(codes), *sorted(cores))


def candidate_pairs(profiles: Sequence[Profile]) -> Iterator[tuple[Profile, Profile]]:
    """Yield each pair worth comparing once; pairs that stand in one list are left out."""
    pairs = _pairs_of_equal_core(profiles) | _pairs_of_equal_unit(profiles)
    pairs |= _pairs_within_places(profiles)
    for left, right in sorted(pairs):
        if not profiles[left].lists & profiles[right].lists:
            yield profiles[left], profiles[right]


def _pairs_of_equal_core(profiles: Sequence[Profile]) -> set[tuple[int, int]]:
    return {
        (left, right)
        for group in _by_core(profiles).values()
        if len(group) <= MAX_EQUALS
        for left, right in combinations(group, 2)
        if _may_meet(profiles[left].first, profiles[right].first)
    }


def _pairs_of_equal_unit(profiles: Sequence[Profile]) -> set[tuple[int, int]]:
    """Pairs of one unit of which at least one lies in no known province."""
    groups: dict[str, list[int]] = defaultdict(list)
    for index, profile in enumerate(profiles):
        if profile.first.unit:
            groups[profile.first.unit].append(index)
    return {
        (left, right)
        for group in groups.values()
        if len(group) <= MAX_EQUALS
        for left, right in combinations(group, 2)
        if not (profiles[left].first.province and profiles[right].first.province)
    }


def _by_core(profiles: Sequence[Profile]) -> dict[str, list[int]]:
    groups: dict[str, list[int]] = defaultdict(list)
    for index, profile in enumerate(profiles):
        groups[profile.first.core].append(index)
    return groups


def _may_meet(left: Mention, right: Mention) -> bool:
    same_province = not left.province or not right.province or left.province == right.province
    same_city = not left.city_code or not right.city_code or left.city_code == right.city_code
    return same_province and same_city


def _pairs_within_places(profiles: Sequence[Profile]) -> set[tuple[int, int]]:
    index_of = {id(profile): index for index, profile in enumerate(profiles)}
    blocks = _blocks(profiles)
    pairs: set[tuple[int, int]] = set()
    for code, block in blocks.items():
        others = block if len(code) > len("13") else _of_province(blocks, code)
        if len(block) > MAX_BLOCK or len(others) > MAX_BLOCK:
            continue
        ratios = process.cdist(
            [profile.first.stem for profile in block],
            [profile.first.stem for profile in others],
            scorer=fuzz.ratio,
            score_cutoff=_MIN_RATIO,
            dtype=np.uint8,
        )
        for row, column in np.argwhere(ratios > 0).tolist():
            left, right = index_of[id(block[row])], index_of[id(others[column])]
            if left != right:
                pairs.add((min(left, right), max(left, right)))
    return pairs


def _blocks(profiles: Iterable[Profile]) -> dict[str, list[Profile]]:
    """Profiles by prefecture code, or by two-digit province code where no prefecture is known."""
    blocks: dict[str, list[Profile]] = defaultdict(list)
    for profile in profiles:
        code = profile.first.city_code or profile.first.province
        if code:
            blocks[code].append(profile)
    return blocks


def _of_province(blocks: Mapping[str, list[Profile]], province: str) -> list[Profile]:
    return [
        profile
        for block in blocks.values()
        for profile in block
        if profile.first.province == province
    ]
