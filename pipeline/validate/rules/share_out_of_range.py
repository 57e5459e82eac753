"""Shares and rates lie in their range."""

from __future__ import annotations

from decimal import Decimal

from pipeline.model.finding import Severity
from pipeline.validate.arithmetic import Between
from pipeline.validate.rule import Rule
from pipeline.validate.rules.constraints import check_constraints

CONSTRAINTS = (
    Between("hitech_share", Decimal(0), Decimal(100)),
    Between("rd_share", Decimal(0), Decimal(100)),
    Between("margin", Decimal(-100), Decimal(100)),
    Between("growth", Decimal(-100), Decimal(1000)),
)

RULE = Rule(
    "share-out-of-range",
    Severity.WARNING,
    "占比或增长率超出可能范围",
    "A share or rate is out of its range",
    check_constraints(*CONSTRAINTS),
)
