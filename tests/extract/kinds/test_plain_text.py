from __future__ import annotations

import csv
from pathlib import Path

import pytest

from pipeline.model.document import DocumentReading
from tests.extract.kinds.sheets import read, records_of, text_page, texts

FORM = """\
附件 1:
创新型产业集群评价申请表(表一基本信息)
集群名称 {cluster}
名称 {unit} 分管领导姓名 {leader} 职务 l
集群 地址 {address} 邮编
建设单位
联系人
部门 姓名| {contact} 职务|
子机 1 传真 E-mail :
申请状态
O 初次申请
O 再次申请 (印章)
年 月 日
"""

FILLED = """\
附件1:
创新型产业集群评价申请表(表一 基本信息)
集群名称 武进机器人及智能装备创新型产业集群
名称 武进高新区管委会 分管领导姓名 曹涛然 职务 管委会主任
集群 地址 常州市武进区西湖路8号 邮编 213164
建设单位
联系人
部门 产业促进局 姓名 韩娜军 职务 部门经理
手机 13819607870 传真 0519-76456171 E-mail: jqb749@126.com
集群专业化服务平 单位 武进产业研究院 姓名 尤芳 职务 院长
台机构联系人 手机 18927714895 传真 0519-55035231 E-mail:
fw9059@163.com
集群发展现状和规划目标概述:
武进机器人产业集群已形成完整产业链。
到2023年，营业收入达到900亿元。
申请状态
√初次申请
□再次申请 集群建设单位：（印章）
2022 年 3 月 17 日
创新型产业集群评价申请表(表二 指标数据)
注:指标说明详见《创新型产业集群评价指引(试行)》。
指标 数据单位 数据
2020 年实际数 2023 年目标数
营业收入 千元 80,014,566 120014566
净利润 千元 5705038 8557557
实际上缴税费总额 千元 3170391 4441580
集群企业总数 家 332 410
其中高新技术企业数 家 147 190
其中营业收入≥10亿元人民币企业数 家 7 9
其中营业收入≥1<10亿元人民币企业数 家 25 31
集群人员总数 人 23341 28794
营业收入净利润率 % 7.13 7.13
营业收入平均增长率 % 12.1 14.4
高新技术企业占比 % 44.28 46.34
企业研发经费支出占比 % 4.86 5.26
万人拥有有效发明专利数 项 225.6 306.6
当年形成标准数 项 8 11
国家级孵化器和国家备案众创空间数 个 5 7
在孵企业数 家 113 171
研发机构数 个 36
创新服务机构数 个 12 15
产业联盟组织数 个 2 3
金融服务机构数 个 4 6
当年获得的风险投资额 千元 278371 523530
创新型产业集群评价申请表(表三 集群领军企业)
企业名称 主要产品 2020年营业收入（千元）
武进航宇科技股份有限公司 轨道车辆制动系统 4,602,714
武进天弘智能装备集团有限公司 高纯氧化铝 8652086
"""

ROSTER = """\
附件 3:
创新型产业集群名单
地区 集群名称 建设单位 类型
山西
太原不锈钢产业集群 太原不锈钢产业园区管委会 (培育〉
榆次液压产业集群 山西榆次工业园区管委会 (培育〉
(以下无内容)
"""


def test_a_blank_form_in_plain_text_makes_no_application() -> None:
    blank = dict.fromkeys(("cluster", "unit", "leader", "address", "contact"), "")
    document = read(text_page(FORM.format(**blank)))
    assert [(p.kind, p.is_blank_form) for p in document.parts] == [("application", True)]
    assert list(document.iter_records()) == []
    assert document.unplaced == ()


def test_a_filled_form_in_plain_text_is_read_by_the_order_of_its_labels() -> None:
    document = read(text_page(FILLED))
    assert [(p.kind, p.is_blank_form) for p in document.parts] == [("application", False)]
    (application,) = records_of(document, "applications")
    assert texts(application) == {
        "cluster_name": "武进机器人及智能装备创新型产业集群",
        "construction_unit": "武进高新区管委会",
        "leader_name": "曹涛然",
        "leader_title": "管委会主任",
        "address": "常州市武进区西湖路8号",
        "postcode": "213164",
        "contact_department": "产业促进局",
        "contact_name": "韩娜军",
        "contact_title": "部门经理",
        "contact_mobile": "13819607870",
        "contact_fax": "0519-76456171",
        "contact_email": "jqb749@126.com",
        "service_org": "武进产业研究院",
        "service_name": "尤芳",
        "service_title": "院长",
        "service_mobile": "18927714895",
        "service_fax": "0519-55035231",
        "service_email": "fw9059@163.com",
        "overview": "武进机器人产业集群已形成完整产业链。到2023年，营业收入达到900亿元。",
        "application_status": "初次申请",
        "signed_on": "2022 年 3 月 17 日",
    }
    assert document.unplaced == ()


