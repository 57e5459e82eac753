from __future__ import annotations

import pytest

from pipeline.model.document import Record, ValueType
from pipeline.model.geometry import Box, Region
from pipeline.model.table import TickState
from tests.extract.kinds.sheets import (
    ACROSS,
    BASICS,
    INDICATORS,
    UP,
    Page,
    application_pages,
    basics_page,
    blank_form_pages,
    indicators_page,
    leaders_page,
    read,
    records_of,
    texts,
)


def test_nested_labels_give_each_value_to_its_own_column() -> None:
    (record,) = records_of(read(*application_pages()), "applications")
    expected = BASICS | {
        "application_status": "初次申请",
        "signed_on": "2022年3月17日",
        "seal_present": "无",
    }
    assert texts(record) == expected
    assert [r.column for r in record.readings if r.doubts] == []


def test_a_stamp_on_the_form_is_a_presence_with_its_place() -> None:
    page = basics_page(1, BASICS, "2022年3月17日")
    page.stamps.append(Box(900, 1500, 1200, 1800))
    (record,) = records_of(read(page), "applications")
    seal = record.readings[-1]
    assert (seal.column, seal.value_type, seal.text_ocr) == (
        "seal_present",
        ValueType.PRESENCE,
        "有",
    )
    assert seal.regions == (Region(1, Box(900, 1500, 1200, 1800)),)


@pytest.mark.parametrize(
    ("first", "again", "text", "doubts"),
    [
        (TickState.TICKED, TickState.EMPTY, "初次申请", ()),
        (TickState.EMPTY, TickState.TICKED, "再次申请", ()),
        (TickState.EMPTY, TickState.EMPTY, "", ("tick-none",)),
        (TickState.TICKED, TickState.TICKED, "初次申请;再次申请", ("tick-many",)),
        (TickState.EMPTY, TickState.UNCLEAR, "再次申请", ("tick-unclear",)),
        (TickState.TICKED, TickState.UNCLEAR, "初次申请", ("tick-unclear",)),
    ],
)
def test_exactly_one_box_must_be_ticked(
    first: TickState, again: TickState, text: str, doubts: tuple[str, ...]
) -> None:
    page = basics_page(1, BASICS, "2022年3月17日")
    lines = [line for cell in page.tables[0].cells for line in cell.lines]
    page.ticks.clear()
    page.tick(next(line for line in lines if line.text == "初次申请"), first)
    page.tick(next(line for line in lines if line.text == "再次申请"), again)
    (record,) = records_of(read(page), "applications")
    status = next(r for r in record.readings if r.column == "application_status")
    assert (status.text_ocr, status.doubts) == (text, doubts)


def test_without_tick_boxes_the_signs_as_read_decide() -> None:
    page = Page()
    page.centred("创新型产业集群评价申请表（表一 基本信息）", 44)
    page.table(
        [
            ["集群名称", "武进机器人产业集群"],
            ["申请状态", "□初次申请\n☑再次申请"],
            ["集群发展现状和规划目标概述：\n武进机器人产业集群已成链。", ACROSS],
        ],
        row_height=120,
    )
    (record,) = records_of(read(page), "applications")
    assert texts(record)["application_status"] == "再次申请"


def test_labels_in_another_order_and_beside_their_values() -> None:
    page = Page()
    page.centred("创新型产业集群评价推荐复核申请表", 44)
    page.table(
        [
            ["产业集群名称", "武进机器人产业集群", ACROSS, ACROSS],
            ["集群建设单位", "单位名称", "武进高新区管委会", ACROSS],
            ["^", "邮政编码 213164", "通信地址 常州市武进区西湖路8号", ACROSS],
            ["^", "联系人", "姓名 韩娜军", "移动电话 13819607870"],
            ["^", "^", "传真 0519-76456171", "电子邮箱 jqb749@126.com"],
        ],
        row_height=120,
    )
    (record,) = records_of(read(page), "applications")
    found = texts(record)
    assert found["cluster_name"] == "武进机器人产业集群"
    assert found["construction_unit"] == "武进高新区管委会"
    assert found["postcode"] == "213164"
    assert found["address"] == "常州市武进区西湖路8号"
    assert found["contact_name"] == "韩娜军"
    assert found["contact_mobile"] == "13819607870"
    assert found["contact_email"] == "jqb749@126.com"


