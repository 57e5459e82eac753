from __future__ import annotations

import pytest

from pipeline.extract.kinds import shipped_kinds
from tests.extract.kinds.sheets import Page, read, records_of, texts


def outline_page(*, filled: bool) -> Page:
    plan = next(kind for kind in shipped_kinds() if kind.kind == "plan")
    assert plan.outline is not None
    page = Page()
    if filled:
        page.centred("泰州生物医药创新型产业集群", 44)
        page.centred("发展规划（2021-2023）", 44)
        page.centred("泰州高新区管委会")
        page.centred("二〇二一年三月")
    else:
        page.line("附件2：")
        page.centred("创新型产业集群发展规划（2021-2023）提纲", 44)
    for number, section in zip("一二三四五", plan.outline.sections, strict=True):
        page.line(f"{number}、{section.title}", 260)
        for index, child in enumerate(section.children, start=1):
            page.line(f"{index}.{child}", 260)
            if filled:
                page.line("截至2020年底，集群共有企业343家，实现营业收入879.8亿元。到2023年，", 260)
                page.line("1.88亿元资金将支持关键技术攻关。")
        if filled and not section.children:
            page.line(f"第{number}部分的说明。", 260)
    return page


def test_headings_keep_their_level_and_their_text() -> None:
    records = records_of(read(outline_page(filled=True)), "plans")
    assert len(records) == 15
    first, second = texts(records[0]), texts(records[1])
    assert (first["section_no"], first["title"], first["text"]) == ("一", "集群基本情况", "")
    assert (second["section_no"], second["title"]) == ("1", "集群现状及主要形成过程")
    assert second["text"] == (
        "截至2020年底，集群共有企业343家，实现营业收入879.8亿元。到2023年，"
        "1.88亿元资金将支持关键技术攻关。"
    )
    assert [dict(r.attributes)["level"] for r in records] == list("122222221222111")
    assert records[1].parent_id == records[0].record_id
    assert records[8].parent_id is None


def test_a_plan_says_whose_it_is_on_every_section() -> None:
    records = records_of(read(outline_page(filled=True)), "plans")
    own = {c: t for c, t in texts(records[5]).items() if c not in ("section_no", "title", "text")}
    assert own == {
        "cluster_name": "泰州生物医药创新型产业集群",
        "construction_unit": "泰州高新区管委会",
        "issued_on": "二〇二一年三月",
    }


def test_the_bare_outline_is_a_blank_form() -> None:
    document = read(outline_page(filled=False))
    assert [(p.kind, p.is_blank_form, p.records) for p in document.parts] == [("plan", True, ())]
    assert document.unplaced == ()


def test_remarks_of_the_outline_are_no_text() -> None:
    page = Page()
    page.centred("创新型产业集群发展规划（2021-2023）提纲", 44)
    page.line("二、集群产业链、创新链发展状况", 260)
    page.line("2.集群产业链描述（包括领军企业、核心技术与产品、大中小", 260)
    page.line("企业融通发展情况等）")
    (part,) = read(page).parts
    assert part.is_blank_form


def test_sections_of_the_outline_that_are_missing_are_findings() -> None:
    page = outline_page(filled=True)
    page.lines = [line for line in page.lines if "面临的问题" not in line.text]
    missing = [f.message for f in read(page).findings if f.slug == "section-missing"]
    assert len(missing) == 1
    assert "集群发展面临的问题与对策" in missing[0]


def test_misread_headings_and_extra_subsections_are_headings_too() -> None:
    page = Page()
    page.centred("泰州生物医药创新型产业集群发展规划", 44)
    page.line("一、集群基木情况", 260)
    page.line("本集群情况如下。", 260)
    page.line("二、集群产业链、创新链发展状况", 260)
    page.line("（一）区域布局", 260)
    page.line("布局合理。", 260)
    records = records_of(read(page), "plans")
    assert [(texts(r)["title"], dict(r.attributes)["level"]) for r in records] == [
        ("集群基木情况", "1"),
        ("集群产业链、创新链发展状况", "1"),
        ("区域布局", "2"),
    ]


def test_a_table_of_contents_is_not_the_plan() -> None:
    page = Page()
    page.centred("泰州生物医药创新型产业集群发展规划", 44)
    page.line("一、集群基本情况……………1", 260)
    page.line("二、集群产业链、创新链发展状况……………5", 260)
    page.line("一、集群基本情况", 260)
    page.line("本集群情况如下。", 260)
    document = read(page)
    assert [texts(r)["title"] for r in records_of(document, "plans")] == ["集群基本情况"]
    assert document.unplaced == ()


