"""Runs as a whole: incremental, deterministic, resumable, and honest about failures."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from pipeline.errors import ConfigurationError, ExitCode
from pipeline.run import documents
from pipeline.run.options import RunOptions
from pipeline.run.progress import SilentProgress
from pipeline.run.run import run
from pipeline.run.summary import RunSummary
from pipeline.store.files import sha256_hex

CORRECTIONS = Path(__file__).resolve().parents[2] / "corrections"
NOT_COMPARED = (".lock", "scans.json", "run.json", "registry.manifest.json")
"""What holds clocks and times of files, and the seal over them."""
ROSTER = """创新型产业集群名单
地区 集群名称 建设单位 类型
四川 自贡无人机产业集群 自贡高新区管委会 试点
宜宾竹材加工产业集群 宜宾高新区管委会 (培育)
"""


@pytest.fixture
def scans(tmp_path: Path) -> Path:
    folder = tmp_path / "scans"
    folder.mkdir()
    for number in range(4):
        (folder / f"名单-{number}.txt").write_text(f"{ROSTER}\f第{number}批\n", encoding="utf-8")
    return folder


def go(scans: Path, out: Path, corrections: Path = CORRECTIONS, jobs: int = 1) -> RunSummary:
    return run(RunOptions(scans, out, corrections, jobs=jobs), SilentProgress())


def stored(out: Path) -> dict[str, bytes]:
    return {
        path.relative_to(out).as_posix(): path.read_bytes()
        for path in sorted(out.rglob("*"))
        if path.is_file() and path.name not in NOT_COMPARED
    }


def modified(out: Path, pattern: str) -> dict[str, int]:
    return {
        path.as_posix(): path.stat().st_mtime_ns
        for path in sorted(out.glob(pattern))
        if path.name not in NOT_COMPARED
    }


def test_rows_come_out(scans: Path, tmp_path: Path) -> None:
    summary = go(scans, tmp_path / "out")
    assert (summary.counts.documents, summary.counts.pages, summary.pages_read) == (4, 8, 8)
    text = (tmp_path / "out/registry/clusters.csv").read_text(encoding="utf-8")
    assert text.count("宜宾竹材加工产业集群") == 4


def test_one_or_four_workers_give_the_same_bytes(scans: Path, tmp_path: Path) -> None:
    go(scans, tmp_path / "one", jobs=1)
    go(scans, tmp_path / "four", jobs=4)
    assert stored(tmp_path / "one") == stored(tmp_path / "four")


def test_a_second_run_does_nothing(scans: Path, tmp_path: Path) -> None:
    first = go(scans, tmp_path / "out")
    before = modified(tmp_path / "out", "**/*.*")
    second = go(scans, tmp_path / "out")
    assert second.pages_read == 0
    assert second.counts == first.counts
    assert modified(tmp_path / "out", "**/*.*") == before


def test_a_dictionary_edit_that_changes_nothing_writes_keys_only(
    scans: Path, tmp_path: Path
) -> None:
    corrections = tmp_path / "corrections"
    shutil.copytree(CORRECTIONS, corrections)
    out = tmp_path / "out"
    go(scans, out, corrections)
    before = modified(out, "documents/*/*.json") | modified(out, "documents/*/pages/*")
    with (corrections / "confusions.tsv").open("a", encoding="utf-8") as file:
        file.write("# 一行注释\n")
    summary = go(scans, out, corrections)
    assert summary.pages_read == 0
    after = modified(out, "documents/*/*.json") | modified(out, "documents/*/pages/*")
    assert {Path(path).name for path in after if after[path] != before[path]} == {"manifest.json"}


@pytest.mark.parametrize("few_pages", [0, 100], ids=["in workers", "here"])
def test_a_dictionary_edit_gives_the_bytes_of_a_run_from_nothing(
    scans: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, few_pages: int
) -> None:
    monkeypatch.setattr(documents, "FEW_PAGES", few_pages)
    corrections = tmp_path / "corrections"
    shutil.copytree(CORRECTIONS, corrections)
    go(scans, tmp_path / "out", corrections)
    with (corrections / "watch.tsv").open("a", encoding="utf-8") as file:
        file.write("竹材\t竹林\t某竹材产业集群\n")
    summary = go(scans, tmp_path / "out", corrections)
    assert (summary.pages_read, summary.counts.cells_review) == (0, 4)
    go(scans, tmp_path / "anew", corrections)
    assert stored(tmp_path / "out") == stored(tmp_path / "anew")


def test_a_decision_touches_only_the_document_it_names(scans: Path, tmp_path: Path) -> None:
    corrections = tmp_path / "corrections"
    shutil.copytree(CORRECTIONS, corrections)
    out = tmp_path / "out"
    go(scans, out, corrections)
    before = modified(out, "documents/*/*.json")
    sha256 = sha256_hex((scans / "名单-1.txt").read_bytes())
    line = f"{sha256},1/clusters/1/cluster_name,自贡无人机产业集群,自贡无人车产业集群,王,,原件"
    with (corrections / "overrides.csv").open("a", encoding="utf-8") as file:
        file.write(f"{line}\n")
    go(scans, out, corrections)
    after = modified(out, "documents/*/*.json")
    changed = [Path(path) for path in after if after[path] != before[path]]
    assert {path.parent.name[:4] for path in changed} == {"名单-1"}
    assert {path.name for path in changed} == {"clean.json", "normalise.json", "manifest.json"}
    assert "自贡无人车产业集群" in (out / "registry/clusters.csv").read_text(encoding="utf-8")


def test_a_removed_scan_leaves_the_registry(scans: Path, tmp_path: Path) -> None:
    go(scans, tmp_path / "out")
    (scans / "名单-2.txt").unlink()
    assert go(scans, tmp_path / "out").counts.documents == 3
    assert "名单-2" not in (tmp_path / "out/registry/clusters.csv").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    "lost", ["normalise.json", "clean.json", "extract.json", "pages/0001.json"]
)
def test_a_result_that_somebody_deleted_is_made_again(
    scans: Path, tmp_path: Path, lost: str
) -> None:
    out = tmp_path / "out"
    go(scans, out)
    before = stored(out)
    document = sorted((out / "documents").iterdir())[1]
    (document / lost).unlink()
    assert go(scans, out).pages_read == (lost == "pages/0001.json")
    assert stored(out) == before


def test_unreadable_files_are_listed_and_the_rest_goes_on(scans: Path, tmp_path: Path) -> None:
    (scans / "空.pdf").write_bytes(b"")
    (scans / "坏.pdf").write_bytes(b"%PDF-1.7\nbroken")
    (scans / "表.docx").write_bytes(b"PK\x03\x04....")
    summary = go(scans, tmp_path / "out")
    assert (summary.counts.documents, summary.n_failures) == (4, 3)
    ledger = (tmp_path / "out/registry/ledger.csv").read_text(encoding="utf-8")
    for name, reason in (("空", "empty-file"), ("坏", "corrupt"), ("表", "unsupported-type")):
        assert any(name in line and reason in line for line in ledger.splitlines())


def test_a_broken_dictionary_stops_the_run_before_anything_is_read(
    scans: Path, tmp_path: Path
) -> None:
    corrections = tmp_path / "corrections"
    shutil.copytree(CORRECTIONS, corrections)
    (corrections / "regions.csv").write_bytes(b"\xff\xfe\x00broken")
    with pytest.raises(ConfigurationError) as caught:
        go(scans, tmp_path / "out", corrections)
    assert "regions.csv" in caught.value.cause
    assert caught.value.exit_code is ExitCode.CONFIGURATION
