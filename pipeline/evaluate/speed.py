"""How fast the whole pipeline is, as ratios to what a user would wire together instead.

Every contestant runs in a process of its own on the same files, in turns (ours, theirs, ours, …),
so that whatever else the machine does falls on all of them. Only ratios are meant to be compared
between machines. Peers run in an environment of their own (`peers.txt`), get their pages already
rasterised and are timed without their start; ours is timed from the start of the process to the
written registry.
"""

from __future__ import annotations

import json
import statistics
import subprocess
import tempfile
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from pipeline.errors import MissingToolError
from pipeline.evaluate.endurance.process import (
    Folders,
    RunFailedError,
    cpu_of_children,
    finish,
    memory_of_run,
    pages_read,
    start,
)

OURS = "scan-registry"
SAMPLE_SECONDS = 0.5
"""How often memory is asked for: it costs some milliseconds of the run that is timed."""

PEERS = ("rapidocr", "rapidocr+img2table", "tesseract+img2table")
PEERS_PROGRAM = Path(__file__).with_name("peers.py")
INSTALL_PEERS = """python3 -m venv .venv-peers
.venv-peers/bin/pip install -r pipeline/evaluate/peers.txt
.venv-peers/bin/pip install --force-reinstall --no-deps opencv-contrib-python-headless==5.0.0.93
sudo apt-get install tesseract-ocr tesseract-ocr-chi-sim"""
"""The build of OpenCV that holds what both need comes last: they overwrite each other."""


@dataclass(frozen=True, slots=True)
class Timing:
    """One timed turn: wall and CPU seconds, pages, and peak memory of all processes where known."""

    contestant: str
    seconds: float
    cpu_seconds: float
    pages: int
    peak_bytes: int | None = None

    @property
    def per_page(self) -> float:
        """Seconds a page."""
        return self.seconds / max(1, self.pages)


@dataclass(frozen=True, slots=True)
class Absent:
    """A peer that could not be measured, and why."""

    peer: str
    why: str


@dataclass(frozen=True, slots=True)
class Comparison:
    """All turns, in order, and the peers that did not take part in all of them."""

    timings: tuple[Timing, ...]
    absent: tuple[Absent, ...]


@dataclass(frozen=True, slots=True)
class Ratio:
    """Our time over theirs on the same pages, over all turns. `cpu` is the median by CPU time."""

    peer: str
    low: float
    median: float
    high: float
    cpu: float


def time_pipeline(scans: Path, corrections: Path) -> Timing:
    """Run the whole pipeline on `scans` into an empty folder; start of the process included.

    Raises:
        MissingToolError: When the run itself fails.
    """
    with tempfile.TemporaryDirectory() as out:
        folders = Folders(scans, Path(out), corrections, jobs=0)
        cpu, started = cpu_of_children(), time.monotonic()
        process = start(folders)
        peak = _peak_until_its_end(process)
        seconds, cpu = time.monotonic() - started, cpu_of_children() - cpu
        try:
            finish(process)
        except RunFailedError as error:
            raise MissingToolError(
                f"运行失败 the run failed: {error}", "先运行 first: scan-registry run"
            ) from error
        return Timing(OURS, seconds, cpu, pages_read(folders.out), peak)


def _peak_until_its_end(process: subprocess.Popen[bytes]) -> int:
    peak = 0
    while process.returncode is None:
        peak = max(peak, memory_of_run(process.pid))
        with suppress(subprocess.TimeoutExpired):
            process.wait(SAMPLE_SECONDS)
    return peak


def time_peer(peer: str, scans: Path, python: Path) -> Timing | Absent:
    """Time one peer on the same pages, in the environment that `python` belongs to."""
    if not python.is_file():
        return Absent(peer, f"没有这个环境 no such environment: {python}")
    command = [str(python), str(PEERS_PROGRAM), peer, str(scans)]
    done = subprocess.run(command, capture_output=True, check=False)
    if done.returncode != 0:
        last_line = (done.stderr.decode(errors="replace").splitlines() or [""])[-1]
        return Absent(peer, f"运行失败 failed: {last_line}")
    answer = json.loads(done.stdout.splitlines()[-1])
    if "missing" in answer:
        return Absent(peer, f"缺少 missing: {answer['missing']}")
    cpu = float(answer["cpu_seconds"])
    return Timing(peer, float(answer["seconds"]), cpu, int(answer["pages"]))


def compare(scans: Path, corrections: Path, python: Path, turns: int) -> Comparison:
    """Let all contestants run in turns; a peer that cannot run is asked once."""
    timings: list[Timing] = []
    absent: dict[str, Absent] = {}
    for _ in range(turns):
        timings.append(time_pipeline(scans, corrections))
        for peer in PEERS:
            if peer in absent:
                continue
            result = time_peer(peer, scans, python)
            if isinstance(result, Absent):
                absent[peer] = result
            else:
                timings.append(result)
    whole = tuple(timing for timing in timings if timing.contestant not in absent)
    return Comparison(whole, tuple(absent.values()))


def ratios(timings: Sequence[Timing]) -> list[Ratio]:
    """Our seconds a page over each peer's, turn by turn."""
    ours = [timing for timing in timings if timing.contestant == OURS]
    result = []
    for peer in dict.fromkeys(t.contestant for t in timings if t.contestant != OURS):
        theirs = [timing for timing in timings if timing.contestant == peer]
        turns = list(zip(ours, theirs, strict=True))
        shares = [mine.per_page / other.per_page for mine, other in turns]
        cpu = [mine.cpu_seconds / other.cpu_seconds for mine, other in turns]
        middle = statistics.median(shares)
        result.append(Ratio(peer, min(shares), middle, max(shares), statistics.median(cpu)))
    return result
