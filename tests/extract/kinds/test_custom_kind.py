"""The worked example of docs: a 专精特新 list is added with one YAML file."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest

from pipeline.extract.ingest.source import open_source
from pipeline.extract.kinds import Kind, load_kinds, shipped_files
from pipeline.extract.kinds.checking import check_kinds
from pipeline.extract.ocr.ppocr import PpOcr
from pipeline.extract.page import read_page
from tests.extract.kinds.sheets import UP, Page, read, records_of, texts

DATA = Path(__file__).parent / "data"

FIRMS = [
    ("1", "苏州精密传动有限公司", "江苏", "谐波减速器"),
    ("2", "无锡海纳传感科技股份有限公司", "江苏", "压力传感器"),
    ("3", "宁波恒力密封件有限公司", "浙江", "高压密封件"),
]


@cache
def kinds() -> tuple[Kind, ...]:
    example = (DATA / "specialised_firms.yaml").read_bytes()
    return load_kinds({**shipped_files(), "specialised_firms.yaml": example})


def test_the_example_fits_beside_the_shipped_kinds() -> None:
    assert check_kinds(kinds()) == ()


def test_one_file_adds_a_list_with_a_table_of_its_own() -> None:
    page = Page()
    page.centred("2022年专精特新中小企业名单", 44)
    header = ["序号", "企业名称", "省份", "主营产品"]
    rows = [list(firm) for firm in FIRMS]
    rows[1][2] = UP
    page.table([header, *rows])
    document = read(page, kinds=kinds())
    assert [part.kind for part in document.parts] == ["specialised_firms"]
    records = records_of(document, "specialised_firms")
    assert [tuple(texts(record).values()) for record in records] == FIRMS
    assert records[1].readings[2].inherited_from == "doc-1/1/specialised_firms/1/region"


@pytest.mark.engine
def test_a_scan_of_the_list_is_read_with_that_file_alone() -> None:
    source = open_source((DATA / "specialised_firms.jpg").read_bytes())
    engine = PpOcr(threads=2)
    page = read_page(source.page(1), lambda: engine)
    document = read(page, kinds=kinds())
    records = records_of(document, "specialised_firms")
    assert [tuple(texts(record).values()) for record in records] == FIRMS
    assert document.unplaced == ()
