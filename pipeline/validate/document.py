"""Checks one document by all rules and settles the status of each of its values."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from pipeline.model.correction import CleanDocument
from pipeline.model.document import DocumentReading
from pipeline.model.finding import Finding
from pipeline.model.value import NormalDocument
from pipeline.validate.acceptance import AcceptanceModel
from pipeline.validate.arithmetic import Ratio, iter_figures
from pipeline.validate.dossier import Dossier, open_dossier
from pipeline.validate.features import describe_document, scanned_readings
from pipeline.validate.hanging import MARK_LOST, cells_that_hang
from pipeline.validate.rows import doubt_rows
from pipeline.validate.rule import Rule, apply_rule
from pipeline.validate.rules import CONSTRAINTS, RULES
from pipeline.validate.verdict import Verdicts, judge_record

SMALL_COUNT = 1000
"""Below this a count's every digit shows in a share printed with two decimals."""


def validate_document(
    document: DocumentReading,
    clean: CleanDocument,
    normal: NormalDocument,
    acceptance: AcceptanceModel,
    rules: Sequence[Rule] = RULES,
) -> NormalDocument:
    """Return `normal` with findings and with status, reasons and probability of every value."""
    dossier = open_dossier(document, clean, normal)
    findings: list[Finding] = list(normal.findings)
    flags: dict[str, tuple[str, ...]] = {}
    for rule in rules:
        for finding, flagged in apply_rule(rule, dossier):
            findings.append(finding)
            for cell_id in flagged:
                flags[cell_id] = (*flags.get(cell_id, ()), rule.slug)
    for cell_id in cells_that_hang(scanned_readings(document)):
        flags[cell_id] = (*flags.get(cell_id, ()), MARK_LOST)
    verdicts = Verdicts(
        dossier,
        flags,
        describe_document(document, clean, confirmed_cells(dossier)),
        acceptance,
    )
    judged = [judge_record(record, verdicts) for record in normal.records]
    return replace(normal, records=doubt_rows(judged, dossier), findings=tuple(findings))


def confirmed_cells(dossier: Dossier) -> frozenset[str]:
    """Cells whose every digit an arithmetic relation confirms: shares, and the counts they are of.

    A sum of eight digits moves a share by less than its last decimal, so it is not confirmed.
    """
    cells: set[str] = set()
    for figures in iter_figures(dossier):
        numbers = figures.numbers
        for constraint in CONSTRAINTS:
            if not isinstance(constraint, Ratio) or constraint.breach(numbers) is not None:
                continue
            if not all(slug in numbers for slug in constraint.indicators):
                continue
            cells.update(figures.cells((constraint.result,)))
            counted = (constraint.part, constraint.whole)
            if all(numbers[slug] < SMALL_COUNT for slug in counted):
                cells.update(figures.cells(counted))
    return frozenset(cells)
