"""Each indicator has the unit of its kind: money in yuan of some size, shares in %, counts."""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.model.finding import Severity
from pipeline.validate.dossier import Dossier, attribute, value_of
from pipeline.validate.rule import Complaint, Rule

MONEY = frozenset({"元", "千元", "万元", "百万元", "亿元"})
EXPECTED = {
    **dict.fromkeys(("revenue", "net_profit", "taxes", "venture"), MONEY),
    **dict.fromkeys(("margin", "growth", "hitech_share", "rd_share"), frozenset({"%", "％"})),
    **dict.fromkeys(
        ("firms", "hitech_firms", "firms_ge_1bn", "firms_100m_1bn", "incubatees"),
        frozenset({"家", "个"}),
    ),
    "staff": frozenset({"人", "名"}),
}
"""Only indicators whose unit is beyond doubt; the others are printed in several ways."""


def _check(dossier: Dossier) -> Iterator[Complaint]:
    for record in dossier.records("indicators"):
        allowed = EXPECTED.get(attribute(record, "indicator"))
        unit = value_of(record, "unit")
        if allowed is None or unit is None or not unit.value or unit.value in allowed:
            continue
        reading = dossier.readings.get(unit.cell_id)
        if reading is not None and reading.inherited_from is None:
            name = attribute(record, "indicator_name")
            yield Complaint((unit.cell_id,), f"{name} 的单位读作“{unit.value}”")


RULE = Rule(
    "unit-unexpected",
    Severity.WARNING,
    "指标单位不符",
    "An indicator has a unit of another kind",
    _check,
)
