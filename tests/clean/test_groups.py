"""Which rows a floating label covers."""

import pytest

from pipeline.clean import Dictionaries, clean_document
from pipeline.clean.groups import Label, span_posterior

from .conftest import CleanRows, Row, roster


def _rows(*rows: tuple[str, str, str]) -> list[Row]:
    return [(region, name, unit, "试点") for region, name, unit in rows]


def test_labels_cover_the_rows_whose_places_lie_in_them(clean_rows: CleanRows) -> None:
    rows = _rows(
        ("", "石家庄制药产业集群", "石家庄高新区管委会"),
        ("河北", "保定电网装备产业集群", "保定高新区管委会"),
        ("", "太原不锈钢产业集群", "太原高新区管委会"),
        ("山西", "长治光伏产业集群", "长治高新区管委会"),
        ("", "包头稀土产业集群", "包头高新区管委会"),
        ("内蒙古", "鄂尔多斯化工产业集群", "鄂尔多斯高新区管委会"),
    )
    cleaned = clean_rows(rows, ("span-unknown",))
    assert [row[0] for row in cleaned] == ["河北", "河北", "山西", "山西", "内蒙古", "内蒙古"]


def test_label_beside_the_last_or_first_row_of_its_group(clean_rows: CleanRows) -> None:
    rows = _rows(
        ("浙江", "杭州软件产业集群", "杭州高新区管委会"),
        ("", "温州激光产业集群", "温州市科技局"),
        ("", "合肥安全产业集群", "合肥高新区管委会"),
        ("安徽", "芜湖汽车产业集群", "芜湖高新区管委会"),
    )
    cleaned = clean_rows(rows, ("span-unknown",))
    assert [row[0] for row in cleaned] == ["浙江", "浙江", "安徽", "安徽"]


def test_a_misread_row_between_two_groups_finds_its_label(clean_rows: CleanRows) -> None:
    rows = _rows(
        ("", "青岛机器人产业集群", "青岛高新区管委会"),
        ("山东", "烟台海洋产业集群", "烟台高新区管委会"),
        ("", "萍泽制药产业集群", "荷泽高新区管委会"),
        ("", "洛阳轴承产业集群", "洛阳高新区管委会"),
        ("河南", "南阳防爆产业集群", "南阳高新区管委会"),
    )
    cleaned = clean_rows(rows, ("span-unknown",))
    assert [row[0] for row in cleaned] == ["山东", "山东", "山东", "河南", "河南"]
    assert cleaned[2][1:3] == ("菏泽制药产业集群", "菏泽高新区管委会")


def test_what_spoke_for_a_span_is_logged(dictionaries: Dictionaries) -> None:
    rows = _rows(
        ("江西", "南昌制药产业集群", "南昌高新区管委会"),
        ("", "新余电池产业集群", "新余高新区管委会"),
    )
    readings = clean_document(roster(rows, ("span-unknown",)), dictionaries).readings
    assert readings[0].corrections == ()
    (correction,) = readings[4].corrections
    assert (correction.rule, correction.before, correction.after) == ("group-span", "", "江西")
    assert "新余" in correction.evidence
    assert readings[4].doubts == ()
    assert "group-span" in readings[4].support


def test_a_row_that_nothing_speaks_for_stays_unknown(dictionaries: Dictionaries) -> None:
    rows = _rows(
        ("浙江", "杭州软件产业集群", "杭州高新区管委会"),
        ("", "先进材料产业集群", "先进材料产业集群管理办公室"),
        ("安徽", "合肥安全产业集群", "合肥高新区管委会"),
    )
    reading = clean_document(roster(rows, ("span-unknown",)), dictionaries).readings[4]
    assert reading.text_clean == ""
    assert "span-unknown" in reading.doubts
    assert {candidate.text for candidate in reading.candidates} == {"浙江", "安徽"}


def test_no_label_at_all_leaves_the_doubt(dictionaries: Dictionaries) -> None:
    rows = _rows(("", "杭州软件产业集群", "杭州高新区管委会"))
    reading = clean_document(roster(rows, ("span-unknown",)), dictionaries).readings[0]
    assert (reading.text_clean, reading.doubts) == ("", ("span-unknown",))


@pytest.mark.parametrize("n_rows", [2, 5, 9])
def test_posterior_is_a_distribution_in_every_row(n_rows: int) -> None:
    labels = [Label("甲", 0), Label("乙", n_rows - 1)]
    posterior = span_posterior(labels, n_rows, lambda row, label: 0.3 * row * (label == "乙"))
    for shares in posterior:
        assert sum(shares.values()) == pytest.approx(1.0)
    assert posterior[0][0] > posterior[n_rows - 1].get(0, 0.0)


def test_rows_with_a_label_each_have_their_own_whatever_their_places_say() -> None:
    def never(row: int, label: str) -> float:
        raise AssertionError((row, label))

    labels = [Label("河北", 0), Label("山西", 1), Label("河北", 2)]
    assert span_posterior(labels, 3, never) == [{0: 1.0}, {1: 1.0}, {2: 1.0}]
