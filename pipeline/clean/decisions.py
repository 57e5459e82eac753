"""What people decided: overrides a clerk wrote down, and the log of the review station.

Both are anchored to the file's SHA-256, the cell and the raw reading, and are never fuzzy. When
the raw reading changed since, the decision is a conflict for a person, not an overwrite.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from pipeline.clean.draft import Change, Draft
from pipeline.model.decision import Decision, standing_decisions
from pipeline.model.finding import Finding, Severity
from pipeline.model.text import Glyph


@dataclass(frozen=True, slots=True)
class Override:
    """A person's exact fix of one cell of one file."""

    file_sha256: str
    cell: str
    text_ocr: str
    text: str
    person: str
    decided_on: str
    reason: str
    reference: str


@dataclass(frozen=True, slots=True)
class Ruling:
    """An override or a decision, seen alike."""

    cell: str
    text_ocr: str
    text: str | None
    person: str
    rule: str
    evidence: str
    reference: str


def rulings_for(
    file_sha256: str, overrides: Iterable[Override], decisions: Iterable[Decision]
) -> tuple[Ruling, ...]:
    """The rulings that hold for a file: the last one on each cell and raw reading wins."""
    holding: dict[tuple[str, str], Ruling] = {}
    for override in overrides:
        if override.file_sha256 == file_sha256:
            key = (override.cell, override.text_ocr)
            evidence = f"{override.reason}（{override.decided_on}）"
            holding[key] = Ruling(
                override.cell,
                override.text_ocr,
                override.text,
                override.person,
                "override",
                evidence,
                override.reference,
            )
    own = (decision for decision in decisions if decision.file_sha256 == file_sha256)
    for decision in standing_decisions(own).values():
        holding[_local(decision.cell_id), decision.text_ocr] = _ruling_of(decision)
    return tuple(holding.values())


def _ruling_of(decision: Decision) -> Ruling:
    evidence = f"{decision.verdict.value}（{decision.decided_at}）{decision.note}"
    return Ruling(
        _local(decision.cell_id),
        decision.text_ocr,
        decision.text,
        decision.person,
        "decision",
        evidence,
        "decisions.jsonl",
    )


def _local(cell_id: str) -> str:
    """A cell's id without its document: `<part>/<table>/<row>/<column>`."""
    return cell_id.split("/", 1)[1] if "/" in cell_id else cell_id


def apply_rulings(drafts: Sequence[Draft], rulings: Sequence[Ruling]) -> list[Finding]:
    """Apply every ruling whose raw reading still stands; report those that no longer fit."""
    by_cell = {_local(draft.reading.cell_id): draft for draft in drafts}
    findings = []
    for ruling in rulings:
        draft = by_cell.get(ruling.cell)
        if draft is None or draft.reading.text_ocr != ruling.text_ocr:
            draft = _moved(drafts, ruling) or draft
        if draft is None or draft.reading.text_ocr != ruling.text_ocr:
            findings.append(_conflict(draft, ruling))
            continue
        _apply(draft, ruling)
    return findings


def _moved(drafts: Sequence[Draft], ruling: Ruling) -> Draft | None:
    """The one cell of the same column that holds the raw reading, when the rows were recounted."""
    column = ruling.cell.rsplit("/", 1)[-1]
    same = [
        draft
        for draft in drafts
        if draft.reading.column == column and draft.reading.text_ocr == ruling.text_ocr
    ]
    return same[0] if len(same) == 1 and ruling.text_ocr else None


def _apply(draft: Draft, ruling: Ruling) -> None:
    draft.decided_by = ruling.person
    draft.doubts.clear()
    if ruling.text is None:
        draft.doubt("illegible")
        return
    change = Change(ruling.rule, ruling.evidence, 1.0, ruling.reference)
    draft.replace_all([Glyph(char, 1.0) for char in ruling.text], change)
    draft.support_by("person")


def _conflict(draft: Draft | None, ruling: Ruling) -> Finding:
    if draft is not None:
        draft.doubt("decision-conflict")
    now = draft.reading.text_ocr if draft is not None else "（无此格 no such cell）"
    return Finding(
        "decision-conflict",
        Severity.WARNING,
        f"人工决定与新读数不符：{ruling.cell} 当时读作“{ruling.text_ocr}”，现读作“{now}”，请复核 "
        f"(decision made on another reading of {ruling.cell}; please review)",
        draft.reading.regions if draft is not None else (),
        (draft.reading.cell_id,) if draft is not None else (),
    )
