"""A region that states its own number of clusters (北京（3个）) covers as many rows."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from pipeline.model.finding import Severity
from pipeline.validate.dossier import Dossier, value_of
from pipeline.validate.rule import Complaint, Rule

_STATED = re.compile(r"[（(]\s*(\d{1,3})\s*(?:个|家|项)?\s*[）)]$")


def _check(dossier: Dossier) -> Iterator[Complaint]:
    covered: Counter[str] = Counter()
    for record in dossier.records("clusters"):
        region = value_of(record, "region")
        if region is not None:
            covered[dossier.ink_of(region.cell_id)] += 1
    for cell_id, rows in covered.items():
        match = _STATED.search(dossier.text_of(cell_id).strip())
        if match and int(match[1]) != rows:
            said = f"“{dossier.text_of(cell_id)}”，实得 {rows} 行"
            yield Complaint((cell_id,), said)


RULE = Rule(
    "region-count-differs",
    Severity.WARNING,
    "地区所注数量与行数不符",
    "A region does not cover as many rows as it states",
    _check,
)
