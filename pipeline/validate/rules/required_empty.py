"""Cells that a row cannot do without, where its table has such a column."""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.model.finding import Severity
from pipeline.validate.dossier import Dossier, value_of
from pipeline.validate.rule import Complaint, Rule

REQUIRED = {
    "clusters": ("region", "cluster_name", "construction_unit"),
    "notices": ("issuer", "doc_no", "title", "issued_on"),
    "applications": ("cluster_name", "construction_unit"),
    "indicators": ("value",),
    "leading_firms": ("firm_name",),
    "recommendations": ("cluster_name", "construction_unit"),
}


def _check(dossier: Dossier) -> Iterator[Complaint]:
    for table, columns in REQUIRED.items():
        for record in dossier.records(table):
            for column in columns:
                value = value_of(record, column)
                if value is not None and value.unparsed == "empty":
                    yield Complaint((value.cell_id,), f"{table} 第 {record.row_no} 行 {column}")


RULE = Rule(
    "required-empty",
    Severity.WARNING,
    "必填内容为空",
    "A cell that must be filled is empty",
    _check,
)
