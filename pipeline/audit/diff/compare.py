"""Two registries compared: the order of the work, and the cause of every change found."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Mapping

from pipeline.audit.diff.align_columns import column_changes
from pipeline.audit.diff.align_documents import (
    Document,
    DocumentPair,
    align_documents,
    document_changes,
    page_changes,
    read_documents,
)
from pipeline.audit.diff.align_tables import (
    AlignedTable,
    align_table,
    child_groups,
    document_groups,
)
from pipeline.audit.diff.attribute import TableChanges, attribute, evidence_wanted
from pipeline.audit.diff.causes import Runs
from pipeline.audit.diff.evidence import Evidence
from pipeline.audit.diff.model import Diff
from pipeline.audit.snapshot import Snapshot
from pipeline.audit.tables import (
    DECLARED,
    IDENTITY_COLUMNS,
    STATE_COLUMNS,
    RegistryTable,
    empty_like,
    read_table,
)

PARENT_TABLE = "applications"
Tables = dict[str, RegistryTable]


def compare(old: Snapshot, new: Snapshot) -> Diff:
    """Compare two registries cell by cell.

    Tables that tell where values came from, and the clusters worked out over all documents, are
    not compared themselves: they serve to explain the changes in what the documents say.

    Raises:
        UnreadableInputError: When a table cannot be read.
    """
    tables = (_read_printed(old), _read_printed(new))
    pairs = _pair_documents(old, new, tables)
    aligned = _align_all(tables, pairs)
    runs = Runs(old.run, new.run)
    changes = TableChanges()
    evidence = _open_evidence((old, new), pairs)
    _load_evidence(aligned, evidence)
    sources = (
        {document.document_id: document.source_name for document in _old(pairs)},
        {document.document_id: document.source_name for document in _new(pairs)},
    )
    for table in aligned:
        changes.extend(attribute(table, evidence, sources, runs))
    columns = [c for table in aligned for c in column_changes(table.old, table.new, table.paired)]
    pages = page_changes(_page_statuses(old), _page_statuses(new))
    return Diff(
        old.label,
        new.label,
        (*document_changes(pairs), *pages),
        tuple(columns),
        tuple(changes.rows),
        tuple(changes.cells),
        tuple(_notes(aligned)),
    )


def _read_printed(snapshot: Snapshot) -> Tables:
    tables = {}
    for name in snapshot.table_names():
        if name in DECLARED and not DECLARED[name].is_printed:
            continue
        data = snapshot.read(name)
        if data is not None:
            tables[name] = read_table(name, data)
    return tables


def _pair_documents(
    old: Snapshot, new: Snapshot, tables: tuple[Tables, Tables]
) -> tuple[DocumentPair, ...]:
    counted = [_rows_by_document(side) for side in tables]
    listings = [_read_optional(snapshot, "documents") for snapshot in (old, new)]
    documents = [
        read_documents(listing, side.values())
        for listing, side in zip(listings, tables, strict=True)
    ]

    def row_texts(side: str, document_id: str) -> Counter[Hashable]:
        return counted[side == "new"][document_id]

    return align_documents(documents[0], documents[1], row_texts)


def _rows_by_document(tables: Tables) -> Mapping[str, Counter[Hashable]]:
    """Contents of every document's rows; built only from columns that say something."""
    counts: dict[str, Counter[Hashable]] = defaultdict(Counter)
    for table in tables.values():
        content = [c for c in table.columns if c not in IDENTITY_COLUMNS | STATE_COLUMNS]
        columns = [table.texts(column) for column in content]
        for document_id, *cells in zip(table.texts("document_id"), *columns, strict=True):
            counts[document_id][hash((table.name, *cells))] += 1
    return counts


def _align_all(
    tables: tuple[Tables, Tables], pairs: tuple[DocumentPair, ...]
) -> list[AlignedTable]:
    groups = document_groups(pairs)
    aligned = []
    names = sorted(set(tables[0]) | set(tables[1]), key=lambda name: (name != PARENT_TABLE, name))
    for name in names:
        ours, theirs = tables[0].get(name), tables[1].get(name)
        if ours is None and theirs is not None:
            ours = empty_like(theirs)
        elif theirs is None and ours is not None:
            theirs = empty_like(ours)
        assert ours is not None and theirs is not None
        table = align_table(ours, theirs, groups)
        if name == PARENT_TABLE:
            groups = child_groups(table, groups)
        aligned.append(table)
    return aligned


def _load_evidence(aligned: Iterable[AlignedTable], evidence: tuple[Evidence, Evidence]) -> None:
    """Read provenance of what changed: the changed cells, and rows whose standing changed."""
    for side in (0, 1):
        wanted = [evidence_wanted(table, side) for table in aligned]
        for place in (0, 1):
            record_ids = {record_id for entry in wanted for record_id in entry[place].record_ids}
            columns = {column for entry in wanted for column in entry[place].columns}
            if record_ids:
                evidence[side].load(record_ids, columns)


def _open_evidence(
    snapshots: tuple[Snapshot, Snapshot], pairs: tuple[DocumentPair, ...]
) -> tuple[Evidence, Evidence]:
    twins = [(p.old.document_id, p.new.document_id) for p in pairs if p.old and p.new]
    return (
        Evidence(snapshots[0], _files(_old(pairs)), {new: old for old, new in twins}),
        Evidence(snapshots[1], _files(_new(pairs)), dict(twins)),
    )


def _files(documents: Iterable[Document]) -> dict[str, str]:
    """File hashes; an old registry without them still has their first digits in the ids."""
    return {d.document_id: d.sha256 or d.document_id[-8:] for d in documents}


def _old(pairs: Iterable[DocumentPair]) -> list[Document]:
    return [pair.old for pair in pairs if pair.old is not None]


def _new(pairs: Iterable[DocumentPair]) -> list[Document]:
    return [pair.new for pair in pairs if pair.new is not None]


def _page_statuses(snapshot: Snapshot) -> dict[tuple[str, str], str]:
    ledger = _read_optional(snapshot, "ledger")
    if ledger is None:
        return {}
    keys = zip(ledger.texts("source_name"), ledger.texts("page_no"), strict=True)
    return dict(zip(keys, ledger.texts("status"), strict=True))


def _read_optional(snapshot: Snapshot, name: str) -> RegistryTable | None:
    data = snapshot.read(name)
    return None if data is None else read_table(name, data)


def _notes(aligned: Iterable[AlignedTable]) -> list[str]:
    return [
        f"{table.new.name}: 行序不同，内容未变 rows in another order, same contents"
        for table in aligned
        if table.is_reordered
    ]