@pytest.mark.parametrize("order", [range(21), range(20, -1, -1)], ids=["printed", "reversed"])
def test_every_indicator_comes_out_in_its_row_and_year(order: range) -> None:
    page = indicators_page(1, filled=True, order=order)
    records = records_of(read(page), "indicators")
    found = {
        (dict(r.attributes)["indicator"], texts(r)["year"], dict(r.attributes)["basis"]): (
            texts(r)["unit"],
            texts(r)["value"],
        )
        for r in records
    }
    expected = {}
    for index, (slug, _, unit) in enumerate(INDICATORS):
        expected[slug, "2021", "实际"] = (unit, str(100 + index))
        expected[slug, "2024", "目标"] = (unit, str(200 + index))
    assert found == expected


def indicators_over_two_pages(*years: str) -> list[Record]:
    """表二 over two pages, each with its own header, the first column's year as read on each."""
    pages = []
    for number, year in enumerate(years, start=1):
        page = Page(number)
        if number == 1:
            page.centred("创新型产业集群评价申请表（表二 指标数据）", 44)
        header = ["指标", "数据单位", f"{year}实际数", "2024年目标数"]
        own = INDICATORS[11 * (number - 1) :][:11]
        page.table([header, *([name, unit, "1", "2"] for _, name, unit in own)])
        pages.append(page)
    return records_of(read(*pages), "indicators")


def doubts_of(records: list[Record], column: str, basis: str) -> set[tuple[str, ...]]:
    own = [record for record in records if dict(record.attributes)["basis"] == basis]
    return {r.doubts for record in own for r in record.readings if r.column == column}


def test_a_year_misread_in_the_first_header_is_that_of_the_next_page() -> None:
    records = indicators_over_two_pages("202日年", "2021年")
    assert len(records) == 42
    assert {texts(record)["year"] for record in records[::2]} == {"2021"}
    first = next(reading for reading in records[0].readings if reading.column == "year")
    assert [region.page_no for region in first.regions] == [2]
    assert doubts_of(records, "year", "实际") == doubts_of(records, "value", "实际") == {()}


def test_a_year_that_no_header_states_is_empty_and_its_values_are_doubted() -> None:
    records = indicators_over_two_pages("202日年", "20Z 1年")
    assert {texts(record)["year"] for record in records[::2]} == {""}
    assert {texts(record)["year"] for record in records[1::2]} == {"2024"}
    for column in ("year", "value"):
        assert doubts_of(records, column, "实际") == {("header-unclear",)}
        assert doubts_of(records, column, "目标") == {()}


def test_misread_row_labels_still_find_their_rows() -> None:
    page = Page()
    page.centred("创新型产业集群评价申请表（表二 指标数据）", 44)
    damaged = {
        "其中营业收入≥10亿元人民币企业数": "其中营业收入二三10 亿兀人民币企业数",
        "其中营业收入≥1<10亿元人民币企业数": "其中营业收入二三1<10 亿兀人民币企业数",
        "国家级孵化器和国家备案众创空间数": "国家级孵化器和国家各案众创空间数",
    }
    rows = [["指标", "数据单位", "2020年实际数", "2023年目标数"]]
    for index, (_, name, unit) in enumerate(INDICATORS):
        rows.append([damaged.get(name, name), unit, str(index), str(2 * index)])
    page.table(rows)
    records = records_of(read(page), "indicators")
    values = {dict(r.attributes)["indicator"]: texts(r)["value"] for r in records[::2]}
    assert values["firms_ge_1bn"] == "5"
    assert values["firms_100m_1bn"] == "6"
    assert values["incubators"] == "14"


def test_a_missing_and_a_foreign_row_are_findings() -> None:
    page = Page()
    page.centred("创新型产业集群评价申请表（表二 指标数据）", 44)
    rows = [["指标", "数据单位", "2020年实际数", "2023年目标数"]]
    rows += [[name, unit, "1", "2"] for _, name, unit in INDICATORS[1:]]
    rows.append(["绿色工厂数", "家", "3", "4"])
    page.table(rows)
    document = read(page)
    slugs = [f.slug for f in document.findings]
    assert slugs.count("row-missing") == 1
    assert slugs.count("row-unknown") == 1
    assert {u.text_ocr for u in document.unplaced} == {"绿色工厂数", "家", "3", "4"}


def test_leading_firms_take_year_and_unit_from_the_header() -> None:
    page = leaders_page(1, filled=True)
    first, second = records_of(read(page), "leading_firms")
    assert texts(first) == {
        "firm_name": "武进航宇科技股份有限公司",
        "main_products": "轨道车辆制动系统",
        "revenue": "4,602,714",
        "revenue_year": "2021",
        "revenue_unit": "千元",
    }
    assert texts(second)["revenue_unit"] == "千元"
    assert second.readings[-1].inherited_from == first.readings[-1].cell_id


