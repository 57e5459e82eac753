"""A phone or fax number does not follow the grammar of Chinese numbers."""

from __future__ import annotations

from pipeline.model.document import ValueType
from pipeline.model.finding import Severity
from pipeline.validate.rule import Rule
from pipeline.validate.rules.malformed import check_form

RULE = Rule(
    "phone-malformed",
    Severity.WARNING,
    "电话或传真号码格式不对",
    "A phone or fax number does not follow the grammar of Chinese numbers",
    check_form(ValueType.PHONE),
)
