"""Drills: characters that follow from nothing, in rosters that stay rosters."""

from __future__ import annotations

from random import Random

from hypothesis import given
from hypothesis import strategies as st

from pipeline.evaluate.maker.drills import drill_rows
from pipeline.evaluate.truth import RosterRow
from pipeline.model.text import is_chinese, is_in_gb2312

ROW = RosterRow("河北", "邯郸现代装备制造创新型产业集群", "邯郸市科学技术局", "试点")


@given(st.integers(), st.integers(0, 20))
def test_rows_keep_their_region_and_type(seed: int, count: int) -> None:
    drilled = drill_rows(Random(seed), [ROW] * count)
    assert [(row.region, row.type) for row in drilled] == [("河北", "试点")] * count
    assert all(row.cluster and row.unit for row in drilled)


def test_every_character_of_gb2312_is_drilled() -> None:
    rows = drill_rows(Random(0), [ROW] * 20_000)
    seen = {char for row in rows for char in row.cluster + row.unit if is_chinese(char)}
    assert len(seen) == 3755 + 3008
    assert all(is_in_gb2312(char) for char in seen)


def test_the_same_seed_draws_the_same() -> None:
    assert drill_rows(Random(7), [ROW] * 5) == drill_rows(Random(7), [ROW] * 5)
