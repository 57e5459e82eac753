from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from pipeline.review.board import Board, QueueGroup
from pipeline.review.queue import QueueItem, Rank, badness

ITEMS = st.lists(
    st.builds(
        lambda document, reason, probability, rank, order: item(
            document, reason, probability, rank, order
        ),
        st.sampled_from("ab"),
        st.sampled_from("xyz"),
        st.sampled_from((0.1, 0.5, 0.9)),
        st.sampled_from(Rank),
        st.integers(0, 30),
    ),
    max_size=20,
    unique_by=lambda made: made.cell_id,
)


def item(
    document: str, reason: str, probability: float, rank: Rank = Rank.DOUBT, order: int = 0
) -> QueueItem:
    cell_id = f"{document}/{order}"
    return QueueItem(document, "", cell_id, (reason,), rank, probability, 0, order)


def board_of(*items: QueueItem) -> Board:
    board = Board()
    for one in items:
        board.put(one)
    return board


def order_of(board: Board) -> list[str]:
    return [one.cell_id for one in board.iter_items()]


def test_worst_group_first_and_groups_stay_together() -> None:
    board = board_of(
        item("a", "x", 0.9, order=1),
        item("b", "y", 0.2, order=2),
        item("a", "x", 0.1, order=3),
        item("c", "z", 0.99, Rank.FAILED, order=4),
    )
    assert order_of(board) == ["c/4", "a/3", "a/1", "b/2"]
    assert board.groups() == [
        QueueGroup("c", "z", 1, 0.99),
        QueueGroup("a", "x", 2, 0.1),
        QueueGroup("b", "y", 1, 0.2),
    ]
    assert board.by_document() == {"a": 2, "b": 1, "c": 1}


def test_a_group_keeps_its_place_until_its_document_was_made_again() -> None:
    board = board_of(
        item("a", "x", 0.1, order=1), item("a", "x", 0.9, order=2), item("b", "y", 0.5, order=3)
    )
    board.remove("a/1")
    assert order_of(board) == ["a/2", "b/3"]
    board.replace_document("a", [item("a", "x", 0.9, order=2)])
    assert order_of(board) == ["a/2", "b/3"]
    board.remove("a/2")
    assert board.groups() == [QueueGroup("b", "y", 1, 0.5)]
    board.put(item("a", "x", 0.9, order=2))
    assert order_of(board) == ["a/2", "b/3"]
    board.replace_document("a", [])
    board.put(item("a", "x", 0.9, order=2))
    assert order_of(board) == ["b/3", "a/2"]


def test_part_of_the_queue() -> None:
    board = board_of(
        item("a", "x", 0.1, order=1), item("a", "y", 0.2, order=2), item("b", "x", 0.3, order=3)
    )
    assert [one.cell_id for one in board.iter_items("a")] == ["a/1", "a/2"]
    assert [one.cell_id for one in board.iter_items(reason="x")] == ["a/1", "b/3"]


def test_taking_off_what_does_not_wait_changes_nothing() -> None:
    board = board_of(item("a", "x", 0.1))
    board.remove("a/9")
    assert order_of(board) == ["a/0"]


@given(ITEMS, ITEMS, st.lists(st.sampled_from([f"{d}/{n}" for d in "ab" for n in range(31)])))
def test_every_cell_is_there_once_and_groups_are_sorted(
    first: list[QueueItem], second: list[QueueItem], removed: list[str]
) -> None:
    board = board_of(*first)
    board.replace_document("a", [one for one in second if one.document_id == "a"])
    for cell_id in removed:
        board.remove(cell_id)
    wanted = {one.cell_id: one for one in first if one.document_id == "b"}
    wanted |= {one.cell_id: one for one in second if one.document_id == "a"}
    wanted = {cell: one for cell, one in wanted.items() if cell not in removed}
    found = list(board.iter_items())
    assert {one.cell_id: one for one in found} == wanted
    assert len(found) == len(board) == len(wanted)
    groups = [one.group for one in found]
    assert sorted(set(groups), key=groups.index) == list(dict.fromkeys(groups))
    for group in set(groups):
        members = [one for one in found if one.group == group]
        assert members == sorted(members, key=badness)
        assert members == list(board.iter_items(*group))
