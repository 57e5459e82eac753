"""What a person decided about a cell: appended to `corrections/decisions.jsonl`, kept for ever.

A decision is anchored to the bytes of the file, the cell and the raw reading it was made on. When
the raw reading changed since, it is a conflict and goes back to the queue; it never overwrites.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from pipeline.model.geometry import Region


class Verdict(StrEnum):
    """What the person said of the cell."""

    ACCEPTED = "accepted"
    EDITED = "edited"
    ILLEGIBLE = "illegible"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class Decision:
    """One line of the log. The last decision on a cell holds; `withdrawn` undoes the one before.

    `decided_at` is ISO 8601 with offset, `person` whoever the station was told, `file_sha256` the
    source file, `text_ocr` the raw reading shown, `text` what stands on the page (for `accepted`
    the shown text, None for `illegible`). `regions` place the cell for a re-extraction that counts
    its cells differently. `blind` marks a second decision made without seeing the first.
    """

    decided_at: str
    person: str
    file_sha256: str
    cell_id: str
    text_ocr: str
    verdict: Verdict
    text: str | None
    regions: tuple[Region, ...] = ()
    note: str = ""
    blind: bool = False


def take_in(standing: list[Decision], decision: Decision) -> None:
    """Add a decision to those that stand on its cell; a withdrawal takes the last one off."""
    if decision.verdict is Verdict.WITHDRAWN:
        del standing[-1:]
    else:
        standing.append(decision)


def standing_decisions(decisions: Iterable[Decision]) -> dict[tuple[str, str], Decision]:
    """The decision that holds for each (file_sha256, cell_id), in order of the cells' first one.

    This is the one reading of the log: the last decision holds, a withdrawal brings back the one
    before it, and blind second decisions never hold.
    """
    piles: dict[tuple[str, str], list[Decision]] = {}
    for decision in decisions:
        if not decision.blind:
            take_in(piles.setdefault((decision.file_sha256, decision.cell_id), []), decision)
    return {key: pile[-1] for key, pile in piles.items() if pile}
