from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from pipeline.evaluate.structure import table_similarity

ROW = ["河北", "邯郸装备产业集群", "邯郸市科技局", "试点"]
OTHER = ["山西", "榆次液压产业集群", "榆次工业园区", "培育"]


def test_the_same_rows_are_alike() -> None:
    assert table_similarity([ROW, OTHER], [ROW, OTHER]) == 1.0


def test_a_lost_row_costs_its_nodes() -> None:
    # 11 nodes in the tree, 5 of them lost
    assert table_similarity([ROW, OTHER], [ROW]) == 1 - 5 / 11


def test_a_row_read_twice_costs_as_much() -> None:
    assert table_similarity([ROW, OTHER], [ROW, ROW, OTHER]) == 1 - 5 / 16


def test_a_misread_character_costs_its_share_of_the_cell() -> None:
    assert table_similarity([ROW], [["河南", *ROW[1:]]]) == 1 - 0.5 / 6


def test_cells_that_moved_cost_one_each_way() -> None:
    assert table_similarity([["甲", "乙", "丙"]], [["乙", "丙", ""]]) == 1 - 2 / 5


def test_nothing_found() -> None:
    assert table_similarity([ROW], []) == 0.0


ROWS = st.lists(
    st.lists(st.text("甲乙丙", max_size=3), min_size=2, max_size=2), min_size=1, max_size=4
)


@given(ROWS, ROWS)
def test_similarity_is_symmetric_and_a_share(one: list[list[str]], other: list[list[str]]) -> None:
    similarity = table_similarity(one, other)
    assert 0.0 <= similarity <= 1.0
    assert abs(similarity - table_similarity(other, one)) < 1e-9
