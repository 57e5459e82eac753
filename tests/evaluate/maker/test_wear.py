from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from pipeline.evaluate.maker import marks, wear
from pipeline.evaluate.maker.profiles import PROFILES
from pipeline.evaluate.maker.wear import Pixels

Step = Callable[[Pixels, np.random.Generator], Pixels]


@pytest.fixture
def page() -> Pixels:
    page = np.full((300, 220, 3), 255, np.uint8)
    page[60:62, 20:200] = 0
    page[120:180, 60:64] = 0
    return page


@pytest.mark.parametrize("name", sorted(PROFILES))
def test_same_seed_wears_the_same(name: str, page: Pixels) -> None:
    recipe = PROFILES[name].recipe
    first = recipe(page, page, np.random.default_rng(5))
    again = recipe(page, page, np.random.default_rng(5))
    assert first.shape == page.shape and first.dtype == np.uint8
    assert np.array_equal(first, again)


def test_fax_is_black_and_white(page: Pixels) -> None:
    worn = PROFILES["fax"].recipe(page, page, np.random.default_rng(1))
    assert set(np.unique(worn)) <= {0, 255}


def test_clean_scan_is_left_alone(page: Pixels) -> None:
    assert np.array_equal(PROFILES["clean"].recipe(page, page, np.random.default_rng(1)), page)


def test_broken_rules_lose_ink_only_along_long_lines(page: Pixels) -> None:
    page[220:226, 100:106] = 0
    worn = wear.break_rules(page, np.random.default_rng(2), 0.5)
    assert (worn[60:62] > 0).sum() > (page[60:62] > 0).sum()
    assert np.array_equal(worn[220:226, 100:106], page[220:226, 100:106])


def test_fold_darkens_only_near_the_crease(page: Pixels) -> None:
    folded = marks.fold(page, np.random.default_rng(3))
    darkened = np.flatnonzero((folded < page).any(axis=(1, 2)))
    assert 0 < len(darkened) < 300


def test_staple_leaves_the_input_alone(page: Pixels) -> None:
    before = page.copy()
    assert not np.array_equal(marks.staple(page, np.random.default_rng(4), 100), page)
    assert np.array_equal(page, before)


@pytest.mark.parametrize(
    "mark",
    [
        lambda page, rng: wear.streak(page, rng),
        lambda page, rng: wear.toner(page, rng, 0.3),
        lambda page, rng: wear.dark_edge(page, rng, 0.1),
        lambda page, rng: wear.weigh_strokes(page, 0.5),
        lambda page, rng: marks.punch(page, rng, 60),
        lambda page, rng: marks.tick(page, (30, 30), 9, rng),
    ],
    ids=["streak", "toner", "dark-edge", "strokes", "punch", "tick"],
)
def test_every_step_changes_the_page_and_leaves_its_input_alone(mark: Step, page: Pixels) -> None:
    before = page.copy()
    worn = mark(page, np.random.default_rng(4))
    assert worn.shape == page.shape and worn.dtype == np.uint8
    assert not np.array_equal(worn, before) and np.array_equal(page, before)


def test_thin_strokes_have_less_ink_than_thick_ones(page: Pixels) -> None:
    thin, thick = wear.weigh_strokes(page, -0.5), wear.weigh_strokes(page, 0.5)
    assert thin.mean() > page.mean() > thick.mean()
