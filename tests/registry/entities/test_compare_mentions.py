from __future__ import annotations

import pytest

from pipeline.registry.entities.compare import SAME, UNDECIDED, compare
from pipeline.registry.entities.mention import Mention, core_of, stem_of, unit_key


def mention(name: str, unit: str = "", city: str = "130400", place: str = "邯郸市") -> Mention:
    core = core_of(name)
    return Mention(
        f"doc/1/clusters/{name}",
        "doc",
        "clusters",
        "2021",
        name,
        unit,
        "试点",
        city[:2] + "0000" if city else "",
        city,
        "",
        core,
        stem_of(core, [place]),
        unit_key(unit),
    )


@pytest.mark.parametrize(
    ("name", "core", "stem"),
    [
        ("邯郸现代装备制造创新型产业集群", "邯郸现代装备制造", "现代装备制造"),
        ("邯郸 高新区（新能源）产业集群", "邯郸高新区新能源", "新能源"),
        ("邯郸市高新技术产业开发区氢能集群", "邯郸市高新技术产业开发区氢能", "氢能"),
        ("邯郸产业集群", "邯郸", "邯郸"),
        ("邯郸⾼端装备Ａ产业集群", "邯郸高端装备A", "高端装备A"),
    ],
)
def test_a_name_taken_apart(name: str, core: str, stem: str) -> None:
    assert (core_of(name), stem_of(core_of(name), ["河北", "邯郸市"])) == (core, stem)


def test_long_and_short_spellings_of_a_unit_meet() -> None:
    long = "邯郸高新技术产业开发区管理委员会"
    assert unit_key(long) == unit_key("邯郸高新区管委会") == "邯郸高新区管委会"


@pytest.mark.parametrize(
    ("left", "right", "evidence"),
    [
        (
            mention("邯郸氢能产业集群", "甲管委会"),
            mention("邯郸氢能创新型产业集群", "乙科技局"),
            ("same-name +10", "same-city +3", "other-unit -1"),
        ),
        (
            mention("邯郸氢能产业集群", "甲管委会"),
            mention("邯郸高新区氢能产业集群", "甲管理委员会"),
            ("same-industry +5", "same-city +3", "same-unit +3"),
        ),
        (
            mention("氢能产业集群"),
            mention("氢能创新型产业集群", city="", place=""),
            ("same-placeless-name +6",),
        ),
        (
            mention("邯郸氢能产业集群"),
            mention("邯郸氢能产业集群", city="130100"),
            ("same-name +10", "other-city -8"),
        ),
        (
            mention("邯郸氢能产业集群"),
            mention("邯郸氢能产业集群", city="210100"),
            ("same-name +10", "other-province -20"),
        ),
    ],
)
def test_evidence_on_a_pair(left: Mention, right: Mention, evidence: tuple[str, ...]) -> None:
    assert compare(left, right).texts == evidence


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("邯郸生物医药产业集群", "邯郸生物农药产业集群"),
        ("邯郸新能源产业集群", "邯郸新能源汽车产业集群"),
        ("邯郸现代装备制造产业集群", "邯郸新型功能材料产业集群"),
        ("邯郸集成电路设计产业集群", "邯郸集成电路制造产业集群"),
    ],
)
def test_different_industries_of_one_unit_are_never_joined(left: str, right: str) -> None:
    unit = "邯郸高新区管委会"
    assert compare(mention(left, unit), mention(right, unit)).weight < SAME


def test_a_half_renamed_industry_is_left_to_a_person() -> None:
    left = mention("邯郸现代轨道交通装备产业集群", "邯郸高新区管委会")
    right = mention("邯郸先进轨道交通装备产业集群", "邯郸高新区管委会")
    assert UNDECIDED <= compare(left, right).weight < SAME
