"""Many documents: how fast nothing, a dictionary edit and everything is done, in what memory."""

from __future__ import annotations

import shutil
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from pipeline.evaluate.endurance.corpus import write_rosters
from pipeline.evaluate.endurance.process import (
    Folders,
    count_page_files,
    cpu_of_children,
    finish,
    memory_of_run,
    pages_read,
    start,
)

SAMPLE_SECONDS = 0.5
REST = 20
"""Pauses are this many times as long as a look takes: with 1,000 documents a look costs 0.08 s of a
core, and both belong to the run."""
CURVE_POINTS = 12
EDITED_FILE = "watch.tsv"
EDIT = "无人机\t无人车\t某高新区无人机产业集群\n"
"""Names every cell with 无人机 as one to look at: about an eighth of the made rows change."""


@dataclass(frozen=True, slots=True)
class Sample:
    """Memory of the run and its workers together, when so many pages were stored."""

    n_pages: int
    n_bytes: int


@dataclass(frozen=True, slots=True)
class Turn:
    """One run: wall and CPU seconds, pages read anew, and memory over its course."""

    name: str
    seconds: float
    cpu_seconds: float
    pages_read: int
    samples: tuple[Sample, ...]

    @property
    def peak_bytes(self) -> int:
        """Most memory at any sample."""
        return max((sample.n_bytes for sample in self.samples), default=0)

    def curve(self) -> tuple[Sample, ...]:
        """A dozen samples, evenly spaced over the pages."""
        stride = max(1, len(self.samples) // CURVE_POINTS)
        return self.samples[::stride]


def iter_turns(
    work: Path, corrections: Path, count: int, n_pages: int, rows: int
) -> Iterator[Turn]:
    """Read `count` made rosters, run again unchanged, then after a dictionary edit."""
    write_rosters(work / "scans", count, n_pages, rows)
    edited = work / "corrections"
    shutil.copytree(corrections, edited)
    folders = Folders(work / "scans", work / "out", corrections)
    yield _timed("everything", folders)
    yield _timed("nothing", folders)
    with (edited / EDITED_FILE).open("a", encoding="utf-8") as file:
        file.write(EDIT)
    yield _timed("dictionary edit", replace(folders, corrections=edited))


def _timed(name: str, folders: Folders) -> Turn:
    cpu, started = cpu_of_children(), time.monotonic()
    process = start(folders)
    samples: list[Sample] = []
    while process.poll() is None:
        looked = time.monotonic()
        samples.append(Sample(count_page_files(folders.out), memory_of_run(process.pid)))
        cost = time.monotonic() - looked
        time.sleep(max(REST * cost, min(SAMPLE_SECONDS, 0.01 * len(samples))))
    seconds = time.monotonic() - started
    finish(process)
    cpu = cpu_of_children() - cpu
    return Turn(name, seconds, cpu, pages_read(folders.out), tuple(samples))
