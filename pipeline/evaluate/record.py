"""A measurement kept for later: every compared cell as one line of a compressed CSV.

Small enough to commit, so that notebooks and later runs can look at a measurement without the
scans. Text is kept only where it differs from the truth; places on the page are not kept.
"""

from __future__ import annotations

import csv
import gzip
import io
from collections.abc import Iterable

from pipeline.evaluate.scoring import ScoredCell

_HEAD = (
    "document", "profile", "kind", "table", "column", "cell_id", "outcome", "is_flagged", "reasons",
    "probability", "truth", "text",
)  # fmt: skip


def to_cells_csv(cells: Iterable[ScoredCell]) -> bytes:
    """Return cells as gzip-compressed CSV; the same cells give the same bytes.

    `outcome` is right, wrong, lost (no such cell came out) or invented.
    """
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(_HEAD)
    for cell in cells:
        outcome = _outcome(cell)
        probability = "" if cell.probability is None else f"{cell.probability:.6f}"
        text = cell.text if outcome in ("wrong", "invented") else ""
        writer.writerow(
            (
                cell.document, cell.profile, cell.kind, cell.table, cell.column, cell.cell_id,
                outcome, int(cell.is_flagged), ";".join(cell.reasons), probability,
                cell.truth or "", text,
            )
        )  # fmt: skip
    return gzip.compress(out.getvalue().encode("utf-8"), mtime=0)


def read_cells_csv(data: bytes) -> tuple[ScoredCell, ...]:
    """Read cells back; probabilities come back with six decimals."""
    rows = csv.DictReader(io.StringIO(gzip.decompress(data).decode("utf-8")))
    return tuple(_cell(row) for row in rows)


def _outcome(cell: ScoredCell) -> str:
    if cell.truth is None:
        return "invented"
    if cell.text is None:
        return "lost"
    return "right" if cell.is_right else "wrong"


def _cell(row: dict[str, str]) -> ScoredCell:
    outcome = row["outcome"]
    texts = {"right": row["truth"], "lost": None}
    return ScoredCell(
        document=row["document"],
        profile=row["profile"],
        kind=row["kind"],
        table=row["table"],
        column=row["column"],
        cell_id=row["cell_id"],
        truth=None if outcome == "invented" else row["truth"],
        text=texts.get(outcome, row["text"]),
        is_flagged=row["is_flagged"] == "1",
        reasons=tuple(row["reasons"].split(";")) if row["reasons"] else (),
        probability=float(row["probability"]) if row["probability"] else None,
    )
