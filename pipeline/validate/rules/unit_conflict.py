"""A unit written behind a number is the unit of its column."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipeline.model.finding import Severity
from pipeline.validate.dossier import Dossier, value_of
from pipeline.validate.rule import Complaint, Rule

COLUMNS = (("indicators", "value", "unit"), ("leading_firms", "revenue", "revenue_unit"))
_UNIT = re.compile(r"[\d.]\s*(?P<unit>[%％]|[^\W\d_]+)$")


def _check(dossier: Dossier) -> Iterator[Complaint]:
    for table, column, unit_column in COLUMNS:
        for record in dossier.records(table):
            value, unit = value_of(record, column), value_of(record, unit_column)
            if value is None or not value.value:
                continue
            match = _UNIT.search(dossier.text_of(value.cell_id).strip())
            written = match["unit"].replace("％", "%") if match else None
            if written and unit is not None and unit.value and written != unit.value:
                cells = (value.cell_id, dossier.ink_of(unit.cell_id))
                said = f"数后为“{written}”，单位栏为“{unit.value}”"
                yield Complaint(cells, said, flagged=(value.cell_id,))


RULE = Rule(
    "unit-conflict",
    Severity.WARNING,
    "数字所带单位与单位栏不一致",
    "The unit behind a number is not the unit of its column",
    _check,
)
