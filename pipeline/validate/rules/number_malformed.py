"""A number cannot be read as one."""

from __future__ import annotations

from pipeline.model.document import ValueType
from pipeline.model.finding import Severity
from pipeline.validate.rule import Rule
from pipeline.validate.rules.malformed import check_form

RULE = Rule(
    "number-malformed",
    Severity.WARNING,
    "数字无法识别",
    "A number cannot be read as one",
    check_form(ValueType.DECIMAL, ValueType.INTEGER),
)
