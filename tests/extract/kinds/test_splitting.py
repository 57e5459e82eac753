from __future__ import annotations

from collections import Counter
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.model.document import DocumentReading
from pipeline.model.geometry import Region
from pipeline.model.page import PageReading
from tests.extract.kinds.sheets import (
    BASICS,
    EM,
    HEIGHT,
    Page,
    application_pages,
    basics_page,
    blank_form_pages,
    failed_page,
    indicators_page,
    leaders_page,
    letter_page,
    line_at,
    read,
    records_of,
    roster_page,
    text_page,
    texts,
)


def test_letter_forms_and_roster_of_one_scan_are_four_parts() -> None:
    document = read(letter_page(1), *blank_form_pages(2), roster_page(5), *application_pages(6))
    assert [(p.kind, p.page_nos, p.is_blank_form) for p in document.parts] == [
        ("notice", (1,), False),
        ("application", (2, 3, 4), True),
        ("roster", (5,), False),
        ("application", (6, 7, 8), False),
    ]
    assert document.unplaced == ()


def test_every_part_says_why_it_is_of_its_kind() -> None:
    (part,) = read(roster_page()).parts
    assert part.score == 0.95
    assert part.reasons == (
        "第1页标题“创新型产业集群名单” / title on page 1 (1.00)",
        "第1页表格“地区 | 集群名称 | 建设单位 | 类型” / table on page 1 (1.00)",
    )


def test_a_page_of_no_known_kind_is_kept_with_its_text() -> None:
    page = Page(2)
    page.centred("营业执照", 44)
    page.line("统一社会信用代码 91320412MA1MXXXX0X")
    document = read(letter_page(1), page)
    assert [(p.kind, p.page_nos) for p in document.parts] == [("notice", (1,)), ("unknown", (2,))]
    assert [u.text_ocr for u in document.unplaced] == [
        "营业执照",
        "统一社会信用代码 91320412MA1MXXXX0X",
    ]
    assert "page-kind-unknown" in [f.slug for f in document.findings]
    assert document.pages[1].kind == "unknown"


def test_running_text_goes_on_over_the_page_until_the_sign_off() -> None:
    first, second = Page(1), Page(2)
    first.centred("湖北省科学技术厅文件", 60)
    first.centred("鄂科技发高〔2021〕7号")
    first.centred("关于开展2021年创新型产业集群评价推荐工作的通知", 44)
    first.line("各有关单位：")
    second.line("请认真做好推荐工作。")
    second.line("湖北省科学技术厅", 1100)
    second.line("2021年3月1日", 1150)
    document = read(first, second)
    assert [(p.kind, p.page_nos) for p in document.parts] == [("notice", (1, 2))]


def test_a_failed_page_keeps_its_place() -> None:
    pages = application_pages(1)
    document = read(pages[0], failed_page(2), *pages[2:])
    assert [(p.page_no, p.status, p.kind) for p in document.pages] == [
        (1, "ok", "application"),
        (2, "failed", None),
        (3, "ok", "application"),
    ]


def test_a_roster_on_the_page_of_its_letter_is_a_part_of_its_own() -> None:
    page = letter_page(1)
    page.line("附件2：")
    page.centred("创新型产业集群名单", 44)
    page.table(
        [
            ["地区", "集群名称", "建设单位", "类型"],
            ["江苏", "宜兴水环境产业集群", "宜兴环保工业园", "培育"],
        ]
    )
    document = read(page)
    assert [(p.kind, p.page_nos) for p in document.parts] == [("notice", (1,)), ("roster", (1,))]
    assert document.pages[0].kind == "notice;roster"


def accounts(page: PageReading, document: DocumentReading) -> list[int]:
    """For each line of a page, in how many of reading, part text and unplaced it is."""
    read_regions = {
        region
        for record in document.iter_records()
        for reading in record.readings
        if reading.text_ocr
        for region in reading.regions
    }
    texts_kept = [text for part in document.parts for text in part.texts]
    kept = [t.region for t in texts_kept] + [u.region for u in document.unplaced]
    in_cells = [line for table in page.tables for cell in table.cells for line in cell.lines]
    found: list[int] = []
    for line in (*page.lines, *in_cells):
        is_read = any(
            region.page_no == page.page_no and region.box.intersection(line.box) == region.box
            for region in read_regions
        )
        found.append(int(is_read) + kept.count(Region(page.page_no, line.box)))
    return found


