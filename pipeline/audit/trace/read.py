"""Finds a cell in the artefacts of its document and follows it back to the page."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import msgspec
import pyarrow as pa  # type: ignore[import-untyped]

from pipeline.audit.run_record import RunRecord, read_run_record
from pipeline.audit.snapshot import FolderSnapshot
from pipeline.audit.tables import filter_rows
from pipeline.audit.trace.model import Ink, Trace
from pipeline.audit.verify.seal import RUN_NAME
from pipeline.errors import ConfigurationError, UsageError
from pipeline.model.correction import CleanDocument, CleanReading
from pipeline.model.decision import Decision
from pipeline.model.document import DocumentReading, Part, Reading, Record
from pipeline.model.value import NormalDocument, Value
from pipeline.store.output import OutputFolder
from pipeline.store.serial import from_json

MAX_DEPTH = 8
"""A derived value that rests on derived values deeper than this is a loop."""
DECISIONS_NAME = "decisions.jsonl"


@dataclass(frozen=True, slots=True)
class _Located:
    part: Part
    record: Record
    reading: Reading | None


def trace_cell(output: OutputFolder, cell_id: str, decisions: Iterable[Decision] = ()) -> Trace:
    """Follow one cell back to the page.

    Raises:
        UsageError: When no document of this output folder has such a cell.
    """
    document_id = cell_id.split("/", 1)[0]
    if not output.stage_path(document_id, "normalise").is_file():
        raise _unknown(cell_id)
    tracer = _Tracer(output, document_id, tuple(decisions))
    trace = tracer.trace(cell_id)
    if trace is None:
        trace = _through_registry(output, tracer, cell_id)
    if trace is None:
        raise _unknown(cell_id)
    return trace


def cell_at(row: str, column: str) -> str:
    """The cell id of a column of a row; `row` is its listing_id, application_id or record_id."""
    return f"{row.rstrip('/')}/{column}"


def read_decisions(corrections: Path) -> tuple[Decision, ...]:
    """Every decision of the log, oldest first; none when there is no log.

    Raises:
        ConfigurationError: When a line is not a decision; names the line.
    """
    path = corrections / DECISIONS_NAME
    if not path.is_file():
        return ()
    decisions = []
    for line_no, line in enumerate(path.read_bytes().splitlines(), start=1):
        if line.strip():
            try:
                decisions.append(from_json(line, Decision))
            except (msgspec.DecodeError, UnicodeDecodeError) as error:
                raise ConfigurationError(
                    f"核定记录第 {line_no} 行有误 {path.name} line {line_no} is wrong: {error}",
                    "请从版本库恢复该行 restore the line from the repository",
                ) from error
    return tuple(decisions)


class _Tracer:
    """Looks cells of one document up in its three stages."""

    def __init__(
        self, output: OutputFolder, document_id: str, decisions: tuple[Decision, ...]
    ) -> None:
        self._document = output.read_stage(document_id, "extract", DocumentReading)
        clean = output.read_stage(document_id, "clean", CleanDocument)
        normal = output.read_stage(document_id, "normalise", NormalDocument)
        self._decisions = decisions
        self._run = _run_record(output)
        self._clean = {reading.cell_id: reading for reading in clean.readings}
        self._values = {
            value.cell_id: (record.record_id, value)
            for record in normal.records
            for value in record.values
        }
        self._located = dict(_locate(self._document))
        self._records = {entry.record.record_id: entry for entry in self._located.values()}

    def trace(self, cell_id: str, depth: int = 0) -> Trace | None:
        located, valued = self._located.get(cell_id), self._values.get(cell_id)
        if (located is None and valued is None) or depth > MAX_DEPTH:
            return None
        value = valued[1] if valued else None
        if located is None and valued is not None:
            home = self._records.get(valued[0])
            located = replace(home, reading=None) if home else None
        if located is None:
            return None
        reading = located.reading
        source_ids = value.from_cells if value else ()
        sources = (self.trace(source, depth + 1) for source in source_ids if source != cell_id)
        return self._compose(
            cell_id, located, value, self._ink(reading), tuple(filter(None, sources))
        )

    def _compose(
        self,
        cell_id: str,
        located: _Located,
        value: Value | None,
        ink: Ink | None,
        sources: tuple[Trace, ...],
    ) -> Trace:
        reading = located.reading
        clean = self._clean.get(cell_id) or CleanReading(cell_id, "")
        return Trace(
            cell_id=cell_id,
            document_id=self._document.document_id,
            source_name=self._document.source_name,
            sha256=self._document.sha256,
            kind=located.part.kind,
            table=located.record.table,
            record_id=located.record.record_id,
            column=value.column if value else cell_id.rsplit("/", 1)[-1],
            value=value.value if value else None,
            unparsed=value.unparsed if value else None,
            status=str(value.status) if value else "",
            reasons=value.reasons if value else clean.doubts,
            probability=value.probability if value else None,
            evidence=value.evidence if value else None,
            text_clean=clean.text_clean if cell_id in self._clean else None,
            corrections=clean.corrections,
            candidates=clean.candidates,
            support=clean.support,
            decided_by=clean.decided_by,
            decisions=tuple(self._decisions_on(cell_id)),
            inherited_from=reading.inherited_from if reading else None,
            ink=ink,
            sources=sources,
        )

    def _ink(self, reading: Reading | None) -> Ink | None:
        if reading is None:
            return None
        return Ink(
            reading.inherited_from or reading.cell_id,
            tuple(dict.fromkeys(region.page_no for region in reading.regions)),
            reading.regions,
            reading.text_ocr,
            reading.confidence,
            reading.engine,
            self._run.engines.get(reading.engine, ""),
            reading.glyphs,
            reading.others,
            reading.doubts,
        )

    def _decisions_on(self, cell_id: str) -> Iterator[Decision]:
        """Decisions on the cell, also those made when the file's id was still another."""
        local = cell_id.split("/", 1)[1]
        for decision in self._decisions:
            is_same_file = decision.file_sha256 == self._document.sha256
            if is_same_file and decision.cell_id.split("/", 1)[-1] == local:
                yield decision


def _locate(document: DocumentReading) -> Iterator[tuple[str, _Located]]:
    for part in document.parts:
        for record in part.records:
            for reading in record.readings:
                yield reading.cell_id, _Located(part, record, reading)


def _run_record(output: OutputFolder) -> RunRecord:
    path = output.root / RUN_NAME
    return read_run_record(path.read_bytes() if path.is_file() else b"")


def _through_registry(output: OutputFolder, tracer: _Tracer, cell_id: str) -> Trace | None:
    """A cell that only the registry has (a listing's doc_no) rests on a cell of the document."""
    row = _provenance_row(output, cell_id)
    source = tracer.trace(row.get("inherited_from", "")) if row else None
    if row is None or source is None:
        return None
    return replace(
        source,
        cell_id=cell_id,
        table=row["table"],
        record_id=row["record_id"],
        column=row["column"],
        inherited_from=row["inherited_from"],
    )


def _provenance_row(output: OutputFolder, cell_id: str) -> Mapping[str, str] | None:
    file = FolderSnapshot("", output.registry, output.root / RUN_NAME).open("provenance")
    if file is None:
        return None
    rows = filter_rows("provenance", file, {"cell_id": pa.array([cell_id])})
    return rows[0] if rows else None


def _unknown(cell_id: str) -> UsageError:
    return UsageError(
        f"找不到单元格 no such cell: {cell_id}",
        "单元格标识见 provenance.csv 的 cell_id 列 see column cell_id of provenance.csv",
    )
