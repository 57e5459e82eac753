"""Cache keys depend on everything, and on nothing else."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from pipeline.run.keys import cache_key, code_hash, hash_files


@given(st.lists(st.text(), max_size=4), st.lists(st.text(), max_size=4))
def test_keys_are_equal_only_for_equal_parts(left: list[str], right: list[str]) -> None:
    assert (cache_key(*left) == cache_key(*right)) == (left == right)


def test_file_order_does_not_matter_but_names_do() -> None:
    assert hash_files({"a": b"1", "b": b"2"}) == hash_files({"b": b"2", "a": b"1"})
    assert hash_files({"a": b"1", "b": b"2"}) != hash_files({"a": b"2", "b": b"1"})


def test_code_of_stages_is_told_apart() -> None:
    assert code_hash("pipeline.clean") != code_hash("pipeline.normalise")
    assert len(code_hash("pipeline.errors")) == 64
