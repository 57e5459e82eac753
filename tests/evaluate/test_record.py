from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from pipeline.evaluate.record import read_cells_csv, to_cells_csv
from pipeline.evaluate.scoring import ScoredCell

texts = st.none() | st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=6)
cells = st.builds(
    ScoredCell,
    document=st.just("fax/list"),
    profile=st.just("fax"),
    kind=st.just("roster"),
    table=st.just("clusters"),
    column=st.just("region"),
    cell_id=st.just("d/1/clusters/1/region"),
    truth=texts,
    text=texts,
    is_flagged=st.booleans(),
    reasons=st.sampled_from([(), ("low-probability",), ("a", "b")]),
    probability=st.sampled_from([None, 0.0, 0.125, 0.999999]),
).filter(lambda cell: cell.truth is not None or cell.text is not None)


@given(st.lists(cells, max_size=5))
def test_cells_survive_the_record(found: list[ScoredCell]) -> None:
    assert read_cells_csv(to_cells_csv(found)) == tuple(found)


def test_same_cells_give_the_same_bytes() -> None:
    cell = ScoredCell("d", "fax", "roster", "clusters", "region", "c", "山西", "山酉", True)
    assert to_cells_csv([cell]) == to_cells_csv([cell])
