"""Exactly one option of a tick field must be ticked."""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.model.document import ValueType
from pipeline.model.finding import Severity
from pipeline.validate.dossier import Dossier
from pipeline.validate.rule import Complaint, Rule

TICK_DOUBTS = frozenset({"tick-none", "tick-many", "tick-unclear", "option-missing"})


def _check(dossier: Dossier) -> Iterator[Complaint]:
    for _, value, reading in dossier.cells:
        if reading.value_type is ValueType.TICK:
            doubts = [doubt for doubt in reading.doubts if doubt in TICK_DOUBTS]
            if value.unparsed and not doubts:
                doubts = [value.unparsed]
            if doubts:
                yield Complaint((value.cell_id,), f"{value.column}({'、'.join(doubts)})")


RULE = Rule(
    "tick-not-one",
    Severity.WARNING,
    "应勾选且只勾选一项",
    "Exactly one option must be ticked",
    _check,
)
