"""Makes the check of an arithmetic rule from its constraints: all cells of a breach are flagged."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from pipeline.validate.arithmetic import Constraint, iter_figures
from pipeline.validate.dossier import Dossier
from pipeline.validate.rule import Complaint


def check_constraints(*constraints: Constraint) -> Callable[[Dossier], Iterator[Complaint]]:
    """Return a check over every application and basis."""

    def check(dossier: Dossier) -> Iterator[Complaint]:
        for figures in iter_figures(dossier):
            for constraint in constraints:
                breach = constraint.breach(figures.numbers)
                if breach is not None:
                    cells = figures.cells(constraint.indicators)
                    yield Complaint(cells, f"{figures.basis}数 {breach}")

    return check
