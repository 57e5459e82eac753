"""The gazetteer: parsing, its complaints, and lookups as of a day."""

from __future__ import annotations

from datetime import date
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.errors import ConfigurationError
from pipeline.model.atlas import Atlas, _atlas_since, is_within, open_atlas, zone_forms
from pipeline.model.gazetteer import Gazetteer, Level, parse_gazetteer

CORRECTIONS = Path(__file__).parents[2] / "corrections"
REGIONS = (
    b"code,name,short,level,parent,valid_from,valid_to,successor,source\n"
    b"130000,Hebei,Heb,1,,,,,test\n"
    b"130100,City,Ci,2,130000,,,,test\n"
)
ZONES = b"name,short,level,province_code,city_code,seat_code,sole,since,certain\n"
ALIASES = b"name,kind,province_code,target,note\n"


@pytest.fixture(scope="module")
def gazetteer() -> Gazetteer:
    names = ("regions.csv", "zones.csv", "aliases.csv")
    return parse_gazetteer(*((CORRECTIONS / name).read_bytes() for name in names))


@pytest.fixture(scope="module")
def atlas(gazetteer: Gazetteer) -> Atlas:
    return open_atlas(gazetteer, date(2021, 2, 26))


def test_shipped_files_have_every_province_and_the_size_of_the_lists(atlas: Atlas) -> None:
    assert len(list(atlas.iter_places(Level.PROVINCE))) == 34
    assert len(list(atlas.iter_places(Level.PREFECTURE))) == 333
    assert len(list(atlas.iter_places(Level.COUNTY))) == 2844


def test_bom_is_accepted() -> None:
    bom = b"\xef\xbb\xbf"
    parsed = parse_gazetteer(bom + REGIONS, bom + ZONES, bom + ALIASES)
    assert [place.code for place in parsed.places] == ["130000", "130100"]


@pytest.mark.parametrize(
    ("regions", "zones", "aliases", "line"),
    [
        (REGIONS + b"13x,a,b,3,,,,,t\n", ZONES, ALIASES, "regions.csv 第 4 行"),
        (REGIONS + b"130101,a,b,4,,,,,t\n", ZONES, ALIASES, "regions.csv 第 4 行"),
        (REGIONS + b"130101,a,b,3,,2020,,,t\n", ZONES, ALIASES, "regions.csv 第 4 行"),
        (REGIONS + b"130101,a,b\n", ZONES, ALIASES, "regions.csv 第 4 行"),
        (b"code,name\n", ZONES, ALIASES, "regions.csv 第 1 行"),
        (REGIONS, ZONES + b"z,z,l,130000,999999,,0,,1\n", ALIASES, "zones.csv 第 2 行"),
        (REGIONS, ZONES + b"z,z,l,130000,130100,,1,,1\n", ALIASES, "zones.csv 第 2 行"),
        (REGIONS, ZONES + b"z,z,l,130000,130100,,0,21,1\n", ALIASES, "zones.csv 第 2 行"),
        (REGIONS, ZONES + b"z,z,l,130000,130100,,0,,yes\n", ALIASES, "zones.csv 第 2 行"),
        (REGIONS, ZONES, ALIASES + b"a,zone,130000,nowhere,\n", "aliases.csv 第 2 行"),
        (REGIONS, ZONES, ALIASES + b"a,thing,130000,130100,\n", "aliases.csv 第 2 行"),
        (REGIONS, ZONES, b"\xff\xfe", "aliases.csv 不是 UTF-8"),
    ],
)
def test_a_wrong_line_is_named(regions: bytes, zones: bytes, aliases: bytes, line: str) -> None:
    with pytest.raises(ConfigurationError, match=line):
        parse_gazetteer(regions, zones, aliases)


def test_a_code_is_looked_up_as_of_the_day(gazetteer: Gazetteer) -> None:
    before = open_atlas(gazetteer, date(2021, 2, 1))
    after = open_atlas(gazetteer, date(2021, 2, 2))
    assert before.by_code["350681"].name == "龙海市"
    assert "350604" not in before.by_code
    assert after.by_code["350604"].name == "龙海区"
    assert "350681" not in after.by_code


def test_a_code_of_another_time_is_followed_both_ways(gazetteer: Gazetteer) -> None:
    before = open_atlas(gazetteer, date(2021, 2, 1))
    after = open_atlas(gazetteer, date(2022, 1, 1))
    old, new = before.in_force("350604"), after.in_force("350681")
    assert old is not None and old.code == "350681"
    assert new is not None and new.code == "350604"
    assert before.in_force("330114") is None


