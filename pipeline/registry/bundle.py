"""What some documents add to the registry: made in any process, a few documents at a time.

Rows of large tables are blocks of bytes by then, which nobody looks into before a face is made.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from pipeline.registry.customs import CustomTables, has_own_tables
from pipeline.registry.entities.mention import Mention, mention_of
from pipeline.registry.evidence import (
    DocumentFindings,
    correction_rows,
    findings_of,
    provenance_rows,
)
from pipeline.registry.inherit import inherit_doc_no
from pipeline.registry.ledger import document_row, document_year, reading_rows
from pipeline.registry.queue import Question, questions_of
from pipeline.registry.registry import Row, StagedDocument
from pipeline.registry.rows import printed_row
from pipeline.registry.schema.printed import PRINTED_TABLES
from pipeline.registry.spool import Block, encode_block
from pipeline.registry.trace import TracedRecord, trace_document

_PRINTED = {schema.name: schema for schema in PRINTED_TABLES}
EVIDENCE_TABLES = ("provenance", "corrections")


@dataclass(frozen=True, slots=True)
class Bundle:
    """Rows by table, and what all documents share: who is named, what is asked, the ledger."""

    blocks: Mapping[str, Block]
    documents: tuple[Row, ...]
    ledger: tuple[tuple[Row, ...], ...]
    mentions: tuple[Mention, ...]
    findings: tuple[DocumentFindings, ...]
    questions: tuple[Question, ...]


@dataclass(slots=True)
class _Making:
    """A bundle in the making."""

    rows: dict[str, list[Row]] = field(default_factory=dict)
    documents: list[Row] = field(default_factory=list)
    ledger: list[tuple[Row, ...]] = field(default_factory=list)
    mentions: list[Mention] = field(default_factory=list)
    findings: list[DocumentFindings] = field(default_factory=list)
    questions: list[Question] = field(default_factory=list)

    def extend(self, table: str, rows: Iterable[Row]) -> None:
        self.rows.setdefault(table, []).extend(rows)

    def finished(self) -> Bundle:
        return Bundle(
            {table: encode_block(rows) for table, rows in self.rows.items() if rows},
            tuple(self.documents),
            tuple(self.ledger),
            tuple(self.mentions),
            tuple(self.findings),
            tuple(self.questions),
        )


def bundle_of(
    documents: Iterable[StagedDocument], customs: CustomTables | None = None
) -> Bundle | None:
    """Bundle documents in the order of their ids.

    `customs` learns the tables that only custom kinds name, which depend on all documents before;
    without it the answer is None as soon as a document has such tables.
    """
    making = _Making()
    for document in documents:
        if customs is not None:
            customs.meet(document)
        elif has_own_tables(document):
            return None
        schemas = {**_PRINTED, **customs.schemas()} if customs is not None else _PRINTED
        records = inherit_doc_no(trace_document(document, schemas))
        _add_rows(making, records, customs)
        year = document_year(records)
        mentions = (mention_of(record, year) for record in records)
        making.mentions += [mention for mention in mentions if mention is not None]
        making.documents.append(document_row(document.reading, records))
        making.ledger.append(tuple(reading_rows(document.reading)))
        making.findings.append(findings_of(document))
        making.questions += questions_of(records, document.reading.source_name)
    return making.finished()


def _add_rows(
    making: _Making, records: Sequence[TracedRecord], customs: CustomTables | None
) -> None:
    for record in records:
        schema = _PRINTED.get(record.table)
        if schema is not None:
            making.extend(record.table, (printed_row(record, schema),))
        elif customs is not None:
            customs.add(record)
        making.extend("provenance", provenance_rows(record))
        making.extend("corrections", correction_rows(record))
