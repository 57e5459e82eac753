"""What a run prints at its end, and what its exit code is decided from."""

from __future__ import annotations

from dataclasses import astuple, dataclass
from operator import add

SHOWN_GONE = 3
"""So many names of files that vanished are shown; the rest is a number."""


@dataclass(frozen=True, slots=True)
class Counts:
    """What the registry holds: kept with it, so that a run that changes nothing can still say."""

    documents: int = 0
    pages: int = 0
    rows: int = 0
    cells_accepted: int = 0
    cells_review: int = 0
    cells_failed: int = 0
    failures: int = 0
    error_findings: int = 0

    def plus(self, other: Counts) -> Counts:
        """Both together."""
        sums = map(add, astuple(self), astuple(other))
        return Counts(*sums)


@dataclass(frozen=True, slots=True)
class RunSummary:
    """One run. `seconds` is wall time, `pages_read` the pages that were not cached.

    `gone` names files that lay there at the last run and do no longer.
    """

    counts: Counts
    registry: str
    pages_read: int
    seconds: float
    gone: tuple[str, ...] = ()

    @property
    def n_failures(self) -> int:
        """Failed pages and refused files."""
        return self.counts.failures

    @property
    def n_error_findings(self) -> int:
        """Findings of severity error."""
        return self.counts.error_findings


def render_summary(summary: RunSummary) -> str:
    """Return the summary as lines of Chinese and English."""
    counts = summary.counts
    lines = [
        f"文件 documents        {counts.documents:>8,}",
        f"页 pages              {counts.pages:>8,}",
        *(_built_lines(counts) if summary.registry else ()),
        f"失败 failures         {counts.failures:>8,}",
        f"用时 time             {summary.seconds:>8.1f} s",
    ]
    if summary.pages_read:
        per_page = summary.seconds / summary.pages_read
        lines.append(f"每页 per page         {per_page:>8.2f} s ({summary.pages_read} read)")
    if summary.registry:
        lines.append(f"名录 registry         {summary.registry}")
    if summary.gone:
        more = " …" if len(summary.gone) > SHOWN_GONE else ""
        names = ", ".join(summary.gone[:SHOWN_GONE]) + more
        lines.append(f"已不在目录中 no longer there {len(summary.gone):>3,}  {names}")
    if counts.failures:
        lines.append("失败详情 what failed: scan-registry status")
    if not counts.documents and not counts.failures:
        lines.append("没有扫描件，请先放入 no scans found: put some into the folder (--scans)")
    return "\n".join(lines)


def _built_lines(counts: Counts) -> tuple[str, ...]:
    """What is counted in the registry, so only when the run goes that far."""
    return (
        f"行 rows               {counts.rows:>8,}",
        f"已采信 cells accepted  {counts.cells_accepted:>7,}",
        f"待核对 cells to review {counts.cells_review:>7,}",
    )
