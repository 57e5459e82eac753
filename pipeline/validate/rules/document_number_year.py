"""The year in the document number is the year of issue."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipeline.model.finding import Severity
from pipeline.validate.dossier import Dossier, value_of
from pipeline.validate.rule import Complaint, Rule

_YEAR = re.compile(r"〔(\d{4})〕")


def _check(dossier: Dossier) -> Iterator[Complaint]:
    for table in ("notices", "recommendations"):
        for record in dossier.records(table):
            number, issued = value_of(record, "doc_no"), value_of(record, "issued_on")
            if number is None or issued is None or not number.value or not issued.value:
                continue
            match = _YEAR.search(number.value)
            if match and match[1] != issued.value[:4]:
                cells = (dossier.ink_of(number.cell_id), dossier.ink_of(issued.cell_id))
                yield Complaint(cells, f"{number.value} 与 {issued.value}")


RULE = Rule(
    "document-number-year",
    Severity.WARNING,
    "发文字号年份与成文日期不符",
    "The year of the document number is not the year of issue",
    _check,
)