def test_a_heading_whose_point_was_lost_is_known_by_its_words() -> None:
    page = Page()
    page.centred("泰州生物医药创新型产业集群发展规划", 44)
    page.line("一 集群基本情况", 260)
    page.line("1 集群发展基础及特色", 260)
    page.line("2023年集群营业收入将达到900亿元。", 260)
    page.line("二集群产业链创新链发展状况", 260)
    found = [texts(r) for r in records_of(read(page), "plans")]
    assert [(f["section_no"], f["title"]) for f in found] == [
        ("一", "集群基本情况"),
        ("1", "集群发展基础及特色"),
        ("二", "集群产业链创新链发展状况"),
    ]


def test_a_heading_whose_point_was_read_as_a_stroke_keeps_its_number() -> None:
    page = Page()
    page.centred("泰州生物医药创新型产业集群发展规划", 44)
    page.line("一1集群基本情况", 260)
    page.line("本集群情况如下。", 260)
    assert sections_of(page) == [("1", "一", "集群基本情况", "本集群情况如下。")]


def sections_of(*pages: Page) -> list[tuple[str, str, str, str]]:
    """(level, number, title, text) of every section of a plan."""
    found = []
    for record in records_of(read(*pages), "plans"):
        said = texts(record)
        level = dict(record.attributes)["level"]
        found.append((level, said["section_no"], said["title"], said["text"]))
    return found


def test_chapters_and_decimal_numbers_are_levels() -> None:
    page = Page()
    page.centred("宁德锂电新能源创新型产业集群发展规划（2021—2023年）", 44)
    page.centred("第一章 集群基本情况")
    page.line("1.1 集群现状及主要形成过程")
    page.line("2020年营业收入1,039亿元。")
    page.line("2.5亿元以上企业38家，占比36.5%")
    page.line("（一）主要企业")
    page.line("以宁德时代为龙头。")
    page.line("1.2集群发展基础及特色")
    page.line("链条完整。")
    assert sections_of(page) == [
        ("1", "第一章", "集群基本情况", ""),
        (
            "2",
            "1.1",
            "集群现状及主要形成过程",
            "2020年营业收入1,039亿元。2.5亿元以上企业38家，占比36.5%",
        ),
        ("3", "一", "主要企业", "以宁德时代为龙头。"),
        ("2", "1.2", "集群发展基础及特色", "链条完整。"),
    ]


def test_a_table_of_contents_is_not_read_as_headings() -> None:
    cover, body = Page(1), Page(2)
    cover.centred("宁德锂电新能源创新型产业集群发展规划（2021—2023年）", 44)
    cover.centred("目　录")
    cover.line("第一章 集群基本情况")  # leaders and page number lost by the recogniser
    cover.line("1.1 集群现状及主要形成过程……………………2")
    cover.line("第二章 集群产业链、创新链发展状况..")
    body.centred("第一章 集群基本情况")
    body.line("起步于2008年。")
    body.centred("第二章 集群产业链、创新链发展状况")
    body.line("链条完整。")
    assert sections_of(cover, body) == [
        ("1", "第一章", "集群基本情况", "起步于2008年。"),
        ("1", "第二章", "集群产业链、创新链发展状况", "链条完整。"),
    ]


@pytest.mark.parametrize("number", ["2.", "2", ".2.", "2._", "`2."])
def test_specks_around_a_number_are_no_part_of_the_title(number: str) -> None:
    page = outline_page(filled=True)
    page.line(f"{number} 集群发展基础及特色")
    page.line("龙头带动。")
    assert sections_of(page)[-1][2:] == ("集群发展基础及特色", "龙头带动。")


def test_an_outline_with_a_remark_or_a_misread_heading_is_still_bare() -> None:
    page = Page()
    page.line("附件2：")
    page.centred("创新型产业集群发展规划（2021-2023）提纲", 44)
    page.line("一、集群基本情况")
    page.line("1.集群现状及主要形成过程")
    page.line("4#纳入国象高断区牟度工仵计刬")
    page.line("二、集群产业链、创新链发展状况")
    page.line("三、集群发展面临的问题与对策")
    page.line("（字数不超过1万字，A4纸双面打印）")
    document = read(page)
    assert [(part.kind, part.is_blank_form) for part in document.parts] == [("plan", True)]
    assert [f.slug for f in document.findings] == ["form-nearly-blank"]
