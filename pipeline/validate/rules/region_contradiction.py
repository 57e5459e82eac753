"""Region column, construction unit and cluster name must lie in the same place."""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.model.finding import Severity
from pipeline.validate.dossier import Dossier, value_of
from pipeline.validate.rule import Complaint, Rule

REASON = "region-contradiction"


def _check(dossier: Dossier) -> Iterator[Complaint]:
    for records in dossier.tables.values():
        for record in records:
            for column in ("region_code", "city_code", "county_code"):
                value = value_of(record, column)
                if value is not None and value.unparsed == REASON:
                    yield Complaint((*value.from_cells, value.cell_id), value.evidence or "")
                    break


RULE = Rule(
    REASON,
    Severity.WARNING,
    "同一行的地名互相矛盾",
    "The places named in one row contradict each other",
    _check,
)
