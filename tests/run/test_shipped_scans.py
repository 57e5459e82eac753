"""The files of raw_scans/ from start to end: what `make` gives a clerk."""

from __future__ import annotations

import csv
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from pipeline.evaluate import evaluate_output
from pipeline.run.options import RunOptions
from pipeline.run.progress import SilentProgress
from pipeline.run.run import run

ROOT = Path(__file__).resolve().parents[2]
JUDGEMENT = ("status", "review_fields")
"""Columns that rest on the recogniser's scores, which differ in the last digit between CPUs."""


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return [
            {name: text for name, text in row.items() if name not in JUDGEMENT}
            for row in csv.DictReader(file)
        ]


@pytest.fixture(scope="module")
def text_registry(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The registry of the plain OCR text alone: no recogniser, so every byte is fixed."""
    folder = tmp_path_factory.mktemp("text")
    (folder / "scans").mkdir()
    shutil.copy(ROOT / "raw_scans/guoke-huozi-2021-45.txt", folder / "scans")
    options = RunOptions(folder / "scans", folder / "out", ROOT / "corrections", jobs=1)
    run(options, SilentProgress())
    return folder / "out"


@pytest.mark.parametrize("table", ["clusters", "notices", "corrections", "findings", "ledger"])
def test_the_ocr_text_gives_these_bytes(
    table: str, text_registry: Path, golden: Callable[[str, bytes], None]
) -> None:
    name = f"{table}.csv"
    golden(f"guoke-huozi-2021-45/{name}", (text_registry / "registry" / name).read_bytes())


def test_all_109_rows_of_the_ocr_text_are_right(text_registry: Path) -> None:
    with (ROOT / "tests/gold/guoke-huozi-2021-45.roster.truth.csv").open(encoding="utf-8") as file:
        truth = [
            (row["region"], row["cluster"], row["unit"], row["type"])
            for row in csv.DictReader(file)
        ]
    names = ("region", "cluster_name", "construction_unit", "cluster_type")
    listed = rows(text_registry / "registry" / "clusters.csv")
    assert [tuple(row[name] for name in names) for row in listed] == truth
    assert len(truth) == 109


@pytest.mark.engine
def test_make_gives_the_committed_registry(tmp_path: Path) -> None:
    out = tmp_path / "out"
    run(RunOptions(ROOT / "raw_scans", out, ROOT / "corrections"), SilentProgress())
    for name in ("clusters", "notices", "applications", "indicators", "leading_firms"):
        committed = ROOT / "extracted/registry" / f"{name}.csv"
        assert rows(out / "registry" / f"{name}.csv") == rows(committed), name
    comparison = evaluate_output(out, ROOT / "tests" / "gold")
    silent = [cell for cell in comparison.cells if not cell.is_right and not cell.is_flagged]
    assert silent == []
