"""Clopper-Pearson bounds against scipy's beta quantiles."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.audit.sampling.bound import lower_bound, sample_size_for, upper_bound


@pytest.mark.parametrize(
    ("wrong", "size", "confidence"),
    [
        (0, 200, 0.95),
        (1, 200, 0.95),
        (3, 315, 0.9),
        (0, 2995, 0.95),
        (40, 1250, 0.99),
        (7, 8, 0.95),
    ],
)
def test_against_scipy(wrong: int, size: int, confidence: float) -> None:
    beta = pytest.importorskip("scipy.stats").beta
    upper = beta.ppf(confidence, wrong + 1, size - wrong)
    assert upper_bound(wrong, size, confidence) == pytest.approx(upper, abs=1e-9)
    lower = 0.0 if wrong == 0 else beta.ppf(1 - confidence, wrong, size - wrong + 1)
    assert lower_bound(wrong, size, confidence) == pytest.approx(lower, abs=1e-9)


@pytest.mark.parametrize(
    ("share", "size"), [(0.01, 299), (0.005, 598), (0.001, 2995), (0.0005, 5990)]
)
def test_sizes_for_zero_wrong(share: float, size: int) -> None:
    assert sample_size_for(share) == size


def test_edges() -> None:
    assert upper_bound(5, 5) == 1.0
    assert lower_bound(0, 5) == 0.0
    with pytest.raises(ValueError, match="impossible"):
        upper_bound(6, 5)


@given(st.integers(1, 300), st.data())
def test_bounds_enclose_the_estimate(size: int, data: st.DataObject) -> None:
    wrong = data.draw(st.integers(0, size))
    assert lower_bound(wrong, size) <= wrong / size <= upper_bound(wrong, size)