def test_its_indicators_are_in_their_row_and_year() -> None:
    indicators = records_of(read(text_page(FILLED)), "indicators")
    found = {
        (dict(r.attributes)["indicator"], texts(r)["year"]): (texts(r)["value"], texts(r)["unit"])
        for r in indicators
    }
    assert len(found) == 42
    assert found["revenue", "2020"] == ("80,014,566", "千元")
    assert found["firms_100m_1bn", "2023"] == ("31", "家")
    assert found["hitech_share", "2020"] == ("44.28", "%")


def test_a_value_too_few_is_of_no_sure_year() -> None:
    indicators = records_of(read(text_page(FILLED)), "indicators")
    lone = [r for r in indicators if dict(r.attributes)["indicator"] == "rd_orgs"]
    values = [next(g for g in record.readings if g.column == "value") for record in lone]
    assert [(v.text_ocr, v.doubts) for v in values] == [
        ("36", ("header-unclear",)),
        ("", ("header-unclear",)),
    ]


def test_its_leading_firms_are_rows() -> None:
    firms = records_of(read(text_page(FILLED)), "leading_firms")
    assert [(texts(r)["firm_name"], texts(r)["revenue_year"]) for r in firms] == [
        ("武进航宇科技股份有限公司", "2020"),
        ("武进天弘智能装备集团有限公司", "2020"),
    ]


def test_a_plain_form_says_that_boxes_and_stamps_were_not_seen() -> None:
    document = read(text_page(FILLED))
    assert "form-without-geometry" in [finding.slug for finding in document.findings]
    (application,) = records_of(document, "applications")
    assert "seal_present" not in texts(application)


def test_a_roster_in_plain_text_has_its_rows() -> None:
    document = read(text_page(ROSTER))
    first, second = records_of(document, "clusters")
    assert texts(first)["cluster_name"] == "太原不锈钢产业集群"
    assert texts(second)["construction_unit"] == "山西榆次工业园区管委会"
    assert document.unplaced == ()


@pytest.fixture(scope="module")
def dump(samples: Path) -> DocumentReading:
    text = (samples / "ocr_text" / "guoke-huozi-2021-45.txt").read_text("utf-8")
    return read(text_page(text))


@pytest.mark.samples
def test_the_public_notice_is_its_letter_its_blank_annexes_and_its_roster(
    dump: DocumentReading,
) -> None:
    assert [(p.kind, p.is_blank_form, len(p.records)) for p in dump.parts] == [
        ("notice", False, 1),
        ("application", True, 0),
        ("plan", True, 0),
        ("roster", False, 109),
    ]
    assert dump.unplaced == ()


@pytest.mark.samples
def test_the_letter_keeps_what_the_dump_says(dump: DocumentReading) -> None:
    (record,) = records_of(dump, "notices")
    found = texts(record)
    assert found["issuer"] == "科学技术部火炬高技术产业开发中心"
    assert found["doc_no"] == "国科火字 (2021) 45 号"
    assert found["title"] == "关于开展 2021 年创新型产业集群评价推荐工作的通知"
    assert found["deadline"] == "2021 年 3 月 31 日"
    assert found["phones"] == "010-88656265 、88656263"
    assert found["email"] == "jiqc1@ctp. gov. cn"
    assert found["annexes"] == (
        "创新型产业集群评价申请表;创新型产业集群发展规划 (2021-2023) 提纲;创新型产业集群名单"
    )


@pytest.mark.samples
def test_the_roster_has_its_rows_in_printed_order(dump: DocumentReading, samples: Path) -> None:
    path = samples / "ocr_text" / "guoke-huozi-2021-45.roster.truth.csv"
    with path.open(encoding="utf-8-sig", newline="") as file:
        truth = list(csv.DictReader(file))
    records = records_of(dump, "clusters")
    assert len(records) == len(truth) == 109
    kinds_read = ["试点" if "试" in texts(r)["cluster_type"] else "培育" for r in records]
    assert kinds_read.count("试点") == 61
