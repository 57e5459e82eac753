"""One table of both registries laid side by side: columns paired, rows paired, cells compared."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pipeline.audit.diff.align_columns import align_columns
from pipeline.audit.diff.align_documents import DocumentPair
from pipeline.audit.diff.align_rows import NONE, RowAligner, moved_rows
from pipeline.audit.diff.row_keys import Ints, RowKeys, content_terms, encode, encode_column
from pipeline.audit.tables import (
    IDENTITY_COLUMNS,
    PARENT_COLUMN,
    STATE_COLUMNS,
    RegistryTable,
    base_name,
    record_column,
)

NATURAL_KEYS = {"indicators": ("indicator", "year", "basis")}
"""Columns that name a row within its application, whatever else it says."""
_NOT_CONTENT = IDENTITY_COLUMNS | STATE_COLUMNS | {"cluster_id"}
PAGES = "source_pages"


@dataclass(frozen=True, slots=True)
class Groups:
    """Numbers of documents and applications: equal on both sides when they are the same.

    `same_bytes[number]` tells that a group was read from the same file content on both sides.
    """

    old: Mapping[str, int]
    new: Mapping[str, int]
    same_bytes: NDArray[np.bool_]

    def of(self, side: Mapping[str, int], table: RegistryTable) -> Ints:
        """Group of each row: its application where it has one, else its document."""
        parents = table.texts(PARENT_COLUMN)
        documents = table.texts("document_id")
        own = record_column(table.name, table.columns) == PARENT_COLUMN
        return np.array(
            [
                side.get(documents[i] if own or not parents[i] else parents[i], -1)
                for i in range(table.n_rows)
            ],
            dtype=np.int64,
        ).reshape(-1)


def document_groups(pairs: tuple[DocumentPair, ...]) -> Groups:
    """Number the documents; those on one side only get numbers of their own."""
    old = {pair.old.document_id: n for n, pair in enumerate(pairs) if pair.old}
    new = {pair.new.document_id: n for n, pair in enumerate(pairs) if pair.new}
    # one entry more, so that the group -1 of rows without a document reads as "not the same"
    return Groups(old, new, np.array([*(p.has_same_bytes for p in pairs), False], dtype=np.bool_))


@dataclass(frozen=True, slots=True, eq=False)
class AlignedTable:
    """A table on both sides. `matched[i]` is the new row of old row i, or -1.

    `paired` are all pairs of columns, `columns` those whose cells are compared. `changed` are
    (old row, new row, index into `columns`), `moved` the old rows that stand elsewhere in their
    document or in another one.
    """

    old: RegistryTable
    new: RegistryTable
    paired: tuple[tuple[str, str], ...]
    columns: tuple[tuple[str, str], ...]
    matched: Ints
    changed: tuple[tuple[int, int, int], ...]
    moved: tuple[int, ...]
    is_reordered: bool

    @property
    def removed(self) -> list[int]:
        """Old rows that no new row continues."""
        return [int(i) for i in np.flatnonzero(self.matched == NONE)]

    @property
    def added(self) -> list[int]:
        """New rows that continue no old row."""
        is_added = np.ones(self.new.n_rows, dtype=np.bool_)
        is_added[self.matched[self.matched != NONE]] = False
        return [int(j) for j in np.flatnonzero(is_added)]


def align_table(old: RegistryTable, new: RegistryTable, groups: Groups) -> AlignedTable:
    """Pair columns and rows of a table and find every cell that differs."""
    pairs = align_columns(old, new)
    compared = [pair for pair in pairs if base_name(pair[1]) not in IDENTITY_COLUMNS]
    codes = [encode_column(old, new, pair) for pair in compared]
    old_groups, new_groups = groups.of(groups.old, old), groups.of(groups.new, new)
    old_order, new_order = _printed_order(old, old_groups), _printed_order(new, new_groups)
    matched = _match(old, new, compared, codes, (old_groups, new_groups), groups)
    ours = np.flatnonzero(matched != NONE)
    theirs = matched[ours]
    changed = [
        (int(ours[at]), int(theirs[at]), column)
        for column, (a, b) in enumerate(codes)
        for at in np.flatnonzero(a[ours] != b[theirs])
    ]
    pages = next((pair for pair in pairs if pair[1] == PAGES), None)
    if pages is not None:
        a, b = encode_column(old, new, pages)
        is_same_file = groups.same_bytes[old_groups[ours]] & (old_groups[ours] != NONE)
        is_repaged = (a[ours] != b[theirs]) & is_same_file
        changed += [
            (int(ours[at]), int(theirs[at]), len(compared)) for at in np.flatnonzero(is_repaged)
        ]
        compared.append(pages)
    return AlignedTable(
        old,
        new,
        tuple(pairs),
        tuple(compared),
        matched,
        tuple(sorted(changed)),
        _moved(matched, (old_order, new_order), (old_groups, new_groups), "row_no" in new.columns),
        bool(np.any(np.diff(theirs) < 0)),
    )


def child_groups(parents: AlignedTable, groups: Groups) -> Groups:
    """Number the applications beside the documents, so that their rows are compared within them."""
    key = record_column(parents.new.name, parents.new.columns)
    if key is None:
        return groups
    old_ids, new_ids = parents.old.texts(key), parents.new.texts(key)
    old, new = dict(groups.old), dict(groups.new)
    same_bytes = list(groups.same_bytes[:-1])
    documents = parents.old.texts("document_id")
    for i, j in enumerate(parents.matched.tolist()):
        old[old_ids[i]] = len(same_bytes)
        if j != NONE:
            new[new_ids[j]] = len(same_bytes)
        same_bytes.append(bool(groups.same_bytes[groups.old.get(documents[i], -1)]))
    for j in parents.added:
        new[new_ids[j]] = len(same_bytes)
        same_bytes.append(False)
    return Groups(old, new, np.array([*same_bytes, False], dtype=np.bool_))


def _match(
    old: RegistryTable,
    new: RegistryTable,
    compared: list[tuple[str, str]],
    codes: list[tuple[Ints, Ints]],
    row_groups: tuple[Ints, Ints],
    groups: Groups,
) -> Ints:
    """Align the rows in printed order, so that the order of the file means nothing."""
    content = [n for n, pair in enumerate(compared) if base_name(pair[1]) not in _NOT_CONTENT]
    names = [compared[n] for n in content]
    orders = (_printed_order(old, row_groups[0]), _printed_order(new, row_groups[1]))
    local_ids = encode(_local_ids(old), _local_ids(new))
    sides = []
    for side, order in enumerate(orders):
        columns = [codes[n][side][order] for n in content]
        matrix = np.stack(columns, axis=1) if columns else np.zeros((len(order), 0), np.int64)
        sides.append(
            RowKeys(row_groups[side][order], content_terms(matrix), local_ids[side][order])
        )
    texts = (
        lambda row, column: old.text(names[column][0], int(orders[0][row])),
        lambda row, column: new.text(names[column][1], int(orders[1][row])),
    )
    natural = NATURAL_KEYS.get(new.name, ())
    has_key = all(any(pair[1] == column for pair in names) for column in natural)
    key = tuple(n for n, pair in enumerate(names) if pair[1] in natural) if has_key else ()
    in_order = RowAligner(sides[0], sides[1], texts, groups.same_bytes).align(key)
    matched = np.full(old.n_rows, NONE, dtype=np.int64)
    is_matched = in_order != NONE
    matched[orders[0][is_matched]] = orders[1][in_order[is_matched]]
    return matched


def _printed_order(table: RegistryTable, groups: Ints) -> Ints:
    """Row indices by group, then as the record ids and row numbers count them."""
    rows = table.texts("row_no")
    ids = _local_ids(table)
    row_no = np.array([int(text) if text.isdigit() else 0 for text in rows], dtype=np.int64)
    part_no = np.array([_leading_number(text) for text in ids], dtype=np.int64)
    last = np.array([_trailing_number(text) for text in ids], dtype=np.int64)
    order: Ints = np.lexsort((last, row_no, part_no, groups)).astype(np.int64)
    return order


def _moved(
    matched: Ints, orders: tuple[Ints, Ints], groups: tuple[Ints, Ints], has_row_no: bool
) -> tuple[int, ...]:
    """Old rows that changed their order within the document, or their document."""
    ours = orders[0][matched[orders[0]] != NONE]
    theirs = matched[ours]
    is_elsewhere = groups[0][ours] != groups[1][theirs]
    moved = [int(i) for i in ours[is_elsewhere]]
    if has_row_no:
        place = np.empty(len(orders[1]), dtype=np.int64)
        place[orders[1]] = np.arange(len(orders[1]))
        stayed = ours[~is_elsewhere]
        moved += [int(i) for i in stayed[moved_rows(place[matched[stayed]])]]
    return tuple(sorted(moved))


def _local_ids(table: RegistryTable) -> list[str]:
    key = record_column(table.name, table.columns)
    if key is None:
        return [""] * table.n_rows
    return [text.split("/", 1)[1] if "/" in text else "" for text in table.texts(key)]


def _leading_number(local_id: str) -> int:
    head = local_id.split("/", 1)[0]
    return int(head) if head.isdigit() else 0


def _trailing_number(local_id: str) -> int:
    tail = local_id.rsplit("/", 1)[-1]
    return int(tail) if tail.isdigit() else 0
