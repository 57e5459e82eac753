from __future__ import annotations

import pytest

from pipeline.normalise.places import parse_chain, prepare
from tests.normalise.documents import newest_atlas


@pytest.mark.parametrize(
    ("text", "within", "names", "zone", "length"),
    [
        ("南京市江宁区科学技术局", "320000", ["南京市", "江宁区"], None, 6),
        ("辽宁鞍山高新区管委会", None, ["辽宁省"], "鞍山高新技术产业开发区", 7),
        ("苏州市高新区管委会", "320000", ["苏州市"], "苏州高新技术产业开发区", 6),
        ("襄阳新能源汽车产业集群", "420000", ["襄阳市"], None, 2),
        ("生物资源利用产业集群", None, [], None, 0),
        ("中国宜兴环保科技工业园", None, [], "中国宜兴环保科技工业园", 11),
        ("国家级西安经开区", None, [], "西安经济技术开发区", 8),
        ("中山市小榄镇人民政府", "440000", [], "中山市小榄镇", 6),
        ("福建福安（闽东赛岐）经济开发区", None, [], "福建福安（闽东赛岐）经济开发区", 15),
        ("海西州科技局", "630000", ["海西蒙古族藏族自治州"], None, 3),
        ("吉林省吉林市科技局", None, ["吉林省", "吉林市"], None, 6),
        ("省（自治区）直辖县级天门市人民政府", "420000", ["天门市"], None, 13),
    ],
)
def test_the_left_edge_is_read_from_large_to_small(
    text: str, within: str | None, names: list[str], zone: str | None, length: int
) -> None:
    chain = parse_chain(prepare(text), newest_atlas(), within)
    assert [entry.place.name for entry in chain.places] == names
    assert (chain.zone.name if chain.zone else None) == zone
    assert chain.length == length


def test_a_name_that_exists_twice_keeps_its_rivals() -> None:
    chain = parse_chain("鼓楼区科技局", newest_atlas(), "320000")
    assert chain.places == ()
    assert [place.code for place in chain.rivals] == ["320106", "320302"]


def test_half_width_brackets_and_spaces_do_not_matter() -> None:
    assert prepare("福建福安(闽东赛岐) 经开区") == "福建福安（闽东赛岐）经开区"


def test_a_text_without_a_place_is_an_empty_chain() -> None:
    chain = parse_chain("先进制造产业集群", newest_atlas())
    assert chain.is_empty
