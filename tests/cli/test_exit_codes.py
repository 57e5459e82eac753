"""Exit codes one by one, in real processes."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest

from pipeline.cli.execute import exit_code
from pipeline.errors import ExitCode

ROOT = Path(__file__).resolve().parents[2]
ROSTER = """创新型产业集群名单
地区 集群名称 建设单位 类型
四川 自贡无人机产业集群 自贡高新区管委会 试点
"""


@pytest.fixture
def scans(tmp_path: Path) -> Path:
    folder = tmp_path / "scans"
    folder.mkdir()
    (folder / "名单.txt").write_text(ROSTER, encoding="utf-8")
    return folder


def call(
    arguments: Sequence[str], environment: Mapping[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "pipeline.cli.main", *arguments]
    return subprocess.run(
        command, capture_output=True, text=True, cwd=ROOT, env=environment, check=False
    )


def run(scans: Path, *more: str) -> subprocess.CompletedProcess[str]:
    out = scans.parent / "out"
    return call(["run", "--quiet", "--scans", str(scans), "--out", str(out), *more])


def test_0_clean_and_verified(scans: Path) -> None:
    done = run(scans)
    assert done.returncode == ExitCode.OK, done.stderr
    assert "rows" in done.stdout
    verified = call(["verify", "--scans", str(scans), "--out", str(scans.parent / "out")])
    assert verified.returncode == ExitCode.OK, verified.stdout


def test_1_bug_shows_its_traceback(scans: Path) -> None:
    program = (
        "import pipeline.run.run as r, pipeline.cli.main as m, sys\n"
        "def broken(*a, **k): raise RuntimeError('a bug')\n"
        "r.run = broken; sys.argv = ['scan-registry', 'run']; m.main()"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, cwd=ROOT, check=False
    )
    assert done.returncode == ExitCode.BUG
    assert "Traceback" in done.stderr


@pytest.mark.parametrize(
    "arguments",
    [["run", "--scans", "/nowhere"], ["run", "--no-such-option"], ["run", "--engine", "abbyy"]],
    ids=["no-folder", "option", "engine"],
)
def test_2_usage(arguments: list[str], tmp_path: Path) -> None:
    assert call([*arguments, "--out", str(tmp_path)]).returncode == ExitCode.USAGE


def test_2_usage_is_told_in_chinese_first() -> None:
    assert "用法错误 usage error" in call(["run", "--no-such-option"]).stderr


def test_3_dictionary_named_with_its_line(scans: Path) -> None:
    corrections = scans.parent / "corrections"
    shutil.copytree(ROOT / "corrections", corrections)
    with (corrections / "terms.tsv").open("a", encoding="utf-8") as file:
        file.write("只有一列\n")
    done = run(scans, "--corrections", str(corrections))
    assert done.returncode == ExitCode.CONFIGURATION
    assert "terms.tsv" in done.stderr
    assert "Traceback" not in done.stderr


def test_4_output_that_cannot_be_written(scans: Path) -> None:
    (scans.parent / "out").write_text("a file, not a folder")
    assert run(scans).returncode == ExitCode.UNREADABLE_INPUT


def test_5_missing_tool_says_what_to_install(scans: Path) -> None:
    out = str(scans.parent / "out")
    arguments = ["run", "--engine", "tesseract", "--scans", str(scans), "--out", out]
    done = call(arguments, {**os.environ, "PATH": "/nowhere"})
    assert done.returncode == ExitCode.MISSING_TOOL
    assert "apt-get install" in done.stderr


def test_5_what_training_needs_is_named(scans: Path) -> None:
    program = (
        "import sys; sys.modules['onnx'] = None\n"
        "import pipeline.cli.main as m\n"
        "sys.argv[1:] = ['bench', 'adapt', '--scans', sys.argv[1], '--drills', sys.argv[1]]\n"
        "m.main()"
    )
    command = [sys.executable, "-c", program, str(scans)]
    done = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, check=False)
    assert done.returncode == ExitCode.MISSING_TOOL
    assert "training/requirements.txt" in done.stderr


def test_6_failed_files_do_not_stop_the_rest(scans: Path) -> None:
    (scans / "坏.pdf").write_bytes(b"%PDF-1.7 broken")
    done = run(scans)
    assert done.returncode == ExitCode.PAGES_FAILED
    status = call(["status", "--out", str(scans.parent / "out")])
    assert status.returncode == ExitCode.OK
    assert "坏.pdf" in status.stdout
    assert "corrupt" in status.stdout


def test_7_error_findings_weigh_less_than_failures() -> None:
    assert exit_code(0, 1) is ExitCode.ERROR_FINDINGS
    assert exit_code(1, 1) is ExitCode.PAGES_FAILED
    assert exit_code(0, 0) is ExitCode.OK


def test_8_an_edited_registry_is_named(scans: Path) -> None:
    run(scans)
    out = scans.parent / "out"
    path = out / "registry" / "clusters.csv"
    path.write_text(path.read_text(encoding="utf-8").replace("自贡无人机", "自贡无人车"))
    done = call(["verify", "--scans", str(scans), "--out", str(out)])
    assert done.returncode == ExitCode.AUDIT_MISMATCH
    assert "clusters" in done.stdout


def test_130_interrupted_keeps_what_is_done(scans: Path) -> None:
    for number in range(60):
        (scans / f"{number}.txt").write_text(f"{ROSTER}{number}", encoding="utf-8")
    command = [sys.executable, "-m", "pipeline.cli.main", "run", "--quiet", "--jobs", "1"]
    process = subprocess.Popen(
        [*command, "--scans", str(scans), "--out", str(scans.parent / "out")],
        cwd=ROOT,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        # A shell's background jobs, this test among them, may have been told to ignore Ctrl-C.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    )
    pages = scans.parent / "out" / "documents"
    deadline = time.monotonic() + 60
    while not any(pages.glob("*/pages/*.json")) and time.monotonic() < deadline:
        time.sleep(0.02)
    process.send_signal(signal.SIGINT)
    _, said = process.communicate(timeout=30)
    assert process.returncode == ExitCode.INTERRUPTED
    assert "finished pages are kept" in said.decode()
    assert any(pages.glob("*/pages/*.json"))
