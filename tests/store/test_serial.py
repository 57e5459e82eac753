"""One value, one byte sequence, and back."""

from __future__ import annotations

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.model.correction import Candidate, CleanDocument, CleanReading, Correction
from pipeline.model.document import DocumentReading, Part, Reading, Record, ValueType
from pipeline.model.geometry import Box, Region, identity_transform
from pipeline.model.page import PageReading, PageSource, PageStatus
from pipeline.model.text import Glyph, TextLine
from pipeline.model.value import CellStatus, NormalDocument, NormalRecord, Value
from pipeline.store.serial import from_json, to_json

TEXT = st.text(max_size=8)
SLUGS = st.lists(TEXT, max_size=2).map(tuple)
SHARE = st.floats(0, 1)
BOX = st.builds(Box, *[st.integers(-9, 99_999)] * 4)
REGIONS = st.lists(st.builds(Region, st.integers(1, 99), BOX), max_size=2).map(tuple)
GLYPHS = st.lists(
    st.builds(Glyph, TEXT, SHARE, st.lists(st.tuples(TEXT, SHARE), max_size=2).map(tuple)),
    max_size=2,
).map(tuple)
LINES = st.lists(st.builds(TextLine, TEXT, BOX, BOX, SHARE, TEXT, GLYPHS), max_size=2).map(tuple)
PAGE = st.builds(
    PageReading,
    page_no=st.integers(1, 99),
    width=st.integers(0, 9999),
    height=st.integers(0, 9999),
    dpi=st.floats(0, 1200),
    source=st.sampled_from(PageSource),
    transform=st.just(identity_transform(7, 9)),
    status=st.sampled_from(PageStatus),
    reason=st.none() | TEXT,
    lines=LINES,
)
READING = st.builds(
    Reading,
    cell_id=TEXT,
    column=TEXT,
    value_type=st.sampled_from(ValueType),
    text_ocr=TEXT,
    confidence=SHARE,
    engine=TEXT,
    regions=REGIONS,
    glyphs=GLYPHS,
    inherited_from=st.none() | TEXT,
    doubts=SLUGS,
)
RECORD = st.builds(
    Record, TEXT, TEXT, st.integers(1, 999), st.lists(READING, max_size=2).map(tuple)
)
PART = st.builds(
    Part,
    part_no=st.integers(1, 9),
    kind=TEXT,
    page_nos=st.just((1, 2)),
    score=SHARE,
    reasons=SLUGS,
    is_blank_form=st.booleans(),
    records=st.lists(RECORD, max_size=2).map(tuple),
)
DOCUMENT = st.builds(
    DocumentReading,
    document_id=TEXT,
    source_name=TEXT,
    sha256=TEXT,
    media_type=TEXT,
    pages=st.just(()),
    parts=st.lists(PART, max_size=1).map(tuple),
    unplaced=st.just(()),
    findings=st.just(()),
)
CORRECTION = st.builds(
    Correction, TEXT, TEXT, TEXT, TEXT, SHARE, st.none() | TEXT, st.none() | st.floats(0, 99)
)
CLEAN = st.builds(
    CleanDocument,
    TEXT,
    st.lists(
        st.builds(
            CleanReading,
            TEXT,
            TEXT,
            st.lists(CORRECTION, max_size=2).map(tuple),
            st.lists(st.builds(Candidate, TEXT, SHARE, TEXT), max_size=2).map(tuple),
            SLUGS,
            SLUGS,
            st.none() | TEXT,
        ),
        max_size=2,
    ).map(tuple),
)
VALUE = st.builds(
    Value,
    cell_id=TEXT,
    column=TEXT,
    value=st.none() | TEXT,
    status=st.sampled_from(CellStatus),
    probability=st.none() | SHARE,
)
NORMAL = st.builds(
    NormalDocument,
    TEXT,
    st.lists(
        st.builds(
            NormalRecord,
            TEXT,
            TEXT,
            st.integers(1, 999),
            st.none() | TEXT,
            st.lists(st.tuples(TEXT, TEXT), max_size=1).map(tuple),
            st.lists(VALUE, max_size=2).map(tuple),
        ),
        max_size=2,
    ).map(tuple),
    st.just(()),
)


@settings(max_examples=40, deadline=None)
@given(st.one_of(PAGE, DOCUMENT, CLEAN, NORMAL))
def test_what_is_written_is_read_back(
    value: PageReading | DocumentReading | CleanDocument | NormalDocument,
) -> None:
    written = to_json(value)
    again = from_json(written, type(value))
    assert again == value
    assert to_json(again) == written


def test_json_is_compact_utf8_in_declared_order() -> None:
    line = TextLine(
        "试", Box(1, 2, 3, 4), Box(1, 2, 3, 4), 0.5, "x", (Glyph("试", 0.5, (("式", 0.2),)),)
    )
    assert to_json(line).decode() == (
        '{"text":"试","box":{"x0":1,"y0":2,"x1":3,"y1":4},"upright":{"x0":1,"y0":2,"x1":3,"y1":4},'
        '"score":0.5,"engine":"x","glyphs":[{"char":"试","score":0.5,"alternatives":[["式",0.2]]}],'
        '"second":null,"renderings":1}\n'
    )


def test_bytes_that_are_no_text_are_refused_alike() -> None:
    with pytest.raises(msgspec.DecodeError):
        from_json(b'{"document_id": "\xff\xfe"}', CleanDocument)


def test_wrong_shape_is_refused() -> None:
    with pytest.raises(msgspec.ValidationError):
        from_json(b'{"document_id": 7}', CleanDocument)
