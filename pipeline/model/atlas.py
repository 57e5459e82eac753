"""The gazetteer as it stood on one day: fast lookups by code and by name, dated on both sides.

A name is matched exactly here; which part of a text is a place name is decided by `normalise`.
Former and later names are kept apart from those in force, so that a document's old-fashioned name
can be resolved, but never silently.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import lru_cache

from pipeline.model.gazetteer import (
    PLACEHOLDER_NAMES,
    AliasKind,
    Gazetteer,
    Level,
    Place,
    Zone,
)

HIGH_TECH_ENDINGS = (
    "高新技术产业开发区",
    "国家高新技术产业开发区",
    "高新技术产业园区",
    "高新技术产业园",
    "高新技术开发区",
    "高技术产业开发区",
    "高新产业开发区",
    "新技术开发区",
    "国家高新区",
    "国家级高新区",
    "高新区",
)
ECONOMIC_ENDINGS = (
    "经济技术开发区",
    "国家级经济技术开发区",
    "国家经济技术开发区",
    "经济开发区",
    "技术开发区",
    "国家级经开区",
    "经开区",
    "开发区",
)
TOWN = "镇"
"""Level of a town that stands in for a county; its bare name (港口, 三角) is too common a word."""
OTHER_ENDINGS = ("工业园区", "产业园区", "科技园区", "示范区", "农高区")

YEAR_RULE = timedelta(days=366)
"""How far ahead a name is still known: the lists give most changes by the year only."""

KEPT_ATLASES = 16
"""Indexes kept at once (about 2 MB each); the lists change some three times a year."""


@dataclass(frozen=True, slots=True)
class NamedPlace:
    """A place a name may mean. `is_former`: the name was not in force on the day of the atlas."""

    place: Place
    is_full: bool
    is_former: bool


@dataclass(frozen=True, slots=True, eq=False)
class Atlas:
    """Places in force on `day`, and every zone, indexed by code and by each of their names.

    `longest_name` is the length of the longest name of any kind, for longest-match parsing.
    """

    day: date
    by_code: dict[str, Place]
    place_names: dict[str, tuple[NamedPlace, ...]]
    zone_names: dict[str, tuple[Zone, ...]]
    longest_name: int
    predecessors: dict[str, tuple[Place, ...]]
    successors: dict[str, str]

    def places_named(self, name: str, within: str | None = None) -> tuple[NamedPlace, ...]:
        """Places with this full, short or informal name, in `within` (a province or prefecture)."""
        found = self.place_names.get(name, ())
        if within is None:
            return found
        return tuple(entry for entry in found if is_within(entry.place.code, within))

    def zones_named(self, name: str, within: str | None = None) -> tuple[Zone, ...]:
        """Zones with this name in any of its written forms."""
        found = self.zone_names.get(name, ())
        if within is None:
            return found
        return tuple(
            zone
            for zone in found
            if is_within(zone.city_code, within) or is_within(zone.province_code, within)
        )

    def province(self, name: str) -> Place | None:
        """The province of this name in any form, None when there is none."""
        for entry in self.place_names.get(name, ()):
            if entry.place.level is Level.PROVINCE:
                return entry.place
        return None

    def in_force(self, code: str) -> Place | None:
        """The place that this code means on the day, whatever day the code itself is from.

        A code that ended is followed to its successor, one that is not yet given is traced back
        to its only predecessor. None when the code did not exist and nothing else stood for it.
        """
        seen: set[str] = set()
        while code not in seen:
            seen.add(code)
            if code in self.by_code:
                return self.by_code[code]
            earlier = self.predecessors.get(code, ())
            standing = [place for place in earlier if place.code in self.by_code]
            if len(standing) == 1:
                return self.by_code[standing[0].code]
            code = self.successors.get(code, code)
        return None

    def ancestors(self, place: Place) -> tuple[Place, ...]:
        """The places above, nearest first; a level without its own entry is left out."""
        above = []
        parent = place.parent
        while parent is not None:
            found = self.by_code.get(parent)
            if found is None:
                break
            above.append(found)
            parent = found.parent
        return tuple(above)

    def iter_places(self, level: Level, within: str | None = None) -> Iterator[Place]:
        """Every real place of a level (no GB/T 2260 placeholders), in order of code."""
        for code, place in self.by_code.items():
            is_real = place.name not in PLACEHOLDER_NAMES
            if place.level is level and is_real and (within is None or is_within(code, within)):
                yield place

    def iter_zones(self, within: str | None = None) -> Iterator[Zone]:
        """Every zone, each once, in the order of zones.csv."""
        seen: set[str] = set()
        for zones in self.zone_names.values():
            for zone in zones:
                if zone.name not in seen and (
                    within is None
                    or is_within(zone.city_code, within)
                    or is_within(zone.province_code, within)
                ):
                    seen.add(zone.name)
                    yield zone


def is_within(code: str, area: str) -> bool:
    """Whether a code lies in an area (or is it), judged by the digits of GB/T 2260."""
    if area.endswith("0000"):
        return code[:2] == area[:2]
    return code[:4] == area[:4] if area.endswith("00") else code == area


def open_atlas(gazetteer: Gazetteer, day: date) -> Atlas:
    """Index the gazetteer as of a day; days between two changes of the lists share one index."""
    changes = _change_days(gazetteer)
    latest = bisect_right(changes, day)
    return replace(_atlas_since(gazetteer, changes[latest - 1] if latest else date.min), day=day)


@lru_cache(maxsize=2)
def _change_days(gazetteer: Gazetteer) -> tuple[date, ...]:
    """Every day on which a name begins, is over, or comes within the horizon, in order."""
    days: set[date] = set()
    for place in gazetteer.places:
        if place.valid_from is not None:
            days.update((place.valid_from, place.valid_from - YEAR_RULE))
        if place.valid_to is not None:
            days.add(place.valid_to + timedelta(days=1))
    return tuple(sorted(days))


@lru_cache(maxsize=KEPT_ATLASES)
def _atlas_since(gazetteer: Gazetteer, day: date) -> Atlas:
    by_code = {place.code: place for place in gazetteer.places if place.is_valid_on(day)}
    place_names = _index_places(gazetteer, day, by_code)
    zone_names = _index_zones(gazetteer)
    predecessors: dict[str, tuple[Place, ...]] = {}
    successors: dict[str, str] = {}
    for place in gazetteer.places:
        if place.successor is not None and place.successor != place.code:
            predecessors[place.successor] = (*predecessors.get(place.successor, ()), place)
            successors[place.code] = place.successor
    longest = max(map(len, (*place_names, *zone_names)), default=0)
    return Atlas(day, by_code, place_names, zone_names, longest, predecessors, successors)


def zone_forms(zone: Zone, place_names: frozenset[str] = frozenset()) -> Iterator[str]:
    """Yield how a zone is written: full, with each usual ending, and bare where that is no place.

    `place_names` are names of places: 石家庄 alone means the city, never its zone.
    """
    yield zone.name
    if zone.level == TOWN:
        yield zone.short if zone.short.endswith(TOWN) else zone.short + TOWN
        return
    endings: tuple[str, ...] = OTHER_ENDINGS
    if "高新" in zone.level or "高新" in zone.name:
        endings = HIGH_TECH_ENDINGS
    elif "经开" in zone.level or "经济" in zone.name:
        endings = ECONOMIC_ENDINGS
    if zone.short not in place_names:
        yield zone.short
    for ending in endings:
        yield zone.short + ending


def _index_places(
    gazetteer: Gazetteer, day: date, by_code: dict[str, Place]
) -> dict[str, tuple[NamedPlace, ...]]:
    names: dict[str, list[NamedPlace]] = {}

    def add(name: str, entry: NamedPlace) -> None:
        known = names.setdefault(name, [])
        if all(other.place.code != entry.place.code for other in known):
            known.append(entry)

    horizon = day + YEAR_RULE
    real = [
        place
        for place in gazetteer.places
        if place.name not in PLACEHOLDER_NAMES
        and (place.valid_from is None or place.valid_from <= horizon)
    ]
    for is_former in (False, True):
        for place in real:
            if place.is_valid_on(day) is not is_former:
                add(place.name, NamedPlace(place, is_full=True, is_former=is_former))
        for place in real:
            if place.is_valid_on(day) is not is_former:
                add(place.short, NamedPlace(place, is_full=False, is_former=is_former))
    for alias in gazetteer.aliases:
        if alias.kind is AliasKind.PLACE and alias.target in by_code:
            add(alias.name, NamedPlace(by_code[alias.target], is_full=False, is_former=False))
    return {name: tuple(entries) for name, entries in names.items()}


@lru_cache(maxsize=2)
def _index_zones(gazetteer: Gazetteer) -> dict[str, tuple[Zone, ...]]:
    place_names = frozenset(
        name for place in gazetteer.places for name in (place.name, place.short)
    )
    names: dict[str, list[Zone]] = {}
    by_name = {zone.name: zone for zone in gazetteer.zones}
    for zone in gazetteer.zones:
        for form in zone_forms(zone, place_names):
            known = names.setdefault(form, [])
            if zone not in known:
                known.append(zone)
    for alias in gazetteer.aliases:
        if alias.kind is AliasKind.ZONE:
            known = names.setdefault(alias.name, [])
            if by_name[alias.target] not in known:
                known.append(by_name[alias.target])
    return {name: tuple(zones) for name, zones in names.items()}
