from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from pipeline.evaluate.alignment import align
from pipeline.evaluate.expected import ExpectedRecord
from pipeline.evaluate.predicted import PredictedCell, PredictedRecord
from pipeline.model.value import CellStatus


def true(name: str, *key: str) -> ExpectedRecord:
    return ExpectedRecord("clusters", {"cluster_name": name}, key)


def read(name: str, *key: str) -> PredictedRecord:
    cell = PredictedCell("c", name, CellStatus.ACCEPTED)
    return PredictedRecord("clusters", {"cluster_name": cell}, key)


def names(
    pairs: tuple[tuple[ExpectedRecord | None, PredictedRecord | None], ...],
) -> list[tuple[str | None, str | None]]:
    return [
        (
            e.cells["cluster_name"] if e else None,
            p.cells["cluster_name"].text if p else None,
        )
        for e, p in pairs
    ]


def test_lost_row_in_the_middle_does_not_shift_the_rest() -> None:
    expected = [true("本溪制药"), true("长春汽车电子"), true("通化医药")]
    predicted = [read("本溪制药"), read("通化医约")]
    assert names(align(expected, predicted)) == [
        ("本溪制药", "本溪制药"),
        ("长春汽车电子", None),
        ("通化医药", "通化医约"),
    ]


def test_rows_with_nothing_in_common_are_lost_and_invented() -> None:
    pairs = names(align([true("本溪制药"), true("x")], [read("青岛机器人"), read("x")]))
    assert sorted(pairs, key=str) == sorted(
        [("本溪制药", None), (None, "青岛机器人"), ("x", "x")], key=str
    )


def test_keyed_records_are_found_in_any_order() -> None:
    expected = [true("1", "revenue", "2020"), true("2", "revenue", "2023")]
    predicted = [read("9", "revenue", "2023"), read("1", "revenue", "2020"), read("7", "x", "1")]
    assert names(align(expected, predicted)) == [("1", "1"), ("2", "9"), (None, "7")]


def test_single_records_belong_together_however_different() -> None:
    assert names(align([true("甲")], [read("乙")])) == [("甲", "乙")]


@given(st.lists(st.text("甲乙丙丁", min_size=1, max_size=4), max_size=8), st.data())
def test_every_record_appears_exactly_once(texts: list[str], data: st.DataObject) -> None:
    others = data.draw(st.lists(st.text("甲乙丙丁", min_size=1, max_size=4), max_size=8))
    pairs = align([true(text) for text in texts], [read(text) for text in others])
    assert [e.cells["cluster_name"] for e, _ in pairs if e] == texts
    assert [p.cells["cluster_name"].text for _, p in pairs if p] == others
