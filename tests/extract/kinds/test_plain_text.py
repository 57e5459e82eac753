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


def test_a_filled_form_in_plain_text_is_reported_not_guessed() -> None:
    filled = {
        "cluster": "武进机器人及智能装备创新型产业集群",
        "unit": "武进高新区管委会",
        "leader": "曹涛然",
        "address": "常州市武进区西湖路8号",
        "contact": "韩娜军",
    }
    document = read(text_page(FORM.format(**filled)))
    assert [(p.kind, p.is_blank_form) for p in document.parts] == [("application", False)]
    assert "form-without-geometry" in [f.slug for f in document.findings]
    assert list(document.iter_records()) == []
    assert len(document.unplaced) == 13


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
