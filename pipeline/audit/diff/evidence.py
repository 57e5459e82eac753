"""What two registries record of the cells that changed: provenance rows and correction steps.

The one place that knows the columns of provenance.csv and corrections.csv. Only the rows asked for
are kept, so registries with millions of cells stay small in memory.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import pyarrow as pa  # type: ignore[import-untyped]

from pipeline.audit.snapshot import Snapshot
from pipeline.audit.tables import filter_rows
from pipeline.model.geometry import Box, Region

CellKey = tuple[str, str]
"""(record id, column)."""


@dataclass(frozen=True, slots=True)
class Step:
    """One row of corrections.csv."""

    rule: str
    before: str
    after: str
    evidence: str
    dictionary: str


@dataclass(frozen=True, slots=True)
class CellEvidence:
    """One row of provenance.csv with its correction steps; texts as in the file.

    `file_sha256` is that of the document, "" where documents.csv does not say. `ink` is the cell_id
    the ink stands in: its own, or that of the merged cell that covers it.
    """

    cell_id: str
    document_id: str
    column: str
    text_ocr: str
    text_clean: str
    value: str
    unparsed: str
    engine: str
    confidence: str
    probability: str
    inherited_from: str
    from_cells: tuple[str, ...]
    evidence: str
    status: str
    reasons: tuple[str, ...]
    person: str
    boxes: str
    file_sha256: str = ""
    steps: tuple[Step, ...] = ()
    rules: tuple[str, ...] = ()

    @property
    def regions(self) -> tuple[Region, ...]:
        """Where it stands; read from `boxes` when asked, for most cells never are."""
        return parse_regions(self.boxes)

    @property
    def ink(self) -> str:
        """Where the ink stands."""
        return self.inherited_from or self.cell_id


class Evidence:
    """The recorded cells of one registry that a comparison needs, by record and by id."""

    def __init__(
        self, snapshot: Snapshot, files: Mapping[str, str], twins: Mapping[str, str]
    ) -> None:
        """Prepare to read.

        Args:
            snapshot: The registry.
            files: document_id -> SHA-256 of its file.
            twins: document_id on the other side -> document_id of the same document here.
        """
        self._snapshot = snapshot
        self._files = files
        self._twins = twins
        self._by_id: dict[str, CellEvidence] = {}
        self._by_key: dict[CellKey, list[CellEvidence]] = defaultdict(list)
        self.has_provenance = False

    def load(self, record_ids: Iterable[str], columns: Iterable[str]) -> None:
        """Read the cells of some records in some columns, and the cells those rest on."""
        self._read({"record_id": _array(record_ids), "column": _array(columns)})
        rests_on = {
            cell_id
            for cell in self._by_id.values()
            for cell_id in (*cell.from_cells, cell.inherited_from)
        }
        missing = {cell_id for cell_id in rests_on if cell_id and cell_id not in self._by_id}
        if missing:
            self._read({"cell_id": _array(missing)})

    def file_of(self, document_id: str) -> str:
        """SHA-256 of a document's file, "" when the registry has no such document."""
        return self._files.get(document_id, "")

    def file_of_twin(self, document_id: str) -> str:
        """SHA-256 of the file that a document of the other side has here, "" when none."""
        return self.file_of(self._twins.get(document_id, ""))

    def cells(self, key: CellKey) -> list[CellEvidence]:
        """The cells of a record in a column: usually one, several for a list."""
        return self._by_key.get(key, [])

    def cell(self, cell_id: str) -> CellEvidence | None:
        """One cell, None when the registry has no provenance of it."""
        return self._by_id.get(cell_id)

    def _read(self, wanted: Mapping[str, pa.Array]) -> None:
        file = self._snapshot.open("provenance")
        if file is None:
            return
        self.has_provenance = True
        rows = filter_rows("provenance", file, wanted)
        inks = {row.get("inherited_from") or row["cell_id"] for row in rows}
        steps = self._read_steps(inks)
        for row in rows:
            cell = _cell(row, self._files, steps)
            if cell.cell_id not in self._by_id:
                self._by_id[cell.cell_id] = cell
                self._by_key[row.get("record_id", ""), row.get("column", "")].append(cell)

    def _read_steps(self, cell_ids: Iterable[str]) -> dict[str, list[Step]]:
        file = self._snapshot.open("corrections")
        steps: dict[str, list[Step]] = defaultdict(list)
        if file is None:
            return steps
        for row in filter_rows("corrections", file, {"cell_id": _array(cell_ids)}):
            steps[row["cell_id"]].append(
                Step(
                    row.get("rule", ""),
                    row.get("before", ""),
                    row.get("after", ""),
                    row.get("evidence", ""),
                    row.get("dictionary", ""),
                )
            )
        return steps


def parse_regions(boxes: str) -> tuple[Region, ...]:
    """Read `page:x0,y0,x1,y1;...`; entries that are not of this form are left out."""
    regions = []
    for entry in filter(None, boxes.split(";")):
        page, _, numbers = entry.partition(":")
        parts = numbers.split(",")
        if page.isdigit() and len(parts) == 4 and all(_is_integer(part) for part in parts):
            regions.append(Region(int(page), Box(*(int(part) for part in parts))))
    return tuple(regions)


def _cell(
    row: Mapping[str, str], files: Mapping[str, str], steps: Mapping[str, list[Step]]
) -> CellEvidence:
    def text(column: str) -> str:
        return row.get(column, "")

    ink = text("inherited_from") or row["cell_id"]
    return CellEvidence(
        cell_id=row["cell_id"],
        document_id=text("document_id"),
        column=text("column"),
        text_ocr=text("text_ocr"),
        text_clean=text("text_clean"),
        value=text("value"),
        unparsed=text("unparsed"),
        engine=text("engine"),
        confidence=text("confidence"),
        probability=text("probability"),
        inherited_from=text("inherited_from"),
        from_cells=tuple(filter(None, text("from_cells").split(";"))),
        evidence=text("evidence"),
        status=text("status"),
        reasons=tuple(filter(None, text("reasons").split(";"))),
        person=text("person"),
        boxes=text("boxes"),
        file_sha256=files.get(text("document_id"), ""),
        steps=tuple(steps.get(ink, ())),
        rules=tuple(filter(None, text("rules").split(";"))),
    )


def _array(texts: Iterable[str]) -> pa.Array:
    return pa.array(sorted(set(texts)), pa.string())


def _is_integer(text: str) -> bool:
    return text.removeprefix("-").isdigit()
