"""What is known of one value, from the registry back to the ink."""

from __future__ import annotations

from dataclasses import dataclass

from pipeline.model.correction import Candidate, Correction
from pipeline.model.decision import Decision
from pipeline.model.document import OtherReading
from pipeline.model.geometry import Region
from pipeline.model.text import Glyph


@dataclass(frozen=True, slots=True)
class Ink:
    """Where the value stands and how it was read.

    `fingerprint` is the hash of the engine's models, "" where no run recorded it. `glyphs` carry
    the recogniser's alternatives that lost, `others` what other engines read.
    """

    cell_id: str
    page_nos: tuple[int, ...]
    regions: tuple[Region, ...]
    text_ocr: str
    confidence: float
    engine: str
    fingerprint: str
    glyphs: tuple[Glyph, ...]
    others: tuple[OtherReading, ...]
    doubts: tuple[str, ...]

    @property
    def doubtful_glyphs(self) -> list[Glyph]:
        """Positions where something else came near."""
        return [glyph for glyph in self.glyphs if glyph.alternatives]


@dataclass(frozen=True, slots=True)
class Trace:
    """One value. `value` is None when the cell is empty or was not understood (`unparsed`).

    `ink` is None for a derived value, which rests on `sources`. `inherited_from` names the merged
    cell whose ink covers this row. `decisions` are every decision on the cell, oldest first;
    `decided_by` the person whose decision holds. `text_clean` is None where clean has no reading.
    """

    cell_id: str
    document_id: str
    source_name: str
    sha256: str
    kind: str
    table: str
    record_id: str
    column: str
    value: str | None
    unparsed: str | None
    status: str
    reasons: tuple[str, ...]
    probability: float | None
    evidence: str | None
    text_clean: str | None
    corrections: tuple[Correction, ...]
    candidates: tuple[Candidate, ...]
    support: tuple[str, ...]
    decided_by: str | None
    decisions: tuple[Decision, ...]
    inherited_from: str | None
    ink: Ink | None
    sources: tuple[Trace, ...] = ()