def test_every_line_of_a_whole_submission_ends_in_exactly_one_place() -> None:
    pages = [letter_page(1), *blank_form_pages(2), roster_page(5), *application_pages(6)]
    document = read(*pages)
    for page in pages:
        assert set(accounts(page.reading(), document)) == {1}


WORDS = st.text("集群产业名单申请表关于通知创新型：。1一、（）年月日", min_size=1, max_size=18)


@settings(deadline=None, max_examples=60)
@given(st.lists(WORDS, max_size=12), st.lists(st.tuples(WORDS, WORDS, WORDS), max_size=4))
def test_no_line_of_any_page_is_lost_or_counted_twice(
    lines: list[str], rows: list[tuple[str, str, str]]
) -> None:
    page = Page(1)
    for text in lines:
        page.line(text)
    if rows:
        page.table([("序号", "集群名称", "建设单位"), *rows])
    assert set(accounts(page.reading(), read(page))) <= {1}


@settings(deadline=None, max_examples=60)
@given(st.lists(WORDS, min_size=1, max_size=25))
def test_no_line_of_plain_text_is_lost(lines: list[str]) -> None:
    page = text_page("\n".join(lines))
    document = read(page)
    kept = [t.region.box.y0 for part in document.parts for t in part.texts]
    kept += [unplaced.region.box.y0 for unplaced in document.unplaced]
    kept += [
        region.box.y0
        for record in document.iter_records()
        for reading in record.readings
        for region in reading.regions
    ]
    assert {line.box.y0 for line in page.lines} <= set(kept)


def plan_page(page_no: int) -> Page:
    page = Page(page_no)
    page.centred("泰州生物医药创新型产业集群发展规划", 44)
    page.line("一、集群基本情况", 260)
    for _ in range(8):
        page.line("截至2020年底，集群共有企业343家，实现营业收入879.8亿元，依托泰州大学，建成平台")
    return page


def test_a_table_of_firms_inside_a_plan_is_no_application() -> None:
    page = plan_page(1)
    page.table([["企业名称", "主要产品", "2020年营业收入"], ["泰州医药有限公司", "疫苗", "12345"]])
    document = read(page)
    assert [part.kind for part in document.parts] == ["plan"]
    assert "table-unrecognised" in [f.slug for f in document.findings]
    assert "泰州医药有限公司" in [t.text_ocr for t in document.parts[0].texts]
    assert document.unplaced == ()


def test_a_line_of_running_text_that_ends_like_a_title_opens_nothing() -> None:
    page = plan_page(1)
    page.line("落实省政府要求，加快推进泰州生物医药和高性能医疗器械创新型产业集群发展规划")
    page.line("的编制工作。")
    assert [part.page_nos for part in read(page, plan_page(2)).parts] == [(1,), (2,)]


def test_a_headline_in_large_type_ends_a_plan() -> None:
    other = Page(2)
    other.centred("营业执照", 60)
    other.line("统一社会信用代码 91320412MA1MXXXX0X")
    document = read(plan_page(1), other)
    assert [(p.kind, p.page_nos) for p in document.parts] == [("plan", (1,)), ("unknown", (2,))]


