"""The years of an application agree: actual figures before targets, and not after the signature."""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.model.finding import Severity
from pipeline.model.value import NormalRecord
from pipeline.validate.arithmetic import ACTUAL, TARGET
from pipeline.validate.dossier import Dossier, attribute, text_in, value_of
from pipeline.validate.rule import Complaint, Rule

LONGEST_PLAN = 10
"""Years between actual figures and targets, and between those figures and the signature."""


def _check(dossier: Dossier) -> Iterator[Complaint]:
    for application in dossier.records("applications"):
        actual = _year(dossier, application, ACTUAL)
        target = _year(dossier, application, TARGET)
        signed = value_of(application, "signed_on")
        if actual is None:
            continue
        cell, year = actual
        if target is not None and not 0 < target[1] - year <= LONGEST_PLAN:
            yield Complaint((cell, target[0]), f"实际数为 {year} 年，目标数为 {target[1]} 年")
        signed_in = int(text_in(application, "signed_on")[:4] or 0)
        if signed is not None and signed_in and not 0 <= signed_in - year <= LONGEST_PLAN:
            yield Complaint((cell, signed.cell_id), f"实际数为 {year} 年，{signed.value} 签署")


def _year(dossier: Dossier, application: NormalRecord, basis: str) -> tuple[str, int] | None:
    """(cell whose ink it is, year) of the figures on one basis; None where no year was read."""
    for record in dossier.children(application, "indicators"):
        value = value_of(record, "year")
        if attribute(record, "basis") == basis and value is not None and value.value:
            return dossier.ink_of(value.cell_id), int(value.value)
    return None


RULE = Rule(
    "year-contradiction",
    Severity.WARNING,
    "实际数、目标数与签署日期的年份互相矛盾",
    "The years of actual figures, targets and signature contradict each other",
    _check,
)
