"""The notice that the project ships, through every stage, as other people's tools see it."""

from __future__ import annotations

import shutil
import sqlite3
import subprocess
import sys
from pathlib import Path

import openpyxl
import pandas as pd
import pytest

SHIPPED = Path(__file__).resolve().parents[2] / "raw_scans" / "guoke-huozi-2021-45.txt"
LISTED = 109
RUN = "import sys; from pipeline.cli.main import main; sys.argv[0] = 'scan-registry'; main()"


def built(folder: Path, out: str) -> Path:
    """Run the command on the shipped text; return the registry folder."""
    scans = folder / "scans"
    scans.mkdir(exist_ok=True)
    shutil.copy(SHIPPED, scans)
    command = [sys.executable, "-c", RUN, "run", "--scans", str(scans), "--out", str(folder / out)]
    run = subprocess.run(command, cwd=SHIPPED.parents[1], capture_output=True, text=True)
    assert run.returncode == 0, run.stderr
    return folder / out / "registry"


@pytest.fixture(scope="module")
def registry(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return built(tmp_path_factory.mktemp("real"), "extracted")


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_frictionless(registry: Path) -> None:
    from frictionless import validate

    report = validate(str(registry / "datapackage.json"))
    assert report.flatten(["name", "type", "message"]) == []


def test_sqlite(registry: Path) -> None:
    connection = sqlite3.connect(registry / "registry.sqlite")
    assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
    assert connection.execute("SELECT count(*) FROM clusters").fetchone() == (LISTED,)
    without_source = connection.execute(
        "SELECT count(*) FROM provenance WHERE value IS NOT NULL AND pages IS NULL"
    )
    assert without_source.fetchone() == (0,)
    connection.close()


def test_pandas_and_openpyxl_see_the_same_list(registry: Path) -> None:
    columns = ["region_code", "cluster_name", "construction_unit"]
    text = pd.read_csv(registry / "clusters.csv", dtype=str, keep_default_na=False)
    parquet = pd.read_parquet(registry / "parquet" / "clusters.parquet")
    sheet = openpyxl.load_workbook(registry / "registry.xlsx")["集群名单"]
    rows = list(sheet.iter_rows(values_only=True))
    names = [str(head).partition("\n")[2] for head in rows[0]]
    excel = pd.DataFrame(rows[1:], columns=names)
    expected = text[columns].to_numpy().tolist()
    assert len(expected) == LISTED
    assert parquet[columns].to_numpy().tolist() == expected
    assert excel[columns].to_numpy().tolist() == expected


def test_every_doubtful_cell_is_queued_or_rests_on_one_that_is(registry: Path) -> None:
    cells = pd.read_csv(registry / "provenance.csv", dtype=str, keep_default_na=False)
    queue = pd.read_csv(registry / "review_queue.csv", dtype=str, keep_default_na=False)
    doubtful = set(cells[cells["status"] != "accepted"]["cell_id"])
    queued = set(queue["cell_id"])
    assert queued <= doubtful
    assert len(doubtful - queued) <= queue["n_affected"].astype(int).sum()


def test_a_second_run_elsewhere_gives_equal_bytes(
    registry: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    again = built(tmp_path_factory.mktemp("again"), "other")
    files = sorted(p.relative_to(registry) for p in registry.rglob("*") if p.is_file())
    assert files == sorted(p.relative_to(again) for p in again.rglob("*") if p.is_file())
    assert [f for f in files if (registry / f).read_bytes() != (again / f).read_bytes()] == []
