"""It is unclear whether a seal is there."""

from __future__ import annotations

from pipeline.model.document import ValueType
from pipeline.model.finding import Severity
from pipeline.validate.rule import Rule
from pipeline.validate.rules.malformed import check_form

RULE = Rule(
    "presence-unclear",
    Severity.WARNING,
    "印章有无不明",
    "It is unclear whether a seal is there",
    check_form(ValueType.PRESENCE),
)
