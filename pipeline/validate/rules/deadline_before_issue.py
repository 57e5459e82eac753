"""A deadline lies after the day of issue, and not years after it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from pipeline.model.finding import Severity
from pipeline.validate.dossier import Dossier, value_of
from pipeline.validate.rule import Complaint, Rule

LONGEST_DAYS = 730
"""Calls of this programme leave weeks; two years is beyond any known one."""


def _check(dossier: Dossier) -> Iterator[Complaint]:
    for record in dossier.records("notices"):
        issued, deadline = value_of(record, "issued_on"), value_of(record, "deadline")
        if issued is None or deadline is None or not issued.value or not deadline.value:
            continue
        if len(issued.value) < 10 or len(deadline.value) < 10:
            continue
        days = (date.fromisoformat(deadline.value) - date.fromisoformat(issued.value)).days
        if not 0 <= days <= LONGEST_DAYS:
            cells = (issued.cell_id, deadline.cell_id)
            yield Complaint(cells, f"成文 {issued.value}，截止 {deadline.value}")


RULE = Rule(
    "deadline-before-issue",
    Severity.WARNING,
    "截止日期早于成文日期或相隔过久",
    "The deadline is before the day of issue, or years after it",
    _check,
)
