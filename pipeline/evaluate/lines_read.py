"""The lines that the pipeline cuts from a scan, with what it reads there."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from pipeline.extract.ingest.source import open_source
from pipeline.extract.ocr.engine import Engine, EngineInFront, Image, RecognisedText
from pipeline.extract.page import read_page

LineRead = tuple[Image, RecognisedText]
"""A line as it was cut, (H, W) or (H, W, 3), and what was read."""


class _Listener(EngineInFront):
    """Keeps what goes to the engine behind, and what it read."""

    def __init__(self, engine: Engine) -> None:
        super().__init__(engine)
        self.lines: list[LineRead] = []

    def recognise(self, crops: Sequence[Image]) -> list[RecognisedText]:
        texts = super().recognise(crops)
        self.lines += zip(crops, texts, strict=True)
        return texts


def lines_read(scan: Path, engine: Engine) -> list[LineRead]:
    """Read all pages of a scan and return every line that the engine was asked for, in that order.

    Raises:
        UnreadableInputError: When the scan cannot be opened.
    """
    listener = _Listener(engine)
    source = open_source(scan.read_bytes())
    for page_no in range(1, source.n_pages + 1):
        read_page(source.page(page_no), lambda: listener)
    return listener.lines
