"""A column whose head is gone, or is the lone sign that a copy left of white print on black."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.extract.kinds.sheets import Page, read, records_of, texts

PLACES = ["江苏", "浙江", "安徽", "福建"]


def places(head: str, cells: list[str]) -> list[tuple[str, tuple[str, ...]]]:
    """Text and doubts of the regions of a list whose first column has this head."""
    page = Page()
    page.centred("创新型产业集群名单", 44)
    rows = [[cell, f"{cell}装备产业集群", f"{cell}高新区管委会", "试点"] for cell in cells]
    page.table([[head, "集群名称", "建设单位", "类型"], *rows])
    return [
        (reading.text_ocr, reading.doubts)
        for record in records_of(read(page), "clusters")
        for reading in record.readings
        if reading.column == "region"
    ]


@pytest.mark.parametrize("head", ["1", "", "一"], ids=["sign", "empty", "character"])
def test_provinces_below_a_lost_head_are_regions_in_doubt(head: str) -> None:
    assert places(head, PLACES) == [(place, ("header-unclear",)) for place in PLACES]


@pytest.mark.parametrize("head", ["1", ""], ids=["sign", "empty"])
def test_other_words_below_a_lost_head_are_no_regions(head: str) -> None:
    assert places(head, ["宜兴", "温州", "合肥", "泉州"]) == []


def test_provinces_below_another_word_are_no_regions() -> None:
    assert places("名次", PLACES) == []


@pytest.mark.parametrize(("dark_rows", "n_rows"), [({0}, 4), (set(), 5), ({1}, 5)], ids=str)
def test_a_dark_row_that_begins_a_later_page_is_its_head_however_it_was_read(
    dark_rows: set[int], n_rows: int
) -> None:
    first, later = Page(), Page(2)
    first.centred("创新型产业集群名单", 44)
    rows = [[place, f"{place}装备产业集群", f"{place}高新区管委会", "试点"] for place in PLACES]
    first.table([["地区", "集群名称", "建设单位", "类型"], *rows[:2]])
    table = later.table([["市", "11名", "建平仔", ""], *rows[2:]])
    cells = (replace(cell, is_reversed=cell.row in dark_rows) for cell in table.cells)
    later.tables = [replace(table, cells=tuple(cells))]
    assert len(records_of(read(first, later), "clusters")) == n_rows


@pytest.mark.parametrize(
    ("lines", "n_rows"),
    [("集群基本情况\n集群名称\n建设单位\n地区类型", 4), ("集群名称\n沈阳装备产业集群", 5)],
    ids=["labels", "with-an-entry"],
)
def test_a_later_head_in_the_one_filled_cell_of_its_row_is_no_entry(
    lines: str, n_rows: int
) -> None:
    first, later = Page(), Page(2)
    first.centred("创新型产业集群名单", 44)
    rows = [[place, f"{place}装备产业集群", f"{place}高新区管委会", "试点"] for place in PLACES]
    first.table([["地区", "集群名称", "建设单位", "类型"], *rows[:2]])
    later.table([["", "", lines, ""], *rows[2:]])
    assert len(records_of(read(first, later), "clusters")) == n_rows


def test_a_dark_heading_that_begins_a_later_page_still_speaks_for_its_rows() -> None:
    first, later = Page(), Page(2)
    first.centred("创新型产业集群名单", 44)
    rows = [[f"{place}装备产业集群", f"{place}高新区管委会", "试点"] for place in PLACES]
    first.table([["集群名称", "建设单位", "类型"], ["江苏省", "<", "<"], *rows[:1]])
    table = later.table([["浙江省", "<", "<"], *rows[1:]])
    cells = (replace(cell, is_reversed=cell.row == 0) for cell in table.cells)
    later.tables = [replace(table, cells=tuple(cells))]
    found = [texts(record)["region"] for record in records_of(read(first, later), "clusters")]
    assert found == ["江苏省", "浙江省", "浙江省", "浙江省"]
