"""What other people's tools make of real output: Frictionless, pandas, openpyxl, Arrow."""

from __future__ import annotations

import io
import json
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

import openpyxl
import pandas as pd
import pyarrow.parquet as pq  # type: ignore[import-untyped]
import pytest

from pipeline.errors import ConfigurationError
from pipeline.model.document import ValueType
from pipeline.model.finding import Finding, Severity
from pipeline.model.page import PageStatus
from pipeline.model.value import CellStatus
from pipeline.registry.assemble import assemble
from pipeline.registry.faces.workbook import Book
from pipeline.registry.registry import LedgerEntry, Registry
from pipeline.registry.specimen import MadeCell, MadeRecord, made_document, made_rosters
from pipeline.registry.write import write_registry
from tests.registry.written import written_files


def made_form() -> tuple[MadeRecord, ...]:
    fax = MadeCell("contact_fax", "0752-1", status=CellStatus.REVIEW, reasons=("phone-odd",))
    application = (
        MadeCell("cluster_name", "惠州云计算产业集群"),
        MadeCell("postcode", "051000", value_type=ValueType.POSTCODE),
        fax,
        MadeCell("signed_on", "2021-03-17", value_type=ValueType.DATE),
        MadeCell("seal_present", "true", value_type=ValueType.PRESENCE),
    )
    return (
        MadeRecord("applications", application),
        MadeRecord("indicators", (MadeCell("value", "12.50"), MadeCell("year", "2020")), parent=0),
        MadeRecord("leading_firms", (MadeCell("firm_name", "甲公司"),), parent=0),
        MadeRecord("giants", (MadeCell("firm_name", "乙公司"), MadeCell("row_no", "1"))),
    )


@pytest.fixture(scope="module")
def registry() -> Registry:
    form = made_document("form", "application", made_form())
    fax_id = f"{form.reading.document_id}/1/applications/1/contact_fax"
    short = Finding("phone-odd", Severity.WARNING, "传真号码太短 too short", cell_ids=(fax_id,))
    form = replace(form, clean=replace(form.clean, findings=(short,)))
    refused = LedgerEntry("坏.pdf", PageStatus.FAILED, "encrypted", "已加密 encrypted")
    return assemble([*made_rosters(120), form], [refused])