def test_names_that_exist_twice_are_all_returned(atlas: Atlas) -> None:
    codes = [entry.place.code for entry in atlas.places_named("鼓楼区")]
    assert codes == ["320106", "320302", "350102", "410204"]
    assert [entry.place.code for entry in atlas.places_named("鼓楼区", "350000")] == ["350102"]


def test_full_names_come_before_short_ones_and_former_ones_last(atlas: Atlas) -> None:
    former = atlas.places_named("襄樊市")
    assert [(entry.place.code, entry.is_former) for entry in former] == [("420600", True)]
    assert atlas.places_named("襄阳市")[0].is_former is False


@pytest.mark.parametrize(
    ("name", "code"),
    [("内蒙古", "150000"), ("广西壮族自治区", "450000"), ("北京", "110000"), ("兵团", "650000")],
)
def test_provinces_by_any_name(atlas: Atlas, name: str, code: str) -> None:
    province = atlas.province(name)
    assert province is not None and province.code == code


def test_places_above_are_nearest_first(atlas: Atlas) -> None:
    names = [place.name for place in atlas.ancestors(atlas.by_code["350981"])]
    assert names == ["宁德市", "福建省"]


@pytest.mark.parametrize(
    ("name", "zone"),
    [
        ("泰达", "天津经济技术开发区"),
        ("中关村海淀园", "中关村科技园区海淀园"),
        ("石家庄高新区", "石家庄高新技术产业开发区"),
        ("闽东赛岐经开区", "福建福安（闽东赛岐）经济开发区"),
    ],
)
def test_zones_by_informal_names(atlas: Atlas, name: str, zone: str) -> None:
    assert [found.name for found in atlas.zones_named(name)] == [zone]


def test_a_city_name_alone_is_never_its_zone(atlas: Atlas) -> None:
    assert atlas.zones_named("石家庄") == ()


def test_bare_town_names_are_no_forms(gazetteer: Gazetteer) -> None:
    town = next(zone for zone in gazetteer.zones if zone.name == "中山市港口镇")
    assert list(zone_forms(town)) == ["中山市港口镇", "港口镇"]


def test_zones_are_filtered_by_area(atlas: Atlas) -> None:
    zones = {zone.name for zone in atlas.iter_zones("441900")}
    assert "东莞松山湖高新技术产业开发区" in zones
    assert all(zone.city_code == "441900" for zone in atlas.iter_zones("441900"))


@pytest.mark.parametrize(
    ("code", "area", "expected"),
    [
        ("130102", "130000", True),
        ("130102", "130100", True),
        ("130102", "130102", True),
        ("130202", "130100", False),
        ("130100", "130102", False),
    ],
)
def test_is_within_follows_the_digits(code: str, area: str, expected: bool) -> None:
    assert is_within(code, area) is expected


def test_no_code_has_two_names_on_one_day(gazetteer: Gazetteer) -> None:
    by_code: dict[str, list[tuple[date, date]]] = {}
    for place in gazetteer.places:
        span = (place.valid_from or date.min, place.valid_to or date.max)
        by_code.setdefault(place.code, []).append(span)
    for code, spans in by_code.items():
        spans.sort()
        assert all(a[1] < b[0] for a, b in pairwise(spans)), code


@settings(max_examples=25, deadline=None)
@given(day=st.dates(date(1980, 1, 1), date(2030, 1, 1)))
def test_an_index_shared_between_days_says_what_one_of_the_day_itself_would(
    gazetteer: Gazetteer, day: date
) -> None:
    shared, own = open_atlas(gazetteer, day), _atlas_since(gazetteer, day)
    assert shared.day == day
    assert shared.by_code == own.by_code
    assert shared.place_names == own.place_names


@pytest.mark.parametrize("year", [2005, 2013, 2021, 2026])
def test_every_place_in_force_lies_in_a_place_in_force(gazetteer: Gazetteer, year: int) -> None:
    atlas = open_atlas(gazetteer, date(year, 6, 1))
    orphans = [
        code
        for code, place in atlas.by_code.items()
        if place.parent is not None and place.parent not in atlas.by_code
    ]
    assert orphans == []


def test_every_successor_is_a_known_code_and_seats_lie_in_their_city(gazetteer: Gazetteer) -> None:
    codes = {place.code for place in gazetteer.places}
    assert {place.successor for place in gazetteer.places} - codes == {None}
    for zone in gazetteer.zones:
        assert is_within(zone.city_code, zone.province_code), zone.name
        assert zone.seat_code is None or is_within(zone.seat_code, zone.city_code), zone.name
