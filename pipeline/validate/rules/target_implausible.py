"""A target is of the order of the actual figure: a lost or doubled digit is not a plan."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from pipeline.model.finding import Severity
from pipeline.validate.arithmetic import iter_plans
from pipeline.validate.dossier import Dossier
from pipeline.validate.rule import Complaint, Rule
from pipeline.validate.rules.target_below_actual import MAY_FALL

LARGE = frozenset({"revenue", "net_profit", "taxes", "firms", "hitech_firms", "staff"})
"""Sums and totals that change by a factor of a few in three years; counts of a handful and
venture capital do jump."""
FALL, RISE = Decimal("0.2"), Decimal(8)
MANY = 10
"""From this count on no plan lets it fall to a fifth: a digit was lost."""


def _check(dossier: Dossier) -> Iterator[Complaint]:
    for actual, target in iter_plans(dossier):
        for slug in sorted((actual.numbers.keys() & target.numbers.keys()) - MAY_FALL):
            was, will = actual.numbers[slug], target.numbers[slug]
            falls = was >= MANY and will < was * FALL
            if falls or (slug in LARGE and was > 0 and not FALL <= will / was <= RISE):
                cells = (*actual.cells((slug,)), *target.cells((slug,)))
                yield Complaint(cells, f"{slug} 实际 {was}，目标 {will}")


RULE = Rule(
    "target-implausible",
    Severity.WARNING,
    "目标数与实际数相差过大",
    "Target and actual figure are too far apart",
    _check,
)
