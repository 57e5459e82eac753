"""营业收入净利润率 = 净利润 / 营业收入."""

from __future__ import annotations

from pipeline.model.finding import Severity
from pipeline.validate.arithmetic import Ratio
from pipeline.validate.rule import Rule
from pipeline.validate.rules.constraints import check_constraints

CONSTRAINTS = (Ratio("margin", "net_profit", "revenue"),)

RULE = Rule(
    "margin-differs",
    Severity.WARNING,
    "净利润率不等于净利润除以营业收入",
    "The margin is not net profit divided by revenue",
    check_constraints(*CONSTRAINTS),
)
