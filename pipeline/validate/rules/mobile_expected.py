"""A field for mobile numbers holds one."""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.model.finding import Severity
from pipeline.validate.dossier import Dossier, value_of
from pipeline.validate.rule import Complaint, Rule

COLUMNS = ("contact_mobile", "service_mobile")


def _check(dossier: Dossier) -> Iterator[Complaint]:
    for record in dossier.records("applications"):
        for column in COLUMNS:
            value = value_of(record, column)
            if value is not None and value.value and "-" in value.value:
                yield Complaint((value.cell_id,), f"{column} {value.value}")


RULE = Rule(
    "mobile-expected",
    Severity.INFO,
    "手机栏填的不是手机号码",
    "A field for mobile numbers holds another number",
    _check,
    flags=False,
)
