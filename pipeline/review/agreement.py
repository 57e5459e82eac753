"""How well two people agree who read the same cells, the second one without seeing the first."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from pipeline.review.decisions import SecondLook


@dataclass(frozen=True, slots=True)
class Agreement:
    """`n_cells` were read twice, `n_same` alike; `differences` are the others, in log order."""

    n_cells: int
    n_same: int
    differences: tuple[SecondLook, ...]

    @property
    def rate(self) -> float | None:
        """Share read alike; None when nothing was read twice."""
        return self.n_same / self.n_cells if self.n_cells else None


def measure_agreement(looks: Iterable[SecondLook]) -> Agreement:
    """Count second looks that said the same as the decision that held when they were made."""
    looks = tuple(looks)
    differences = tuple(look for look in looks if not look.is_agreement)
    return Agreement(len(looks), len(looks) - len(differences), differences)
