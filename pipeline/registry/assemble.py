"""Assembles documents into the registry: the order of the work, one screen.

Documents come in bundles and only what they share stays in memory: who is named where, what is to
be asked, the ledger. The same documents, decisions and known ids give the same tables.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from pipeline.model.finding import Finding
from pipeline.registry.bundle import EVIDENCE_TABLES, Bundle, bundle_of
from pipeline.registry.collector import without_cycle_search
from pipeline.registry.customs import CustomTables
from pipeline.registry.entities.mention import NAMING_TABLES, Mention
from pipeline.registry.entities.resolve import Resolution, resolve
from pipeline.registry.entities.rows import entity_findings, entity_rows, match_rows, member_rows
from pipeline.registry.evidence import DocumentFindings, finding_row
from pipeline.registry.ledger import entry_row
from pipeline.registry.queue import Question, review_queue_rows
from pipeline.registry.registry import (
    EntityDecision,
    LedgerEntry,
    Registry,
    Row,
    StagedDocument,
    TableRows,
)
from pipeline.registry.schema.column import TableSchema
from pipeline.registry.schema.printed import PRINTED_TABLES
from pipeline.registry.schema.tables import DECLARED_TABLES
from pipeline.registry.spool import Spool

_PRINTED = {schema.name: schema for schema in PRINTED_TABLES}


@without_cycle_search()
def assemble(
    documents: Iterable[StagedDocument],
    failed_files: Iterable[LedgerEntry] = (),
    decisions: Iterable[EntityDecision] = (),
    known_ids: Mapping[str, str] | None = None,
) -> Registry:
    """Assemble a registry in memory.

    Args:
        documents: Every document as its stages left it, in any order.
        failed_files: Source files that gave no document.
        decisions: What people decided about pairs of clusters.
        known_ids: record_id -> cluster_id of an earlier build (see `known_cluster_ids`).
    """
    assembly = Assembly()
    ordered = sorted(documents, key=lambda document: document.reading.document_id)
    bundle = bundle_of(ordered, assembly.customs)
    assert bundle is not None, "custom tables were to be learnt"
    assembly.take(bundle)
    return assembly.finish(failed_files, decisions, known_ids)


class Assembly:
    """A registry in the making; rows of large tables go to files in `folder`, if there is one."""

    def __init__(self, folder: Path | None = None) -> None:
        """Begin with no document."""
        self.customs = CustomTables()
        self._folder = folder
        spooled = (*_PRINTED, *EVIDENCE_TABLES, "findings", "cluster_members")
        self._spools = {name: self._spool(name) for name in spooled}
        self._documents: list[Row] = []
        self._ledger: list[tuple[Row, ...]] = []
        self._mentions: list[Mention] = []
        self._findings: list[DocumentFindings] = []
        self._questions: list[Question] = []

    def take(self, bundle: Bundle) -> None:
        """Take the next documents; they must come in the order of their ids."""
        last = self._documents[-1][0] if self._documents else ""
        if any(row[0] <= last for row in bundle.documents[:1]):
            raise ValueError(f"documents out of order after {last}")
        for table, block in bundle.blocks.items():
            self._spools[table].append(block)
        self._documents += bundle.documents
        self._ledger += bundle.ledger
        self._mentions += bundle.mentions
        self._findings += bundle.findings
        self._questions += bundle.questions

    def settled(self) -> tuple[TableRows, ...]:
        """What `finish` adds nothing to, once all documents are taken: nearly all rows."""
        schemas = {schema.name: schema for schema in DECLARED_TABLES}
        return tuple(TableRows(schemas[n], self._spools[n].close()) for n in EVIDENCE_TABLES)

    def finish(
        self,
        failed_files: Iterable[LedgerEntry] = (),
        decisions: Iterable[EntityDecision] = (),
        known_ids: Mapping[str, str] | None = None,
        late: Mapping[str, Sequence[Finding]] | None = None,
    ) -> Registry:
        """Return the registry.

        Args:
            failed_files: Source files that gave no document.
            decisions: What people decided about pairs of clusters.
            known_ids: record_id -> cluster_id of an earlier build.
            late: document_id -> what only all documents together showed of it.
        """
        resolution = resolve(self._mentions, decisions, known_ids)
        self._spools["cluster_members"].extend(member_rows(resolution))
        self._spools["findings"].extend(self._finding_rows(resolution, late or {}))
        rows = {name: spool.close() for name, spool in self._spools.items()}
        cluster_ids = resolution.cluster_ids()
        for name in NAMING_TABLES:
            rows[name] = self._with_cluster_ids(_PRINTED[name], rows[name], cluster_ids)
        failed = ((entry_row(entry),) for entry in failed_files)
        customs = tuple(self.customs.tables())
        rows |= {
            **{table.schema.name: table.rows for table in customs},
            "cluster_entities": entity_rows(resolution),
            "cluster_matches": match_rows(resolution),
            "documents": tuple(self._documents),
            "ledger": tuple(row for file in sorted((*self._ledger, *failed)) for row in file),
            "review_queue": tuple(review_queue_rows(self._questions)),
        }
        schemas = (table.schema for table in customs)
        order = (*PRINTED_TABLES, *schemas, *DECLARED_TABLES[len(PRINTED_TABLES) :])
        return Registry(tuple(TableRows(schema, rows[schema.name]) for schema in order))

    def _spool(self, name: str) -> Spool:
        return Spool(self._folder / f"{name}.rows" if self._folder is not None else None)

    def _with_cluster_ids(
        self, schema: TableSchema, rows: Sequence[Row], cluster_ids: Mapping[str, str]
    ) -> Sequence[Row]:
        key, at = schema.position(schema.key[0]), schema.position("cluster_id")
        named = self._spool(f"{schema.name}-named")
        named.extend((*row[:at], cluster_ids.get(row[key], ""), *row[at + 1 :]) for row in rows)
        return named.close()

    def _finding_rows(
        self, resolution: Resolution, late: Mapping[str, Sequence[Finding]]
    ) -> Iterator[Row]:
        located = [
            (found.document_id, stage, finding)
            for found in self._findings
            for stage, finding in found.with_late(late.get(found.document_id, ()))
        ]
        located += [("", "registry", finding) for finding in entity_findings(resolution)]
        for number, (document_id, stage, finding) in enumerate(located, start=1):
            yield finding_row(number, document_id, stage, finding)


def known_cluster_ids(registry: Registry) -> dict[str, str]:
    """Map record_id to cluster_id as a registry has it, to hand to the next `assemble`."""
    table = registry.table("cluster_members")
    cluster_id, record_id = (table.schema.position(name) for name in ("cluster_id", "record_id"))
    return {row[record_id]: row[cluster_id] for row in table.rows}
