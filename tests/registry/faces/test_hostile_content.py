"""Texts that a spreadsheet could run or choke on, written through every face and read back."""

from __future__ import annotations

import csv
import io
import json
import re
import sqlite3
import zipfile
from collections.abc import Iterator

import openpyxl
import pandas as pd
import pyarrow.parquet as pq  # type: ignore[import-untyped]
import pytest

from pipeline.registry.assemble import assemble
from pipeline.registry.faces.spreadsheet import may_run, reveal
from pipeline.registry.registry import Registry
from pipeline.registry.specimen import MadeCell, MadeRecord, made_document
from tests.registry.written import written_files

HOSTILE = (
    "=cmd|'/C calc'!A0",
    '=HYPERLINK("http://x","y")',
    "+1",
    "-1",
    "-2+3+cmd|' /C calc'!A0",
    "@x",
    "\t=1",
    "\r=1",
    "甲\r乙",
    "甲\n乙",
    'a,"b"',
    "'",
    "_x0041_",
    "\x01\x0b\x1f",
    "\ufffe",
    "00123",
    "123456789012345678",
    "<b>&amp;</b>",
)
SHEET, NAME_COLUMN = "集群名单", "cluster_name"


@pytest.fixture(scope="module")
def registry() -> Registry:
    """A list whose cluster names are the hostile texts, and a negative indicator."""
    rows = [MadeRecord("clusters", (MadeCell("cluster_name", text),)) for text in HOSTILE]
    application = MadeRecord("applications", (MadeCell("cluster_name", "=1+1"),))
    indicator = MadeRecord("indicators", (MadeCell("value", "-8.60"),), parent=len(rows))
    return assemble([made_document("=hostile", "roster", (*rows, application, indicator))])


@pytest.fixture(scope="module")
def faces(registry: Registry) -> dict[str, bytes]:
    return written_files(registry)


def test_canonical_csv_keeps_every_text(faces: dict[str, bytes]) -> None:
    lines = list(csv.DictReader(io.StringIO(faces["clusters.csv"].decode(), newline="")))
    assert tuple(line[NAME_COLUMN] for line in lines) == HOSTILE
    frame = pd.read_csv(io.BytesIO(faces["clusters.csv"]), dtype=str, keep_default_na=False)
    assert tuple(frame[NAME_COLUMN]) == HOSTILE


def test_excel_csv_holds_nothing_that_may_run(faces: dict[str, bytes]) -> None:
    for name, data in faces.items():
        if name.startswith("excel/"):
            reader = csv.reader(io.StringIO(data.decode("utf-8-sig"), newline=""))
            assert not any(may_run(text) for line in reader for text in line), name


def test_excel_csv_gives_every_text_back(faces: dict[str, bytes]) -> None:
    lines = csv.DictReader(io.StringIO(faces["excel/clusters.csv"].decode("utf-8-sig"), newline=""))
    assert tuple(reveal(line[f"集群名称 {NAME_COLUMN}"]) for line in lines) == HOSTILE


def test_a_negative_number_stays_a_number(faces: dict[str, bytes]) -> None:
    assert b',"-8.60",' in faces["excel/indicators.csv"]
    book = openpyxl.load_workbook(io.BytesIO(faces["registry.xlsx"]))
    sheet = book["集群指标"]
    value = sheet["G2"]
    assert (value.value, value.data_type, value.number_format) == (-8.6, "n", "0.00")


def sheets_xml(data: bytes) -> Iterator[str]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        for name in archive.namelist():
            if name.startswith("xl/worksheets/sheet"):
                yield archive.read(name).decode()


def test_xlsx_holds_no_formula_at_all(faces: dict[str, bytes]) -> None:
    assert not any("<f>" in xml or "<f " in xml for xml in sheets_xml(faces["registry.xlsx"]))


def as_openpyxl_shows(text: str) -> str:
    """Office escapes what XML cannot hold as _xHHHH_; Excel undoes it, openpyxl does not."""
    return re.sub("[\x01\x0b\r\x1f\ufffe]", lambda match: f"_x{ord(match[0]):04X}_", text)


def test_xlsx_keeps_every_text_as_text(faces: dict[str, bytes]) -> None:
    book = openpyxl.load_workbook(io.BytesIO(faces["registry.xlsx"]))
    sheet = book[SHEET]
    col = [cell.value for cell in sheet[1]].index(f"集群名称\n{NAME_COLUMN}")
    cells = [row[col] for row in sheet.iter_rows(min_row=2)]
    assert {cell.data_type for cell in cells} == {"s"}
    assert tuple(cell.value for cell in cells) == tuple(as_openpyxl_shows(t) for t in HOSTILE)
    assert all(cell.quotePrefix for cell, text in zip(cells, HOSTILE, strict=True) if may_run(text))


def test_sqlite_json_and_parquet_keep_every_text(faces: dict[str, bytes]) -> None:
    connection = sqlite3.connect(":memory:")
    connection.deserialize(faces["registry.sqlite"])
    query = "SELECT cluster_name FROM clusters ORDER BY rowid"
    assert tuple(row[0] for row in connection.execute(query)) == HOSTILE
    connection.close()
    documents = json.loads(faces["registry.json"])["documents"]
    names = tuple(row[NAME_COLUMN] for row in documents[0]["records"]["clusters"])
    assert names == HOSTILE
    table = pq.read_table(io.BytesIO(faces["parquet/clusters.parquet"]))
    assert tuple(table[NAME_COLUMN].to_pylist()) == HOSTILE
