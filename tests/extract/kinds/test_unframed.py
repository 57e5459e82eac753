from __future__ import annotations

import pytest

from pipeline.model.document import DocumentReading, Record
from tests.extract.kinds.sheets import EM, LEFT, Page, line_at, read, records_of, roster_page, texts

HEAD = ["地区", "集群名称", "建设单位", "类型"]
BEICHEN = ("天津", "北辰装备制造产业集群", "北辰科技园管委会", "培育")
FENGTAI = ("北京", "丰台轨道交通产业集群", "丰台园管委会", "试点")
YUCI = ("山西", "榆次液压产业集群", "榆次工业园区管委会", "试点")
NAMES = [BEICHEN[1], FENGTAI[1]]
SIZE = 2 * EM // 3
COLUMN = 313
"""Width of one of four columns (`Page.table`)."""


def free_lines(page: Page, *words: str, down: int = 3 * SIZE) -> None:
    """Print outside all tables, each word within its own of four columns, the next line `down`."""
    page.lines += [
        line_at(word, LEFT + 30 + col * COLUMN, page.y, SIZE)
        for col, word in enumerate(words)
        if word
    ]
    page.y += down


def roster_of(*rows: tuple[str, ...], head: list[str] = HEAD) -> Page:
    page = Page()
    page.centred("创新型产业集群名单", 44)
    page.table([head, *rows])
    return page


def clusters(document: DocumentReading) -> list[Record]:
    return records_of(document, "clusters")


def names(document: DocumentReading) -> list[str]:
    return [texts(record)["cluster_name"] for record in clusters(document)]


def test_the_last_row_alone_on_the_next_page_is_recorded_in_doubt() -> None:
    alone = Page(2)
    free_lines(alone, *YUCI)
    document = read(roster_page(), alone)
    *listed, last = clusters(document)
    assert (len(listed), last.row_no, last.record_id) == (3, 4, "doc-1/1/clusters/4")
    assert tuple(texts(last).values()) == YUCI
    assert [reading.doubts for reading in last.readings] == [("row-unframed",)] * 4
    assert {region.page_no for reading in last.readings for region in reading.regions} == {2}
    assert not any(reading.doubts for record in listed for reading in record.readings)
    assert document.unplaced == ()


def test_a_column_that_such_a_row_leaves_empty_is_doubted_too() -> None:
    page = roster_of(BEICHEN)
    free_lines(page, "山西", YUCI[1], YUCI[2], "")
    _, last = clusters(read(page))
    kind = last.readings[3]
    assert (kind.column, kind.text_ocr, kind.doubts) == ("cluster_type", "", ("row-unframed",))


def test_a_row_between_the_title_and_the_table_is_the_first() -> None:
    page = Page()
    page.centred("创新型产业集群名单", 44)
    free_lines(page, *YUCI)
    page.table([HEAD, BEICHEN, FENGTAI])
    document = read(page)
    assert names(document) == [YUCI[1], *NAMES]
    assert [record.row_no for record in clusters(document)] == [1, 2, 3]


def test_a_row_between_two_tables_is_recorded_once_between_their_rows() -> None:
    page = roster_of(BEICHEN)
    free_lines(page, *YUCI)
    page.table([HEAD, FENGTAI])
    document = read(page)
    assert names(document) == [BEICHEN[1], YUCI[1], FENGTAI[1]]
    assert [record.row_no for record in clusters(document)] == [1, 2, 3]


TWO_LINES = {
    "beside-cells-of-one": [
        ("", "榆次新型液压", "", ""),
        ("山西", "", "榆次工业园区管委会", "试点"),
        ("", "产业集群", "", ""),
    ],
    "beside-another-of-two": [
        ("", "榆次新型液压", "榆次工业园区", ""),
        ("山西", "", "", "试点"),
        ("", "产业集群", "管委会", ""),
    ],
}


@pytest.mark.parametrize("lines", TWO_LINES.values(), ids=TWO_LINES)
def test_a_name_of_two_lines_is_joined_in_its_row(lines: list[tuple[str, ...]]) -> None:
    page = roster_of(BEICHEN, FENGTAI)
    for words in lines:
        free_lines(page, *words, down=SIZE // 2 + 1)
    document = read(page)
    *_, last = clusters(document)
    assert names(document) == [*NAMES, "榆次新型液压产业集群"]
    assert tuple(texts(last).values()) == (
        "山西", "榆次新型液压产业集群", "榆次工业园区管委会", "试点"
    )  # fmt: skip


NO_ROWS = {
    "sign-off": ("", "山西省科学技术局", "2022年4月6日", ""),
    "text-in-two-columns": ("", "请各推荐单位认真核对", "以上所列的各个名称", ""),
    "text-without-a-unit": ("特此函达", "", "请支持上述产业集群", ""),
    "text-beyond-the-columns": ("", "请山西省科学技术局", "审核上述产业集群", "", "特此函达"),
    "text-in-one-column": ("", "", "请支持上述产业集群", ""),
    "head": ("地区", "产业集群", "建设单位", "类型"),
    "total": ("合计", "2个产业集群", "2个管委会", ""),
    "example": ("示例：", "某某产业集群", "某某管委会", "试点"),
}


@pytest.mark.parametrize("words", NO_ROWS.values(), ids=NO_ROWS)
def test_print_that_is_no_entry_makes_no_row(words: tuple[str, ...]) -> None:
    page = roster_of(
        ("天津", BEICHEN[2], BEICHEN[1], "培育"),
        ("北京", FENGTAI[2], FENGTAI[1], "试点"),
        head=["地区", "建设单位", "集群名称", "类型"],
    )
    free_lines(page, *words)
    document = read(page)
    assert names(document) == NAMES
    assert [unplaced.text_ocr for unplaced in document.unplaced] == [w for w in words if w]


def test_print_in_a_column_that_the_kind_does_not_know_keeps_its_row() -> None:
    page = roster_of(BEICHEN, FENGTAI, head=["地区", "集群名称", "建设单位", "主导产业"])
    free_lines(page, *YUCI[:3], "液压件")
    document = read(page)
    assert names(document) == [*NAMES, YUCI[1]]
    assert [left.text_ocr for left in document.unplaced] == ["液压件"]


def test_a_page_whose_rows_were_recorded_is_of_their_kind() -> None:
    alone = Page(2)
    free_lines(alone, *YUCI)
    document = read(roster_page(), alone)
    assert document.parts[0].page_nos == (1, 2)
    assert "page-kind-unknown" not in {finding.slug for finding in document.findings}
