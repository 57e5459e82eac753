"""Cells with known truth as examples for fitting: what was known of each, and was it right.

Reads stored stage results, so that fitting needs no recogniser. Only cells with ink of their own
that a recogniser scored count; text layers and plain text have fixed probabilities. Cells of
invented rows are left out: whether a row is there is layout's business, not the recogniser's.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from pipeline.evaluate.predicted import read_staged
from pipeline.evaluate.scoring import ScoredCell, evaluate_output, read_truths
from pipeline.evaluate.truth import RosterTruth, Truth
from pipeline.registry.registry import StagedDocument
from pipeline.store.output import OutputFolder
from pipeline.validate.acceptance import CellFeatures
from pipeline.validate.document import confirmed_cells
from pipeline.validate.dossier import open_dossier
from pipeline.validate.features import describe_document
from pipeline.validate.rows import LOW_PROBABILITY


@dataclass(frozen=True, slots=True)
class Example:
    """One cell of a scan with truth.

    `group` is the same for all scans of one document, whatever wore it; `source` is the name of the
    set of scans that it belongs to, `style` how its document is laid out: a table style, else its
    kind. `is_flagged_anyway`: a rule or a doubt sends it to a person
    whatever its probability.
    """

    group: str
    profile: str
    column: str
    features: CellFeatures
    is_right: bool
    is_flagged_anyway: bool
    source: str = ""
    style: str = ""


def collect_examples(out: Path, truth: Path) -> tuple[Example, ...]:
    """Return an example for every judged cell of an output folder.

    Raises:
        UsageError: When there is no truth.
        ConfigurationError: When a truth file is malformed.
    """
    folder = OutputFolder(out)
    cells = {cell.cell_id: cell for cell in evaluate_output(out, truth).cells if cell.cell_id}
    styles = {true.name: _style_of(true.truth) for true in read_truths(truth)}
    return tuple(
        replace(example, source=truth.name, style=styles[document])
        for document_id in folder.iter_document_ids()
        for document, example in _examples(read_staged(folder, document_id), cells)
    )


def _style_of(truth: Truth) -> str:
    return f"{truth.kind} {truth.style}" if isinstance(truth, RosterTruth) else truth.kind


def _examples(
    staged: StagedDocument, cells: dict[str, ScoredCell]
) -> Iterator[tuple[str, Example]]:
    """Yield (name of the true document, example) of every judged cell of one scan."""
    dossier = open_dossier(staged.reading, staged.clean, staged.normal)
    known = describe_document(staged.reading, staged.clean, confirmed_cells(dossier))
    for cell_id, features in known.items():
        cell = cells.get(cell_id)
        if cell is None or cell.truth is None:
            continue
        if features.has_scores and not features.is_exact:
            yield (
                cell.document,
                Example(
                    cell.document.rpartition("/")[2],
                    cell.profile,
                    f"{cell.table}.{cell.column}",
                    features,
                    cell.is_right,
                    _is_flagged_anyway(cell.reasons, cell.is_flagged),
                ),
            )


def _is_flagged_anyway(reasons: Iterable[str], is_flagged: bool) -> bool:
    return is_flagged and set(reasons) != {LOW_PROBABILITY}
