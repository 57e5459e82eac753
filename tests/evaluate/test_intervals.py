from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.evaluate.intervals import Share


def test_no_error_in_6000_leaves_room_for_0_06_percent() -> None:
    share = Share(0, 6000)
    assert share.low == 0.0
    assert share.high == pytest.approx(0.000615, abs=1e-6)


def test_known_interval() -> None:
    assert (Share(8, 10).low, Share(8, 10).high) == pytest.approx((0.4439, 0.9748), abs=1e-4)


def test_nothing_counted_has_no_rate() -> None:
    assert (Share(0, 0).rate, Share(0, 0).low, Share(0, 0).high) == (None, None, None)


def test_edits_beyond_the_length_have_a_rate_but_no_interval() -> None:
    assert (Share(12, 10).rate, Share(12, 10).low, Share(12, 10).high) == (1.2, None, None)


@given(st.integers(1, 500).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_interval_holds_the_rate(counts: tuple[int, int]) -> None:
    share = Share(*counts)
    assert share.low is not None and share.rate is not None and share.high is not None
    assert share.low <= share.rate <= share.high
