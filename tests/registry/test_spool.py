"""Rows come back as they were spooled, whatever the blocks."""

from __future__ import annotations

import pickle
from collections.abc import Iterator, Sequence
from itertools import chain
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.registry import spool as spool_module
from pipeline.registry.assemble import Assembly, assemble
from pipeline.registry.bundle import Bundle, bundle_of
from pipeline.registry.registry import Row, StagedDocument
from pipeline.registry.specimen import MadeCell, MadeRecord, made_document, made_rosters
from pipeline.registry.spool import Spool, iter_columns

PORTIONS = st.lists(st.lists(st.tuples(st.text(max_size=3), st.text(max_size=3)), max_size=9))


@pytest.fixture(autouse=True, scope="module")
def small_blocks() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(spool_module, "BLOCK_ROWS", 4)
        yield


@given(PORTIONS)
def test_rows_come_back_in_order(portions: list[list[Row]]) -> None:
    with TemporaryDirectory() as folder:
        spool = Spool(Path(folder) / "rows")
        for portion in portions:
            spool.extend(portion)
        rows = pickle.loads(pickle.dumps(spool.close()))
        expected = tuple(chain.from_iterable(portions))
        assert tuple(rows) == expected
        assert len(rows) == len(expected)
        assert tuple(rows[i] for i in range(len(rows))) == expected
        assert rows[1:3] == expected[1:3]
        blocks = list(iter_columns(rows))
        assert [row for columns in blocks for row in zip(*columns, strict=True)] == [*expected]
        assert all(len(columns[0]) <= 4 for columns in blocks)
        swapped = [
            row for columns in iter_columns(rows, (1, 0)) for row in zip(*columns, strict=True)
        ]
        assert swapped == [(right, left) for left, right in expected]


def test_a_spooled_registry_of_bundles_equals_one_in_memory(tmp_path: Path) -> None:
    own = made_document("own", "giants", (MadeRecord("giants", (MadeCell("name", "甲"),)),))
    documents = sorted((*made_rosters(450), own), key=lambda d: d.reading.document_id)
    assembly = Assembly(tmp_path)
    for portion in (documents[:2], documents[2:3], documents[3:]):
        assembly.take(bundled(portion, assembly))
    spooled, expected = assembly.finish(), assemble(reversed(documents))
    assert [table.schema for table in spooled.tables] == [t.schema for t in expected.tables]
    for ours, theirs in zip(spooled.tables, expected.tables, strict=True):
        assert tuple(ours.rows) == tuple(theirs.rows), ours.schema.name


def bundled(documents: Sequence[StagedDocument], assembly: Assembly) -> Bundle:
    """As a worker would, which sends tables of custom kinds back."""
    bundle = bundle_of(documents)
    if bundle is None:
        bundle = bundle_of(documents, assembly.customs)
    assert bundle is not None
    return bundle


def test_documents_out_of_order_are_a_bug() -> None:
    first, second = sorted(made_rosters(200), key=lambda d: d.reading.document_id)
    assembly = Assembly()
    assembly.take(bundled([second], assembly))
    with pytest.raises(ValueError, match="out of order"):
        assembly.take(bundled([first], assembly))
