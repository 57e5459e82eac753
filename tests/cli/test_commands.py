"""Commands on a small registry, in this process: what they print and leave behind."""

from __future__ import annotations

import csv
import os
import shutil
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from pipeline.audit.sampling.answers import Answer, Entry, read_answers
from pipeline.audit.sampling.faces import read_draw
from pipeline.cli import console
from pipeline.cli.main import app
from pipeline.cli.watch import folder_state
from pipeline.errors import ExitCode, UsageError
from pipeline.store.serial import to_json

ROOT = Path(__file__).resolve().parents[2]
ROSTER = """创新型产业集群名单
地区 集群名称 建设单位 类型
四川 自贡无人机产业集群 自贡高新区管委会 试点
四川 宜宾竹材加工产业集群 宜宾高新区管委会 (培育)
"""


@pytest.fixture(scope="module")
def workplace(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("cli")
    (folder / "scans").mkdir()
    (folder / "scans" / "名单.txt").write_text(ROSTER, encoding="utf-8")
    assert call(folder, "run", "--quiet").exit_code == 0
    return folder


def call(folder: Path, command: str, *arguments: str, out: str = "out") -> Result:
    scans = ["--scans", str(folder / "scans")]
    places = [*scans, "--out", str(folder / out)]
    if command.startswith(("audit draw", "audit settle", "corrections")):
        places = places[2:]
    return CliRunner().invoke(app, [*command.split(), *arguments, *places])


def cell_ids(folder: Path) -> list[str]:
    with (folder / "out/registry/provenance.csv").open(encoding="utf-8", newline="") as file:
        return [row["cell_id"] for row in csv.DictReader(file)]


def test_trace_goes_back_to_the_line(workplace: Path) -> None:
    cell = next(c for c in cell_ids(workplace) if c.endswith("/2/cluster_name"))
    done = call(workplace, "trace", cell)
    assert done.exit_code == 0
    assert "宜宾竹材加工产业集群" in done.output


def test_trace_wants_a_cell(workplace: Path) -> None:
    assert isinstance(call(workplace, "trace").exception, UsageError)


def test_diff_of_a_registry_with_itself_is_empty(workplace: Path) -> None:
    out = str(workplace / "out")
    same = CliRunner().invoke(app, ["diff", out, out])
    assert same.exit_code == 0


def test_diff_names_the_changed_cell(workplace: Path) -> None:
    other = workplace / "other"
    other.mkdir()
    (other / "scans").mkdir()
    changed = ROSTER.replace("竹材加工", "竹材深加工")
    (other / "scans" / "名单.txt").write_text(changed, encoding="utf-8")
    call(other, "run", "--quiet")
    faces = [workplace / f"diff.{face}" for face in ("html", "json", "csv")]
    arguments = [text for path in faces for text in (f"--{path.suffix[1:]}", str(path))]
    done = CliRunner().invoke(app, ["diff", str(workplace / "out"), str(other / "out"), *arguments])
    assert done.exit_code == 1
    assert all(path.is_file() for path in faces)
    assert "宜宾竹材深加工产业集群" in faces[1].read_text(encoding="utf-8")


def test_audit_from_draw_to_report(workplace: Path) -> None:
    drawn = call(workplace, "audit draw", "--seed", "7", "--aql", "6.5")
    assert drawn.exit_code == 0, drawn.output
    again = call(workplace, "audit draw", "--seed", "7")
    assert isinstance(again.exception, UsageError)
    report = call(workplace, "audit report", "--seed", "7")
    assert report.exit_code == 0, report.output
    assert (workplace / "out/audit/7/report.html").is_file()


def test_a_mismatch_of_the_audit_is_settled_after_its_blind_answer(workplace: Path) -> None:
    call(workplace, "audit draw", "--seed", "8", "--aql", "6.5")
    folder = workplace / "out/audit/8"
    cell_id = read_draw((folder / "draw.json").read_bytes()).units[0].cell_id
    early = call(workplace, "audit settle", cell_id, "--seed", "8", "--right")
    assert isinstance(early.exception, UsageError)
    answer = Entry(answer=Answer(cell_id, "王", "2026-03-01", "别的"))
    (folder / "answers.jsonl").write_bytes(to_json(answer))
    settled = call(workplace, "audit settle", cell_id, "--seed", "8", "--right", "--person", "李")
    assert settled.exit_code == 0, settled.output
    last = read_answers(folder / "answers.jsonl")[-1].settlement
    assert last is not None
    assert (last.cell_id, last.person, last.is_registry_right) == (cell_id, "李", True)


def test_verify_of_no_output_is_a_slip_and_no_mismatch(workplace: Path) -> None:
    assert isinstance(call(workplace, "verify", out="nowhere").exception, UsageError)


def test_dictionaries_are_checked_and_counted(workplace: Path) -> None:
    checked = CliRunner().invoke(app, ["corrections", "check"])
    assert checked.exit_code == 0, checked.output
    assert call(workplace, "corrections stats").exit_code == 0
    assert call(workplace, "corrections suggest").exit_code == 0


def test_status_and_its_overview(workplace: Path) -> None:
    page = workplace / "overview.html"
    done = call(workplace, "status", "--html", str(page))
    assert done.exit_code == 0
    assert "名单.txt" in done.output
    assert "名单.txt" in page.read_text(encoding="utf-8")


def test_names_from_outside_steer_no_terminal_and_stop_no_command(tmp_path: Path) -> None:
    (tmp_path / "scans").mkdir()
    for name in ("\x1b[31m:warning:\u202etxt.txt", os.fsdecode("名单.txt".encode("gb18030"))):
        (tmp_path / "scans" / name).write_text(ROSTER, encoding="utf-8")
    (tmp_path / "scans" / "loop.txt").symlink_to("loop.txt")
    assert call(tmp_path, "run", "--quiet").exit_code == ExitCode.PAGES_FAILED
    done = call(tmp_path, "status", "--html", str(tmp_path / "overview.html"))
    assert done.exit_code == 0
    assert "\\x1b[31m:warning:\\u202etxt.txt" in done.output
    assert "\\xc3\\xfb\\xb5\\xa5.txt" in done.output
    assert not {"\x1b", "\u202e"} & set(done.output)
    assert call(tmp_path, "verify").exit_code in (0, ExitCode.AUDIT_MISMATCH)
    assert len(folder_state(tmp_path / "scans")) == 2


def test_a_closed_stdout_stops_no_command(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdout", None)
    console.data().print("十")


def test_release_freezes_the_registry(workplace: Path) -> None:
    releases = workplace / "releases"
    lock = str(ROOT / "constraints.txt")
    done = call(workplace, "release", "--releases", str(releases), "--lock", lock)
    assert done.exit_code == 0, done.exception
    (folder,) = releases.iterdir()
    assert (folder / "release.json").is_file()
    assert (folder / "registry" / "clusters.csv").is_file()


def test_own_kinds_are_listed(workplace: Path) -> None:
    corrections = workplace / "corrections"
    shutil.copytree(ROOT / "corrections", corrections)
    (corrections / "kinds").mkdir(exist_ok=True)
    shutil.copy(ROOT / "tests/extract/kinds/data/specialised_firms.yaml", corrections / "kinds")
    listed = CliRunner().invoke(app, ["kinds", "list", "--corrections", str(corrections)])
    assert listed.exit_code == 0, listed.output
    assert "specialised" in listed.output
    checked = CliRunner().invoke(app, ["kinds", "check", "--corrections", str(corrections)])
    assert checked.exit_code == 0, checked.output


def test_brackets_in_names_are_no_markup(tmp_path: Path) -> None:
    (tmp_path / "scans/年[").mkdir(parents=True)
    (tmp_path / "scans/年[/red].docx").write_bytes(b"PK\x03\x04")
    assert "scan-registry status" in call(tmp_path, "run", "--quiet").output
    done = call(tmp_path, "status")
    assert done.exit_code == 0
    assert "年[/red].docx" in done.output
    assert "unsupported-type" in done.output


def test_an_empty_folder_says_so(tmp_path: Path) -> None:
    (tmp_path / "scans").mkdir()
    assert "没有扫描件" in call(tmp_path, "run", "--quiet").output


@pytest.mark.parametrize(
    "command", [["kinds", "new", "nowhere.pdf"], ["watch", "--scans", "no"]], ids=lambda c: c[0]
)
def test_what_is_not_there_is_wrong_usage(command: list[str]) -> None:
    assert isinstance(CliRunner().invoke(app, command).exception, UsageError)
