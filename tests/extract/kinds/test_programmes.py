"""Lists of other programmes, each added with one YAML file, from the page to the registry."""

from __future__ import annotations

import csv
import shutil
from pathlib import Path

import pytest
from reportlab.lib import colors
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfbase.pdfmetrics import registerFont
from reportlab.platypus import Paragraph, SimpleDocTemplate, Spacer, Table

from pipeline.run.options import RunOptions
from pipeline.run.progress import SilentProgress
from pipeline.run.run import run

DATA = Path(__file__).parent / "data"
CORRECTIONS = Path(__file__).resolve().parents[3] / "corrections"
FONT = "STSong-Light"

LISTS: dict[str, tuple[str, list[list[str]]]] = {
    "specialised_firms": (
        "2022年专精特新中小企业名单",
        [
            ["序号", "企业名称", "省份", "主营产品"],
            ["1", "苏州精密传动有限公司", "江苏", "谐波减速器"],
            ["2", "无锡海纳传感科技股份有限公司", "江苏", "压力传感器"],
            ["3", "宁波恒力密封件有限公司", "浙江", "高压密封件"],
        ],
    ),
    "incubators": (
        "2021年度国家级科技企业孵化器名单",
        [
            ["序号", "孵化器名称", "运营机构", "地区", "成立时间"],
            ["1", "苏州博济科技园", "苏州博济科技创业服务有限公司", "江苏", "1998年6月18日"],
            ["2", "宁波研发园孵化器", "宁波市科技园区创业服务中心", "浙江", "2006年3月1日"],
        ],
    ),
    "hitech_firms": (
        "2022年认定的第一批高新技术企业名单",
        [
            ["序号", "企业名称", "证书编号", "发证日期"],
            ["1", "石家庄科林电气股份有限公司", "GR202213000001", "2022年10月18日"],
            ["2", "保定市立中车轮制造有限公司", "GR202213000003", "2022.10.18"],
            ["合计", "2家", "", ""],
        ],
    ),
    "science_parks": (
        "国家大学科技园名单",
        [
            ["序号", "大学科技园名称", "依托高校", "省份"],
            ["1", "东南大学科技园", "东南大学", "江苏"],
            ["2", "浙江大学科技园", "浙江大学", "浙江"],
        ],
    ),
}


def print_list(title: str, rows: list[list[str]], path: Path) -> None:
    """One page with a title and a ruled table, its characters in the text layer."""
    registerFont(UnicodeCIDFont(FONT))
    heading = ParagraphStyle("heading", fontName=FONT, fontSize=18, leading=26, alignment=1)
    table = Table(rows, rowHeights=26)
    grid = ("GRID", (0, 0), (-1, -1), 0.8, colors.black)
    table.setStyle([grid, ("FONT", (0, 0), (-1, -1), FONT, 10.5)])
    SimpleDocTemplate(str(path), pagesize=A4, invariant=1).build(
        [Paragraph(title, heading), Spacer(1, 20), table]
    )


@pytest.fixture(scope="module")
def registry(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The registry of all lists, read with the shipped dictionaries and one kind file each."""
    folder = tmp_path_factory.mktemp("programmes")
    (folder / "scans").mkdir()
    shutil.copytree(CORRECTIONS, folder / "corrections")
    (folder / "corrections" / "kinds").mkdir(exist_ok=True)
    for name, (title, rows) in LISTS.items():
        shutil.copy(DATA / f"{name}.yaml", folder / "corrections" / "kinds")
        print_list(title, rows, folder / "scans" / f"{name}.pdf")
    options = RunOptions(folder / "scans", folder / "out", folder / "corrections", jobs=1)
    run(options, SilentProgress())
    return folder / "out" / "registry"


def rows_of(registry: Path, table: str) -> list[dict[str, str]]:
    with (registry / f"{table}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.mark.parametrize("name", LISTS)
def test_the_list_is_a_table_of_the_registry(name: str, registry: Path) -> None:
    columns = {
        "specialised_firms": ("printed_no", "firm_name", "region", "main_products"),
        "incubators": ("printed_no", "incubator_name", "operator", "region"),
        "science_parks": ("printed_no", "park_name", "university", "region"),
        "hitech_firms": ("printed_no", "firm_name", "certificate_no"),
    }[name]
    found = [[row[column] for column in columns] for row in rows_of(registry, name)]
    entries = [row for row in LISTS[name][1][1:] if row[0] != "合计"]
    assert found == [row[: len(columns)] for row in entries]


def test_every_row_of_them_is_accepted(registry: Path) -> None:
    statuses = {row["status"] for name in LISTS for row in rows_of(registry, name)}
    assert statuses == {"accepted"}


def test_dates_before_the_programme_are_no_error_there(registry: Path) -> None:
    dates = [row["founded_on"] for row in rows_of(registry, "incubators")]
    assert dates == ["1998-06-18", "2006-03-01"]
    certified = [row["certified_on"] for row in rows_of(registry, "hitech_firms")]
    assert certified == ["2022-10-18", "2022-10-18"]
    assert "date-implausible" not in {row["slug"] for row in rows_of(registry, "findings")}


def test_their_places_are_coded(registry: Path) -> None:
    codes = [row["region_code"] for row in rows_of(registry, "science_parks")]
    assert codes == ["320000", "330000"]
