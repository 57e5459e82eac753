"""Counts and sums are not below zero: a speck or a remnant of a digit was read as a minus."""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.model.document import ValueType
from pipeline.model.finding import Severity
from pipeline.validate.dossier import Dossier, attribute
from pipeline.validate.rule import Complaint, Rule

MAY_BE_NEGATIVE = frozenset({"net_profit", "margin", "growth"})
NUMBERS = frozenset({ValueType.INTEGER, ValueType.DECIMAL})


def _check(dossier: Dossier) -> Iterator[Complaint]:
    for record, value, reading in dossier.cells:
        if reading.value_type not in NUMBERS or not (value.value or "").startswith("-"):
            continue
        if attribute(record, "indicator") not in MAY_BE_NEGATIVE:
            yield Complaint((value.cell_id,), f"{value.column} {value.value}")


RULE = Rule(
    "count-negative",
    Severity.WARNING,
    "数量或金额为负",
    "A count or a sum is below zero",
    _check,
)
