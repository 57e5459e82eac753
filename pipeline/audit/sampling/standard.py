"""Single sampling plans of GB/T 2828.1-2012 (= ISO 2859-1:1999), lot by lot, by AQL.

Decides sample size, acceptance and rejection number from lot size, inspection level, AQL and
severity. AQLs up to 10 only: above that the standard counts nonconformities per 100 items, not
the share of wrong items, which is what a registry is audited for.
"""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass
from enum import StrEnum

from pipeline.errors import UsageError


class InspectionLevel(StrEnum):
    """General levels I to III and special levels S-1 to S-4; II is the usual one."""

    S1 = "S-1"
    S2 = "S-2"
    S3 = "S-3"
    S4 = "S-4"
    I = "I"  # noqa: E741
    II = "II"
    III = "III"


class Severity(StrEnum):
    """Which of the three master tables applies."""

    NORMAL = "normal"
    TIGHTENED = "tightened"
    REDUCED = "reduced"


@dataclass(frozen=True, slots=True)
class SamplingPlan:
    """Accept the lot when at most `accept` of `sample_size` items are wrong.

    `code_letter` is that of the plan used, after following the table's arrows; the sample size
    never exceeds the lot (then every item is looked at).
    """

    lot_size: int
    level: InspectionLevel
    severity: Severity
    aql: float
    code_letter: str
    sample_size: int
    accept: int
    reject: int


AQLS = (0.01, 0.015, 0.025, 0.04, 0.065, 0.1, 0.15, 0.25, 0.4, 0.65, 1.0, 1.5, 2.5, 4.0, 6.5, 10.0)
"""Preferred AQLs, in percent of wrong items."""

CODE_LETTERS = "ABCDEFGHJKLMNPQRS"
LOT_LIMITS = (8, 15, 25, 50, 90, 150, 280, 500, 1200, 3200, 10000, 35000, 150000, 500000)
"""Upper ends of the lot size classes of table 1; the last class is open."""

_LETTERS_BY_LEVEL = {
    InspectionLevel.S1: "AAAABBBBCCCCDDD",
    InspectionLevel.S2: "AAABBBCCCDDDEEE",
    InspectionLevel.S3: "AABBCCDDEEFFGGH",
    InspectionLevel.S4: "AABCCDEEFGGHJJK",
    InspectionLevel.I: "AABCCDEFGHJKLMN",
    InspectionLevel.II: "ABCDEFGHJKLMNPQ",
    InspectionLevel.III: "BCDEFGHJKLMNPQR",
}
_SIZES = (2, 3, 5, 8, 13, 20, 32, 50, 80, 125, 200, 315, 500, 800, 1250, 2000, 3150)
_REDUCED_SIZES = (2, 2, 2, 3, 5, 8, 13, 20, 32, 50, 80, 125, 200, 315, 500, 800)

# The master tables are diagonal: a plan depends only on (row of the code letter + column of the
# AQL). Sums between two entries are the tables' arrows. Normal and tightened were compared plan by
# plan with MIL-STD-105E, whose tables the standard took over; where the reduced table leaves a
# choice (sum 17), the larger sample is used.
_ACCEPT = {
    Severity.NORMAL: {14: 0, 17: 1, 18: 2, 19: 3, 20: 5, 21: 7, 22: 10, 23: 14, 24: 21},
    Severity.TIGHTENED: {15: 0, 18: 1, 19: 2, 20: 3, 21: 5, 22: 8, 23: 12, 24: 18},
    Severity.REDUCED: {14: 0, 18: 1, 19: 2, 20: 3, 21: 5, 22: 6, 23: 8, 24: 10},
}
_ARROW_UP = {Severity.NORMAL: {15}, Severity.TIGHTENED: set(), Severity.REDUCED: {15}}


def code_letter(lot_size: int, level: InspectionLevel = InspectionLevel.II) -> str:
    """Return the sample size code letter of table 1.

    Raises:
        UsageError: When the lot has fewer than 2 items.
    """
    if lot_size < 2:
        raise UsageError(
            f"批量须不少于 2 a lot needs at least 2 items, got {lot_size}",
            "批量过小时请全部检查 look at every item instead",
        )
    return _LETTERS_BY_LEVEL[level][bisect_left(LOT_LIMITS, lot_size)]


def sampling_plan(
    lot_size: int,
    aql: float,
    level: InspectionLevel = InspectionLevel.II,
    severity: Severity = Severity.NORMAL,
) -> SamplingPlan:
    """Look up the single sampling plan for a lot; `aql` in percent.

    Raises:
        UsageError: When the AQL is not one of the standard's, or the lot is too small.
    """
    if aql not in AQLS:
        raise UsageError(
            f"标准中没有 AQL {aql:g} is not an AQL of the standard",
            "请选用 choose one of: " + " ".join(f"{value:g}" for value in AQLS),
        )
    row = CODE_LETTERS.index(code_letter(lot_size, level))
    row, accept = _follow_arrows(row, AQLS.index(aql), severity)
    sizes = _REDUCED_SIZES if severity is Severity.REDUCED else _SIZES
    return SamplingPlan(
        lot_size,
        level,
        severity,
        aql,
        CODE_LETTERS[row],
        min(sizes[row], lot_size),
        accept,
        accept + 1,
    )


def _follow_arrows(row: int, column: int, severity: Severity) -> tuple[int, int]:
    """Return the row of the plan that applies and its acceptance number."""
    plans = _ACCEPT[severity]
    place = row + column
    reachable = [p for p in plans if _is_printed(p - column, column, plans[p], severity)]
    if place not in reachable:
        above = [p for p in reachable if p < place]
        below = [p for p in reachable if p > place]
        is_up = not below or (place in _ARROW_UP[severity] and bool(above))
        place = max(above) if is_up else min(below)
    return place - column, plans[place]


def _is_printed(row: int, column: int, accept: int, severity: Severity) -> bool:
    """Whether the master table has a plan there, not an arrow or its margin.

    Code letter S exists in the tightened table only, and only for AQL 0.025; the column of AQL 10
    has no plan with acceptance number 0.
    """
    if row < 0 or (accept == 0 and column == len(AQLS) - 1):
        return False
    has_s = severity is Severity.TIGHTENED and AQLS[column] == 0.025
    return row < len(CODE_LETTERS) - (0 if has_s else 1)
