"""Records of a plan: one for each heading, with its number, title and the text below it."""

from __future__ import annotations

from pipeline.extract.kinds.kind import Outline
from pipeline.extract.kinds.ledger import Scribe
from pipeline.extract.kinds.lost_marks import lacks_edge_mark
from pipeline.extract.kinds.outlines import OutlineReader
from pipeline.extract.kinds.strip import join_strips
from pipeline.extract.kinds.writing import MARK_LOST
from pipeline.model.document import Record, ValueType


def write_sections(reader: OutlineReader, outline: Outline, scribe: Scribe) -> list[Record]:
    """Write one record for each heading; a subsection's parent is the heading above its level."""
    scribe.note_form(reader.notes)
    records: list[Record] = []
    parents: dict[int, str] = {}
    for row_no, heading in enumerate(reader.headings, start=1):
        record_id = scribe.record_id(outline.table, row_no)
        parents[heading.level] = record_id
        readings = (
            scribe.read(record_id, "section_no", ValueType.TEXT, [heading.number]),
            scribe.read(record_id, "title", ValueType.TEXT, [heading.words]),
            scribe.read(
                record_id,
                "text",
                ValueType.TEXT,
                [join_strips(heading.text)],
                doubts=(MARK_LOST,) if lacks_edge_mark(heading.text) else (),
            ),
        )
        parent = parents.get(heading.level - 1)
        attributes = (("level", str(heading.level)),)
        records.append(Record(record_id, outline.table, row_no, readings, parent, attributes))
    return records
