"""As many clusters of each type are listed as the document says."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from pipeline.model.finding import Severity
from pipeline.validate.counts import iter_stated_counts
from pipeline.validate.dossier import Dossier, text_in
from pipeline.validate.rule import Complaint, Rule


def _check(dossier: Dossier) -> Iterator[Complaint]:
    listed = Counter(text_in(record, "cluster_type") for record in dossier.records("clusters"))
    if not listed:
        return
    for count in iter_stated_counts(dossier):
        if count.of_type is not None and listed[count.of_type] != count.count:
            said = f"原文“{count.line}”，实得 {count.of_type} {listed[count.of_type]} 行"
            yield Complaint((), said)


RULE = Rule(
    "type-count-differs",
    Severity.WARNING,
    "某类型的行数与文中所述不符",
    "A type does not have as many rows as the document says",
    _check,
)
