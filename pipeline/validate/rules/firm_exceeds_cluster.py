"""A leading firm's revenue is at most the cluster's."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from pipeline.model.finding import Severity
from pipeline.validate.arithmetic import ACTUAL, iter_figures
from pipeline.validate.dossier import Dossier, attribute, text_in, value_of
from pipeline.validate.rule import Complaint, Rule


def _check(dossier: Dossier) -> Iterator[Complaint]:
    for figures in iter_figures(dossier):
        if figures.basis != ACTUAL:
            continue
        total = _revenue(dossier, figures.application.record_id)
        for firm in dossier.children(figures.application, "leading_firms"):
            revenue, worth = value_of(firm, "revenue"), text_in(firm, "revenue_yuan")
            if revenue is None or not worth or total is None or Decimal(worth) <= total:
                continue
            cells = (revenue.cell_id, *figures.cells(("revenue",)))
            yield Complaint(cells, f"{text_in(firm, 'firm_name')} {worth} 元大于集群 {total} 元")


def _revenue(dossier: Dossier, application_id: str) -> Decimal | None:
    for record in dossier.records("indicators"):
        slugs = attribute(record, "indicator"), attribute(record, "basis")
        if record.parent_id == application_id and slugs == ("revenue", ACTUAL):
            worth = text_in(record, "value_yuan")
            return Decimal(worth) if worth else None
    return None


RULE = Rule(
    "firm-exceeds-cluster",
    Severity.WARNING,
    "领军企业营业收入大于集群营业收入",
    "A leading firm's revenue is larger than the cluster's",
    _check,
)