def test_tables_two_and_three_belong_to_the_application() -> None:
    document = read(*application_pages())
    (application,) = records_of(document, "applications")
    children = [r for r in document.iter_records() if r.table != "applications"]
    assert {r.parent_id for r in children} == {application.record_id}
    assert len(children) == 42 + 2


def test_a_blank_form_makes_no_record() -> None:
    document = read(*blank_form_pages())
    (part,) = document.parts
    assert (part.kind, part.is_blank_form, part.records) == ("application", True, ())
    assert document.unplaced == ()


def test_specks_in_a_blank_form_are_not_an_application() -> None:
    specks = {"postcode": "4", "service_org": "Φ", "contact_fax": "•", "leader_name": "1"}
    document = read(basics_page(1, specks), *blank_form_pages(2)[1:])
    assert [part.is_blank_form for part in document.parts] == [True]
    assert records_of(document, "applications") == []


def test_two_applications_in_one_scan_stay_apart() -> None:
    other = BASICS | {"cluster_name": "宜兴水环境产业集群"}
    document = read(*application_pages(1), *application_pages(4, other))
    assert [part.page_nos for part in document.parts] == [(1, 2, 3), (4, 5, 6)]
    names = [texts(r)["cluster_name"] for r in records_of(document, "applications")]
    assert names == ["武进机器人产业集群", "宜兴水环境产业集群"]


def test_a_label_misread_by_half_still_asks_but_doubtfully() -> None:
    page = Page()
    page.centred("创新型产业集群评价申请表（表一 基本信息）", 44)
    page.table(
        [
            ["集群名称", "武进机器人产业集群", ACROSS, ACROSS],
            ["集群建设单位", "单位名称", "武进高新区管委会", ACROSS],
            ["^", "联系人", "姓各", "韩娜军"],
            ["^", "^", "子机13819607870", "传真 0519-76456171"],
        ],
        row_height=120,
    )
    (record,) = records_of(read(page), "applications")
    readings = {r.column: r for r in record.readings}
    name, mobile = readings["contact_name"], readings["contact_mobile"]
    assert (name.text_ocr, name.doubts) == ("韩娜军", ("label-unclear",))
    assert (mobile.text_ocr, mobile.doubts) == ("13819607870", ("label-unclear",))


def test_two_boxes_read_as_one_are_parted_at_the_second_label() -> None:
    page = Page()
    page.centred("创新型产业集群评价申请表（表一 基本信息）", 44)
    page.table(
        [
            ["集群名称", "武进机器人产业集群", ACROSS],
            ["集群建设单位", "单位名称", "武进高新区管委会"],
            ["^", "联系人", "姓名韩娜军职务处长"],
            ["^", "^", "传真0519-76456171"],
        ],
        row_height=120,
    )
    (record,) = records_of(read(page), "applications")
    readings = {r.column: r for r in record.readings}
    assert readings["contact_name"].text_ocr == "韩娜军"
    assert readings["contact_title"].text_ocr == "处长"
    assert readings["contact_title"].doubts == ("label-unclear",)
    assert readings["contact_fax"].doubts == ()


def province_form() -> Page:
    """附件4 of a province: its own form, flat, with boxes that the national one does not have."""
    v = BASICS
    page = Page()
    page.line("附件4")
    page.centred("创新型产业集群评价推荐复核申请表", 44)
    page.table(
        [
            ["集群名称", v["cluster_name"], ACROSS, ACROSS],
            ["建设单位名称", v["construction_unit"], "分管领导", v["leader_name"]],
            ["通讯地址", v["address"], "邮政编码", v["postcode"]],
            ["联系人", v["contact_name"], "联系电话", v["contact_mobile"]],
            ["传真", v["contact_fax"], "电子邮箱", v["contact_email"]],
            ["所在高新区", "武进国家高新区", "主导产业", "机器人"],
        ]
    )
    return page


def test_a_flat_form_of_a_province_is_the_same_kind() -> None:
    document = read(province_form())
    (application,) = records_of(document, "applications")
    contact = ("contact_name", "contact_mobile", "contact_fax", "contact_email")
    unit = ("cluster_name", "construction_unit", "leader_name", "address", "postcode")
    wanted = (*unit, *contact)
    assert {c: texts(application)[c] for c in wanted} == {c: BASICS[c] for c in wanted}
    assert [u.text_ocr for u in document.unplaced] == [
        "所在高新区",
        "武进国家高新区",
        "主导产业",
        "机器人",
    ]
    assert "field-missing" not in {finding.slug for finding in document.findings}


