"""An e-mail address is not well formed."""

from __future__ import annotations

from pipeline.model.document import ValueType
from pipeline.model.finding import Severity
from pipeline.validate.rule import Rule
from pipeline.validate.rules.malformed import check_form

RULE = Rule(
    "email-malformed",
    Severity.WARNING,
    "电子邮箱格式不对",
    "An e-mail address is not well formed",
    check_form(ValueType.EMAIL),
)
