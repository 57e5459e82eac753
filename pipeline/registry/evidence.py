"""Rows of provenance, corrections and findings: where values come from, what was done to them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from pipeline.model.correction import CleanReading
from pipeline.model.finding import Finding, Severity
from pipeline.model.geometry import Region
from pipeline.registry.registry import Row, StagedDocument, decimal_text, join_list
from pipeline.registry.trace import CellTrace, TracedRecord


def pages_text(regions: Iterable[Region]) -> str:
    """The pages of some regions, each once, in order."""
    regions = tuple(regions)
    if len(regions) == 1:
        return str(regions[0].page_no)
    return ";".join(dict.fromkeys([str(region.page_no) for region in regions]))


def boxes_text(regions: Iterable[Region]) -> str:
    """The regions as `page:x0,y0,x1,y1`, joined by `;`."""
    boxes = [(region.page_no, region.box) for region in regions]
    return ";".join([f"{page_no}:{b.x0},{b.y0},{b.x1},{b.y1}" for page_no, b in boxes])


def provenance_rows(record: TracedRecord) -> Iterator[Row]:
    """Yield the row of each cell in `provenance`."""
    regions: tuple[Region, ...] = ()
    pages = boxes = ""
    for cell in record.cells:
        if cell.regions is not regions:  # the place columns of a row stand on the same ones
            regions = cell.regions
            pages, boxes = pages_text(regions), boxes_text(regions)
        yield _provenance_row(record, cell, pages, boxes)


def _provenance_row(record: TracedRecord, cell: CellTrace, pages: str, boxes: str) -> Row:
    reading, clean, value = cell.reading, cell.clean, cell.value
    probability = value.probability if value else None
    from_cells = value.from_cells if value and cell.inherited_from is None else ()
    return (
        cell.cell_id,
        record.document_id,
        record.table,
        record.record_id,
        cell.column,
        pages,
        boxes,
        reading.text_ocr if reading else "",
        clean.text_clean if clean else "",
        (value.value or "") if value else "",
        (value.unparsed or "") if value else "",
        reading.engine if reading else "",
        decimal_text(reading.confidence) if reading else "",
        decimal_text(probability) if probability is not None else "",
        cell.inherited_from or "",
        join_list(from_cells) if from_cells else "",
        (value.evidence or "") if value else "",
        str(cell.status),
        join_list(cell.reasons) if cell.reasons else "",
        join_list([c.rule for c in clean.corrections]) if clean and clean.corrections else "",
        (clean.decided_by or "") if clean else "",
    )


def correction_rows(record: TracedRecord) -> Iterator[Row]:
    """Yield one row per change of a cell's own text; inherited ink is told where it stands."""
    for cell in record.cells:
        clean = cell.clean
        if clean is not None and clean.corrections and clean.cell_id == cell.cell_id:
            yield from _steps(record, cell, clean)


def _steps(record: TracedRecord, cell: CellTrace, clean: CleanReading) -> Iterator[Row]:
    for step_no, correction in enumerate(clean.corrections, start=1):
        yield (
            cell.cell_id,
            str(step_no),
            correction.rule,
            correction.before,
            correction.after,
            correction.evidence,
            decimal_text(correction.score),
            correction.dictionary or "",
            decimal_text(correction.margin) if correction.margin is not None else "",
            record.document_id,
            record.table,
            cell.column,
        )


@dataclass(frozen=True, slots=True)
class DocumentFindings:
    """What is to be told of a document: (stage, finding) in stage order, and records it lost."""

    document_id: str
    found: tuple[tuple[str, Finding], ...]
    lost: tuple[Finding, ...]

    def with_late(self, late: Sequence[Finding]) -> Iterator[tuple[str, Finding]]:
        """Yield all of it, `late` being what validation saw only with all documents together."""
        known = {finding for _, finding in self.found}
        yield from self.found
        yield from (("normalise", f) for f in dict.fromkeys(late) if f not in known)
        yield from (("registry", finding) for finding in self.lost)


def findings_of(document: StagedDocument) -> DocumentFindings:
    """Return what is to be told of a document."""
    return DocumentFindings(
        document.reading.document_id,
        tuple(_stage_findings(document)),
        tuple(_lost_record_findings(document)),
    )


def _stage_findings(document: StagedDocument) -> Iterator[tuple[str, Finding]]:
    """Yield (stage, finding) of one document in stage order; a finding passed on counts once."""
    seen: set[Finding] = set()
    stages = (
        ("extract", document.reading.findings),
        ("clean", document.clean.findings),
        ("normalise", document.normal.findings),
    )
    for stage, findings in stages:
        for finding in findings:
            if finding not in seen:
                seen.add(finding)
                yield stage, finding


def _lost_record_findings(document: StagedDocument) -> Iterator[Finding]:
    """Yield an error for every record that the stages did not carry through to the end."""
    arrived = {record.record_id for record in document.normal.records}
    for part in document.reading.parts:
        for record in part.records:
            if record.record_id not in arrived and not part.is_blank_form:
                yield Finding(
                    "registry-record-lost",
                    Severity.ERROR,
                    f"记录未能规范化，表中只有空值：{record.record_id}；请重新运行 normalise "
                    "a record never reached normalise and its row is empty; run normalise again",
                    cell_ids=tuple(reading.cell_id for reading in record.readings),
                )


def finding_row(finding_no: int, document_id: str, stage: str, finding: Finding) -> Row:
    """Return the row of one finding."""
    return (
        str(finding_no),
        document_id,
        finding.slug,
        str(finding.severity),
        finding.message,
        stage,
        pages_text(finding.regions),
        boxes_text(finding.regions),
        join_list(finding.cell_ids),
    )
