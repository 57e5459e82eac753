"""The year of a date, or a year on its own, lies in the time of the programme."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipeline.model.document import ValueType
from pipeline.model.finding import Severity
from pipeline.validate.dossier import Dossier
from pipeline.validate.rule import Complaint, Rule

FIRST, LAST = 2005, 2045
"""The programme began in 2011; earlier or far later years are misread digits."""
FIRST_ELSEWHERE = 1949
"""Lists of other programmes may say when a firm or a park was founded."""
OWN_TABLES = frozenset(
    {"notices", "applications", "indicators", "leading_firms", "plans", "recommendations"}
)
_YEAR = re.compile(r"^\d{4}(?=-|$)")
YEAR_COLUMN = re.compile(r"(?:^|_)year$")


def _check(dossier: Dossier) -> Iterator[Complaint]:
    for record, value, reading in dossier.cells:
        is_year = YEAR_COLUMN.search(value.column) is not None
        if reading.value_type is not ValueType.DATE and not is_year:
            continue
        year = _YEAR.match(value.value or "")
        first = FIRST if record.table in OWN_TABLES else FIRST_ELSEWHERE
        if value.value and (year is None or not first <= int(year[0]) <= LAST):
            yield Complaint((value.cell_id,), f"{value.column} {value.value}")


RULE = Rule(
    "date-implausible",
    Severity.WARNING,
    "日期年份不合理",
    "The year of a date is implausible",
    _check,
)
