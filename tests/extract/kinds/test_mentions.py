"""Letters that name their clusters in running text."""

from __future__ import annotations

import pytest

from tests.extract.kinds.sheets import Page, read, records_of, texts


def letter(*lines: str) -> Page:
    page = Page()
    page.centred("江苏省科学技术厅", 60)
    page.centred("苏科高函〔2021〕33号")
    page.centred("江苏省科学技术厅关于推荐2021年创新型产业集群的函", 44)
    page.line("科学技术部火炬高技术产业开发中心：")
    for line in lines:
        page.line(line)
    page.line("专此函达。", 260)
    page.line("江苏省科学技术厅", 1100)
    page.line("2021年3月20日", 1150)
    return page


def test_each_cluster_in_the_text_is_a_row_with_the_letter_on_it() -> None:
    page = letter(
        "根据《关于开展2021年创新型产业集群评价推荐工作的通知》（国科火字〔2021〕45",
        "号）要求，经审核，现推荐我省武进机器人产业集群、泰州生物医药创新型产业集群、昆山",
        "小核酸产业集群等3个集群参加评价，请予支持。",
    )
    document = read(page)
    records = records_of(document, "recommendations")
    assert [texts(record)["cluster_name"] for record in records] == [
        "武进机器人产业集群",
        "泰州生物医药创新型产业集群",
        "昆山小核酸产业集群",
    ]
    assert {texts(record)["sender"] for record in records} == {"江苏省科学技术厅"}
    assert [r.doubts for record in records for r in record.readings if r.doubts] == []
    assert "table-missing" not in [finding.slug for finding in document.findings]
    assert document.unplaced == ()


def test_units_in_brackets_belong_to_their_cluster() -> None:
    page = letter(
        "现推荐武进机器人产业集群（建设单位：武进高新区管委会）和",
        "泰州生物医药创新型产业集群（泰州医药高新区管委会）申报。",
    )
    found = [texts(record) for record in records_of(read(page), "recommendations")]
    assert [(row["cluster_name"], row["construction_unit"]) for row in found] == [
        ("武进机器人产业集群", "武进高新区管委会"),
        ("泰州生物医药创新型产业集群", "泰州医药高新区管委会"),
    ]


def test_numbered_lines_below_the_sentence_are_rows_too() -> None:
    page = letter(
        "经研究，拟推荐以下2个集群：",
        "1.武进机器人产业集群",
        "2.新能源汽车与智能网联创新型产业集群",
    )
    found = records_of(read(page), "recommendations")
    assert [texts(record)["cluster_name"] for record in found] == [
        "武进机器人产业集群",
        "新能源汽车与智能网联创新型产业集群",
    ]


def test_another_count_in_the_letter_puts_all_names_in_doubt() -> None:
    page = letter("现推荐武进机器人产业集群、泰州生物医药创新型产业集群等3个集群。")
    records = records_of(read(page), "recommendations")
    doubts = [r.doubts for record in records for r in record.readings if r.column == "cluster_name"]
    assert doubts == [("count-differs",), ("count-differs",)]


@pytest.mark.parametrize(
    "line",
    ["我厅组织了创新型产业集群推荐工作，有关材料见附件。", "推荐材料一式三份，现随函报送。"],
)
def test_text_that_names_no_cluster_gives_no_row_but_says_so(line: str) -> None:
    document = read(letter(line))
    (record,) = records_of(document, "recommendations")
    unread = {r.column: r.doubts for r in record.readings if not r.text_ocr}
    assert unread == {
        "cluster_name": ("field-missing",),
        "construction_unit": ("field-missing",),
    }
    assert "table-missing" in [finding.slug for finding in document.findings]


def test_names_in_quotes_follow_each_other_without_a_mark() -> None:
    page = letter("现推荐“武进机器人产业集群”“昆山小核酸产业集群”两个集群。")
    found = [texts(record)["cluster_name"] for record in records_of(read(page), "recommendations")]
    assert found == ["武进机器人产业集群", "昆山小核酸产业集群"]


def test_the_unit_may_stand_before_its_cluster() -> None:
    page = letter("现推荐武进高新区管委会申报的武进机器人产业集群。")
    (record,) = records_of(read(page), "recommendations")
    assert texts(record)["cluster_name"] == "武进机器人产业集群"
    assert texts(record)["construction_unit"] == "武进高新区管委会"
