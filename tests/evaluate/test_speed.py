"""Ratios turn by turn; a peer that cannot run is named with its reason and stops nobody."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from pipeline.evaluate.speed import OURS, Absent, Ratio, Timing, ratios, time_peer


def python_that(folder: Path, does: str) -> Path:
    """Stands for the peers' interpreter."""
    program = folder / "python"
    program.write_text(f"#!/bin/sh\n{does}\n")
    program.chmod(program.stat().st_mode | stat.S_IXUSR)
    return program


def test_ratios_are_taken_turn_by_turn() -> None:
    timings = [
        Timing(OURS, 2.0, 3.0, 4),
        Timing("peer", 8.0, 6.0, 4),
        Timing(OURS, 6.0, 3.0, 4),
        Timing("peer", 8.0, 12.0, 4),
    ]
    assert ratios(timings) == [Ratio("peer", low=0.25, median=0.5, high=0.75, cpu=0.375)]


def test_a_peer_that_runs_is_timed(tmp_path: Path) -> None:
    answer = '{"seconds": 4.0, "cpu_seconds": 6.5, "pages": 2}'
    python = python_that(tmp_path, f"echo '{answer}'")
    assert time_peer("rapidocr", tmp_path, python) == Timing("rapidocr", 4.0, 6.5, 2)


@pytest.mark.parametrize(
    ("does", "why"),
    [
        pytest.param(
            """echo '{"missing": "No module named bs4"}'""",
            "缺少 missing: No module named bs4",
            id="half-installed",
        ),
        pytest.param(
            "echo first >&2; echo 'RuntimeError: no model' >&2; exit 1",
            "运行失败 failed: RuntimeError: no model",
            id="fails",
        ),
    ],
)
def test_a_peer_that_cannot_run_says_why(tmp_path: Path, does: str, why: str) -> None:
    assert time_peer("p", tmp_path, python_that(tmp_path, does)) == Absent("p", why)


def test_peers_that_are_not_installed_at_all_are_absent(tmp_path: Path) -> None:
    python = tmp_path / "nowhere"
    expected = Absent("p", f"没有这个环境 no such environment: {python}")
    assert time_peer("p", tmp_path, python) == expected
