"""What a parser gives back: a canonical text, or why there is none."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Parsed:
    """`value` is canonical text or None, then `unparsed` is the reason slug. Never both or neither.

    `evidence` says how the value was understood where that is not plain to see.
    """

    value: str | None
    unparsed: str | None = None
    evidence: str | None = None


EMPTY = Parsed(None, "empty")
"""Nothing stands in the cell."""


def failed(reason: str, evidence: str | None = None) -> Parsed:
    """Return a value that could not be understood, with its reason slug."""
    return Parsed(None, reason, evidence)


NOT_GIVEN_SIGNS = frozenset(
    {"-", "--", "—", "——", "/", "\\", "无", "暂无", "…", "……", "N/A", "n/a"}
)
"""What is written into a box that has nothing to say."""

NOT_GIVEN = failed("not-given")
"""The box says that there is nothing to give."""
