"""How fast the whole pipeline is, as ratios to what a user would wire together instead.

Every contestant runs in a process of its own on the same files, in turns (ours, theirs, ours, …),
so that whatever else the machine does falls on all of them. Only ratios are meant to be compared
between machines. Peers get their pages already rasterised and are timed without their start;
ours is timed from the start of the process to the written registry.
"""

from __future__ import annotations

import json
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from pipeline.errors import MissingToolError

OURS = "scan-registry"
PEERS = ("rapidocr", "rapidocr+img2table", "tesseract+img2table")


@dataclass(frozen=True, slots=True)
class Timing:
    """One timed turn: wall seconds, pages, and peak resident memory in bytes where known."""

    contestant: str
    seconds: float
    pages: int
    peak_bytes: int | None = None

    @property
    def per_page(self) -> float:
        """Seconds a page."""
        return self.seconds / max(1, self.pages)


@dataclass(frozen=True, slots=True)
class Ratio:
    """Our time over theirs on the same pages, over all turns."""

    peer: str
    low: float
    median: float
    high: float


def time_pipeline(scans: Path, corrections: Path) -> Timing:
    """Run the whole pipeline on `scans` into an empty folder; start of the process included.

    Raises:
        MissingToolError: When the run itself fails.
    """
    with tempfile.TemporaryDirectory() as out:
        command = [
            *(sys.executable, "-m", "pipeline.cli.main", "run", "--quiet"),
            *("--scans", str(scans), "--out", out, "--corrections", str(corrections)),
        ]
        started = time.monotonic()
        done = subprocess.run(command, capture_output=True, check=False)
        seconds = time.monotonic() - started
        if done.returncode not in (0, 6, 7):
            raise MissingToolError(
                f"运行失败 the run failed: {done.stderr.decode()}",
                "先运行 first: scan-registry run",
            )
        pages = len(list(Path(out).glob("documents/*/pages/*.json")))
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * 1024
    return Timing(OURS, seconds, pages, peak)


def time_peer(peer: str, scans: Path) -> Timing | None:
    """Time one peer on the same pages; None when it is not installed."""
    command = [sys.executable, "-m", "pipeline.evaluate.peers", peer, str(scans)]
    done = subprocess.run(command, capture_output=True, check=False)
    if done.returncode == MissingToolError.exit_code:
        return None
    if done.returncode != 0:
        raise MissingToolError(
            f"{peer} 失败 failed: {done.stderr.decode()[-400:]}",
            "检查其安装 check how it is installed",
        )
    answer = json.loads(done.stdout.splitlines()[-1])
    return Timing(peer, float(answer["seconds"]), int(answer["pages"]))


def compare(scans: Path, corrections: Path, peers: Sequence[str], turns: int) -> list[Timing]:
    """Let all contestants run in turns; peers that are not installed are left out."""
    timings: list[Timing] = []
    for _ in range(turns):
        timings.append(time_pipeline(scans, corrections))
        timings.extend(t for t in (time_peer(peer, scans) for peer in peers) if t is not None)
    return timings


def ratios(timings: Sequence[Timing]) -> list[Ratio]:
    """Our seconds a page over each peer's, turn by turn."""
    ours = [timing.per_page for timing in timings if timing.contestant == OURS]
    result = []
    for peer in dict.fromkeys(t.contestant for t in timings if t.contestant != OURS):
        theirs = [timing.per_page for timing in timings if timing.contestant == peer]
        shares = [mine / other for mine, other in zip(ours, theirs, strict=True)]
        result.append(Ratio(peer, min(shares), statistics.median(shares), max(shares)))
    return result
