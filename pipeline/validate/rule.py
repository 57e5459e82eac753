"""What a rule is: a permanent slug, what it says in two languages, and a pure check."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from pipeline.model.finding import Finding, Severity
from pipeline.validate.dossier import Dossier


@dataclass(frozen=True, slots=True)
class Complaint:
    """What a check found: the cells concerned, and the particulars for a clerk.

    `flagged` are the cells that go to review because of it; None means all of `cells`.
    """

    cells: tuple[str, ...]
    particulars: str
    flagged: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule over a document. Slugs are never renamed or reused.

    `chinese` and `english` say what is wrong, `advice` what to do. A rule with `flags` sends the
    cells of its complaints to review; one without only reports.
    """

    slug: str
    severity: Severity
    chinese: str
    english: str
    check: Callable[[Dossier], Iterable[Complaint]]
    flags: bool = True


def apply_rule(rule: Rule, dossier: Dossier) -> Iterator[tuple[Finding, tuple[str, ...]]]:
    """Yield each finding of a rule with the cells that it sends to review."""
    for complaint in rule.check(dossier):
        finding = Finding(
            rule.slug,
            rule.severity,
            f"{rule.chinese}：{complaint.particulars}。请核对原件。 / {rule.english}",
            dossier.regions_of(complaint.cells),
            tuple(dict.fromkeys(complaint.cells)),
        )
        flagged = complaint.cells if complaint.flagged is None else complaint.flagged
        yield finding, flagged if rule.flags else ()
