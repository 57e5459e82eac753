"""Cells that a row cannot do without, or that nearly every other row has."""

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

USUAL = {"clusters": ("cluster_type",)}
"""Some lists name a type only where it is not the usual one; where most rows do, an empty cell is
as likely one that was lost."""

HALF = 0.5
"""A column that more of the rows fill is a filled one. On crumbled photocopies a third of a list's
types was lost; with 0.8 here nothing said so."""


def _check(dossier: Dossier) -> Iterator[Complaint]:
    for table, columns in REQUIRED.items():
        filled = [column for column in USUAL.get(table, ()) if _is_filled(dossier, table, column)]
        for record in dossier.records(table):
            for column in (*columns, *filled):
                value = value_of(record, column)
                if value is not None and value.unparsed == "empty":
                    yield Complaint((value.cell_id,), f"{table} 第 {record.row_no} 行 {column}")


def _is_filled(dossier: Dossier, table: str, column: str) -> bool:
    values = [value_of(record, column) for record in dossier.records(table)]
    there = [value for value in values if value is not None]
    return sum(value.unparsed != "empty" for value in there) > HALF * len(there)


RULE = Rule(
    "required-empty",
    Severity.WARNING,
    "必填内容为空",
    "A cell that must be filled is empty",
    _check,
)