@pytest.fixture(scope="module")
def folder(registry: Registry, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("registry")
    write_registry(registry, folder)
    return folder


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_frictionless_validates_the_package(folder: Path) -> None:
    from frictionless import validate

    report = validate(str(folder / "datapackage.json"))
    assert report.flatten(["name", "type", "message"]) == []
    assert len(report.tasks) == len(list(folder.glob("*.csv")))


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_frictionless_would_notice_a_changed_file(folder: Path, tmp_path: Path) -> None:
    from frictionless import validate

    for path in folder.glob("*.*"):
        (tmp_path / path.name).write_bytes(path.read_bytes())
    clusters = tmp_path / "clusters.csv"
    clusters.write_bytes(clusters.read_bytes().replace("试点".encode(), "培育".encode(), 1))
    report = validate(str(tmp_path / "datapackage.json"))
    assert {row[0] for row in report.flatten(["type"])} == {"hash-count"}


def test_pandas_reads_the_csv(folder: Path, registry: Registry) -> None:
    frame = pd.read_csv(folder / "clusters.csv", dtype=str, keep_default_na=False)
    assert tuple(frame.itertuples(index=False, name=None)) == registry.table("clusters").rows


def test_parquet_is_typed(folder: Path) -> None:
    table = pq.read_table(folder / "parquet" / "applications.parquet")
    assert table["signed_on"].to_pylist() == [date(2021, 3, 17)]
    assert table["seal_present"].to_pylist() == [True]
    assert table["postcode"].to_pylist() == ["051000"]
    assert table["overview"].to_pylist() == [None]
    assert pq.read_table(folder / "parquet" / "plans.parquet").num_rows == 0


def test_json_nests_children_in_their_application(folder: Path) -> None:
    data = (folder / "registry.json").read_bytes()
    assert b'"value": 12.50' in data
    nested = json.loads(data)
    form = next(d for d in nested["documents"] if d["source_name"] == "form.pdf")
    application = form["records"]["applications"][0]
    assert application["postcode"] == "051000"
    assert application["review_fields"] == ["contact_fax"]
    assert application["indicators"][0]["value"] == 12.5
    assert application["leading_firms"][0]["firm_name"] == "甲公司"
    assert form["records"]["giants"][0]["firm_name"] == "乙公司"
    assert "indicators" not in form["records"]
    assert nested["failed_files"][0]["reason"] == "encrypted"
    assert sum(len(c["members"]) for c in nested["clusters"]) == 121


def test_xlsx_as_its_reader_sees_it(folder: Path) -> None:
    book = openpyxl.load_workbook(folder / "registry.xlsx")
    assert book.sheetnames[:3] == ["说明", "名单阅读版", "集群名单"]
    sheet = book["申请表"]
    heads = {str(cell.value).partition("\n")[2]: col for col, cell in enumerate(sheet[1])}
    row = sheet[2]
    postcode, fax = row[heads["postcode"]], row[heads["contact_fax"]]
    assert (postcode.value, postcode.data_type, postcode.number_format) == ("051000", "s", "@")
    assert row[heads["signed_on"]].value == datetime(2021, 3, 17)
    assert fax.fill.fgColor.rgb == "FFFFF2B3"
    assert fax.comment is not None
    assert "phone-odd" in fax.comment.text
    assert "传真号码太短" in fax.comment.text
    link = row[heads["source_pages"]].hyperlink
    assert link is not None
    assert link.target == "..\\..\\raw_scans\\form.pdf"
    assert link.location == "page=1"
    assert sheet.freeze_panes == "A2"
    assert sheet.auto_filter.ref is not None


def test_xlsx_shows_merged_regions_merged(folder: Path, registry: Registry) -> None:
    sheet = openpyxl.load_workbook(folder / "registry.xlsx")["名单阅读版"]
    merged = sorted(area.coord for area in sheet.merged_cells.ranges)
    assert all(area.startswith("B") for area in merged)
    first = registry.table("clusters").rows[0]
    assert sheet["B3"].value == first[4]
    run = next(area for area in sheet.merged_cells.ranges if area.min_row == 3)
    regions = [row[4] for row in registry.table("clusters").rows[: run.size["rows"] + 1]]
    assert set(regions[:-1]) == {first[4]}
    assert regions[-1] != first[4]


def test_a_text_too_long_for_excel_is_cut_and_says_so() -> None:
    record = MadeRecord("plans", (MadeCell("title", "甲"), MadeCell("text", "文" * 40_000)))
    faces = written_files(assemble([made_document("plan", "plan", (record,))]))
    sheet = openpyxl.load_workbook(io.BytesIO(faces["registry.xlsx"]))["发展规划"]
    shown = str(sheet["E2"].value)
    assert len(shown) < 32_767
    assert shown.endswith("whole text in the CSV）")
    assert ("文" * 40_000).encode() in faces["plans.csv"]


def test_sheet_names_are_made_fit_and_unique() -> None:
    book = Book()
    for name in ("a[b]*c:d/e?f\\g'h", "表" * 40, "表" * 35, "A", "a"):
        book.add_sheet(name)
    names = openpyxl.load_workbook(io.BytesIO(book.close())).sheetnames
    assert names == ["a_b__c_d_e_f_g_h", "表" * 31, "表" * 29 + "_2", "A", "a_2"]


def test_a_custom_table_needs_a_name_that_is_free_and_fit() -> None:
    for name in ("甲表", "a/b", "ledger", ""):
        record = MadeRecord(name, (MadeCell("x", "1"),))
        with pytest.raises(ConfigurationError, match="表名不可用"):
            assemble([made_document("doc", "kind", (record,))])
