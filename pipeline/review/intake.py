"""New scans: checked, put into the drop folder under a name of their own, and read page by page.

A name from a request is reduced to letters, digits and hyphens and never names an existing file;
the type is told by the first bytes, not by the name.
"""

from __future__ import annotations

import re
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

from pipeline.errors import PipelineError
from pipeline.review.services import PageProgress, ReportProgress
from pipeline.store.files import sha256_hex, write_bytes

SIGNATURES = (
    (b"%PDF-", ".pdf"),
    (b"\x89PNG\r\n\x1a\n", ".png"),
    (b"\xff\xd8\xff", ".jpg"),
    (b"II*\x00", ".tif"),
    (b"MM\x00*", ".tif"),
    (b"GIF8", ".gif"),
    (b"RIFF", ".webp"),
    (b"BM", ".bmp"),
)
SUFFIXES = (".pdf", ".png", ".jpg", ".jpeg", ".tif", ".tiff", ".bmp", ".gif", ".webp", ".txt")
LONGEST_STEM = 80


class JobState(StrEnum):
    """What became of a file."""

    WAITING = "waiting"
    READING = "reading"
    DONE = "done"
    FAILED = "failed"


ENDED = frozenset({JobState.DONE, JobState.FAILED})


class RefusedUploadError(Exception):
    """A file that is not taken; `reason` is a slug with a sentence in words.yaml."""

    def __init__(self, reason: str) -> None:
        """Name the reason."""
        super().__init__(reason)
        self.reason = reason


@dataclass(slots=True)
class Job:
    """One file of the drop folder on its way into the registry."""

    name: str
    state: JobState = JobState.WAITING
    pages: dict[int, PageProgress] = field(default_factory=dict)
    n_pages: int = 0
    document_id: str | None = None
    problem: str | None = None


class Intake:
    """The drop folder and the files being read from it."""

    def __init__(
        self,
        scans: Path,
        ingest: Callable[[Path, ReportProgress], str] | None,
        submit: Callable[[Callable[[], None]], object],
        after: Callable[[], None],
    ) -> None:
        """Take the folder, the reader, who runs it, and whom to tell when a file is done."""
        self.scans = scans
        self.is_open = ingest is not None
        self._ingest = ingest
        self._submit = submit
        self._after = after
        self._lock = threading.Lock()
        self._jobs: dict[str, Job] = {}
        self._is_busy = False

    def jobs(self) -> list[Job]:
        """Every file asked for since the station started, newest first."""
        with self._lock:
            return list(reversed(self._jobs.values()))

    def is_busy(self) -> bool:
        """Whether any file is being read or waits for it."""
        return any(job.state not in ENDED for job in self.jobs())

    def receive(self, name: str, data: bytes) -> Job:
        """Put an uploaded file into the drop folder and have it read.

        Raises:
            RefusedUploadError: `empty-file`, `unsupported-type` or `already-there`.
            OutputError: When the drop folder cannot be written.
        """
        suffix = detect_suffix(data)
        digest = sha256_hex(data)
        stem = safe_stem(name) or f"upload-{digest[:8]}"
        with self._lock:
            path = self.scans / f"{stem}{suffix}"
            if path.exists():
                if sha256_hex(path.read_bytes()) == digest:
                    raise RefusedUploadError("already-there")
                path = self.scans / f"{stem}-{digest[:8]}{suffix}"
            write_bytes(path, data)
        return self._enqueue(path.name)

    def unread(self, known: frozenset[str]) -> list[str]:
        """Files that lie in the drop folder and are neither read nor asked for."""
        if not self.scans.is_dir():
            return []
        names = (
            path.relative_to(self.scans).as_posix()
            for path in sorted(self.scans.rglob("*"))
            if path.is_file() and path.suffix.lower() in SUFFIXES
        )
        with self._lock:
            return [name for name in names if name not in known and name not in self._jobs]

    def read_all(self, known: frozenset[str]) -> None:
        """Have every unread file of the drop folder read."""
        for name in self.unread(known):
            self._enqueue(name)

    def _enqueue(self, name: str) -> Job:
        with self._lock:
            job = self._jobs[name] = Job(name)
            is_first = not self._is_busy
            self._is_busy = True
        if is_first:
            self._submit(self._read_next)
        return job

    def _read_next(self) -> None:
        """Read one file, then line up again, so that rebuilds get their turn in between."""
        with self._lock:
            job = next((job for job in self._jobs.values() if job.state not in ENDED), None)
        if job is None or self._ingest is None:
            self._is_busy = False
            return
        job.state = JobState.READING
        try:
            job.document_id = self._ingest(
                self.scans / job.name, lambda done: self._report(job, done)
            )
            job.state = JobState.DONE
        except PipelineError as error:
            job.state, job.problem = JobState.FAILED, f"{error.cause}：{error.next_step}"
        finally:
            if job.state is JobState.READING:
                job.state, job.problem = JobState.FAILED, "程序错误，请看终端 bug, see the terminal"
            self._submit(self._read_next)
        self._after()

    def _report(self, asked: Job, done: PageProgress) -> None:
        """Note a page; whatever else lies in the folder is read along and gets its turn later."""
        if done.name in ("", asked.name):
            job = asked
        else:
            job = self._jobs.get(done.name) or self._enqueue(done.name)
        job.state = JobState.READING
        job.n_pages = max(job.n_pages, done.n_pages)
        job.pages[done.page_no] = done


def safe_stem(name: str) -> str:
    """Reduce a file name from a request to letters, digits, hyphens and underscores."""
    last = re.split(r"[/\\]", name)[-1]
    stem = last.rpartition(".")[0] or last
    return re.sub(r"[^\w-]+", "-", stem).strip("-_")[:LONGEST_STEM]


def detect_suffix(data: bytes) -> str:
    """Tell the type by the bytes; return the suffix the file gets.

    Raises:
        RefusedUploadError: `empty-file` or `unsupported-type`.
    """
    if not data:
        raise RefusedUploadError("empty-file")
    for signature, suffix in SIGNATURES:
        if data.startswith(signature):
            return suffix
    if b"\x00" not in data and _is_text(data):
        return ".txt"
    raise RefusedUploadError("unsupported-type")


def _is_text(data: bytes) -> bool:
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        return not any(char < " " and char not in "\t\r\n\f" for char in text)
    return False
