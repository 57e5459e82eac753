from __future__ import annotations

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.errors import ConfigurationError
from pipeline.model.document import ValueType
from pipeline.validate.acceptance import (
    TERMS,
    AcceptanceModel,
    CellFeatures,
    Weights,
    accept,
    parse_acceptance,
    terms,
)

WEIGHTS = Weights(
    1.0, 0.6, 0.25, -0.1, 0.2, 2.0, 1.5, 1.2, 0.9, 0.4, -0.8, -1.0, 0.3, -0.2, -2.0, 0.7, -0.1,
    -0.4, -0.6, 0.9,
)  # fmt: skip
MODEL = AcceptanceModel(1, "test", 0.99999, 0.95, 0.99, {"default": WEIGHTS})
CELL = CellFeatures(ValueType.PERSON, True, False, 0.9, 3.0, 0, None, 3, 0.2, 0.98)
EVEN = msgspec.structs.replace(
    CELL, lowest_score=0.5, margin=0.0, surprise=0.0, page_score=0.5, length=1
)


def test_known_probability() -> None:
    # 1.0, and 0.7 because nothing in it stands alone
    assert accept(EVEN, MODEL) == pytest.approx(0.8455347)


@given(
    st.floats(0, 1), st.floats(0, 1), st.floats(0, 12), st.floats(0, 12), st.floats(0, 9),
    st.integers(1, 60),
)  # fmt: skip
def test_better_ink_never_lowers_the_probability(
    low: float, high: float, thin: float, wide: float, surprise: float, length: int
) -> None:
    low, high = sorted((low, high))
    thin, wide = sorted((thin, wide))
    worse = msgspec.structs.replace(
        CELL, lowest_score=low, margin=thin, surprise=surprise, length=length
    )
    better = msgspec.structs.replace(worse, lowest_score=high, margin=wide, agreement=1)
    assert accept(better, MODEL) >= accept(worse, MODEL)
    assert 0.0 <= accept(worse, MODEL) <= 1.0


def test_terms_are_as_many_as_their_names() -> None:
    assert len(terms(CELL)) == len(TERMS)


@pytest.mark.parametrize("term", sorted(TERMS))
def test_weight_that_pushes_the_wrong_way_is_refused(term: str) -> None:
    wrong = msgspec.structs.replace(WEIGHTS, **{term: -TERMS[term] * 0.5})
    content = msgspec.json.encode(msgspec.structs.replace(MODEL, types={"default": wrong}))
    with pytest.raises(ConfigurationError, match=term):
        parse_acceptance(content)
