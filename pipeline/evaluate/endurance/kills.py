"""`kill -9` at random moments, then resume: the same bytes, and no stored page read twice.

In turn the run itself and one of its workers is killed. A killed run is started again at once,
while its workers may still be at their last task; a run whose worker was killed must end by itself.
What is read changes in turns of five: few texts, many texts, the same with the kill in the build of
the registry, few texts, pictures.
"""

from __future__ import annotations

import os
import random
import shutil
import signal
import subprocess
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import cache, partial
from itertools import count as counting
from itertools import cycle, islice
from pathlib import Path

from pipeline.evaluate.endurance.corpus import write_pictures, write_rosters
from pipeline.evaluate.endurance.process import (
    Folders,
    count_stored_pages,
    finish,
    is_alive,
    is_building,
    pages_read,
    start,
    stored_hashes,
    workers_of,
)

POLL_SECONDS = 0.02
ORPHAN_SECONDS = 30.0
"""A worker whose run was killed ends when its task is done."""

_SCANS: dict[str, Callable[[Path], None]] = {
    "texts": partial(write_rosters, count=12, n_pages=5, rows_per_page=6),
    "many": partial(write_rosters, count=240, n_pages=1, rows_per_page=8),
    "pictures": partial(write_pictures, count=2, n_pages=4),
}
"""`many` are so many documents and rows that the registry is assembled and written by workers."""


@dataclass(frozen=True, slots=True)
class Turn:
    """Which scans are read, and whether the run is killed only while it builds the registry."""

    scans: str
    only_build: bool = False


TURNS = (Turn("texts"), Turn("many"), Turn("many", True), Turn("texts"), Turn("pictures"))


@dataclass(frozen=True, slots=True)
class Trial:
    """One kill, `moment` seconds after the start, or that of the build. `redone`: read twice."""

    turn: Turn
    victim: str
    moment: float
    stored: int
    redone: int
    same_bytes: bool
    orphans: int

    @property
    def survived(self) -> bool:
        """Whether nothing was lost, done twice or left behind."""
        return self.same_bytes and self.redone == 0 and self.orphans == 0


@dataclass(frozen=True, slots=True)
class Calm:
    """An undisturbed run to compare with: when, in seconds, it had workers, and built and ended."""

    folders: Folders
    workers: tuple[float, float]
    build: tuple[float, float]
    n_pages: int
    hashes: dict[str, str]

    def moment(self, turn: Turn, victim: str, share: float) -> float:
        """A moment, `share` of the way through the run or, from its start, through the build."""
        first, last = (0.0, self.build[1]) if victim == "run" else self.workers
        if turn.only_build:
            return share * max(0.0, last - self.build[0])
        return first + share * (last - first)


def iter_trials(
    work: Path, corrections: Path, count: int, seed: int, turns: Sequence[Turn] = TURNS
) -> Iterator[Trial]:
    """Kill `count` runs on made scans under `work` and yield how each came through."""

    @cache
    def calm_run(scans: str) -> Calm:
        _SCANS[scans](work / scans)
        return _calm_run(Folders(work / scans, work / f"{scans}-calm", corrections))

    rng = random.Random(seed)
    for number, turn in zip(counting(1), islice(cycle(turns), count), strict=False):
        calm = calm_run(turn.scans)
        folders = replace(calm.folders, out=work / "killed")
        victim, kill = ("run", _kill_run) if number % 2 else ("worker", _kill_worker)
        trial, haste = None, 1.0
        while trial is None:
            shutil.rmtree(folders.out, ignore_errors=True)
            moment = calm.moment(turn, victim, haste * rng.random())
            trial = kill(folders, calm, turn, moment)
            haste /= 2  # it came too late: the machine is quicker than it was
        yield trial


def _calm_run(folders: Folders) -> Calm:
    started = time.monotonic()
    process = start(folders)
    working, building = [0.0], [0.0]
    while process.poll() is None:
        if workers_of(process.pid):
            working.append(time.monotonic() - started)
        if is_building(folders.out):
            building.append(time.monotonic() - started)
        time.sleep(POLL_SECONDS)
    finish(process)
    workers, build = ((seen[1], seen[-1]) for seen in (working, building))
    return Calm(folders, workers, build, pages_read(folders.out), stored_hashes(folders.out))


def _start_until(folders: Folders, turn: Turn, moment: float) -> subprocess.Popen[bytes]:
    process = start(folders)
    while turn.only_build and process.poll() is None and not is_building(folders.out):
        time.sleep(POLL_SECONDS)
    time.sleep(moment)
    return process


def _kill_run(folders: Folders, calm: Calm, turn: Turn, moment: float) -> Trial:
    process = _start_until(folders, turn, moment)
    workers = workers_of(process.pid)
    with process:
        process.kill()
        if process.stderr is not None:
            process.stderr.close()  # workers hold its other end: nobody waits for them to let go
    stored = count_stored_pages(folders.out)
    again = 0
    if stored_hashes(folders.out) != calm.hashes:
        finish(start(folders))
        again = pages_read(folders.out)
    orphans = _wait_for_end(workers)
    redone = max(0, stored + again - calm.n_pages)
    same = stored_hashes(folders.out) == calm.hashes
    return Trial(turn, "run", moment, stored, redone, same, orphans)


def _kill_worker(folders: Folders, calm: Calm, turn: Turn, moment: float) -> Trial | None:
    """None when the moment came too late and no worker was left to kill."""
    process = _start_until(folders, turn, moment)
    workers = workers_of(process.pid)
    while not workers and process.poll() is None:
        time.sleep(POLL_SECONDS)
        workers = workers_of(process.pid)
    stored = count_stored_pages(folders.out)
    if workers:
        with suppress(ProcessLookupError):
            os.kill(workers[int(moment * 1000) % len(workers)], signal.SIGKILL)
    finish(process)
    if not workers:
        return None
    redone = max(0, pages_read(folders.out) - calm.n_pages)
    same = stored_hashes(folders.out) == calm.hashes
    return Trial(turn, "worker", moment, stored, redone, same, 0)


def _wait_for_end(workers: list[int]) -> int:
    deadline = time.monotonic() + ORPHAN_SECONDS
    while any(map(is_alive, workers)) and time.monotonic() < deadline:
        time.sleep(POLL_SECONDS)
    return sum(map(is_alive, workers))
