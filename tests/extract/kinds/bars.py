"""How exact the documents of the samples come out of the whole chain, per kind and profile.

`python -m tests.extract.kinds.bars OUT TRUTH` prints the figures of any run's output;
`test_bars.py` holds them against the bars.
"""

from __future__ import annotations

import sys
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from rapidfuzz.distance import Levenshtein

from pipeline.evaluate import evaluate_output
from pipeline.evaluate.scoring import Comparison, ScoredCell, read_truths
from pipeline.evaluate.truth import NoticeTruth, RecommendationTruth
from pipeline.model.value import NormalDocument
from pipeline.store.output import OutputFolder

HANDWRITTEN = frozenset({"application-03"})
"""Forms that are filled in by hand, or with a face that looks so."""


@dataclass(frozen=True, slots=True)
class Share:
    """`n_right` of `n` cells; `wrong` lists the others, for a person to read."""

    n: int
    wrong: tuple[str, ...]

    @property
    def exact(self) -> float:
        """Share of right cells; 1 when there was none."""
        return 1 - len(self.wrong) / self.n if self.n else 1.0

    def __str__(self) -> str:
        return f"{self.n - len(self.wrong)}/{self.n} = {self.exact:.2%}"


def is_handwritten(cell: ScoredCell) -> bool:
    """Whether the cell's document was filled in by hand."""
    return cell.document.rpartition("/")[2] in HANDWRITTEN


def of_kind(
    comparison: Comparison, kind: str, profiles: Sequence[str], *, by_hand: bool | None = None
) -> list[ScoredCell]:
    """Cells of a kind in some profiles; `by_hand` keeps only hand-filled or only printed ones."""
    return [
        cell
        for cell in comparison.cells
        if (cell.kind, cell.profile in profiles) == (kind, True)
        and (by_hand is None or by_hand == is_handwritten(cell))
    ]


def exact_share(cells: Iterable[ScoredCell]) -> Share:
    """Share of cells whose final value is exactly what stands on the page."""
    found = list(cells)
    return Share(len(found), tuple(_told(cell) for cell in found if not cell.is_right))


def accepted_share(cells: Iterable[ScoredCell]) -> Share:
    """The same among accepted cells only: what is wrong here went out silently."""
    return exact_share(cell for cell in cells if cell.text is not None and not cell.is_flagged)


def character_errors(cells: Iterable[ScoredCell]) -> float:
    """Edits per true character, over all cells."""
    pairs = [(cell.truth or "", cell.text or "") for cell in cells]
    return sum(Levenshtein.distance(*pair) for pair in pairs) / sum(len(t) for t, _ in pairs)


def _told(cell: ScoredCell) -> str:
    state = "flagged" if cell.is_flagged else "accepted" if cell.text is not None else "lost"
    return (
        f"{cell.document} {cell.table}.{cell.column}: {cell.text!r}, not {cell.truth!r} ({state})"
    )


UNFILED: dict[type, tuple[tuple[str, str], ...]] = {
    NoticeTruth: (("salutation", "salutation"),),
    RecommendationTruth: (("addressee", "addressee"), ("doc_no", "doc_no")),
}
"""(name in the truth, column) of fields that are read and typed but filed in no table."""


def unfiled_share(out: Path, truth: Path, profiles: Sequence[str]) -> Share:
    """The same for the fields that no table keeps."""
    folder = OutputFolder(out)
    values: dict[str, dict[str, str | None]] = defaultdict(dict)
    for document_id in folder.iter_document_ids():
        document = folder.read_stage(document_id, "normalise", NormalDocument)
        manifest = folder.read_manifest(document_id)
        assert manifest is not None
        source = manifest.source_name.rpartition(".")[0]
        for record in document.records:
            for value in record.values:
                values[source].setdefault(value.column, value.value)
    n, wrong = 0, []
    for true in read_truths(truth):
        for name, column in UNFILED.get(type(true.truth), ()):
            wanted = getattr(true.truth.fields, name)  # type: ignore[union-attr]
            if true.profile in profiles and wanted:
                n += 1
                found = values[true.name].get(column)
                if found != wanted:
                    wrong.append(f"{true.name} {column}: {found!r}, not {wanted!r}")
    return Share(n, tuple(wrong))


def main(out: Path, truth: Path) -> None:
    """Print every figure with what is wrong."""
    comparison = evaluate_output(out, truth)
    groups: dict[tuple[str, str], list[ScoredCell]] = defaultdict(list)
    for cell in comparison.cells:
        hand = " (by hand)" if is_handwritten(cell) else ""
        groups[cell.kind + hand, cell.profile].append(cell)
    measures: tuple[tuple[str, Callable[[Iterable[ScoredCell]], Share]], ...] = (
        ("exact", exact_share),
        ("accepted", accepted_share),
    )
    for (kind, profile), cells in sorted(groups.items()):
        told = "  ".join(f"{name} {measure(cells)}" for name, measure in measures)
        print(f"{kind:24} {profile:10} {told}  CER {character_errors(cells):.3%}")  # noqa: T201
    for line in exact_share(comparison.cells).wrong:
        print(line)  # noqa: T201


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
