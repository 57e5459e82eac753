"""One page from pixels (or text) to what is on it: image -> layout -> lines. Pure, one page."""

from __future__ import annotations

from collections.abc import Callable

import cv2

from pipeline.extract.image import ImageOptions, straighten
from pipeline.extract.ingest.raw_page import RawPage
from pipeline.extract.layout import LayoutOptions, read_layout
from pipeline.extract.layout.reader import ImageLineReader, LineReader, TextLayerReader
from pipeline.extract.ocr.double_reader import DoubleReader
from pipeline.extract.ocr.engine import Engine
from pipeline.extract.ocr.rereader import Rereader
from pipeline.extract.ocr.simplified import SimplifiedReader
from pipeline.model.geometry import identity_transform
from pipeline.model.page import Balance, PageReading, PageSource, PageStatus


def read_page(
    raw: RawPage, engine: Callable[[], Engine], second: Callable[[], Engine] | None = None
) -> PageReading:
    """Read one page.

    `engine` is called only when pixels must be recognised, so text never loads a model. Lines it is
    unsure of are shown to it again; those still in doubt are read by `second`, when there is one.
    """
    if raw.pixels is None:
        return _read_text(raw)
    cv2.setNumThreads(1)  # workers share the cores by pages; threads within one cost 5 % more
    born_digital = bool(raw.characters)
    upright = straighten(
        raw.pixels,
        ImageOptions(dpi=raw.dpi, judge_orientation=not born_digital),
        None if born_digital else engine(),
    )
    reader: LineReader = (
        TextLayerReader(raw.characters, upright.transform)
        if born_digital
        else ImageLineReader(upright, _careful(engine(), second))
    )
    layout = read_layout(upright, reader, LayoutOptions())
    return PageReading(
        page_no=raw.page_no,
        width=raw.width,
        height=raw.height,
        dpi=round(raw.dpi, 2),
        source=PageSource.TEXT_LAYER if born_digital else PageSource.IMAGE,
        transform=upright.transform,
        status=layout.status,
        reason=layout.reason,
        message=layout.message,
        lines=layout.lines,
        tables=layout.tables,
        stamps=layout.stamps,
        ticks=layout.ticks,
        balance=layout.balance,
        findings=layout.findings,
    )


def _careful(engine: Engine, second: Callable[[], Engine] | None) -> Engine:
    reader = SimplifiedReader(Rereader(engine))
    return DoubleReader(reader, second()) if second else reader


def _read_text(raw: RawPage) -> PageReading:
    n_lines = len(raw.lines)
    return PageReading(
        page_no=raw.page_no,
        width=raw.width,
        height=raw.height,
        dpi=0.0,
        source=PageSource.TEXT,
        transform=identity_transform(raw.width, raw.height),
        status=PageStatus.OK if n_lines else PageStatus.BLANK,
        reason=None if n_lines else "no-text",
        lines=raw.lines,
        balance=Balance(n_lines, 0, n_lines, 0, 0),
    )
