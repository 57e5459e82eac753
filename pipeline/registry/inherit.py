"""Gives each listed cluster the number of the notice whose annex lists it, marked as inherited."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from pipeline.registry.trace import CellTrace, TracedRecord

_COLUMN = "doc_no"


def inherit_doc_no(records: Iterable[TracedRecord]) -> tuple[TracedRecord, ...]:
    """Fill `doc_no` of the listings of one document from its notice.

    The notice is the nearest one before the listing, else the first of the document. A listing
    that has its own number keeps it; a document without a notice changes nothing.
    """
    records = tuple(records)
    notices = [r for r in records if r.table == "notices"]
    number = _number_of(notices[0]) if notices else None
    filled = []
    for record in records:
        if record.table == "notices":
            number = _number_of(record) or number
        if record.table == "clusters" and number is not None and not record.text_of(_COLUMN):
            cells = (*record.cells, _inherited(record.record_id, number))
            record = replace(record, cells=cells)
        filled.append(record)
    return tuple(filled)


def _number_of(notice: TracedRecord) -> CellTrace | None:
    return next((cell for cell in notice.cells if cell.column == _COLUMN), None)


def _inherited(record_id: str, source: CellTrace) -> CellTrace:
    """The notice's cell as it shows on a listing: same ink, same judgement, marked inherited."""
    return replace(
        source,
        cell_id=f"{record_id}/{_COLUMN}",
        inherited_from=source.cell_id,
        sources=(source.cell_id,),
    )
