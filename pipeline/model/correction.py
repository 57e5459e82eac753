"""What `clean` decided about each reading, with every step that changed it."""

from __future__ import annotations

from dataclasses import dataclass

from pipeline.model.finding import Finding


@dataclass(frozen=True, slots=True)
class Correction:
    """One change. `evidence` is readable by a clerk; `score` is the probability that it is right.

    `dictionary` is the file (and line or entry key) it rests on, `margin` the distance in nats to
    the second-best candidate (None where there was no contest).
    """

    rule: str
    before: str
    after: str
    evidence: str
    score: float
    dictionary: str | None = None
    margin: float | None = None


@dataclass(frozen=True, slots=True)
class Candidate:
    """Another text the cell could hold, with its probability and why."""

    text: str
    probability: float
    evidence: str


@dataclass(frozen=True, slots=True)
class CleanReading:
    """`text_clean` of one reading. With no corrections it equals `text_ocr`.

    `doubts` are reason slugs that send the cell to review; `support` names what speaks for the
    text independently of the recogniser (e.g. `lexicon`, `second-reading`, `person`);
    `decided_by` is the person whose decision holds, if any. `alone` are the characters (from 0 on)
    that stand in no listed name, ending or common word; None where that was not asked.
    """

    cell_id: str
    text_clean: str
    corrections: tuple[Correction, ...] = ()
    candidates: tuple[Candidate, ...] = ()
    doubts: tuple[str, ...] = ()
    support: tuple[str, ...] = ()
    decided_by: str | None = None
    alone: tuple[int, ...] | None = None


@dataclass(frozen=True, slots=True)
class CleanDocument:
    """`clean.json`: one entry per reading of the document, in the same order."""

    document_id: str
    readings: tuple[CleanReading, ...]
    findings: tuple[Finding, ...] = ()
