"""Tasks whose page crashes, hangs, returns, or kills its worker; they travel to real workers."""

from __future__ import annotations

import multiprocessing
import os
import signal
import struct
import time
from dataclasses import dataclass
from pathlib import Path

from pipeline.errors import MissingToolError
from pipeline.model.geometry import identity_transform
from pipeline.model.page import PageReading, PageSource
from pipeline.run.discover import ScanFile
from pipeline.run.page_task import PageOutcome, failed_page


@dataclass(frozen=True)
class FaultTask:
    """`fault` is what happens; `marker` is a file that remembers a first attempt."""

    file: ScanFile
    page_no: int
    fault: str = ""
    marker: str = ""

    def work(self) -> PageOutcome:
        if self.fault == "hang":
            time.sleep(60)
        if self.fault == "die" or (self.fault == "die-once" and not Path(self.marker).exists()):
            if self.marker:
                Path(self.marker).touch()
            os.kill(os.getpid(), signal.SIGKILL)
        if self.fault == "die-answering":
            _answer_by_halves()
        if self.fault == "no-model":
            raise MissingToolError("model gone", "make setup")
        page = PageReading(
            self.page_no, 10, 10, 200.0, PageSource.IMAGE, identity_transform(10, 10)
        )
        return PageOutcome(self.file, page)

    def failed(self, reason: str, message: str) -> PageOutcome:
        return PageOutcome(self.file, failed_page(self.page_no, reason, message))


@dataclass(frozen=True)
class ProcessTask:
    """Tells which process did it."""

    def work(self) -> int:
        return os.getpid()

    def failed(self, reason: str, message: str) -> int:
        raise AssertionError(reason, message)


def _answer_by_halves() -> None:
    """Die as a worker does that is killed while its answer is on the way."""
    (connection, *_) = multiprocessing.current_process()._args  # type: ignore[attr-defined]
    os.write(connection.fileno(), struct.pack("!i", 1000) + b"half of it")
    os.kill(os.getpid(), signal.SIGKILL)
