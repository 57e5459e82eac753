"""`kill -9` at random moments, then resume: the same bytes, and no stored page read twice.

In turn the run itself and one of its workers is killed. A killed run is started again; a run whose
worker was killed must end by itself. Every second trial kills the run, every fifth reads pictures.
"""

from __future__ import annotations

import os
import random
import shutil
import signal
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path

from pipeline.evaluate.endurance.corpus import write_pictures, write_rosters
from pipeline.evaluate.endurance.process import (
    Folders,
    count_page_files,
    count_stored_pages,
    finish,
    is_alive,
    pages_read,
    start,
    stored_hashes,
    workers_of,
)

PICTURES_EVERY = 5
POLL_SECONDS = 0.02
ORPHAN_SECONDS = 30.0
"""A worker whose run was killed ends when its page is done."""


@dataclass(frozen=True, slots=True)
class Trial:
    """One kill. `moment` is in seconds after the start; `redone` counts pages read twice."""

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
    """An undisturbed run to compare with. `workers` is from when to when it had any, in seconds."""

    folders: Folders
    seconds: float
    workers: tuple[float, float]
    n_pages: int
    hashes: dict[str, str]


def iter_trials(work: Path, corrections: Path, count: int, seed: int) -> Iterator[Trial]:
    """Kill `count` runs on made scans under `work` and yield how each came through."""
    write_rosters(work / "texts", 12, 5, 6)
    write_pictures(work / "pictures", 2, 4)
    texts = _calm_run(Folders(work / "texts", work / "texts-calm", corrections))
    pictures = (
        texts
        if count < PICTURES_EVERY
        else _calm_run(Folders(work / "pictures", work / "pictures-calm", corrections))
    )
    rng = random.Random(seed)
    for number in range(1, count + 1):
        calm = texts if number % PICTURES_EVERY else pictures
        folders = replace(calm.folders, out=work / "killed")
        kill = _kill_run if number % 2 else _kill_worker
        trial, haste = None, 1.0
        while trial is None:
            shutil.rmtree(folders.out, ignore_errors=True)
            trial = kill(folders, calm, haste * rng.random())
            haste /= 2  # it came too late: the machine is quicker than it was
        yield trial


def _calm_run(folders: Folders) -> Calm:
    started = time.monotonic()
    process = start(folders)
    seen = [0.0]
    while process.poll() is None:
        if workers_of(process.pid):
            seen.append(time.monotonic() - started)
        time.sleep(POLL_SECONDS)
    seconds = time.monotonic() - started
    finish(process)
    hashes = stored_hashes(folders.out)
    return Calm(folders, seconds, (seen[1], seen[-1]), pages_read(folders.out), hashes)


def _kill_run(folders: Folders, calm: Calm, share: float) -> Trial:
    moment = share * calm.seconds
    process = start(folders)
    time.sleep(moment)
    workers = workers_of(process.pid)
    with process:
        process.kill()
        if process.stderr is not None:
            process.stderr.close()  # workers hold its other end: nobody waits for them to let go
    orphans = _wait_for_end(workers)
    stored = count_stored_pages(folders.out)
    again = 0
    if stored_hashes(folders.out) != calm.hashes:
        finish(start(folders))
        again = pages_read(folders.out)
    redone = max(0, stored + again - calm.n_pages)
    same = stored_hashes(folders.out) == calm.hashes
    return Trial("run", moment, stored, redone, same, orphans)


def _kill_worker(folders: Folders, calm: Calm, share: float) -> Trial | None:
    """None when the moment came too late and no worker was left to kill."""
    first, last = calm.workers
    moment = first + share * (last - first)
    process = start(folders)
    time.sleep(moment)
    workers = workers_of(process.pid)
    while not workers and process.poll() is None and not count_page_files(folders.out):
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
    return Trial("worker", moment, stored, redone, same, 0)


def _wait_for_end(workers: list[int]) -> int:
    deadline = time.monotonic() + ORPHAN_SECONDS
    while any(map(is_alive, workers)) and time.monotonic() < deadline:
        time.sleep(0.02)
    return sum(map(is_alive, workers))
