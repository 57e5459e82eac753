"""Whether every label of an application form is paired with its own box, whatever was read there.

A label is paired with its own box when a box was found for it and what came out is not nearer to
what stands in another box of the form: misread or unread characters do not count here, a box
taken for another's does. `python -m tests.extract.kinds.pairing OUT TRUTH` prints the shares.
"""

from __future__ import annotations

import sys
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from rapidfuzz.distance import Levenshtein

from pipeline.evaluate import evaluate_output
from pipeline.evaluate.scoring import Comparison, ScoredCell
from pipeline.extract.kinds import shipped_kinds
from pipeline.extract.kinds.kind import Where
from pipeline.model.document import ValueType

NEAR = 0.5
"""A reading as like as this to what stands in another box was read there."""


@dataclass(frozen=True, slots=True)
class Pairing:
    """`n_right` of `n` labels of a form's boxes are paired with their own; `wrong` tells others."""

    n: int
    wrong: tuple[str, ...]

    @property
    def n_right(self) -> int:
        """Labels that are paired with their box."""
        return self.n - len(self.wrong)


def pairing(comparison: Comparison, profiles: Sequence[str]) -> Pairing:
    """How many labels of the application forms of some profiles have their own box.

    The labels are those of 表一 that ask for writing, and the 42 boxes of 表二.
    """
    forms: dict[str, list[ScoredCell]] = defaultdict(list)
    boxes = _box_columns()
    for cell in comparison.cells:
        is_box = cell.column in boxes or cell.table == "indicators"
        is_asked = cell.kind == "application" and cell.profile in profiles
        if is_box and is_asked and cell.truth is not None:
            forms[cell.document].append(cell)
    n = sum(len(cells) for cells in forms.values())
    wrong = [told for cells in forms.values() for told in _wrong(cells)]
    return Pairing(n, tuple(wrong))


def _box_columns() -> frozenset[str]:
    application = next(kind for kind in shipped_kinds() if kind.kind == "application")
    written = [f for f in application.fields if f.type is not ValueType.TICK]
    return frozenset(f.column for f in written if f.where is Where.BOX)


def _wrong(cells: Sequence[ScoredCell]) -> list[str]:
    written = {cell.truth or "" for cell in cells if cell.table != "indicators"}
    return [
        f"{cell.document} {cell.table}.{cell.column}: {cell.text!r}, not {cell.truth!r}"
        for cell in cells
        if not _is_own(cell, written)
    ]


def _is_own(cell: ScoredCell, written: set[str]) -> bool:
    if not cell.cell_id:
        return False
    if not cell.text or cell.text == cell.truth:
        return True
    own = Levenshtein.normalized_similarity(cell.text, cell.truth or "")
    others = (Levenshtein.normalized_similarity(cell.text, other) for other in written)
    return own >= max((score for score in others if score >= NEAR), default=0.0)


def main(out: Path, truth: Path) -> None:
    """Print the share of each profile, and what is wrong."""
    comparison = evaluate_output(out, truth)
    for profile in sorted({cell.profile for cell in comparison.cells}):
        found = pairing(comparison, (profile,))
        if found.n:
            print(f"{profile:12} {found.n_right}/{found.n} = {found.n_right / found.n:.2%}")  # noqa: T201
            for told in found.wrong:
                print(f"  {told}")  # noqa: T201


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
