"""Exact binomial (Clopper-Pearson) bounds on the share of wrong items in one lot.

Computed from the binomial distribution itself by bisection, in log space, so that no statistics
library is needed at run time; agrees with the beta quantiles to 1e-9.
"""

from __future__ import annotations

import math
from collections.abc import Callable

_STEPS = 100
"""Halvings of [0, 1]: far below double precision."""


def upper_bound(wrong: int, sample_size: int, confidence: float = 0.95) -> float:
    """One-sided upper bound: a larger share would show so few wrong ones too rarely.

    Args:
        wrong: Number of wrong items seen.
        sample_size: Number of items looked at.
        confidence: Confidence of the statement, 0-1.
    """
    _check(wrong, sample_size, confidence)
    if wrong == sample_size:
        return 1.0
    return _falling_root(lambda p: probability_at_most(wrong, sample_size, p), 1 - confidence)


def lower_bound(wrong: int, sample_size: int, confidence: float = 0.95) -> float:
    """One-sided lower bound: a smaller share would show so many wrong ones too rarely."""
    _check(wrong, sample_size, confidence)
    if wrong == 0:
        return 0.0
    return _falling_root(lambda p: probability_at_most(wrong - 1, sample_size, p), confidence)


def sample_size_for(share: float, confidence: float = 0.95) -> int:
    """Items that must all be right to state that at most `share` (0-1) of the lot is wrong."""
    if not 0 < share < 1:
        raise ValueError(f"share must be between 0 and 1, got {share}")
    return math.ceil(math.log(1 - confidence) / math.log1p(-share))


def probability_at_most(wrong: int, sample_size: int, share: float) -> float:
    """Probability of at most `wrong` wrong items when the true share is `share`."""
    if share <= 0:
        return 1.0
    if share >= 1:
        return 1.0 if wrong >= sample_size else 0.0
    log_odds = math.log(share) - math.log1p(-share)
    log_none = sample_size * math.log1p(-share)
    log_choices = 0.0
    terms = []
    for k in range(wrong + 1):
        if k:
            log_choices += math.log(sample_size - k + 1) - math.log(k)
        terms.append(math.exp(log_choices + k * log_odds + log_none))
    return min(1.0, math.fsum(terms))


def _falling_root(function: Callable[[float], float], target: float) -> float:
    low, high = 0.0, 1.0
    for _ in range(_STEPS):
        middle = (low + high) / 2
        if function(middle) > target:
            low = middle
        else:
            high = middle
    return (low + high) / 2


def _check(wrong: int, sample_size: int, confidence: float) -> None:
    if not 0 <= wrong <= sample_size or sample_size < 1 or not 0 < confidence < 1:
        raise ValueError(f"impossible sample: {wrong} of {sample_size} at {confidence}")
