from __future__ import annotations

import pytest

from pipeline.extract.kinds import shipped_kinds
from pipeline.model.document import DocumentReading, Reading
from tests.extract.kinds.sheets import (
    ACROSS,
    BASICS,
    UP,
    Page,
    application_pages,
    basics_page,
    read,
    records_of,
    texts,
)

MISSING = "field-missing"
SIGNED = "2022年3月17日"


def readings(document: DocumentReading, table: str = "applications") -> dict[str, Reading]:
    """Readings of the first record of a table, by column."""
    return {reading.column: reading for reading in records_of(document, table)[0].readings}


def doubted(document: DocumentReading) -> set[str]:
    """Columns of the application that are empty because they were not found."""
    return {
        column
        for column, reading in readings(document).items()
        if (reading.text_ocr, reading.doubts) == ("", (MISSING,))
    }


def named(document: DocumentReading) -> list[str]:
    """Columns of the application that a finding says were not found."""
    found = [finding for finding in document.findings if finding.slug == MISSING]
    return [cell_id.rpartition("/")[2] for finding in found for cell_id in finding.cell_ids]


def cut_form() -> Page:
    """A form of which only the upper left boxes have a frame."""
    page = Page()
    page.centred("创新型产业集群评价申请表（表一 基本信息）", 44)
    page.table(
        [
            ["集群名称", BASICS["cluster_name"], ACROSS],
            ["集群建设单位", "名称", BASICS["construction_unit"]],
            [UP, "地址", BASICS["address"]],
        ],
        row_height=120,
    )
    return page


def outside(page: Page) -> Page:
    """Add a label and its value that stand in no frame."""
    page.line("邮编")
    page.beside(BASICS["postcode"], 500)
    return page


FOUND = {"cluster_name", "construction_unit", "address"}
ASKED = [f.column for kind in shipped_kinds() if kind.kind == "application" for f in kind.fields]
WITHOUT_BOX = {"signed_on", "seal_present"}


@pytest.mark.parametrize(
    "pages",
    [[outside(cut_form())], [cut_form(), outside(Page(2))]],
    ids=["same-page", "next-page"],
)
def test_fields_whose_label_stands_outside_the_frame_are_missing(pages: list[Page]) -> None:
    document = read(*pages)
    missing = set(ASKED) - FOUND - WITHOUT_BOX
    assert set(readings(document)) == set(ASKED)
    assert doubted(document) == {*missing, "signed_on"}
    assert missing <= set(named(document))
    assert [u.text_ocr for u in document.unplaced] == ["邮编", BASICS["postcode"]]


def test_what_a_form_without_lines_left_over_does_not_ask_for_is_not_missed() -> None:
    document = read(cut_form())
    assert set(readings(document)) == FOUND | {"seal_present"}
    assert set(named(document)) <= WITHOUT_BOX


WITHOUT_FAX = BASICS | {"contact_fax": ""}


def test_an_empty_box_of_a_form_with_a_line_left_over_is_doubted_too() -> None:
    page = basics_page(1, WITHOUT_FAX, SIGNED)
    page.line("0519-76456171")
    assert doubted(read(page)) == {"contact_fax"}


def test_a_form_that_was_read_whole_misses_nothing() -> None:
    document = read(*application_pages(1, WITHOUT_FAX))
    fax = readings(document)["contact_fax"]
    assert (fax.text_ocr, fax.doubts) == ("", ())
    assert doubted(document) == set()
    assert named(document) == []


def test_a_form_without_a_date_in_its_sign_off_misses_it() -> None:
    undated, unfilled = basics_page(1, BASICS, "。"), basics_page(1, BASICS, "年月日")
    assert doubted(read(undated)) == {"signed_on"}
    assert doubted(read(unfilled)) == set()


def test_a_line_in_the_tick_box_that_the_form_does_not_print_is_unplaced() -> None:
    document = read(basics_page(1, BASICS, f"曹涛然签发\n{SIGNED}"))
    assert [u.text_ocr for u in document.unplaced] == ["曹涛然签发"]
    form = {text.text_ocr for text in document.parts[0].texts}
    assert {"再次申请", "集群建设单位：", "（印章）"} <= form
    assert readings(document)["application_status"].text_ocr == "初次申请"


LISTED = [
    [
        ["地区", "集群名称", "建设单位", "类型", "备注"],
        ["吉林", "通化医药产业集群", "通化高新区管委会", "试点", "复核"],
    ],
    [
        ["地区", "集群名称", "建设单位"],
        ["云南", "昆明市生物医药产业集群", "昆明高新区管委会"],
    ],
]


@pytest.mark.parametrize("order", [(0, 1), (1, 0)], ids=["first-has-it", "second-has-it"])
def test_a_column_that_only_one_table_of_a_list_has_is_missing_in_the_other(
    order: tuple[int, int],
) -> None:
    page = Page()
    page.centred("创新型产业集群名单", 44)
    for index in order:
        page.table(LISTED[index])
    by_region = {texts(r)["region"]: r for r in records_of(read(page), "clusters")}
    whole, lacking = by_region["吉林"], by_region["云南"]
    assert [r.doubts for r in whole.readings] == [()] * 5
    assert [(r.column, r.text_ocr, r.doubts) for r in lacking.readings[3:]] == [
        ("cluster_type", "", (MISSING,))
    ]


def test_a_column_that_no_table_of_a_list_has_is_not_missed() -> None:
    page = Page()
    page.centred("创新型产业集群名单", 44)
    page.table(LISTED[1])
    assert list(readings(read(page), "clusters")) == [
        "region",
        "cluster_name",
        "construction_unit",
    ]
