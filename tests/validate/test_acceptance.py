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

WEIGHTS = Weights(1.0, 0.6, 0.25, -0.1, 0.2, 2.0, 1.5, -1.0, 0.3, -0.2, threshold=0.9)
MODEL = AcceptanceModel(1, "test", 0.99999, 0.95, 0.99, {"default": WEIGHTS})
CELL = CellFeatures(ValueType.PERSON, True, False, 0.9, 3.0, 0, False, None, 3, 0.2, 0.98)


def with_types(**types: Weights) -> bytes:
    return msgspec.json.encode(msgspec.structs.replace(MODEL, types=types))


def test_text_layer_and_plain_text_have_fixed_probabilities() -> None:
    assert accept(msgspec.structs.replace(CELL, is_exact=True), MODEL) == 0.99999
    unscored = msgspec.structs.replace(CELL, has_scores=False)
    assert accept(unscored, MODEL) == 0.95
    assert accept(msgspec.structs.replace(unscored, is_supported=True), MODEL) == 0.99


def test_known_probability() -> None:
    even = msgspec.structs.replace(
        CELL, lowest_score=0.5, margin=0.0, surprise=0.0, page_score=0.5, length=1
    )
    assert accept(even, MODEL) == pytest.approx(0.7310586)


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


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{}",
        with_types(),
        with_types(default=WEIGHTS, poem=WEIGHTS),
        with_types(default=msgspec.structs.replace(WEIGHTS, margin=-0.25)),
    ],
    ids=["empty", "no fields", "no default", "unknown type", "weight pushes the wrong way"],
)  # fmt: skip
def test_unusable_parameters_are_refused(content: bytes) -> None:
    with pytest.raises(ConfigurationError, match="acceptance"):
        parse_acceptance(content)


def test_type_without_weights_of_its_own_uses_the_default() -> None:
    assert MODEL.weights_for(ValueType.DATE) == WEIGHTS
