"""Shares with their 95 % intervals (Clopper-Pearson: exact, never narrower than it should be)."""

from __future__ import annotations

from dataclasses import dataclass

from scipy.stats import beta

CONFIDENCE = 0.95


@dataclass(frozen=True, slots=True)
class Share:
    """`k` of `n`; `rate`, `low` and `high` are None when there is nothing to count.

    The interval takes the `n` as independent; it is None where `k` counts something else that may
    exceed `n` (character edits).
    """

    k: int
    n: int

    @property
    def rate(self) -> float | None:
        """The share itself."""
        return self.k / self.n if self.n else None

    @property
    def low(self) -> float | None:
        """Lower end of the interval."""
        if not 0 <= self.k <= self.n or not self.n:
            return None
        return float(beta.ppf((1 - CONFIDENCE) / 2, self.k, self.n - self.k + 1)) if self.k else 0.0

    @property
    def high(self) -> float | None:
        """Upper end of the interval."""
        if not 0 <= self.k <= self.n or not self.n:
            return None
        if self.k == self.n:
            return 1.0
        return float(beta.ppf((1 + CONFIDENCE) / 2, self.k + 1, self.n - self.k))
