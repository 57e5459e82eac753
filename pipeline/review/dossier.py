"""One document with everything the stages left behind, indexed by cell.

Read from `extract.json`, `clean.json` and `normalise.json`; nothing is decided or changed here.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from pipeline.model.correction import CleanDocument, CleanReading
from pipeline.model.document import DocumentReading, PageSummary, Part, Reading, Record
from pipeline.model.finding import Finding
from pipeline.model.value import NormalDocument, Value
from pipeline.store.output import OutputFolder

STAGES = ("extract", "clean", "normalise")


@dataclass(frozen=True, slots=True)
class DocumentSummary:
    """What a list of documents shows of one."""

    document_id: str
    source_name: str
    pages: tuple[PageSummary, ...]
    n_cells: int


@dataclass(frozen=True, slots=True)
class PlacedReading:
    """A reading with the record and part it stands in; `position` counts through the document."""

    part: Part
    record: Record
    reading: Reading
    position: int


@dataclass(frozen=True, slots=True)
class Dossier:
    """A document as every stage left it. `stamp` changes whenever one of its artefacts does.

    `covered` names, for a merged cell, the cells that inherit its text; `derived` holds, for a
    cell, the values worked out from it that no cell of the page shows (region codes, amounts in
    yuan); `loose` are findings about no cell, such as a page whose lines do not add up.
    """

    stamp: tuple[str, ...]
    document: DocumentReading
    cells: dict[str, PlacedReading]
    clean: dict[str, CleanReading]
    values: dict[str, Value]
    findings: dict[str, tuple[Finding, ...]]
    covered: dict[str, tuple[str, ...]]
    derived: dict[str, tuple[Value, ...]]
    loose: tuple[Finding, ...]

    @property
    def document_id(self) -> str:
        """The document's id."""
        return self.document.document_id

    @property
    def summary(self) -> DocumentSummary:
        """What a list of documents shows of it."""
        read = self.document
        return DocumentSummary(read.document_id, read.source_name, read.pages, len(self.cells))

    def text_clean(self, reading: Reading) -> str:
        """What clean says was written there; the raw text when clean does not know the cell."""
        cleaned = self.clean.get(reading.cell_id)
        return cleaned.text_clean if cleaned else reading.text_ocr


def artefact_stamp(folder: OutputFolder, document_id: str) -> tuple[str, ...] | None:
    """SHA-256 of the stage results as the manifest knows them; None when any is missing."""
    manifest = folder.read_manifest(document_id)
    if manifest is None:
        return None
    records = [manifest.stage(name) for name in STAGES]
    stamps = tuple(record.sha256 for record in records if record is not None)
    return stamps if len(stamps) == len(STAGES) else None


def load_dossier(
    folder: OutputFolder, document_id: str, before: Dossier | None = None
) -> Dossier | None:
    """Read a document; None when a stage has not run on it yet.

    What was read from the pages is taken from `before` when it is still the same: after a decision
    only the later, smaller results change.
    """
    stamp = artefact_stamp(folder, document_id)
    if stamp is None:
        return None
    if before is not None and before.stamp[0] == stamp[0]:
        document = before.document
    else:
        document = folder.read_stage(document_id, "extract", DocumentReading)
    clean = folder.read_stage(document_id, "clean", CleanDocument)
    normal = folder.read_stage(document_id, "normalise", NormalDocument)
    return assemble_dossier(stamp, document, clean, normal)


def assemble_dossier(
    stamp: tuple[str, ...],
    document: DocumentReading,
    clean: CleanDocument,
    normal: NormalDocument,
) -> Dossier:
    """Index the results of the three stages by cell."""
    cells: dict[str, PlacedReading] = {}
    covered: dict[str, tuple[str, ...]] = {}
    for part in document.parts:
        for record in part.records:
            for reading in record.readings:
                cells[reading.cell_id] = PlacedReading(part, record, reading, len(cells))
                source = reading.inherited_from
                if source is not None:
                    covered[source] = (*covered.get(source, ()), reading.cell_id)
    findings: dict[str, tuple[Finding, ...]] = {}
    found = (*document.findings, *clean.findings, *normal.findings)
    for finding in found:
        for cell_id in finding.cell_ids:
            findings[cell_id] = (*findings.get(cell_id, ()), finding)
    values = {value.cell_id: value for record in normal.records for value in record.values}
    return Dossier(
        stamp,
        document,
        cells,
        {cleaned.cell_id: cleaned for cleaned in clean.readings},
        values,
        findings,
        covered,
        _derived(values.values(), cells.keys()),
        tuple(finding for finding in found if not cells.keys() & set(finding.cell_ids)),
    )


def _derived(values: Iterable[Value], shown: Collection[str]) -> dict[str, tuple[Value, ...]]:
    """Values without a cell of their own, by the cells they were worked out from."""
    found: dict[str, list[Value]] = {}
    for value in values:
        if value.cell_id not in shown:
            for source in value.from_cells:
                found.setdefault(source, []).append(value)
    return {source: tuple(derived) for source, derived in found.items()}
