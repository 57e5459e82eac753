"""What goes wrong around a run: the disk, the scans, the person. Nothing that is done is lost."""

from __future__ import annotations

import errno
import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from pipeline.audit.verify.check import verify
from pipeline.errors import ConfigurationError, OutputError
from pipeline.evaluate.endurance.corpus import write_rosters
from pipeline.evaluate.endurance.process import stored_hashes
from pipeline.registry.entities.decisions import parse_entity_decisions
from pipeline.run import run as run_module
from pipeline.run.discover import Discovery, discover
from pipeline.run.knowledge import load_knowledge
from pipeline.run.options import RunOptions
from pipeline.run.progress import SilentProgress
from pipeline.run.run import run
from pipeline.run.summary import RunSummary
from pipeline.store.files import locked
from pipeline.store.output import OutputFolder

CORRECTIONS = Path(__file__).resolve().parents[2] / "corrections"


@pytest.fixture
def scans(tmp_path: Path) -> Path:
    write_rosters(tmp_path / "scans", 3, 2, 2)
    return tmp_path / "scans"


def go(scans: Path, out: Path) -> RunSummary:
    return run(RunOptions(scans, out, CORRECTIONS, jobs=1), SilentProgress())


def failing_fsync(after: int, error: int) -> Callable[[int], None]:
    """A disk that fills up, or turns read-only, after some writes."""
    calls = iter(range(10_000))
    sound = os.fsync

    def fsync(handle: int) -> None:
        if next(calls) >= after:
            raise OSError(error, os.strerror(error))
        sound(handle)

    return fsync


@pytest.mark.parametrize("after", [3, 20], ids=str)
@pytest.mark.parametrize(
    ("error", "advice"),
    [(errno.ENOSPC, "free disk space"), (errno.EROFS, "choose a writable folder")],
    ids=["full", "read-only"],
)
def test_a_disk_that_fails_stops_the_run_and_costs_nothing(
    scans: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    after: int,
    error: int,
    advice: str,
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", failing_fsync(after, error))
        with pytest.raises(OutputError, match=advice):
            go(scans, tmp_path / "out")
    go(scans, tmp_path / "out")
    go(scans, tmp_path / "calm")
    assert stored_hashes(tmp_path / "out") == stored_hashes(tmp_path / "calm")


@pytest.mark.parametrize(
    ("mishap", "reason"),
    [
        (Path.unlink, "vanished"),
        (lambda path: path.write_text("别的内容", encoding="utf-8"), "changed-while-reading"),
    ],
    ids=["vanishes", "changes"],
)
def test_a_scan_that_goes_while_being_read_is_named_and_the_rest_goes_on(
    scans: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    mishap: Callable[[Path], object],
    reason: str,
) -> None:
    def discover_then_lose(folder: Path, index: Path) -> Discovery:
        found = discover(folder, index)
        mishap(scans / "名单-00001.txt")
        return found

    with monkeypatch.context() as patch:
        patch.setattr(run_module, "discover", discover_then_lose)
        summary = go(scans, tmp_path / "out")
    assert (summary.counts.documents, summary.n_failures) == (2, 1)
    ledger = (tmp_path / "out/registry/ledger.csv").read_text(encoding="utf-8")
    line = next(line for line in ledger.splitlines() if "名单-00001.txt" in line)
    assert reason in line
    assert go(scans, tmp_path / "out").n_failures == 0


QUOTE = '"' + "x" * 200_000


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        pytest.param("watch.tsv", f"{QUOTE}\t二\t三\n", "watch.tsv 第 4 行", id="long-cell"),
        pytest.param("aliases.csv", QUOTE, "aliases.csv 第", id="quote"),
        pytest.param("kinds/deep.yaml", "a: " + "[" * 50_000, "deep.yaml:1", id="deep"),
        pytest.param(os.fsdecode("词.tsv".encode("gb18030")), "一", r"\xb4\xca.tsv", id="name"),
    ],
)
def test_a_hostile_dictionary_is_named_and_stops_the_run(
    tmp_path: Path, name: str, data: str, said: str
) -> None:
    folder = tmp_path / "corrections"
    shutil.copytree(CORRECTIONS, folder)
    (folder / "kinds").mkdir(exist_ok=True)
    with (folder / name).open("a", encoding="utf-8") as file:
        file.write(data)
    with pytest.raises(ConfigurationError) as caught:
        load_knowledge(folder)
    assert said in caught.value.cause


@pytest.mark.parametrize("data", [b"\xd6\xd0", QUOTE.encode()], ids=["encoding", "quote"])
def test_hostile_decisions_on_clusters_are_named(data: bytes) -> None:
    with pytest.raises(ConfigurationError, match=r"cluster_decisions\.csv"):
        parse_entity_decisions(data)


def test_a_second_run_on_one_output_is_refused_and_touches_nothing(
    scans: Path, tmp_path: Path
) -> None:
    go(scans, tmp_path / "out")
    before = stored_hashes(tmp_path / "out")
    with locked(tmp_path / "out"), pytest.raises(OutputError, match="another run"):
        go(scans, tmp_path / "out")
    assert stored_hashes(tmp_path / "out") == before


def test_a_run_that_has_nothing_to_do_does_not_vouch_for_what_was_edited_by_hand(
    scans: Path, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    go(scans, out)
    edited = out / "registry" / "clusters.csv"
    edited.write_text(edited.read_text(encoding="utf-8").replace("试点", "培育"), encoding="utf-8")
    go(scans, out)
    found = verify(OutputFolder(out), scans, CORRECTIONS)
    assert [problem.name for problem in found.problems] == ["clusters.csv"]
