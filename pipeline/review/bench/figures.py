"""Times of actions: what a person waits, and what the processor does for it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Figures:
    """Times of one kind of action in milliseconds, percentiles by nearest rank.

    `cpu_*` is processor time: it says what the action costs, also while others use the machine.
    """

    action: str
    n: int
    p50: float
    p95: float
    cpu_p50: float
    cpu_p95: float


@dataclass(slots=True)
class Stopwatch:
    """Collects (milliseconds, processor milliseconds) by action, in order of first appearance."""

    times: dict[str, list[tuple[float, float]]] = field(default_factory=dict)

    def note(self, action: str, wall: float, cpu: float) -> None:
        """Add one action's times."""
        self.times.setdefault(action, []).append((wall, cpu))

    def figures(self) -> list[Figures]:
        """Sum up every action."""
        found = []
        for action, times in self.times.items():
            walls, cpus = zip(*times, strict=True)
            ranks = [*_percentiles(walls), *_percentiles(cpus)]
            found.append(Figures(action, len(times), *ranks))
        return found


def _percentiles(times: Sequence[float]) -> tuple[float, float]:
    ordered = sorted(times)
    median, high = (max(0, -(-len(ordered) * share // 100) - 1) for share in (50, 95))
    return ordered[median], ordered[high]