@pytest.mark.parametrize(
    "order", ["231", "321", "213", "312", "231231", "321321", "213213", "132132", "312312"]
)
def test_tables_of_one_application_stay_together_in_any_order(order: str) -> None:
    make = {
        "1": lambda no: basics_page(no, BASICS, "2022年3月17日"),
        "2": lambda no: indicators_page(no, filled=True),
        "3": lambda no: leaders_page(no, filled=True),
    }
    document = read(*(make[table](no) for no, table in enumerate(order, start=1)))
    found = [Counter(record.table for record in part.records) for part in document.parts]
    whole = Counter({"applications": 1, "indicators": 42, "leading_firms": 2})
    assert found == [whole] * (len(order) // 3)
    assert document.unplaced == ()


def test_tables_whose_form_is_lost_do_not_take_the_next_ones() -> None:
    pages = [indicators_page(1, filled=True), leaders_page(2, filled=True), *application_pages(3)]
    document = read(*pages)
    assert [(part.kind, part.page_nos) for part in document.parts] == [
        ("application", (1, 2)),
        ("application", (3, 4, 5)),
    ]


def test_the_publication_line_on_a_page_of_its_own_belongs_to_its_letter() -> None:
    letter, last = letter_page(1), Page(2)
    letter.lines.pop()
    last.line("（此件主动公开）")
    document = read(letter, last, roster_page(3))
    assert [(p.kind, p.page_nos) for p in document.parts] == [("notice", (1, 2)), ("roster", (3,))]
    (notice,) = records_of(document, "notices")
    assert texts(notice)["disclosure"] == "此件主动公开"
    assert document.unplaced == ()


def test_a_running_foot_on_it_does_not_part_the_publication_line_from_its_letter() -> None:
    letter, last = letter_page(1), Page(2)
    letter.lines.pop()
    last.line("（此件主动公开）")
    for page in (letter, last):
        page.line("内部资料　注意保存")
    document = read(letter, last, roster_page(3))
    assert [(p.kind, p.page_nos) for p in document.parts] == [("notice", (1, 2)), ("roster", (3,))]
    (notice,) = records_of(document, "notices")
    assert texts(notice)["disclosure"] == "此件主动公开"


def test_a_title_as_wide_as_the_text_is_no_row_of_the_salutation_below_it() -> None:
    page = Page()
    page.centred("四川省科学技术厅文件", 60)
    page.line("川科高〔2024〕149号", 700)
    page.line(
        "关于组织开展二〇二四年度全省创新型产业集群评价推荐工作和现有集群复核工作有关事项的通知",
        210,
    )
    page.y += 20
    page.line("各市（州）科技局：")
    for _ in range(3):
        page.y -= 20
        page.line(
            "根据《创新型产业集群评价指引（试行）》要求，现就开展评价推荐工作的有关事项通知如下，"
        )
    page.line("请认真落实。")
    (part,) = read(page).parts
    assert part.kind == "notice"


def test_a_document_number_in_tall_boxes_is_no_row_of_the_title_below_it() -> None:
    page = Page()
    page.centred("江苏省科学技术厅文件", 60)
    page.centred("苏科高发〔2024〕185号", 38)
    page.centred("关于开展2024年创新型产业集群评价推荐工作的通", 42)
    page.centred("知", 45)
    page.line("各省、自治区、直辖市科技厅（委、局）：")
    for _ in range(6):
        page.line("根据《创新型产业集群评价指引（试行）》的要求，现将有关事项通知如下。")
    (notice,) = records_of(read(page), "notices")
    assert texts(notice)["title"] == "关于开展2024年创新型产业集群评价推荐工作的通知"


def test_the_last_word_of_a_title_says_what_the_document_is() -> None:
    page = Page()
    page.centred("国科火字〔2022〕203号")
    page.centred("关于公布2022年度创新型产业集群名单的通知", 44)
    page.line("各省科技厅：")
    page.line("2022年12月30日", 1100)
    listed = roster_page(2)
    assert [part.kind for part in read(page, listed).parts] == ["notice", "roster"]


def test_a_page_of_firms_before_two_whole_forms_belongs_to_neither() -> None:
    pages = [leaders_page(1, filled=True), *application_pages(2), *application_pages(5)]
    parts = read(*pages).parts
    assert [part.page_nos for part in parts] == [(1,), (2, 3, 4), (5, 6, 7)]


def test_a_running_foot_begins_no_document() -> None:
    pages = [plan_page(1), plan_page(2)]
    pages[1].lines[0] = line_at("2.集群发展基础及特色", 260, pages[1].lines[0].box.y0)
    for page in pages:
        page.lines.append(line_at("创新型产业集群名单", 200, HEIGHT - 100, 24))
    assert [(part.kind, part.page_nos) for part in read(*pages).parts] == [("plan", (1, 2))]


def test_a_sentence_with_a_list_behind_its_colon_begins_no_form() -> None:
    page = letter_page(1)
    signed = page.lines.pop(), page.lines.pop()
    page.line("建设创新型产业集群推荐材料包括：审核推荐函、创新型产业集群评价申请表")
    page.line("一式三份")
    page.lines += reversed(signed)
    assert [part.kind for part in read(page).parts] == ["notice"]


def test_a_stamp_beside_the_date_on_the_next_page_ends_no_letter() -> None:
    letter, last = letter_page(1), Page(2)
    disclosure, signed = letter.lines.pop(), letter.lines.pop()
    last.lines.append(line_at("国", 69, 153, 100))
    last.lines.append(line_at(signed.text, 1100, 190))
    last.line(disclosure.text)
    assert [(p.kind, p.page_nos) for p in read(letter, last).parts] == [("notice", (1, 2))]


def test_a_last_page_of_a_date_a_publication_line_and_a_foot_belongs_to_its_letter() -> None:
    letter, last = letter_page(1), Page(2)
    disclosure, signed, office = (letter.lines.pop() for _ in range(3))
    letter.y -= 6 * EM
    letter.line("2022年5月20日。")  # where the text breaks, and taken for the sign-off
    last.line(office.text, 1100)
    last.line(signed.text, 1150)
    last.line(disclosure.text)
    last.lines.append(line_at("内部资料　注意保存", 200, HEIGHT - 100, 24))
    document = read(letter, last, roster_page(3))
    assert [(p.kind, p.page_nos) for p in document.parts] == [("notice", (1, 2)), ("roster", (3,))]
    said = texts(records_of(document, "notices")[0])
    assert (said["issued_on"], said["disclosure"]) == ("2022年4月6日", "此件主动公开")


def test_a_date_in_tall_print_at_the_top_of_a_page_signs_its_letter_off() -> None:
    letter, last = letter_page(1), Page(2)
    disclosure, signed = letter.lines.pop(), letter.lines.pop()
    last.line(signed.text, 1000, 48)
    last.line(disclosure.text)
    document = read(letter, last)
    assert [(p.kind, p.page_nos) for p in document.parts] == [("notice", (1, 2))]
    assert texts(records_of(document, "notices")[0])["issued_on"] == "2022年4月6日"


def test_a_staple_on_the_first_line_of_a_page_does_not_cut_a_plan() -> None:
    pages = [plan_page(1), plan_page(2)]
    pages[1].lines[0] = line_at("2.集群发展基础及特色", 260, pages[1].lines[0].box.y0)
    pages[1].lines.insert(0, line_at("/", 60, 80, 3 * EM))
    assert [(part.kind, part.page_nos) for part in read(*pages).parts] == [("plan", (1, 2))]


def test_a_title_in_the_last_row_of_a_page_of_text_begins_no_document() -> None:
    pages = [plan_page(1), plan_page(2)]
    pages[1].lines[0] = line_at("2.集群发展基础及特色", 260, pages[1].lines[0].box.y0)
    for page in pages:
        page.line("创新型产业集群名单")
    assert [(part.kind, part.page_nos) for part in read(*pages).parts] == [("plan", (1, 2))]


def test_a_stamp_that_can_hardly_be_read_is_no_headline() -> None:
    letter, last = letter_page(1), Page(2)
    disclosure, signed = letter.lines.pop(), letter.lines.pop()
    last.lines.append(replace(line_at("江市科技", 177, 150, 100), score=0.34))
    last.lines.append(line_at(signed.text, 1100, 400))
    last.line(disclosure.text)
    assert [(p.kind, p.page_nos) for p in read(letter, last).parts] == [("notice", (1, 2))]


def test_a_wide_title_set_off_by_little_is_no_row_of_a_paragraph() -> None:
    page = Page()
    page.centred("湖北省科学技术厅", 60)
    page.line("鄂科技发高〔2021〕38号", 700)
    body = "根据《创新型产业集群评价指引（试行）》要求，现就开展评价推荐工作的有关事项通知如下，"
    text = page.line(body)
    page.lines.pop()
    title = "关于组织开展二〇二一年度全省创新型产业集群评价推荐工作和有关集群复核工作的通知"
    size = (text.box.width - EM) // len(title)
    page.line(title, text.box.x0 + 2 * EM // 3, size)
    page.y -= 14
    page.line("各市（州）科技局：")
    for _ in range(4):
        page.y -= 20
        page.line(body)
    (part,) = read(page).parts
    assert part.kind == "notice"


@pytest.mark.parametrize(("last", "doubts"), [("知", ()), ("", ("character-lost",))])
def test_a_title_that_lacks_its_last_character_is_doubted(
    last: str, doubts: tuple[str, ...]
) -> None:
    page = Page()
    page.centred("江苏省科学技术厅文件", 60)
    page.centred("关于开展2024年创新型产业集群评价推荐工作的通", 42)
    if last:
        page.centred(last, 42)
    page.line("各省、自治区、直辖市科技厅（委、局）：")
    for _ in range(6):
        page.line("根据《创新型产业集群评价指引（试行）》的要求，现将有关事项通知如下。")
    (notice,) = records_of(read(page), "notices")
    (title,) = [reading for reading in notice.readings if reading.column == "title"]
    assert title.doubts == doubts
