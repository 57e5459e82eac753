"""Parts are at most their wholes."""

from __future__ import annotations

from pipeline.model.finding import Severity
from pipeline.validate.arithmetic import Within
from pipeline.validate.rule import Rule
from pipeline.validate.rules.constraints import check_constraints

CONSTRAINTS = (
    Within(("hitech_firms",), "firms"),
    Within(("firms_ge_1bn", "firms_100m_1bn"), "firms"),
    Within(("net_profit",), "revenue"),
    Within(("taxes",), "revenue"),
    Within(("firms",), "staff"),
)

RULE = Rule(
    "part-exceeds-whole",
    Severity.WARNING,
    "分项大于总数",
    "A part is larger than its whole",
    check_constraints(*CONSTRAINTS),
)
