"""Printed row numbers (序号) run from 1 without a gap; a gap means a lost or invented row."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from pipeline.model.finding import Severity
from pipeline.model.value import NormalRecord, Value
from pipeline.validate.dossier import Dossier, value_of
from pipeline.validate.rule import Complaint, Rule

COLUMN = "printed_no"


def _check(dossier: Dossier) -> Iterator[Complaint]:
    for records in dossier.tables.values():
        for _, rows in groupby(
            records, key=lambda r: (dossier.part_of[r.record_id].part_no, r.parent_id)
        ):
            yield from _check_table(list(rows))


def _check_table(rows: list[NormalRecord]) -> Iterator[Complaint]:
    numbered = [(row, value) for row in rows if (value := value_of(row, COLUMN)) is not None]
    if not any(value.value for _, value in numbered):
        return
    expected = _first_number(numbered)
    if expected != 1:
        yield Complaint((numbered[0][1].cell_id,), f"从 {expected} 起，前面的行可能漏读")
    for _, value in numbered:
        if value.value != str(expected):
            shown = value.value or "空"
            yield Complaint((value.cell_id,), f"此处应为 {expected}，读作 {shown}")
            if (
                value.value
                and value.value.isdigit()
                and _goes_on(int(value.value), value, numbered)
            ):
                expected = int(value.value)
        expected += 1


def _first_number(numbered: list[tuple[NormalRecord, Value]]) -> int:
    """1, unless the table openly begins elsewhere (its second number follows its first)."""
    first = [value.value for _, value in numbered[:2]]
    if len(first) == 2 and all(text and text.isdigit() for text in first):
        one, two = (int(text or 0) for text in first)
        if two == one + 1:
            return one
    return 1


def _goes_on(number: int, value: Value, numbered: list[tuple[NormalRecord, Value]]) -> bool:
    """Whether the next row counts on from this number, so that rows are really missing."""
    values = [other for _, other in numbered]
    following = values[values.index(value) + 1 :]
    return bool(following) and following[0].value == str(number + 1)


RULE = Rule(
    "row-number-gap",
    Severity.WARNING,
    "序号不连续，可能漏行或多行",
    "Row numbers do not run on: a row may be lost or invented",
    _check,
)
