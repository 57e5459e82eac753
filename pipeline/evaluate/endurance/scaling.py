"""What a second worker brings, and what a page costs: for sizing a machine or many of them."""

from __future__ import annotations

import os
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from pipeline.evaluate.endurance.process import Folders, cpu_of_children, finish, pages_read, start


@dataclass(frozen=True, slots=True)
class Share:
    """One run on an empty folder. `load` is the machine's load average when it began."""

    jobs: int
    n_pages: int
    seconds: float
    cpu_seconds: float
    bytes_of_pages: int
    bytes_of_registry: int
    load: float


def iter_shares(scans: Path, corrections: Path, turns: int) -> Iterator[Share]:
    """Read the same scans with one worker and with two, in turns."""
    for _ in range(turns):
        for jobs in (1, 2):
            with tempfile.TemporaryDirectory() as out:
                yield _timed(Folders(scans, Path(out), corrections, jobs))


def _timed(folders: Folders) -> Share:
    load, cpu, started = os.getloadavg()[0], cpu_of_children(), time.monotonic()
    finish(start(folders))
    return Share(
        jobs=folders.jobs,
        n_pages=pages_read(folders.out),
        seconds=time.monotonic() - started,
        cpu_seconds=cpu_of_children() - cpu,
        bytes_of_pages=_size(folders.out / "documents"),
        bytes_of_registry=_size(folders.out / "registry"),
        load=load,
    )


def _size(folder: Path) -> int:
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
