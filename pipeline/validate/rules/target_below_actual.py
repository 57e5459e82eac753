"""A plan promises growth: a count or a sum is not lower at its end than at its beginning.

Shares and rates may fall. A lower target is possible; where the recogniser was in doubt as well, a
lost or doubled digit is likelier, and the cell goes to review.
"""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.model.finding import Severity
from pipeline.validate.arithmetic import iter_plans
from pipeline.validate.dossier import Dossier
from pipeline.validate.doubt import may_be_misread
from pipeline.validate.rule import Complaint, Rule

MAY_FALL = frozenset({"margin", "growth", "hitech_share", "rd_share"})


def _check(dossier: Dossier) -> Iterator[Complaint]:
    for actual, target in iter_plans(dossier):
        both = actual.numbers.keys() & target.numbers.keys()
        for slug in sorted(both - MAY_FALL):
            was, will = actual.numbers[slug], target.numbers[slug]
            if will < was:
                cells = (*actual.cells((slug,)), *target.cells((slug,)))
                doubtful = tuple(cell for cell in cells if may_be_misread(dossier, cell))
                yield Complaint(cells, f"{slug} 实际 {was}，目标 {will}", flagged=doubtful)


RULE = Rule(
    "target-below-actual",
    Severity.INFO,
    "目标数低于实际数",
    "A target is below the actual figure",
    _check,
)
