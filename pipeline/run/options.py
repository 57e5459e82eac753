"""Everything a run can be told; defaults live here once."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from pipeline.extract.ocr.catalogue import DEFAULT_ENGINE, SECOND_ENGINE

MAX_WORKERS = 4
"""Each worker holds about 450 MB (models, page images): more than four do not fit an office PC."""


@dataclass(frozen=True, slots=True)
class RunOptions:
    """Folders, recogniser and limits of one run."""

    scans: Path = Path("raw_scans")
    out: Path = Path("extracted")
    corrections: Path = Path("corrections")
    engine: str = DEFAULT_ENGINE
    second_engine: str | None = SECOND_ENGINE
    """Reads lines in doubt again; None reads everything once."""
    read_new: bool = True
    """Whether pages may be read; False brings only what is stored up to date, as it was read."""
    jobs: int = 0
    """Worker processes; 0 is one per core this process may use, at most four."""
    page_seconds: float = 120.0
    """A page that takes longer than this is given up, with reason `page-timeout`."""
    page_bytes: int = 8 * 1024**3
    """Address space one worker may use; beyond it the page fails, not the machine."""
    cluster: str | None = None
    """Address of a Dask scheduler; None reads pages in local processes."""

    @property
    def readers(self) -> tuple[str, str | None]:
        """First and second recogniser; `engine` may name both, as in `ppocr-v6-small+tesseract`."""
        first, plus, second = self.engine.partition("+")
        return first, (second if plus else self.second_engine)

    @property
    def workers(self) -> int:
        """Number of worker processes that will be used."""
        return self.jobs or min(MAX_WORKERS, len(os.sched_getaffinity(0)))
