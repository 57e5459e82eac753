"""Rows that only their shade tells apart."""

import cv2
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.extract.image.page import Image
from pipeline.extract.image.shaded_rows import (
    draw_edges,
    find_shaded_rows,
    lighten_shaded_rows,
)
from pipeline.extract.image.straighten import straighten
from tests.extract.pictures import blank, draw_text

LEFT, RIGHT, HIGH = 160, 1040, 56
TOPS = tuple(300 + 2 * HIGH * number for number in range(5))
SHADE, INK = 217, 40


def _list(slope: float = 0.0, ink: int = INK) -> Image:
    """Return a page with ten rows of writing, every second one shaded; rows fall by `slope`."""
    page = blank(1200, 1600)
    for top in TOPS:
        corners = [(LEFT, top), (RIGHT, top), (RIGHT, top + HIGH), (LEFT, top + HIGH)]
        fallen = [(x, round(y + slope * (x - LEFT))) for x, y in corners]
        cv2.fillConvexPoly(page, np.array(fallen, np.int32), SHADE)
    words = blank(1200, 1600)
    for number in range(10):
        draw_text(words, LEFT + 20, TOPS[0] + HIGH * number + 12, 12)
        draw_text(words, 700, TOPS[0] + HIGH * number + 12, 6)
    page[words < 255] = ink
    return page


def _grainy(page: Image, sigma: float) -> Image:
    noise = np.random.default_rng(0).normal(0, sigma, page.shape)
    return np.asarray(np.clip(page + noise, 0, 255), np.uint8)


@pytest.mark.parametrize("slope", [0.0, 0.008, -0.008])
@pytest.mark.parametrize("sigma", [0.0, 12.0])
def test_shaded_rows_are_found_to_the_pixel(slope: float, sigma: float) -> None:
    rows = find_shaded_rows(_grainy(_list(slope), sigma))
    assert len(rows) == len(TOPS)
    middle = np.array([(LEFT + RIGHT) / 2])
    for row, top in zip(sorted(rows, key=lambda row: row.upper.level), TOPS, strict=True):
        fallen = top + slope * (RIGHT - LEFT) / 2
        assert row.upper.at(middle)[0] == pytest.approx(fallen, abs=2.5)
        assert row.lower.at(middle)[0] == pytest.approx(fallen + HIGH, abs=2.5)
        assert row.upper.slope == pytest.approx(slope, abs=0.003)
        assert row.left == pytest.approx(LEFT, abs=8)
        assert row.right == pytest.approx(RIGHT, abs=8)
        assert row.share == pytest.approx(SHADE / 255, abs=0.04)


def test_a_shade_becomes_paper_and_its_print_as_dark_as_other_print() -> None:
    raw = _list()
    flat = raw.copy()
    lighten_shaded_rows(raw, flat)
    shaded, plain = (flat[top : top + HIGH, LEFT:RIGHT] for top in (TOPS[0], TOPS[0] + HIGH))
    assert np.median(shaded) == 255
    assert abs(int(shaded.min()) - int(plain.min())) <= 8
    assert np.array_equal(flat[: TOPS[0] - 20], raw[: TOPS[0] - 20])


def test_edges_are_drawn_as_dark_as_the_print() -> None:
    raw = _list(ink=120)
    flat = raw.copy()
    rows = lighten_shaded_rows(raw, flat)
    draw_edges(flat, rows)
    for top in TOPS:
        for edge in (top, top + HIGH):
            strip = flat[edge - 3 : edge + 4, 500:650].min(axis=0)
            assert 100 <= strip.min() <= strip.max() <= 140


def test_a_row_beside_a_fold_of_the_sheet_is_found_with_the_others() -> None:
    page = _list().astype(np.float64)
    fall = np.abs(np.arange(1600) - (TOPS[2] - 4))
    page *= (1 - 0.18 * np.exp(-((fall / 12) ** 2)))[:, np.newaxis]
    rows = find_shaded_rows(np.asarray(page, np.uint8))
    assert len(rows) == len(TOPS)


def test_writing_and_a_single_shade_are_no_shaded_rows() -> None:
    page = blank(1200, 1600)
    for number in range(20):
        draw_text(page, LEFT, 200 + 40 * number, 30)
    soft = np.asarray(cv2.GaussianBlur(page, (0, 0), 3), np.uint8)
    assert find_shaded_rows(page) == find_shaded_rows(soft) == ()
    page[1200:1260, LEFT:RIGHT] = SHADE
    assert find_shaded_rows(page) == ()


def test_the_page_comes_out_with_rules_instead_of_shades() -> None:
    upright = straighten(_grainy(_list(0.006), 8)).gray
    rules = cv2.morphologyEx(
        np.asarray((upright < 150) * np.uint8(255), np.uint8), cv2.MORPH_OPEN, np.ones((1, 300))
    )
    levels = np.flatnonzero(rules.max(axis=1))
    assert np.count_nonzero(np.diff(levels) > 5) + 1 == 2 * len(TOPS)


@given(st.integers(0, 2**32 - 1), st.sampled_from([8, 20, 60, 130]))
def test_stripes_of_any_kind_break_nothing(seed: int, high: int) -> None:
    """Rows of random tones and ends, at any place of a page of any brightness."""
    rng = np.random.default_rng(seed)
    page = np.full((int(rng.integers(60, 900)), int(rng.integers(60, 700))), rng.integers(256))
    for top in range(0, len(page), high):
        left, right = np.sort(rng.integers(0, page.shape[1] + 1, 2))
        page[top : top + high // 2, left:right] = rng.integers(256)
    raw = np.clip(page + rng.normal(0, rng.integers(0, 12), page.shape), 0, 255).astype(np.uint8)
    flat = raw.copy()
    draw_edges(flat, lighten_shaded_rows(raw, flat))
    assert flat.shape == raw.shape


def test_the_ground_that_a_sheet_lies_on_is_no_shade() -> None:
    assert find_shaded_rows(np.asarray(_list() // 6, np.uint8)) == ()
