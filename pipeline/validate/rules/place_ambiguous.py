"""A place that exists more than once, and nothing in the row settles which one is meant."""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.model.finding import Severity
from pipeline.validate.dossier import Dossier, value_of
from pipeline.validate.rule import Complaint, Rule


def _check(dossier: Dossier) -> Iterator[Complaint]:
    for records in dossier.tables.values():
        for record in records:
            value = value_of(record, "city_code")
            if value is not None and value.unparsed == "ambiguous-place":
                cells = (*value.from_cells, value.cell_id)
                yield Complaint(cells, value.evidence or "", flagged=(value.cell_id,))


RULE = Rule(
    "place-ambiguous",
    Severity.WARNING,
    "地名有多处同名，无法确定",
    "A place of this name exists more than once",
    _check,
)
