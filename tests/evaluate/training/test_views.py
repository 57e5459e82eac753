"""Lines in training: as the network will see them, varied but never made another text."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.evaluate.training.pairs import Pair
from pipeline.evaluate.training.views import WELL_KNOWN, batch_of, is_shown, varied, weight
from pipeline.extract.ocr.engine import Image
from pipeline.extract.ocr.ppocr import line_input

KNOWN = frozenset("邯郸潍坊")


def line(width: int) -> Image:
    return np.random.default_rng(width).integers(0, 256, (48, width), np.uint8)


def pair(width: int = 200, text: str = "邯郸", read: str = "邯郸", weakest: float = 1.0) -> Pair:
    return Pair(line(width), text, read, weakest)


@given(st.integers(16, 400))
def test_a_line_is_shown_as_it_is_read(width: int) -> None:
    seen = line(width)
    batch = batch_of([Pair(seen, "", "", 1.0)])
    expected, _ = line_input(seen)
    np.testing.assert_allclose(batch.lines[0, 0], expected, atol=1e-6)


def test_narrower_lines_of_a_batch_fill_fewer_steps() -> None:
    batch = batch_of([pair(100), pair(640)])
    assert batch.lines.shape == (2, 1, 48, 640)
    assert batch.steps == (14, 80)
    assert batch.texts == ("邯郸", "邯郸")
    assert not batch.lines[0, 0, :, 100:].any()


@given(st.integers(16, 400), st.integers(0, 2**32 - 1))
def test_variations_stay_lines(width: int, seed: int) -> None:
    seen = line(width)
    other = varied(seen, np.random.default_rng(seed))
    assert other.dtype == np.uint8
    assert other.shape[0] == 48
    assert 0.93 * width - 1 <= other.shape[1] <= max(16, 1.06 * width + 1)


@pytest.mark.parametrize(
    ("asked", "shown"),
    [
        (pair(), True),
        (pair(text="邯郸市"), False),
        (pair(width=900), False),
        (pair(width=24, text="邯郸潍坊"), False),
        (pair(width=24, text="邯郸", read="邯"), True),
        (pair(width=24, text="邯邯"), False),
    ],
    ids=["known", "unknown character", "wide", "no room", "room", "no room for a doubled one"],
)
def test_only_what_can_be_learned_is_shown(asked: Pair, shown: bool) -> None:
    assert is_shown(asked, KNOWN) is shown


def test_what_was_misread_or_in_doubt_is_shown_more_often() -> None:
    assert weight(pair()) == WELL_KNOWN
    assert weight(pair(read="邯那")) == weight(pair(weakest=0.9)) == 1.0
