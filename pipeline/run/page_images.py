"""Raw pages as pixels for those who show them: the station, trace and diff."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from pipeline.errors import UnreadableInputError
from pipeline.extract.ingest.source import Source, open_source
from pipeline.store.output import OutputFolder

Pixels = NDArray[np.uint8]

OPEN_FILES = 4
"""Files kept open at a time: a person works through one document after the other."""


class PageImages:
    """Pages of the files under `scans`; rendered exactly as they were read."""

    def __init__(self, scans: Path) -> None:
        """Open files only when asked for; keep a few open."""
        self._scans = scans.resolve()
        self._open = lru_cache(maxsize=OPEN_FILES)(self._open_file)

    def by_name(self, source_name: str, page_no: int) -> Pixels | None:
        """Return the raw page; None for plain text, or when the file is no longer there."""
        try:
            source = self._open(source_name)
            return source.page(page_no).pixels if source is not None else None
        except UnreadableInputError:
            return None

    def _open_file(self, source_name: str) -> Source | None:
        path = (self._scans / source_name).resolve()
        if not path.is_relative_to(self._scans) or not path.is_file():
            return None
        return open_source(path.read_bytes())


def source_name_of(output: OutputFolder, document_id: str) -> str | None:
    """Return the name of the file a document was read from."""
    manifest = output.read_manifest(document_id)
    return manifest.source_name if manifest is not None else None
