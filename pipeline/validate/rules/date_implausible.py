"""The year of a date lies in the time of the programme."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from pipeline.model.finding import Severity
from pipeline.validate.dossier import Dossier, value_of
from pipeline.validate.rule import Complaint, Rule

PLAUSIBLE_YEARS = (2005, 2045)
"""The programme began in 2011; earlier or far later years are misread digits."""
COLUMNS = (
    ("notices", "issued_on"),
    ("notices", "deadline"),
    ("applications", "signed_on"),
    ("recommendations", "issued_on"),
)


def _check(dossier: Dossier) -> Iterator[Complaint]:
    first, last = PLAUSIBLE_YEARS
    for table, column in COLUMNS:
        for record in dossier.records(table):
            value = value_of(record, column)
            if value is None or not value.value or len(value.value) < 10:
                continue
            if not first <= date.fromisoformat(value.value).year <= last:
                yield Complaint((value.cell_id,), f"{column} {value.value}")


RULE = Rule(
    "date-implausible",
    Severity.WARNING,
    "日期年份不合理",
    "The year of a date is implausible",
    _check,
)
