"""Tasks whose page crashes, hangs, returns, or kills its worker; they travel to real workers."""

from __future__ import annotations

import os
import signal
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
        if self.fault == "no-model":
            raise MissingToolError("model gone", "make setup")
        page = PageReading(
            self.page_no, 10, 10, 200.0, PageSource.IMAGE, identity_transform(10, 10)
        )
        return PageOutcome(self.file, page)

    def failed(self, reason: str, message: str) -> PageOutcome:
        return PageOutcome(self.file, failed_page(self.page_no, reason, message))
