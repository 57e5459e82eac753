"""As many clusters are listed as the document says."""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.model.finding import Severity
from pipeline.validate.counts import iter_stated_counts
from pipeline.validate.dossier import Dossier
from pipeline.validate.rule import Complaint, Rule


def _check(dossier: Dossier) -> Iterator[Complaint]:
    listed = len(dossier.records("clusters"))
    stated = [count for count in iter_stated_counts(dossier) if count.of_type is None]
    if not listed or any(count.count == listed for count in stated):
        return
    for count in stated:
        yield Complaint((), f"原文“{count.line}”，实得 {listed} 行")


RULE = Rule(
    "total-count-differs",
    Severity.WARNING,
    "名单行数与文中所述不符",
    "The list does not have as many rows as the document says",
    _check,
)
