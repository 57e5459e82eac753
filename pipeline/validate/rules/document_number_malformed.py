"""A document number does not have agency, year and serial."""

from __future__ import annotations

from pipeline.model.document import ValueType
from pipeline.model.finding import Severity
from pipeline.validate.rule import Rule
from pipeline.validate.rules.malformed import check_form

RULE = Rule(
    "document-number-malformed",
    Severity.WARNING,
    "发文字号格式不对",
    "A document number does not have agency, year and serial",
    check_form(ValueType.DOCUMENT_NUMBER),
)
