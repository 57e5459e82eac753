"""Assembles all documents into the registry: the order of the work, one screen.

Pure: the same documents, decisions and known ids give the same tables, whatever order they come in.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from pipeline.model.document import ValueType
from pipeline.model.finding import Finding
from pipeline.registry.collector import without_cycle_search
from pipeline.registry.entities.mention import Mention, mention_of
from pipeline.registry.entities.resolve import Resolution, resolve
from pipeline.registry.entities.rows import entity_findings, entity_rows, match_rows, member_rows
from pipeline.registry.evidence import (
    correction_rows,
    document_findings,
    finding_row,
    lost_record_findings,
    provenance_row,
)
from pipeline.registry.inherit import inherit_doc_no
from pipeline.registry.ledger import document_row, document_year, ledger_rows
from pipeline.registry.queue import review_queue_rows
from pipeline.registry.registry import (
    EntityDecision,
    LedgerEntry,
    Registry,
    Row,
    StagedDocument,
    TableRows,
)
from pipeline.registry.rows import printed_row
from pipeline.registry.schema.column import TableSchema
from pipeline.registry.schema.custom import custom_table
from pipeline.registry.schema.printed import PRINTED_TABLES
from pipeline.registry.schema.tables import DECLARED_TABLES
from pipeline.registry.trace import TracedRecord, trace_document


@without_cycle_search()
def assemble(
    documents: Iterable[StagedDocument],
    failed_files: Iterable[LedgerEntry] = (),
    decisions: Iterable[EntityDecision] = (),
    known_ids: Mapping[str, str] | None = None,
) -> Registry:
    """Assemble the registry.

    Args:
        documents: Every document as its stages left it, in any order.
        failed_files: Source files that gave no document.
        decisions: What people decided about pairs of clusters.
        known_ids: record_id -> cluster_id of an earlier build (see `known_cluster_ids`).
    """
    documents = sorted(documents, key=lambda document: document.reading.document_id)
    customs = _custom_tables(documents)
    schemas = {schema.name: schema for schema in (*PRINTED_TABLES, *customs)}
    traced = [inherit_doc_no(trace_document(document, schemas)) for document in documents]
    records = [record for document in traced for record in document]
    resolution = resolve(_mentions(traced), decisions, known_ids)
    rows = _printed_rows(records, schemas, resolution.cluster_ids())
    rows |= {
        "cluster_entities": entity_rows(resolution),
        "cluster_members": member_rows(resolution),
        "cluster_matches": match_rows(resolution),
        "documents": tuple(
            document_row(document.reading, document_records)
            for document, document_records in zip(documents, traced, strict=True)
        ),
        "ledger": ledger_rows([document.reading for document in documents], failed_files),
        "provenance": tuple(provenance_row(r, cell) for r in records for cell in r.cells),
        "corrections": tuple(
            row for r in records for cell in r.cells for row in correction_rows(r, cell)
        ),
        "findings": _finding_rows(documents, resolution),
        "review_queue": review_queue_rows(
            records, {d.reading.document_id: d.reading.source_name for d in documents}
        ),
    }
    order = (*PRINTED_TABLES, *customs, *DECLARED_TABLES[len(PRINTED_TABLES) :])
    return Registry(tuple(TableRows(schema, rows[schema.name]) for schema in order))


def known_cluster_ids(registry: Registry) -> dict[str, str]:
    """Map record_id to cluster_id as a registry has it, to hand to the next `assemble`."""
    table = registry.table("cluster_members")
    cluster_id, record_id = (table.schema.position(name) for name in ("cluster_id", "record_id"))
    return {row[record_id]: row[cluster_id] for row in table.rows}


def _custom_tables(documents: Sequence[StagedDocument]) -> tuple[TableSchema, ...]:
    """Tables that only custom kinds name, sorted by name, columns in order of first appearance."""
    printed = {schema.name for schema in PRINTED_TABLES}
    columns: dict[str, dict[str, ValueType | None]] = {}
    for document in documents:
        normal = {record.record_id: record for record in document.normal.records}
        for record in document.reading.iter_records():
            if record.table in printed:
                continue
            known = columns.setdefault(record.table, {})
            for reading in record.readings:
                known.setdefault(reading.column, reading.value_type)
            for name, _ in record.attributes:
                known.setdefault(name, None)
            typed = normal.get(record.record_id)
            for value in typed.values if typed else ():
                known.setdefault(value.column, None)
    return tuple(custom_table(name, columns[name]) for name in sorted(columns))


def _mentions(traced: Iterable[Sequence[TracedRecord]]) -> list[Mention]:
    mentions = []
    for records in traced:
        year = document_year(records)
        found = (mention_of(record, year) for record in records)
        mentions += [mention for mention in found if mention is not None]
    return mentions


def _printed_rows(
    records: Iterable[TracedRecord],
    schemas: Mapping[str, TableSchema],
    cluster_ids: Mapping[str, str],
) -> dict[str, tuple[Row, ...]]:
    rows: dict[str, list[Row]] = {name: [] for name in schemas}
    for record in records:
        rows[record.table].append(printed_row(record, schemas[record.table], cluster_ids))
    return {name: tuple(table_rows) for name, table_rows in rows.items()}


def _finding_rows(documents: Iterable[StagedDocument], resolution: Resolution) -> tuple[Row, ...]:
    located: list[tuple[str, str, Finding]] = []
    for document in documents:
        document_id = document.reading.document_id
        located += [(document_id, stage, f) for stage, f in document_findings(document)]
        located += [(document_id, "registry", f) for f in lost_record_findings(document)]
    located += [("", "registry", finding) for finding in entity_findings(resolution)]
    return tuple(
        finding_row(number, document_id, stage, finding)
        for number, (document_id, stage, finding) in enumerate(located, start=1)
    )
