"""A part in the making: which blocks it covers, of which kind it seems, and what speaks for it."""

from __future__ import annotations

from dataclasses import dataclass, field
from math import prod

from pipeline.extract.kinds.evidence import Evidence
from pipeline.extract.kinds.fitting import FormFit, MatrixFit
from pipeline.extract.kinds.kind import Continues, Kind


@dataclass(slots=True)
class Draft:
    """A part in the making: blocks from `start` up to `end`. `kind` None: unknown."""

    kind: Kind | None
    start: int
    end: int = 0
    evidence: list[Evidence] = field(default_factory=list)
    closed_at: int = 0
    """Block after the sign-off; 0 while there was none."""
    is_turned: bool = False
    """Its labelled form does not come first (表二, 表三, then 表一; or 表三, 表一, 表二)."""

    @property
    def is_closed(self) -> bool:
        """Whether the part was signed off."""
        return self.closed_at > 0

    @property
    def is_running(self) -> bool:
        """Whether running text may carry the part on: not before its sign-off."""
        is_text = self.kind is not None and self.kind.recognise.continues is Continues.TEXT
        return is_text and not self.is_closed

    @property
    def score(self) -> float:
        """All evidence together, as if each piece were independent: 1 - product of doubts."""
        return round(1 - prod(1 - evidence.weight for evidence in self.evidence), 3)

    def has_once(self, fit: object) -> bool:
        """Whether the part already has its one form or matrix of this sort."""
        return isinstance(fit, FormFit | MatrixFit) and self.has(fit)

    def has(self, fit: object) -> bool:
        """Whether the part already has a table of this sort."""
        return any(e.fit is not None and sort_of(e.fit) == sort_of(fit) for e in self.evidence)

    @property
    def has_form(self) -> bool:
        """Whether the part has its labelled form (表一)."""
        return any(isinstance(e.fit, FormFit) for e in self.evidence)


def sort_of(fit: object) -> tuple[type, object]:
    """What tells one table of a kind from another: what it is, and which of the kind's."""
    return type(fit), getattr(fit, "spec", None)
