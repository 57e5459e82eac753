from __future__ import annotations

import pytest

from pipeline.extract.kinds import load_kinds, shipped_files
from pipeline.model.geometry import Box, Region
from tests.extract.kinds.sheets import Page, letter_page, line_at, read, records_of, texts


def test_a_notice_is_one_record_of_everything_it_says() -> None:
    (record,) = records_of(read(letter_page()), "notices")
    assert texts(record) == {
        "issuer": "江苏省科学技术厅",
        "doc_no": "苏科高发〔2022〕117号",
        "title": "关于开展2022年创新型产业集群评价推荐工作的通知",
        "salutation": "各设区市科技局，各国家高新区管委会：",
        "issued_on": "2022年4月6日",
        "signed_by": "江苏省科学技术厅",
        "deadline": "2022年5月20日",
        "contacts": "李一凡，张军",
        "phones": "025-57712345、57712346",
        "fax": "025-57712347",
        "email": "jscq1@jskjt.gov.cn",
        "address": "南京市北京东路39号",
        "postcode": "210008",
        "annexes": "创新型产业集群评价申请表;创新型产业集群名单",
        "disclosure": "此件主动公开",
        "legal_bases": "《创新型产业集群评价指引（试行）》（国科火字〔2020〕183号）",
    }


def test_a_value_has_the_glyphs_and_the_place_of_its_part_of_the_line() -> None:
    (record,) = records_of(read(letter_page()), "notices")
    readings = {reading.column: reading for reading in record.readings}
    postcode = readings["postcode"]
    assert "".join(glyph.char for glyph in postcode.glyphs) == "210008"
    assert postcode.regions == (Region(1, Box(410, 1036, 500, 1066)),)


def test_a_disclosure_note_is_found_though_its_first_word_was_misread() -> None:
    page = letter_page()
    note = page.lines[-1].upright
    page.lines[-1] = line_at("（H件主动公开）", note.x0, note.y0)
    (record,) = records_of(read(page), "notices")
    assert texts(record)["disclosure"] == "H件主动公开"


@pytest.mark.parametrize(
    ("line", "said", "doubts"),
    [
        ("（主动公开）", "主动公开", ("label-unclear",)),
        ("件依申请公开", "件依申请公开", ("label-unclear",)),
        ("（此件主动公开）", "此件主动公开", ()),
    ],
)
def test_a_disclosure_note_that_lost_its_beginning_is_read_in_doubt(
    line: str, said: str, doubts: tuple[str, ...]
) -> None:
    page = letter_page()
    note = page.lines[-1].upright
    page.lines[-1] = line_at(line, note.x0, note.y0)
    (record,) = records_of(read(page), "notices")
    found = [r for r in record.readings if r.column == "disclosure"]
    assert [(reading.text_ocr, reading.doubts) for reading in found] == [(said, doubts)]


def test_a_line_that_no_label_describes_is_not_found() -> None:
    notice = shipped_files()["notice.yaml"].decode()
    field = "{column: remark, type: text, where: line}"
    kinds = load_kinds(
        {"notice.yaml": notice.replace("fields:\n", f"fields:\n  - {field}\n").encode()}
    )
    (record,) = records_of(read(letter_page(), kinds=kinds), "notices")
    assert (record.table, "remark" in texts(record)) == ("notices", False)
    assert texts(record)["disclosure"] == "此件主动公开"


def test_half_a_disclosure_note_above_the_date_is_none() -> None:
    assert "disclosure" not in notice_of("（主动公开）")


def test_items_on_lines_of_their_own_are_joined_by_a_semicolon_that_is_a_glyph() -> None:
    (record,) = records_of(read(letter_page()), "notices")
    annexes = next(r for r in record.readings if r.column == "annexes")
    assert "".join(glyph.char for glyph in annexes.glyphs) == annexes.text_ocr
    assert len(annexes.regions) == 2


