"""A listing whose province cannot be told from anything in its row."""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.model.finding import Severity
from pipeline.validate.dossier import Dossier, value_of
from pipeline.validate.rule import Complaint, Rule


def _check(dossier: Dossier) -> Iterator[Complaint]:
    for record in dossier.records("clusters"):
        value = value_of(record, "region_code")
        if value is None or value.value or value.unparsed == "region-contradiction":
            continue
        region = value_of(record, "region")
        cells = (region.cell_id,) if region is not None else ()
        yield Complaint((*cells, value.cell_id), value.evidence or value.unparsed or "")


RULE = Rule(
    "region-unresolved",
    Severity.WARNING,
    "无法确定省份",
    "The province cannot be determined",
    _check,
)
