"""Rows of a list in which one box covers the columns that an entry must fill."""

from __future__ import annotations

import pytest

from tests.extract.kinds.sheets import ACROSS, Page, read, records_of, texts

HEAD = ["序号", "集群名称", "建设单位", "类型"]
ROW = ["1", "武进机器人产业集群", "武进高新区管委会", "试点"]


def names(box: str) -> list[str]:
    """The clusters of a list with a last row in which this box covers name and unit."""
    page = Page()
    page.centred("创新型产业集群名单", 44)
    page.table([HEAD, ROW, ["", box, ACROSS, "试点"]])
    return [texts(record)["cluster_name"] for record in records_of(read(page), "clusters")]


@pytest.mark.parametrize("box", ["", "厂", "·"], ids=["blank", "character", "speck"])
def test_a_blank_box_over_name_and_unit_is_no_entry(box: str) -> None:
    assert names(box) == [ROW[1]]


def test_a_box_over_name_and_unit_that_is_written_in_is_an_entry() -> None:
    written = "昆山小核酸产业集群昆山管委会"
    assert names(written) == [ROW[1], written]
