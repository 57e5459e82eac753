"""A postcode does not have six digits."""

from __future__ import annotations

from pipeline.model.document import ValueType
from pipeline.model.finding import Severity
from pipeline.validate.rule import Rule
from pipeline.validate.rules.malformed import check_form

RULE = Rule(
    "postcode-malformed",
    Severity.WARNING,
    "邮政编码不是六位数字",
    "A postcode does not have six digits",
    check_form(ValueType.POSTCODE),
)