@pytest.mark.parametrize(
    "printed",
    [
        "国科火字〔2021〕45号",
        "国科火字 [2021] 45 号",
        "国科火字（2021）45号",
        "国科火字(2021]45号",
        "国科火字L2021〕第45号",
    ],
)
def test_a_document_number_is_found_whatever_its_brackets(printed: str) -> None:
    page = Page()
    page.centred("科学技术部火炬", 60)
    page.centred("高技术产业开发中心文件", 60)
    page.centred(printed)
    page.centred("关于开展2021年创新型产业集群评价推荐工作的通知", 44)
    page.line("根据《创新型产业集群评价指引》（国科火字〔2020〕183号），现通知如下：", 260)
    page.line("2021年2月26日", 1150)
    (record,) = records_of(read(page), "notices")
    assert texts(record)["doc_no"] == printed
    assert texts(record)["issuer"] == "科学技术部火炬高技术产业开发中心"


def test_the_sign_off_names_the_issuer_where_there_is_no_head() -> None:
    page = Page()
    page.centred("关于开展2021年创新型产业集群评价推荐工作的通知", 44)
    page.line("各有关单位：")
    page.line("现将有关事项通知如下：", 260)
    page.line("请认真做好推荐工作。", 260)
    page.line("湖北省科学技术厅", 1100)
    page.line("二〇二一年二月二十六日", 1150)
    (record,) = records_of(read(page), "notices")
    assert texts(record)["issuer"] == "湖北省科学技术厅"
    assert texts(record)["issued_on"] == "二〇二一年二月二十六日"


def test_a_deadline_may_stand_over_two_lines_or_before_its_words() -> None:
    page = letter_page()
    page.lines = [line for line in page.lines if "寄送截止期" not in line.text]
    page.y = 860
    page.line("请于2022年6月1日前报送推荐材料。", 260)
    page.lines.sort(key=lambda line: (line.upright.y0, line.upright.x0))
    (record,) = records_of(read(page), "notices")
    assert texts(record)["deadline"] == "2022年6月1日"


def test_required_fields_that_are_not_there_are_empty_and_reported() -> None:
    page = Page()
    page.centred("关于开展2021年创新型产业集群评价推荐工作的通知", 44)
    page.line("各有关单位：")
    page.line("现将有关事项通知如下：", 260)
    document = read(page)
    (record,) = records_of(document, "notices")
    number = next(r for r in record.readings if r.column == "doc_no")
    assert (number.text_ocr, number.doubts) == ("", ("field-missing",))
    missing = [f.cell_ids for f in document.findings if f.slug == "field-missing"]
    assert ("doc-1/1/notices/1/doc_no",) in missing


def test_a_recommendation_repeats_its_letter_on_each_cluster() -> None:
    page = Page()
    page.centred("山东省科学技术厅", 60)
    page.line("山科函〔2021〕44号", 1100)
    page.centred("山东省科学技术厅关于推荐2021年创新型产业集群", 44)
    page.centred("的函", 44)
    page.line("科技部火炬中心：")
    page.line("根据《关于开展2021年创新型产业集群评价推荐工作的通知》要求，现推荐以下2个", 260)
    page.line("产业集群，请予支持。")
    page.table(
        [
            ["序号", "集群名称", "建设单位"],
            ["1", "德州生物制造创新型产业集群", "德州高新区管委会"],
            ["2", "潍坊半导体发光创新型产业集群", "潍坊高新区管委会"],
        ]
    )
    page.line("专此函达。", 260)
    page.line("山东省科学技术厅", 1100)
    page.line("2021年3月14日", 1150)
    document = read(page)
    assert [part.kind for part in document.parts] == ["recommendation"]
    first, second = records_of(document, "recommendations")
    assert texts(second) == {
        "sender": "山东省科学技术厅",
        "region": "山东省",
        "doc_no": "山科函〔2021〕44号",
        "title": "山东省科学技术厅关于推荐2021年创新型产业集群的函",
        "addressee": "科技部火炬中心",
        "issued_on": "2021年3月14日",
        "signed_by": "山东省科学技术厅",
        "printed_no": "2",
        "cluster_name": "潍坊半导体发光创新型产业集群",
        "construction_unit": "潍坊高新区管委会",
    }
    assert first.readings[0].inherited_from is None
    assert second.readings[0].inherited_from == "doc-1/1/recommendations/1/sender"