def test_only_labels_that_two_groups_share_are_doubtful_there() -> None:
    (application,) = records_of(read(province_form()), "applications")
    doubtful = {r.column for r in application.readings if "label-unclear" in r.doubts}
    assert doubtful == {"contact_fax", "contact_email"}


def test_a_group_label_whose_box_lost_its_rows_is_no_field() -> None:
    page = Page()
    page.centred("创新型产业集群评价申请表（表一 基本信息）", 44)
    page.table(
        [
            ["集群名称", BASICS["cluster_name"], ACROSS, ACROSS],
            ["建设单位", "名称 武进高新区管委会", "分管领导姓名", "曹涛然"],
            ["联系人", "部门 产业促进局", "姓名", "韩娜军"],
        ]
    )
    (application,) = records_of(read(page), "applications")
    found = texts(application)
    assert (found["construction_unit"], found["contact_name"]) == ("武进高新区管委会", "韩娜军")


def test_labels_lost_in_a_photocopy_leave_doubtful_answers() -> None:
    """联系' for 联系人, 部 for 部门, and no 手机 at all: group, half label and shape decide."""
    page = Page()
    page.centred("创新型产业集群评价申请表（表一 基本信息）", 44)
    page.table(
        [
            ["集群名称", "余姚宠物食品产业集群", ACROSS, ACROSS, ACROSS, ACROSS, ACROSS],
            ["401建设单位", "名称", "余姚市人民政府", "分管领导姓名", "张祺", "职务", "主任"],
            [UP, "联系'", "部经济发展局", "姓名", "尹倩", "职务", "副处长"],
            [UP, UP, "18908040386", "传真", "010-31867216", "E-mail", "ybh1353@163.com"],
        ],
        row_height=120,
    )
    (record,) = records_of(read(page), "applications")
    readings = {r.column: r for r in record.readings}
    found = {column: (r.text_ocr, r.doubts) for column, r in readings.items()}
    assert found["contact_department"] == ("经济发展局", ("label-unclear",))
    assert found["contact_mobile"] == ("18908040386", ("label-unclear",))
    assert found["contact_name"] == ("尹倩", ())
    assert found["contact_fax"] == ("010-31867216", ())


def test_words_that_tell_how_to_fill_in_a_box_are_the_form() -> None:
    told = {
        "cluster_name": "（填写集群全称）",
        "construction_unit": "填写单位全称",
        "address": "（详细到门牌号）",
        "overview": "（此处填写：集群现状、特色优势、规划目标等，限500字）",
    }
    document = read(basics_page(1, told), *blank_form_pages()[1:])
    assert [part.is_blank_form for part in document.parts] == [True]
    assert document.unplaced == ()


def test_parts_of_labels_read_in_boxes_fill_in_no_form() -> None:
    """Where a copy lost the rules of a blank form, boxes hold what is printed beside them."""
    beside = {
        "cluster_name": "建设单",
        "address": "联系",
        "contact_name": "电子邮",
        "leader_title": "邮政",
        "contact_title": "服务机构",
    }
    document = read(basics_page(1, beside), *blank_form_pages()[1:])
    assert [part.is_blank_form for part in document.parts] == [True]


def test_what_was_filled_in_behind_such_words_is_the_value() -> None:
    filled = BASICS | {
        "leader_title": "（职务）",
        "overview": "（包括集群现状、规划目标等，不超过500字）集群有企业426家（含上市9家）。",
    }
    (record,) = records_of(read(basics_page(1, filled)), "applications")
    assert texts(record)["leader_title"] == ""
    assert texts(record)["overview"] == "集群有企业426家（含上市9家）。"


def test_a_box_of_two_group_labels_tells_no_title_from_another() -> None:
    page = Page()
    page.centred("创新型产业集群评价申请表（表一 基本信息）", 44)
    both = "集群建设单位集群专业化服务平台机构联系人"
    page.table(
        [
            ["集群名称", BASICS["cluster_name"], *[ACROSS] * 5],
            [both, "名称", "武进高新区管委会", "分管领导姓名", "曹涛然", "职务", "党工委书记"],
            [UP, "地址", "江苏常州武进大道1号", "邮编", "213000", "", ""],
            [UP, "单位", "武进科技创业服务中心", "姓名", "钱磊静", "职务", "院长"],
        ]
    )
    (application,) = records_of(read(page), "applications")
    titles = [r for r in application.readings if r.column.endswith("_title") and r.text_ocr]
    assert titles
    assert all("label-unclear" in reading.doubts for reading in titles)
