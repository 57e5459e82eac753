"""How a file of the registry is made: in a folder of its own, to be put in place when whole.

A task makes some files. It is a small value that may travel to a worker process; only the process
that holds the output folder puts files in place, so a worker that outlives a killed run harms none.
"""

from __future__ import annotations

import filecmp
import hashlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn

from pipeline.errors import OutputError
from pipeline.registry.collector import without_cycle_search
from pipeline.store.files import flush_file, output_errors


@dataclass(frozen=True, slots=True)
class MadeFile:
    """One file as it was made. `is_new` when other bytes, or none, are in its place so far."""

    name: str
    size: int
    sha256: str
    is_new: bool


@dataclass(frozen=True, slots=True)
class FaceTask:
    """Makes files in the folder `making`; `make` returns their names, relative to the registry."""

    make: Callable[[Path], Iterable[str]]
    making: Path
    out_dir: Path

    def work(self) -> tuple[MadeFile, ...]:
        """Make them, durably.

        Raises:
            OutputError: When the disk is full or fails.
        """
        with without_cycle_search(), output_errors(self.making):
            return tuple(self._finished(name) for name in self.make(self.making))

    def failed(self, reason: str, message: str) -> NoReturn:
        """A registry without one of its files is none."""
        raise OutputError(
            f"未能写出名录 the registry could not be written ({reason}): {message}",
            "请重新运行 run again",
        )

    def _finished(self, name: str) -> MadeFile:
        made, there = self.making / name, self.out_dir / name
        with made.open("rb") as file:
            sha256 = hashlib.file_digest(file, "sha256").hexdigest()
        is_new = not (there.is_file() and filecmp.cmp(made, there, shallow=False))
        if is_new:
            flush_file(made)
        return MadeFile(name, made.stat().st_size, sha256, is_new)


Doer = Callable[[Iterable[FaceTask]], Iterable[tuple[MadeFile, ...]]]
"""Whoever does tasks, in any order."""


def done_here(tasks: Iterable[FaceTask]) -> Iterable[tuple[MadeFile, ...]]:
    """Do the tasks in this process, one after the other."""
    return (task.work() for task in tasks)