def recommended(*rows: list[str]) -> list[str]:
    """The clusters of a letter whose table ends with these rows."""
    page = Page()
    page.centred("山东省科学技术厅关于推荐2021年创新型产业集群的函", 44)
    page.line("科技部火炬中心：")
    first = ["1", "德州生物制造创新型产业集群", "德州高新区管委会", ""]
    page.table([["序号", "集群名称", "建设单位", "备注"], first, *rows])
    page.line("山东省科学技术厅", 1100)
    page.line("2021年3月14日", 1150)
    return [texts(r).get("cluster_name", "") for r in records_of(read(page), "recommendations")]


@pytest.mark.parametrize(
    "row",
    [
        ["2", "潍坊半导体发光创新型产业集群", "潍坊高新区管委会", "专此函达。"],
        ["2\n专此函达。", "潍坊半导体发光创新型产业集群", "潍坊高新区管委会", ""],
        ["2", "潍坊半导体发光创新型产业集群", "潍坊高新区管委会\n特此推荐。", ""],
    ],
    ids=["own-cell", "with-the-number", "with-the-unit"],
)
def test_a_row_that_took_in_the_letters_next_line_is_an_entry(row: list[str]) -> None:
    assert recommended(row) == ["德州生物制造创新型产业集群", "潍坊半导体发光创新型产业集群"]


@pytest.mark.parametrize(
    "row",
    [["专此函达。", "", "", ""], ["", "专此函达。", "", ""]],
    ids=["number", "name"],
)
def test_a_row_that_holds_only_the_letters_next_line_is_none(row: list[str]) -> None:
    assert recommended(row) == ["德州生物制造创新型产业集群"]


def forwarded_letter() -> Page:
    page = Page()
    page.line("特急")
    page.centred("湖北省科学技术厅文件", 60)
    page.line("鄂科技发高〔2021〕7号")
    page.beside("签发人：王某某", 1100)
    page.centred("湖北省科学技术厅转发科技部火炬中心", 44)
    page.centred("关于开展2021年创新型产业集群评价推荐工作通知的通知", 44)
    page.line("各市（州）科技局：")
    page.line("推荐材料请于规定时间报送，推荐材料寄送截止期为2021年3月31日", 260)
    page.line("，以寄发日期为准。联 系 人：李一凡　电　话：027-57712345")
    page.line("附件：创新型产业集群名单", 260)
    page.line("湖北省科学技术厅", 900)
    page.beside("2021年3月5日", 1250)
    page.line("抄送：科技部火炬中心。")
    return page


def test_a_forwarding_letter_with_office_and_date_on_one_line() -> None:
    document = read(forwarded_letter())
    (record,) = records_of(document, "notices")
    found = texts(record)
    assert found["issuer"] == "湖北省科学技术厅"
    assert found["doc_no"] == "鄂科技发高〔2021〕7号"
    assert found["title"] == (
        "湖北省科学技术厅转发科技部火炬中心关于开展2021年创新型产业集群评价推荐工作通知的通知"
    )
    assert found["issued_on"] == "2021年3月5日"
    assert found["signed_by"] == "湖北省科学技术厅"
    assert found["deadline"] == "2021年3月31日"
    assert (found["contacts"], found["phones"]) == ("李一凡", "027-57712345")
    assert found["annexes"] == "创新型产业集群名单"
    assert [part.kind for part in document.parts] == ["notice"]


def test_a_number_flush_right_does_not_make_the_title_below_running_text() -> None:
    page = Page()
    page.centred("山东省科学技术厅", 60)
    page.line("山科函〔2021〕44号", 986, 52)
    page.line("山东省科学技术厅关于推荐2021年创新型产业集群", size=52)
    page.centred("的函", 52)
    page.line("科技部火炬中心：")
    page.line("根据《关于开展2021年创新型产业集群评价推荐工作的通知》（国科火", 260)
    document = read(page)
    (record,) = records_of(document, "recommendations")
    assert texts(record)["title"] == "山东省科学技术厅关于推荐2021年创新型产业集群的函"
    assert texts(record)["addressee"] == "科技部火炬中心"


