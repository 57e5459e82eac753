"""A date cannot be understood or does not exist."""

from __future__ import annotations

from pipeline.model.document import ValueType
from pipeline.model.finding import Severity
from pipeline.validate.rule import Rule
from pipeline.validate.rules.malformed import check_form

RULE = Rule(
    "date-malformed",
    Severity.WARNING,
    "日期无法识别或不存在",
    "A date cannot be understood or does not exist",
    check_form(ValueType.DATE),
)
