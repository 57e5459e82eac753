"""National lists run in the order of GB/T 2260; a region that breaks it may be misread.

A list that follows another order altogether is left alone: the rule speaks only when at most one
region in twelve would have to go for the rest to be in order.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from itertools import groupby

from pipeline.model.finding import Severity
from pipeline.model.value import Value
from pipeline.validate.dossier import Dossier, value_of
from pipeline.validate.rule import Complaint, Rule

FEWEST_REGIONS = 6
MOST_OUTLIERS = 1 / 12
"""Two of the 31 provinces may be misread before the rule takes the order for another one."""


def _check(dossier: Dossier) -> Iterator[Complaint]:
    for _, records in groupby(
        dossier.records("clusters"), key=lambda record: dossier.part_of[record.record_id].part_no
    ):
        groups: list[tuple[str, Value]] = []
        for record in records:
            code, region = value_of(record, "region_code"), value_of(record, "region")
            if code is None or code.value is None or region is None:
                continue
            if not groups or groups[-1][0] != code.value:
                groups.append((code.value, region))
        outliers = _out_of_order([code for code, _ in groups])
        if len(groups) < FEWEST_REGIONS or len(outliers) > max(1, len(groups) * MOST_OUTLIERS):
            continue
        for index in outliers:
            region = groups[index][1]
            cell_id = dossier.ink_of(region.cell_id)
            yield Complaint((cell_id,), f"“{region.value}”的位置与区划代码顺序不符")


def _out_of_order(codes: list[str]) -> list[int]:
    """Indexes that do not belong to the longest non-decreasing run of codes."""
    tails: list[str] = []
    at_tail: list[int] = []
    before: list[int] = [-1] * len(codes)
    for index, code in enumerate(codes):
        place = bisect_right(tails, code)
        before[index] = at_tail[place - 1] if place else -1
        tails[place : place + 1] = [code]
        at_tail[place : place + 1] = [index]
    kept: set[int] = set()
    index = at_tail[-1] if at_tail else -1
    while index >= 0:
        kept.add(index)
        index = before[index]
    return [index for index in range(len(codes)) if index not in kept]


RULE = Rule(
    "region-order",
    Severity.WARNING,
    "地区次序异常，可能误读",
    "A region stands out of the order of the list; it may be misread",
    _check,
)
