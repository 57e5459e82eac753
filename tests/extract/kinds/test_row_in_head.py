"""A list whose first entry stands in the boxes of its head: the rule below it was not seen."""

from __future__ import annotations

import pytest

from pipeline.model.document import Record
from tests.extract.kinds.sheets import EM, Page, read, records_of, texts

HEAD = ("地区", "集群名称", "建设单位", "类型", "备注")
FIRST = ("山西", "榆次液压产业集群", "榆次工业园区管委会", "试点", "")
ROWS = [
    ("天津", "北辰装备制造产业集群", "北辰科技园管委会", "培育", ""),
    ("北京", "丰台轨道交通产业集群", "丰台园管委会", "试点", ""),
    ("江苏", "武进机器人产业集群", "武进高新区管委会", "试点", ""),
]
COLUMNS = ("region", "cluster_name", "construction_unit", "cluster_type", "remark")


def clusters(*below: str) -> list[Record]:
    """The entries of a list in whose head's boxes this stands below the labels."""
    page = Page()
    page.centred("创新型产业集群名单", 44)
    head = [
        f"{label}\n{text}".strip()
        for label, text in zip(HEAD, below or ("",) * len(HEAD), strict=True)
    ]
    page.table([head, *ROWS], row_height=3 * EM)
    return records_of(read(page), "clusters")


def values(record: Record) -> tuple[str, ...]:
    said = texts(record)
    return tuple(said.get(column, "") for column in COLUMNS)


def test_an_entry_below_the_labels_is_the_first_row_in_doubt() -> None:
    first, *others = clusters(*FIRST)
    assert [record.row_no for record in (first, *others)] == [1, 2, 3, 4]
    assert values(first) == FIRST
    assert {reading.doubts for reading in first.readings} == {("row-unframed",)}
    assert [values(record) for record in others] == ROWS
    assert not any("row-unframed" in r.doubts for record in others for r in record.readings)


@pytest.mark.parametrize(
    "below",
    [
        (),
        ("", "（全称）", "（全称）", "", ""),
        ("", "名称", "单位", "", ""),
        ("山西", "", "", "试点", ""),
        ("", "产业集群", "建设单位", "", ""),
    ],
    ids=["labels", "brackets", "labels-in-two-lines", "no-name", "labels-again"],
)
def test_a_head_that_holds_no_entry_makes_no_row(below: tuple[str, ...]) -> None:
    assert [values(record) for record in clusters(*below)] == ROWS


@pytest.mark.parametrize("below", [FIRST, ("",) * len(HEAD)], ids=["entry", "labels"])
def test_an_entry_in_the_head_of_a_later_page_is_a_row_there(below: tuple[str, ...]) -> None:
    first, second = Page(1), Page(2)
    first.centred("创新型产业集群名单", 44)
    first.y = 1400
    first.table([HEAD, *ROWS], row_height=3 * EM)
    head = [f"{label}\n{text}".strip() for label, text in zip(HEAD, below, strict=True)]
    others = [
        ("浙江", "余姚光电产业集群", "余姚经开区管委会", "培育", ""),
        ("安徽", "合肥量子信息产业集群", "合肥高新区管委会", "试点", ""),
    ]
    second.table([head, *others], row_height=3 * EM)
    expected = [*ROWS, *([FIRST] if below == FIRST else []), *others]
    assert [values(record) for record in records_of(read(first, second), "clusters")] == expected


def test_a_cell_that_begins_with_its_columns_label_is_doubted() -> None:
    page = Page()
    page.centred("创新型产业集群名单", 44)
    page.table([HEAD, ("山西", "集群名称榆次液压产业集群", *FIRST[2:]), *ROWS], row_height=3 * EM)
    first, *others = records_of(read(page), "clusters")
    doubted = {reading.column for reading in first.readings if reading.doubts}
    assert doubted == {"cluster_name"}
    assert not any(reading.doubts for record in others for reading in record.readings)
