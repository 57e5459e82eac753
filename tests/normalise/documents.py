"""Small documents for tests: readings without ink, cleaned as read."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from pathlib import Path

from pipeline.model.atlas import Atlas, open_atlas
from pipeline.model.correction import CleanDocument, CleanReading
from pipeline.model.document import (
    DocumentReading,
    PageSummary,
    Part,
    PartText,
    Reading,
    Record,
    ValueType,
)
from pipeline.model.gazetteer import Gazetteer, parse_gazetteer
from pipeline.model.geometry import Box, Region
from pipeline.model.page import PageSource, PageStatus
from pipeline.model.text import Glyph
from pipeline.normalise.when import newest_day

CORRECTIONS = Path(__file__).parents[2] / "corrections"
PLACE = Region(1, Box(0, 0, 10, 10))
Cell = tuple[str, ValueType, str]


@cache
def shipped_gazetteer() -> Gazetteer:
    names = ("regions.csv", "zones.csv", "aliases.csv")
    return parse_gazetteer(*((CORRECTIONS / name).read_bytes() for name in names))


@cache
def newest_atlas() -> Atlas:
    gazetteer = shipped_gazetteer()
    return open_atlas(gazetteer, newest_day(gazetteer).day)


def make_reading(
    record_id: str,
    cell: Cell,
    glyphs: tuple[Glyph, ...] = (),
    inherited_from: str | None = None,
    doubts: tuple[str, ...] = (),
) -> Reading:
    column, value_type, text = cell
    return Reading(
        cell_id=f"{record_id}/{column}",
        column=column,
        value_type=value_type,
        text_ocr=text,
        confidence=0.99,
        engine="test",
        regions=(PLACE,),
        glyphs=glyphs,
        inherited_from=inherited_from,
        doubts=doubts,
    )


def make_record(
    table: str,
    row_no: int,
    cells: Sequence[Cell],
    part_no: int = 1,
    parent_id: str | None = None,
    attributes: tuple[tuple[str, str], ...] = (),
) -> Record:
    record_id = f"doc-00000000/{part_no}/{table}/{row_no}"
    readings = tuple(make_reading(record_id, cell) for cell in cells)
    return Record(record_id, table, row_no, readings, parent_id, attributes)


def make_part(
    records: Sequence[Record],
    part_no: int = 1,
    kind: str = "roster",
    lines: Sequence[str] = (),
    is_blank_form: bool = False,
) -> Part:
    texts = tuple(PartText(PLACE, line, 0.99, "body") for line in lines)
    return Part(part_no, kind, (1,), 1.0, (), is_blank_form, tuple(records), texts)


def make_document(
    parts: Sequence[Part], source: PageSource = PageSource.TEXT_LAYER
) -> DocumentReading:
    page = PageSummary(1, PageStatus.OK, source, None, None, None, 0, 0, 0)
    return DocumentReading(
        "doc-00000000", "doc.pdf", "0" * 64, "application/pdf", (page,), tuple(parts), (), ()
    )


def clean_as_read(document: DocumentReading) -> CleanDocument:
    readings = tuple(
        CleanReading(reading.cell_id, reading.text_ocr, doubts=reading.doubts)
        for record in document.iter_records()
        for reading in record.readings
    )
    return CleanDocument(document.document_id, readings)
