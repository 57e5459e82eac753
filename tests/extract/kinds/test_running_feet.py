"""Running heads and feet that read like titles, and backs of sheets that hold nothing else."""

from __future__ import annotations

from tests.extract.kinds.sheets import (
    BASICS,
    HEIGHT,
    Page,
    application_pages,
    basics_page,
    indicators_page,
    leaders_page,
    letter_page,
    line_at,
    read,
    records_of,
)

FOOT = "创新型产业集群名单"
FIRMS = [
    ["企业名称", "主要产品", "2021年营业收入（千元）"],
    ["武进航宇科技股份有限公司", "轨道车辆制动系统", "4602714"],
    ["武进天弘智能装备集团有限公司", "高纯氧化铝", "8652086"],
]


def foot(page: Page, text: str = FOOT) -> Page:
    page.lines.append(line_at(text, 200, HEIGHT - 100, 24))
    return page


def test_an_empty_back_page_before_its_third_table_stays_with_the_form() -> None:
    first, second, _ = application_pages()
    back, leaders = foot(Page(3), "内部资料　注意保存"), leaders_page(4, filled=True)
    document = read(first, second, back, leaders)
    assert [(part.kind, part.page_nos) for part in document.parts] == [
        ("application", (1, 2, 3, 4))
    ]
    assert len(records_of(document, "leading_firms")) == 2


def test_a_page_of_no_kind_before_another_form_is_not_the_first_ones() -> None:
    pages = [*application_pages(1), foot(Page(4), "内部资料　注意保存"), *application_pages(5)]
    assert [(part.kind, part.page_nos) for part in read(*pages).parts] == [
        ("application", (1, 2, 3)),
        ("unknown", (4,)),
        ("application", (5, 6, 7)),
    ]


def test_a_second_table_whose_title_was_misread_goes_on_with_its_form() -> None:
    first, second, third = application_pages()
    title = second.lines[0].upright
    second.lines[0] = line_at("创新型产业集群评价申请表（表二旨標数据）", 200, title.y0, 44)
    document = read(first, second, third)
    assert [(part.kind, part.page_nos) for part in document.parts] == [("application", (1, 2, 3))]
    assert len(records_of(document, "indicators")) == 42


def test_a_third_table_whose_title_was_misread_goes_on_with_its_form() -> None:
    leaders = leaders_page(3, filled=True)
    (title,) = leaders.lines
    leaders.lines = [
        line_at("创新型产业集群评价申请表（表三集群領军企业）", 200, title.upright.y0, 44)
    ]
    pages = [basics_page(1, BASICS, "2022年3月17日"), indicators_page(2, filled=True), leaders]
    document = read(*pages)
    assert [(part.kind, part.page_nos) for part in document.parts] == [("application", (1, 2, 3))]
    assert len(records_of(document, "leading_firms")) == 2


def test_a_head_and_a_foot_far_below_it_are_no_title() -> None:
    page = Page(2)
    page.lines.append(line_at("创新型产业集群", 200, 100, 24))
    document = read(letter_page(1), foot(page, "名单"))
    assert [(part.kind, part.page_nos) for part in document.parts] == [
        ("notice", (1,)),
        ("unknown", (2,)),
    ]


def test_the_foot_of_a_page_on_which_a_table_goes_on_begins_no_roster() -> None:
    *first, leaders = application_pages()
    leaders.tables.clear()
    leaders.y = HEIGHT - 400
    leaders.table(FIRMS)
    rest = Page(4)
    rest.y = 100
    rest.table([["武进精密机械股份有限公司", "减速器", "1204500"]])
    document = read(*first, leaders, foot(rest))
    assert [(part.kind, part.page_nos) for part in document.parts] == [
        ("application", (1, 2, 3, 4))
    ]
    assert len(records_of(document, "leading_firms")) == 3


def test_a_foot_alone_on_the_back_of_a_sheet_begins_no_list() -> None:
    first, second, _ = application_pages()
    document = read(first, second, foot(Page(3)), leaders_page(4, filled=True))
    assert [(part.kind, part.page_nos) for part in document.parts] == [
        ("application", (1, 2, 3, 4))
    ]