def test_lettering_of_a_stamp_below_a_short_item_is_no_part_of_it() -> None:
    page = letter_page()
    at = next(i for i, line in enumerate(page.lines) if line.text.startswith("2.创新型"))
    y = page.lines[at].upright.y1 + 8
    page.lines.insert(at + 1, line_at("上海市局", 360, y))
    (notice,) = records_of(read(page), "notices")
    assert texts(notice)["annexes"] == "创新型产业集群评价申请表;创新型产业集群名单"


def notice_of(*body: str, heads: tuple[str, ...] = ("江苏省科学技术厅文件",)) -> dict[str, str]:
    """What a short notice with these heads and lines of text says."""
    page = Page()
    for head in heads:
        page.centred(head, 60)
    page.centred("苏科高发〔2022〕117号")
    page.centred("关于开展创新型产业集群推荐工作的通知", 44)
    page.line("各设区市科技局：")
    for line in body:
        page.line(line, 260)
    page.line("江苏省科学技术厅", 1100)
    page.line("2022年4月6日", 1150)
    return texts(records_of(read(page), "notices")[0])


@pytest.mark.parametrize(
    ("heads", "issuer"),
    [
        (("科学技术部火炬高技术产业", "开发中心文件"), "科学技术部火炬高技术产业开发中心"),
        (("科学技术部火炬高技术产业开发中心文", "件"), "科学技术部火炬高技术产业开发中心"),
        (("科学技术部", "火炬高技术产业开发中心文件"), "科学技术部火炬高技术产业开发中心"),
        (
            ("山东省科学技术厅", "山东省工业和信息化厅文件", "山东省财政厅"),
            "山东省科学技术厅;山东省工业和信息化厅;山东省财政厅",
        ),
        (("收文专", "用章", "江苏省科学技术厅文件"), "江苏省科学技术厅"),
        (("江苏省科学技术厅文件", "档案", "室存"), "江苏省科学技术厅"),
    ],
)
def test_a_head_names_one_office_or_several(heads: tuple[str, ...], issuer: str) -> None:
    assert notice_of(heads=heads)["issuer"] == issuer


@pytest.mark.parametrize(
    ("line", "deadline"),
    [
        ("请于2022年8月15日（星期一）17:00前将推荐函报送至我厅。", "2022年8月15日"),
        ("请于2022年8月15日下午5点前提交材料。", "2022年8月15日"),
        ("推荐截止时间为2022年5月10日18时。", "2022年5月10日"),
        ("请于8月15日前报送我厅高新处。", "8月15日"),
        ("请于二〇二二年三月三十一日前将申报材料寄送我部。", "二〇二二年三月三十一日"),
        ("企业应在2019年12月31日前注册成立。", None),
    ],
)
def test_a_deadline_in_whatever_words(line: str, deadline: str | None) -> None:
    assert notice_of(line).get("deadline") == deadline


def test_a_label_behind_a_value_without_a_gap_begins_its_own() -> None:
    found = notice_of(
        "联系人：张三、李四电话：010-88656227、88656228",
        "通讯地址：北京市西城区三里河路54号（邮编：100045）",
    )
    columns = ("contacts", "phones", "address", "postcode")
    assert [found[column] for column in columns] == [
        "张三、李四",
        "010-88656227、88656228",
        "北京市西城区三里河路54号",
        "100045",
    ]


def test_specks_beside_a_value_are_no_part_of_it() -> None:
    assert notice_of("电话：*010-88656265、88656263")["phones"] == "010-88656265、88656263"


def test_numbers_among_the_names_are_phones() -> None:
    found = notice_of("联系人及电话：张三 010-88656227，李四 13912345678")
    assert (found["contacts"], found["phones"]) == ("张三;李四", "010-88656227;13912345678")


@pytest.mark.parametrize(
    ("lines", "annexes"),
    [
        (("附件1：申请表", "附件2：发展规划提纲"), "申请表;发展规划提纲"),
        (("附件1-3：详见原通知",), "详见原通知"),
        (("附件：1．申请表", "2．发展规划提纲"), "申请表;发展规划提纲"),
        (("附件：1.申请表；", "2.发展规划提纲."), "申请表;发展规划提纲"),
        (
            ("附件：1.申请表（表一、", "表二）；", "2.发展规划提纲"),
            "申请表（表一、表二）;发展规划提纲",
        ),
    ],
)
def test_annexes_under_one_label_or_each_with_its_own(lines: tuple[str, ...], annexes: str) -> None:
    assert notice_of(*lines)["annexes"] == annexes


