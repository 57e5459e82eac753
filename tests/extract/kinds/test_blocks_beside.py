"""Lists in blocks side by side, and lists that only their title makes known."""

from __future__ import annotations

import pytest

from pipeline.model.document import DocumentReading
from tests.extract.kinds.sheets import Page, read, records_of, texts

NAMES = [
    "中关村移动互联网产业集群",
    "丰台轨道交通产业集群",
    "武进机器人产业集群",
    "泰州生物医药产业集群",
]


def listed(document: DocumentReading) -> list[tuple[str, str]]:
    found = map(texts, records_of(document, "clusters"))
    return [(row["printed_no"], row["cluster_name"]) for row in found]


def sheet(*rows: list[str]) -> Page:
    page = Page()
    page.centred("2022年度创新型产业集群名单", 44)
    page.table(list(rows))
    return page


def test_two_blocks_run_down_the_left_one_first() -> None:
    page = sheet(
        ["序号", "名称", "序号", "名称"],
        ["1", NAMES[0], "3", NAMES[2]],
        ["2", NAMES[1], "4", NAMES[3]],
    )
    document = read(page)
    assert listed(document) == [("1", NAMES[0]), ("2", NAMES[1]), ("3", NAMES[2]), ("4", NAMES[3])]
    assert document.unplaced == ()


def test_printed_numbers_that_run_across_decide() -> None:
    page = sheet(
        ["序号", "名称", "序号", "名称"],
        ["1", NAMES[0], "2", NAMES[1]],
        ["3", NAMES[2], "4", NAMES[3]],
    )
    assert listed(read(page)) == [
        ("1", NAMES[0]),
        ("2", NAMES[1]),
        ("3", NAMES[2]),
        ("4", NAMES[3]),
    ]


def test_the_unused_end_of_the_last_block_is_no_row() -> None:
    page = sheet(
        ["序号", "集群名称", "建设单位", "序号", "集群名称", "建设单位"],
        ["1", NAMES[0], "中关村海淀园管委会", "3", NAMES[2], "武进高新区管委会"],
        ["2", NAMES[1], "中关村丰台园管委会", "", "", ""],
    )
    document = read(page)
    assert listed(document) == [("1", NAMES[0]), ("2", NAMES[1]), ("3", NAMES[2])]
    units = [texts(record)["construction_unit"] for record in records_of(document, "clusters")]
    assert units == ["中关村海淀园管委会", "中关村丰台园管委会", "武进高新区管委会"]


@pytest.mark.parametrize(
    ("header", "row"),
    [
        (["序号", "集群名称", "所在地"], ["1", NAMES[0], "北京市海淀区"]),
        (["序号", "名称", "备注"], ["1", NAMES[0], ""]),
    ],
)
def test_a_list_without_units_is_known_by_its_title(header: list[str], row: list[str]) -> None:
    document = read(sheet(header, row))
    assert [part.kind for part in document.parts] == ["roster"]
    assert listed(document) == [("1", NAMES[0])]


def test_without_the_title_such_a_list_is_not_taken_for_a_roster() -> None:
    page = Page()
    page.table([["序号", "名称", "备注"], ["1", "笔记本电脑", "2台"]])
    assert [part.kind for part in read(page).parts] == ["unknown"]


def test_a_unit_column_of_unknown_header_is_known_by_its_cells_but_doubtful() -> None:
    page = Page()
    page.table(
        [
            ["地区", "集群名称", "归口"],
            ["北京", NAMES[0], "中关村海淀园管委会"],
            ["江苏", NAMES[2], "武进高新区管委会"],
        ]
    )
    first, _ = records_of(read(page), "clusters")
    unit = next(r for r in first.readings if r.column == "construction_unit")
    assert (unit.text_ocr, unit.doubts) == ("中关村海淀园管委会", ("header-unclear",))
