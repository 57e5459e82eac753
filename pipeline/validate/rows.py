"""Whether what was read as the rows of a list are rows: told from how many of their cells fail.

A row that a stray rule cut in two, or one glued to its neighbour, holds cells that are read
perfectly, so no character's score can tell. What tells is the company: the other cells of such a
row seldom pass, nor do the rows around it, which the same wrong rules made. Never looks at a text.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace

from pipeline.model.value import CellStatus, NormalRecord, Value
from pipeline.validate.dossier import Dossier

LOW_PROBABILITY = "low-probability"
ROW_IN_DOUBT = "row-in-doubt"
TABLE_IN_DOUBT = "table-in-doubt"
NAMING: Mapping[str, tuple[str, ...]] = {
    "clusters": ("cluster_name", "construction_unit"),
    "leading_firms": ("firm_name",),
    "recommendations": ("cluster_name", "construction_unit"),
}
"""What names a row of a list. A row found on the page that is none names nothing surely."""

GATHERED = frozenset({"applications", "notices", "plans"})
"""Records gathered from paragraphs and labelled boxes: where one value stands says nothing of where
another does."""

NO_ROWS_FAULT = frozenset({
    "header-unclear", LOW_PROBABILITY, "mark-lost", "place-unlisted", "place-unsure",
    "places-differ", "word-unsure",
})  # fmt: skip
"""Reasons that say nothing of where a value stands, only of what was read or which column it is.
Measured on eight sets of 56 made scans: of 227 more cells that were doubted for these in their rows
one was wrong."""

PARTIAL = frozenset({"name-cut", "required-empty"})
"""What shows that a row is none: the second line of a row's cells, say, whose names go on there."""

FEWEST_CELLS, FEWEST_ROWS = 2, 3
"""One cell in review says nothing of its row, and two rows nothing of their table."""
DOUBTED = 0.5
"""Share of a row's cells, and of a table's rows on a page. Measured on three sets of 96 to 112 made
scans, two of them of styles that the layout had not met, when doubts of what was read still spoke
against rows: of 111 wrong cells that passed by themselves 85 are flagged, on ordinary scans for
0.4 % of the cells, on rough ones for 4 %."""


def doubt_rows(records: Sequence[NormalRecord], dossier: Dossier) -> tuple[NormalRecord, ...]:
    """Return judged records with every value of a doubted row, or of a doubted table, in review.

    A table is doubted page by page, when at least half of its rows there are.
    """
    doubted = {record.record_id for record in records if _is_doubted(record, dossier)}
    slips = _doubted_tables(records, doubted, dossier)
    return tuple(
        _flagged(record, TABLE_IN_DOUBT, dossier)
        if record.record_id in slips
        else _flagged(record, ROW_IN_DOUBT, dossier)
        if record.record_id in doubted
        else record
        for record in records
    )


def _is_doubted(record: NormalRecord, dossier: Dossier) -> bool:
    return _is_unnamed(record) or _mostly_fails(record, dossier)


def _is_unnamed(record: NormalRecord) -> bool:
    """Whether a name that each row has is not there or cut, or none of its names was accepted.

    The latter not when it is only for how they were read.
    """
    naming = [value for value in record.values if value.column in NAMING.get(record.table, ())]
    if any(not PARTIAL.isdisjoint(value.reasons) for value in naming):
        return True
    if any(value.status is CellStatus.ACCEPTED for value in naming):
        return False
    return not NO_ROWS_FAULT.issuperset(reason for value in naming for reason in value.reasons)


def _mostly_fails(record: NormalRecord, dossier: Dossier) -> bool:
    """Whether half of the cells with ink of their own are in review, or on the edge of theirs."""
    if record.table in GATHERED:
        return False
    inked = [value for value in record.values if _has_ink(value, dossier)]
    failed = sum(_speaks_against_row(value, dossier) for value in inked)
    return failed >= max(FEWEST_CELLS, DOUBTED * len(inked))


def _speaks_against_row(value: Value, dossier: Dossier) -> bool:
    """A header that was not read doubts a column, not a row; a text that is cut doubts its row.

    Nor is it the row's fault that a text is hard to read: see `NO_ROWS_FAULT`.
    """
    cleaned = dossier.cleaned.get(value.cell_id)
    if cleaned is not None and "text-cut" in cleaned.doubts:
        return True
    return value.status is not CellStatus.ACCEPTED and not NO_ROWS_FAULT.issuperset(value.reasons)


def _has_ink(value: Value, dossier: Dossier) -> bool:
    reading = dossier.readings.get(value.cell_id)
    return reading is not None and reading.inherited_from is None and reading.text_ocr != ""


def _doubted_tables(
    records: Sequence[NormalRecord], doubted: set[str], dossier: Dossier
) -> set[str]:
    """The rows of every table, page by page, of which at least half are doubted."""
    tables: dict[tuple[str, int, int], list[str]] = defaultdict(list)
    for record in records:
        if record.table in NAMING:
            part_no = dossier.part_of[record.record_id].part_no
            tables[record.table, part_no, _page_of(record, dossier)].append(record.record_id)
    return {
        record_id
        for rows in tables.values()
        if len(rows) >= FEWEST_ROWS and len(doubted.intersection(rows)) >= DOUBTED * len(rows)
        for record_id in rows
    }


def _page_of(record: NormalRecord, dossier: Dossier) -> int:
    """The page on which most of a row's own cells begin; 0 when none stands anywhere."""
    readings = (dossier.readings.get(value.cell_id) for value in record.values)
    pages = [
        reading.regions[0].page_no
        for reading in readings
        if reading is not None and reading.inherited_from is None and reading.regions
    ]
    return max(pages, key=pages.count, default=0)


def _flagged(record: NormalRecord, reason: str, dossier: Dossier) -> NormalRecord:
    """The record with what was accepted in review, but for what a person decided."""
    values = tuple(
        replace(value, status=CellStatus.REVIEW, reasons=(reason,))
        if value.status is CellStatus.ACCEPTED and not _is_decided(value, dossier)
        else value
        for value in record.values
    )
    return replace(record, values=values)


def _is_decided(value: Value, dossier: Dossier) -> bool:
    cleaned = dossier.cleaned.get(dossier.ink_of(value.cell_id))
    return cleaned is not None and cleaned.decided_by is not None
