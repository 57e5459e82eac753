from __future__ import annotations

from pathlib import Path
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.evaluate.maker.content import application, plan, recommendation, roster_rows
from pipeline.evaluate.maker.forms import chinese_date, roster_grid
from pipeline.evaluate.maker.looks import ROSTER_STYLES, draw_roster_look
from pipeline.evaluate.maker.places import read_places

PLACES = read_places(Path(__file__).parent / "data")


@given(st.integers(0, 10_000))
def test_rosters_are_in_province_order_without_doubles(seed: int) -> None:
    rows = roster_rows(Random(seed), PLACES, 20)
    order = [PLACES.provinces.index(row.region) for row in rows]
    assert order == sorted(order)
    assert len({row.cluster for row in rows}) == len(rows)
    assert all(row.unit and row.type in ("试点", "培育") for row in rows)


@given(st.integers(0, 10_000))
def test_indicators_agree_with_each_other(seed: int) -> None:
    for values in application(Random(seed), PLACES, 2021).indicators.values():
        share = 100 * int(values["hitech_firms"]) / int(values["firms"])
        assert values["hitech_share"] == f"{share:.2f}"
        margin = 100 * int(values["net_profit"]) / int(values["revenue"])
        assert values["margin"] == f"{margin:.2f}"


@given(st.integers(0, 10_000))
def test_an_application_lies_in_one_city(seed: int) -> None:
    form = application(Random(seed), PLACES, 2021)
    cities = ("太原", "晋中", "通化", "上海")
    (said,) = [city for city in cities if city in form.address]
    named = [city for city in cities if city in form.cluster + form.unit]
    assert set(named) <= {said}


def test_same_seed_says_the_same() -> None:
    assert plan(Random(3), PLACES) == plan(Random(3), PLACES)
    assert recommendation(Random(3), PLACES, 2021) == recommendation(Random(3), PLACES, 2021)


@given(st.integers(0, 10_000), st.sampled_from(ROSTER_STYLES))
def test_cells_of_a_roster_tile_its_grid(seed: int, style: str) -> None:
    rng = Random(seed)
    look = draw_roster_look(rng, style)
    grid = roster_grid(roster_rows(rng, PLACES, 12), look)
    covered = [
        (row, col)
        for cell in grid.cells
        for row in range(cell.row, cell.row + cell.row_span)
        for col in range(cell.col, cell.col + cell.col_span)
    ]
    assert sorted(covered) == [
        (row, col) for row in range(grid.n_rows) for col in range(len(grid.widths))
    ]


def test_date_is_printed_without_leading_zeros() -> None:
    assert chinese_date("2021-03-07") == "2021年3月7日"


@pytest.mark.parametrize("seed", range(8))
def test_a_plan_grows_from_what_there_is(seed: int) -> None:
    now, then = application(Random(seed), PLACES, 2021).indicators.values()
    for slug in now.keys() - {"margin", "hitech_share"}:
        assert float(now[slug]) <= float(then[slug]) <= 1.7 * float(now[slug]) + 0.1
    assert int(then["firms_ge_1bn"]) + int(then["firms_100m_1bn"]) <= int(then["firms"])
