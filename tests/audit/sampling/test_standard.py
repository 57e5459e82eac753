"""Plans against values printed in GB/T 2828.1 / ISO 2859-1 tables 1, 2-A, 2-B and 2-C."""

from __future__ import annotations

import pytest

from pipeline.audit.sampling.standard import (
    AQLS,
    InspectionLevel,
    Severity,
    code_letter,
    sampling_plan,
)
from pipeline.errors import UsageError


@pytest.mark.parametrize(
    ("lot", "letter", "size"),
    [
        (281, "H", 50),
        (500, "H", 50),
        (501, "J", 80),
        (1200, "J", 80),
        (1201, "K", 125),
        (3200, "K", 125),
        (3201, "L", 200),
        (10000, "L", 200),
        (10001, "M", 315),
        (35000, "M", 315),
    ],
)
def test_level_two_sizes(lot: int, letter: str, size: int) -> None:
    plan = sampling_plan(lot, 1.0)
    assert (plan.code_letter, plan.sample_size) == (letter, size)


@pytest.mark.parametrize(
    ("level", "letters"),
    [
        (InspectionLevel.S1, "AAAABBBBCCCCDDD"),
        (InspectionLevel.S4, "AABCCDEEFGGHJJK"),
        (InspectionLevel.I, "AABCCDEFGHJKLMN"),
        (InspectionLevel.II, "ABCDEFGHJKLMNPQ"),
        (InspectionLevel.III, "BCDEFGHJKLMNPQR"),
    ],
)
def test_code_letters(level: InspectionLevel, letters: str) -> None:
    lots = (2, 9, 16, 26, 51, 91, 151, 281, 501, 1201, 3201, 10001, 35001, 150001, 500001)
    assert "".join(code_letter(lot, level) for lot in lots) == letters


@pytest.mark.parametrize(
    ("lot", "aql", "severity", "expected"),
    [
        (1000, 2.5, Severity.NORMAL, ("J", 80, 5, 6)),
        (5000, 1.5, Severity.NORMAL, ("L", 200, 7, 8)),
        (5000, 1.5, Severity.TIGHTENED, ("L", 200, 5, 6)),
        (1000, 1.0, Severity.NORMAL, ("J", 80, 2, 3)),
        (1000, 1.0, Severity.TIGHTENED, ("J", 80, 1, 2)),
        (1000, 0.65, Severity.NORMAL, ("J", 80, 1, 2)),
        (1000, 0.1, Severity.NORMAL, ("K", 125, 0, 1)),
        (1000, 0.4, Severity.NORMAL, ("K", 125, 1, 2)),
        (1000, 0.25, Severity.NORMAL, ("H", 50, 0, 1)),
        (1000, 0.15, Severity.NORMAL, ("J", 80, 0, 1)),
        (100, 10.0, Severity.NORMAL, ("F", 20, 5, 6)),
        (600000, 0.01, Severity.NORMAL, ("Q", 1250, 0, 1)),
        (600000, 10.0, Severity.NORMAL, ("K", 125, 21, 22)),
        (600000, 0.025, Severity.TIGHTENED, ("S", 3150, 1, 2)),
        (50, 2.5, Severity.NORMAL, ("C", 5, 0, 1)),
        (10, 0.65, Severity.NORMAL, ("F", 10, 0, 1)),
        (5000, 1.0, Severity.REDUCED, ("L", 80, 3, 4)),
        (1000, 6.5, Severity.REDUCED, ("J", 32, 6, 7)),
    ],
)
def test_master_tables(
    lot: int, aql: float, severity: Severity, expected: tuple[str, int, int, int]
) -> None:
    plan = sampling_plan(lot, aql, severity=severity)
    assert (plan.code_letter, plan.sample_size, plan.accept, plan.reject) == expected


def test_letter_s_stands_only_at_0_025_tightened() -> None:
    lot, level = 600_000, InspectionLevel.III
    assert sampling_plan(lot, 0.025, level, Severity.TIGHTENED).code_letter == "S"
    assert sampling_plan(lot, 0.015, level, Severity.TIGHTENED).code_letter == "Q"
    assert sampling_plan(lot, 0.015, level, Severity.NORMAL).code_letter == "P"


def test_row_k_of_normal_table() -> None:
    accepts = [sampling_plan(2000, aql).accept for aql in AQLS]
    assert accepts == [0, 0, 0, 0, 0, 0, 0, 1, 1, 2, 3, 5, 7, 10, 14, 21]


def test_every_plan_exists() -> None:
    for level in InspectionLevel:
        for severity in Severity:
            for lot in (2, 100, 3000, 40_000, 1_000_000):
                for aql in AQLS:
                    plan = sampling_plan(lot, aql, level, severity)
                    assert 0 <= plan.accept < plan.reject
                    assert plan.sample_size <= lot


def test_unknown_aql_is_refused() -> None:
    with pytest.raises(UsageError, match="AQL"):
        sampling_plan(1000, 0.3)
