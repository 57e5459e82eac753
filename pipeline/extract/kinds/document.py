"""Pages of one source file into what the document says: parts, records, readings, balance.

Entry point of the kinds stage. Page results are never edited; every line of every page ends in a
reading, in a part's form or body text, or in `unplaced`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from pipeline.extract.kinds.blocks import Block, lay_out_blocks
from pipeline.extract.kinds.findings import lines_unplaced, page_kind_unknown
from pipeline.extract.kinds.kind import Kind
from pipeline.extract.kinds.ledger import Ledger, Scribe
from pipeline.extract.kinds.part_source import PartSource
from pipeline.extract.kinds.parts import read_part
from pipeline.extract.kinds.splitting import split_parts
from pipeline.extract.layout import join_tables
from pipeline.model.document import DocumentReading, PageSummary, Part, Record, SourceFile, Unplaced
from pipeline.model.finding import Finding
from pipeline.model.geometry import Region
from pipeline.model.page import PageReading, PageStatus

UNKNOWN = "unknown"


def read_document(
    source: SourceFile, pages: Sequence[PageReading], kinds: Sequence[Kind]
) -> DocumentReading:
    """Split a document into parts of a kind and read each part's records.

    Pages come in order; a page that failed keeps its place in `pages` of the result.
    """
    readable = [page for page in pages if page.status is PageStatus.OK]
    blocks = lay_out_blocks(readable, join_tables(readable))
    ledger = Ledger(readable)
    by_no = {page.page_no: page for page in readable}
    parts: list[Part] = []
    findings = [finding for page in pages for finding in page.findings]
    drafts = split_parts(blocks, kinds)
    for part_no, draft in enumerate(drafts, start=1):
        own = blocks[draft.start : draft.end]
        page_nos = tuple(sorted({page_no for block in own for page_no in block.page_nos}))
        if draft.kind is None:
            parts.append(_unknown_part(part_no, page_nos))
            continue
        scribe = Scribe(ledger, source.document_id, part_no)
        behind: Sequence[Block] = ()
        if part_no < len(drafts) and drafts[part_no].kind is None:
            behind = blocks[drafts[part_no].start : drafts[part_no].end]
        part = PartSource(draft.kind, own, draft.start, draft.evidence, by_no, behind)
        content = read_part(part, scribe)
        findings += content.findings
        page_nos = tuple(sorted({*page_nos, *_pages_of(content.records)}))
        parts.append(
            Part(
                part_no,
                draft.kind.kind,
                page_nos,
                draft.score,
                tuple(evidence.reason for evidence in draft.evidence),
                content.is_blank_form,
                tuple(content.records),
            )
        )
    parts = [replace(part, texts=ledger.texts_of(part.part_no)) for part in parts]
    unplaced = ledger.unplaced()
    findings += _unplaced_findings(unplaced, parts)
    return DocumentReading(
        source.document_id,
        source.source_name,
        source.sha256,
        source.media_type,
        tuple(_summary(page, parts) for page in pages),
        tuple(parts),
        unplaced,
        tuple(findings),
    )


def _pages_of(records: Sequence[Record]) -> set[int]:
    """Every page that a record has a value on: a list's rows may stand on a page of no kind."""
    readings = (reading for record in records for reading in record.readings)
    return {region.page_no for reading in readings for region in reading.regions}


def _unknown_part(part_no: int, page_nos: tuple[int, ...]) -> Part:
    reason = "没有已知的标题、表格或特征行 / no known title, table or line"
    return Part(part_no, UNKNOWN, page_nos, 0.0, (reason,), False, ())


def _unplaced_findings(unplaced: Sequence[Unplaced], parts: Sequence[Part]) -> list[Finding]:
    """Unknown pages with all their lines; of known parts the lines that nothing claims."""
    by_page: dict[int, list[Region]] = {}
    for line in unplaced:
        by_page.setdefault(line.region.page_no, []).append(line.region)
    problems: list[Finding] = []
    for part in parts:
        if part.kind == UNKNOWN:
            regions = [region for no in part.page_nos for region in by_page.pop(no, [])]
            is_read = any(set(part.page_nos) <= set(p.page_nos) for p in parts if p is not part)
            if not is_read:
                problems.append(page_kind_unknown(part.page_nos, regions))
    return problems + [lines_unplaced(no, regions) for no, regions in by_page.items()]


def _summary(page: PageReading, parts: Sequence[Part]) -> PageSummary:
    kinds = list(dict.fromkeys(part.kind for part in parts if page.page_no in part.page_nos))
    return PageSummary(
        page_no=page.page_no,
        status=page.status,
        source=page.source,
        reason=page.reason,
        message=page.message,
        kind=";".join(kinds) or None,
        n_lines=page.balance.lines_seen,
        n_tables=len(page.tables),
        n_rows=page.balance.rows_out,
    )
