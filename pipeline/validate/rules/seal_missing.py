"""A filled application without a seal."""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.model.finding import Severity
from pipeline.validate.dossier import Dossier, value_of
from pipeline.validate.rule import Complaint, Rule


def _check(dossier: Dossier) -> Iterator[Complaint]:
    for record in dossier.records("applications"):
        value = value_of(record, "seal_present")
        if value is not None and value.value == "false":
            yield Complaint((value.cell_id,), "申请表未见印章")


RULE = Rule(
    "seal-missing",
    Severity.INFO,
    "未见印章",
    "No seal was found on the application",
    _check,
    flags=False,
)
