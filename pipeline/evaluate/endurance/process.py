"""The program as a user starts it: a process of its own, watched and judged from outside."""

from __future__ import annotations

import hashlib
import resource
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import msgspec

from pipeline.errors import ExitCode
from pipeline.store.files import SCRATCH_PREFIX
from pipeline.store.output import StoredPage
from pipeline.store.serial import from_json

NOT_COMPARED = frozenset({".lock", "scans.json", "run.json", "registry.manifest.json"})
"""What holds clocks and times of files, and the seal over them."""

RUN_SECONDS = 600.0
GOOD_ENDS = (ExitCode.OK, ExitCode.PAGES_FAILED, ExitCode.ERROR_FINDINGS)


class RunFailedError(Exception):
    """A run under test came to a bad end."""


@dataclass(frozen=True, slots=True)
class Folders:
    """What a run is given."""

    scans: Path
    out: Path
    corrections: Path
    jobs: int = 2

    @property
    def command(self) -> list[str]:
        """The command line of a run."""
        return [
            *(
                sys.executable,
                "-m",
                "pipeline.cli.main",
                "run",
                "--quiet",
                "--jobs",
                str(self.jobs),
            ),
            *("--scans", str(self.scans), "--out", str(self.out)),
            *("--corrections", str(self.corrections)),
        ]


class PagesRead(msgspec.Struct):
    """The one line of `run.json` that is asked for here."""

    pages_read: int


def start(folders: Folders) -> subprocess.Popen[bytes]:
    """Start a run; only what it complains of is kept."""
    return subprocess.Popen(folders.command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)


def finish(process: subprocess.Popen[bytes]) -> None:
    """Wait for the end of a run.

    Raises:
        RunFailedError: When it ends otherwise than a run of readable scans may.
    """
    _, complaint = process.communicate(timeout=RUN_SECONDS)
    if process.returncode not in GOOD_ENDS:
        raise RunFailedError(f"exit code {process.returncode}: {complaint.decode()[-2000:]}")


def cpu_of_children() -> float:
    """CPU seconds of all runs that have ended, their workers included."""
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


def pages_read(out: Path) -> int:
    """How many pages the last run read, that is: did not find stored."""
    return msgspec.json.decode((out / "run.json").read_bytes(), type=PagesRead).pages_read


def stored_hashes(out: Path) -> dict[str, str]:
    """SHA-256 of every stored file by its path, but for those that hold clocks."""
    return {
        path.relative_to(out).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(out.rglob("*"))
        if path.is_file() and path.name not in NOT_COMPARED
    }


def count_stored_pages(out: Path) -> int:
    """How many whole pages are stored; a damaged one does not count."""
    return sum(_is_whole(path) for path in out.glob("documents/*/pages/*.json"))


def count_page_files(out: Path) -> int:
    """How many pages are stored, by name alone: cheap enough to ask while a run goes on."""
    return sum(1 for _ in out.glob("documents/*/pages/*.json"))


def is_building(out: Path) -> bool:
    """Whether a run is writing its registry: its unfinished files are there."""
    return any(out.glob(f"{SCRATCH_PREFIX}*"))


def children_of(pid: int) -> list[int]:
    """Child processes of a run; none when it has ended."""
    try:
        return [
            int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
        ]
    except OSError:
        return []


def workers_of(pid: int) -> list[int]:
    """Those children of a run that are workers."""
    return [child for child in children_of(pid) if _is_worker(child)]


def memory_of_run(pid: int) -> int:
    """Bytes a run and its children hold together; what processes share counts once."""
    return sum(map(_memory, (pid, *children_of(pid))))


def is_alive(pid: int) -> bool:
    """Whether a process still runs (a dead one whose parent did not ask does not)."""
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return False
    return state not in ("Z", "X")


def _memory(pid: int) -> int:
    """Proportional set size; 0 for a process that is gone."""
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) * 1024 for line in lines if line.startswith("Pss:")), 0)


def _is_worker(pid: int) -> bool:
    try:
        return b"spawn_main" in Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return False


def _is_whole(path: Path) -> bool:
    try:
        from_json(path.read_bytes(), StoredPage)
    except msgspec.DecodeError:
        return False
    return True