CONTACTS = {
    "columns": [
        ["序号", "处室", "联系人", "电话", "电子邮箱"],
        ["1", "高新处", "陈志强", "020-83163876", "gxc@gd.gov.cn"],
        ["2", "规划处", "黄晓燕", "020-83163338", "ghc@gd.gov.cn"],
    ],
    "rows": [
        ["联系人", "陈志强", "电话", "020-83163876"],
        ["邮编", "510033", "电子邮箱", "gxc@gd.gov.cn"],
    ],
}


@pytest.mark.parametrize(
    ("table", "contacts", "phones", "email"),
    [
        (
            "columns",
            "陈志强;黄晓燕",
            "020-83163876;020-83163338",
            "gxc@gd.gov.cn;ghc@gd.gov.cn",
        ),
        ("rows", "陈志强", "020-83163876", "gxc@gd.gov.cn"),
    ],
)
def test_contacts_may_stand_in_a_table(table: str, contacts: str, phones: str, email: str) -> None:
    page = Page()
    page.centred("粤科函高字〔2021〕1号")
    page.centred("关于转发创新型产业集群评价推荐工作的通知", 44)
    page.line("各地级以上市科技局：")
    page.line("联系人及联系方式：")
    page.table(CONTACTS[table])
    page.line("2021年4月16日", 1150)
    document = read(page)
    found = texts(records_of(document, "notices")[0])
    assert (found["contacts"], found["phones"], found["email"]) == (contacts, phones, email)
    assert document.unplaced == ()
    assert "table-unrecognised" not in [f.slug for f in document.findings]


def test_persons_below_the_first_one_are_contacts_too() -> None:
    found = notice_of("联系人：高新 029-87294265", "李娜 029-87290011", "二、其他事项另行通知。")
    assert found["contacts"] == "高新;李娜"
    assert found["phones"] == "029-87294265;029-87290011"


def annexed(*rows: list[str], page_no: int = 2) -> Page:
    page = Page(page_no)
    page.line("附件")
    page.centred("2022年度创新型产业集群推荐汇总表", 44)
    page.table([["序号", "集群名称", "建设单位", "联系人"], *rows])
    return page


def test_a_table_annexed_below_the_sign_off_is_the_letters_own() -> None:
    letter = Page()
    letter.centred("河南省科学技术厅", 60)
    letter.centred("豫科函〔2022〕51号")
    letter.centred("关于推荐2022年度创新型产业集群的函", 44)
    letter.line("科技部火炬中心：")
    letter.line("现将推荐材料报上，请予支持。", 260)
    letter.line("河南省科学技术厅", 1100)
    letter.line("2022年8月12日", 1150)
    document = read(letter, annexed(["1", "洛阳高新区轴承产业集群", "洛阳高新区管委会", "张强"]))
    assert [(part.kind, part.page_nos) for part in document.parts] == [("recommendation", (1, 2))]
    (record,) = records_of(document, "recommendations")
    assert texts(record)["cluster_name"] == "洛阳高新区轴承产业集群"
    assert texts(record)["sender"] == "河南省科学技术厅"


def test_a_table_to_be_filled_in_recommends_nothing() -> None:
    document = read(letter_page(1), annexed(["", "", "", ""], ["", "", "", ""]))
    assert [(part.kind, part.is_blank_form) for part in document.parts] == [
        ("notice", False),
        ("recommendation", True),
    ]
    assert records_of(document, "recommendations") == []


def test_a_public_announcement_is_a_notice() -> None:
    page = Page()
    page.centred("关于2022年度创新型产业集群评审结果的公示", 44)
    page.line("经专家评审，现将名单予以公示。", 260)
    page.line("2022年11月15日", 1150)
    assert [part.kind for part in read(page).parts] == ["notice"]
