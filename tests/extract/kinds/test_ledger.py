"""Ids of readings never repeat, whatever a table prints above its columns."""

from __future__ import annotations

from pipeline.extract.kinds.ledger import Ledger, Scribe
from pipeline.model.document import ValueType


def test_columns_of_one_name_get_ids_of_their_own() -> None:
    scribe = Scribe(Ledger([]), "doc", 1)
    record = scribe.record_id("clusters", 1)
    readings = [scribe.read(record, "备注", ValueType.TEXT, []) for _ in range(3)]
    assert [reading.column for reading in readings] == ["备注", "备注_2", "备注_3"]
    assert [reading.cell_id for reading in readings] == [
        "doc/1/clusters/1/备注",
        "doc/1/clusters/1/备注_2",
        "doc/1/clusters/1/备注_3",
    ]
    other = scribe.read(scribe.record_id("clusters", 2), "备注", ValueType.TEXT, [])
    assert other.column == "备注"
