"""What one column of a row says about its place, and how far it can be trusted alone.

A clue never decides; it turns the names at the left edge of a text into codes as of a day.
"""

from __future__ import annotations

from dataclasses import dataclass

from pipeline.model.atlas import Atlas, NamedPlace
from pipeline.model.gazetteer import Level, Place, Zone
from pipeline.normalise.places import COMMON_WORDS, Chain

LONGEST_NICKNAME = 3
"""A zone's bare nickname (光谷, 临港, 松山湖) is too short to overrule a full name."""
SOURCE_NAMES = {
    "region": "地区栏",
    "construction_unit": "建设单位",
    "cluster_name": "集群名称",
    "address": "地址",
    "sender": "发文机关",
}


@dataclass(frozen=True, slots=True)
class Clue:
    """What one column says: codes of prefecture and county, and whether it can be trusted alone.

    `is_weak`: a county's short name or a zone's nickname that stands alone; `is_common_word`: it
    is an everyday word besides. `hint` is the county of a zone's seat where the zone spans several,
    `rivals` what an ambiguous name may mean.
    """

    source: str
    said: str
    province: str
    city: str | None
    county: Place | None
    hint: Place | None = None
    is_weak: bool = False
    is_common_word: bool = False
    rivals: tuple[Place, ...] = ()

    @property
    def evidence(self) -> str:
        """The words it rests on, for a clerk to read."""
        return f"{SOURCE_NAMES.get(self.source, self.source)}“{self.said}”"


def read_clue(source: str, text: str, chain: Chain, atlas: Atlas) -> Clue | None:
    """Turn a chain of names into codes; None when it says nothing."""
    if chain.is_empty:
        return None
    said = text[: chain.length]
    last = chain.places[-1] if chain.places else None
    if chain.zone is not None:
        return _zone_clue(source, said, chain.zone, last, atlas)
    if chain.rivals or last is None:
        return _rival_clue(source, said, chain, atlas)
    place = place_in_force(last, atlas)
    is_short_county = place.level is Level.COUNTY and not last.is_full
    stands_alone = chain.at_level(Level.PREFECTURE) is None
    return Clue(
        source,
        said,
        place.code[:2] + "0000",
        city_code_of(place),
        county_of(place, atlas),
        is_weak=is_short_county and stands_alone,
        is_common_word=is_short_county
        and source == "cluster_name"
        and last.place.short in COMMON_WORDS,
    )


def _zone_clue(source: str, said: str, zone: Zone, last: NamedPlace | None, atlas: Atlas) -> Clue:
    seat = atlas.in_force(zone.seat_code) if zone.seat_code else None
    county = county_of(place_in_force(last, atlas), atlas) if last else None
    if county is None and zone.is_sole:
        county = seat
    is_nickname = source == "cluster_name" and len(said) <= LONGEST_NICKNAME
    is_weak = last is None and is_nickname
    return Clue(
        source, said, zone.province_code, zone.city_code, county, hint=seat, is_weak=is_weak
    )


def _rival_clue(source: str, said: str, chain: Chain, atlas: Atlas) -> Clue:
    above = chain.places[-1].place if chain.places else None
    city = city_code_of(above) if above else None
    cities = {city_code_of(place) for place in chain.rivals}
    if city is None and len(cities) == 1:
        city = cities.pop()
    province = chain.rivals[0].code[:2] + "0000"
    return Clue(source, said, province, city, None, is_weak=True, rivals=chain.rivals)


def city_code_of(place: Place) -> str | None:
    """Code of the prefecture that a place is or lies in; None for a province."""
    if place.level is Level.PROVINCE:
        return None
    return place.code if place.level is Level.PREFECTURE else place.parent


def county_of(place: Place, atlas: Atlas) -> Place | None:
    """The place when it is a county that exists on the day (a name may run ahead of its code)."""
    exists = atlas.by_code.get(place.code) is not None
    return place if place.level is Level.COUNTY and exists else None


def place_in_force(entry: NamedPlace, atlas: Atlas) -> Place:
    """The place in force that a name means; a former name leads to its successor."""
    return atlas.in_force(entry.place.code) or entry.place
