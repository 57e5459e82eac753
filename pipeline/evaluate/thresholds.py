"""Chooses the thresholds of acceptance for what is promised of ordinary and of rough scans.

One threshold for each family of value types, chosen together: what is promised, silent errors and
cells to look at, is promised of all cells of a scan. Of all choices the one is taken that stays
farthest from every promise, so that scans of another day do not break the one it was tightest on.
Silent errors count with the upper end of what chance may have hidden (`UPPER`), or as in the worst
fold where that is more: scans of another day are of another style, and so is each fold. Cells to
look at count over all folds, with those that rules and doubts flag.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.stats import gamma

from pipeline.evaluate.examples import Example

Vector = NDArray[np.float64]

ROUGH_PROFILES = frozenset({"harsh", "photocopy"})
"""Scans that are promised less: see `FitOptions`."""

ROUNDS = 6
CANDIDATES = 400
UPPER = 0.9
"""The true number of silent errors is below the one that is counted with this probability. Measured
on three sets, each left out in turn: of 31,000 cells of ordinary scans 7 are silent, with 0.6 too,
and 2.6 % are flagged; of 9,000 of rough scans 4 are, with 0.6 8, and 15 % are flagged, not 14 %."""
SEEN = 0.75
"""Weight of the errors that were seen beside those that the probabilities expect. Measured on eight
sets of 56 made scans, each left out in turn: with 0.5 3 of 20,515 accepted cells of ordinary scans
are silent and 4.3 % are flagged, with 0.75 3 of 20,664 and 3.6 %, with 1 5 of 20,679 and 3.5 %."""
_SMALL_FOLD = 1000
"""An error in a fold of fewer accepted cells weighs no more than in one of so many."""
_STEEP = 4
"""Strains are summed in this power: the tightest promise counts most, the others still count."""


@dataclass(frozen=True, slots=True)
class Promise:
    """At most `silent` wrong among accepted cells, for at most `flagged` cells to look at."""

    silent: float
    flagged: float


@dataclass(frozen=True, slots=True)
class FitOptions:
    """What is promised: `target` silent errors on ordinary scans; `fitted_on` names the data."""

    target: float = 0.0005
    fitted_on: str = ""
    flagged: float = 0.03
    rough: Promise = Promise(0.002, 0.20)

    @property
    def ordinary(self) -> Promise:
        """The promise for ordinary scans."""
        return Promise(self.target, self.flagged)


@dataclass(frozen=True, slots=True)
class _Side:
    """Ordinary or rough scans: their cells, those flagged whatever happens, and the promise."""

    total: int
    doubted: int
    promise: Promise


def choose_thresholds(
    probabilities: Vector,
    examples: Sequence[Example],
    families: Sequence[str],
    folds: Sequence[int],
    options: FitOptions,
) -> dict[str, float]:
    """Return the threshold of each family that occurs.

    `folds` part the examples into those whose probabilities come from one fit. Cells that are
    flagged whatever their probability count as flagged and never as accepted.
    """
    names, parts = np.array(families), np.array(folds)
    rough = np.array([example.profile in ROUGH_PROFILES for example in examples])
    free = np.array([not example.is_flagged_anyway for example in examples])
    right = np.array([example.is_right for example in examples])
    sides = [
        (side & free, _Side(int(side.sum()), int((side & ~free).sum()), promise))
        for side, promise in ((~rough, options.ordinary), (rough, options.rough))
        if side.any()
    ]
    candidates = {n: _candidates(probabilities[(names == n) & free]) for n in sorted(set(families))}
    counts = {
        name: [
            np.array(
                [
                    _count(probabilities[cells], right[cells], thresholds)
                    for part in np.unique(parts)
                    for cells in [mine & (names == name) & (parts == part)]
                ]
            )
            for mine, _ in sides
        ]
        for name, thresholds in candidates.items()
    }
    chosen = _descend(counts, [side for _, side in sides])
    return {name: float(candidates[name][index]) for name, index in chosen.items()}


def _candidates(probabilities: Vector) -> Vector:
    """At most `CANDIDATES` thresholds that part the probabilities, finest where most cells are."""
    floors = np.unique(np.floor(probabilities * 1e6) / 1e6)
    if not len(floors):
        return np.ones(1)
    spread = np.unique(np.linspace(0, len(floors) - 1, CANDIDATES).astype(int))
    return np.asarray(floors[spread], float)


def _count(probabilities: Vector, right: NDArray[np.bool_], thresholds: Vector) -> Vector:
    """Return (accepted, flagged, wrong among the accepted) of a fold, for each threshold a column.

    Wrong is what was seen, drawn towards what the probabilities expect: a family with few cells may
    have shown no error by chance.
    """
    order = np.argsort(probabilities)
    below = np.searchsorted(probabilities[order], thresholds)
    seen, expected = (
        np.append(np.cumsum(errors[order][::-1])[::-1], 0.0)[below]
        for errors in ((~right).astype(float), 1 - probabilities)
    )
    wrong = SEEN * seen + (1 - SEEN) * expected
    return np.array([len(order) - below, below, wrong])


def _descend(counts: Mapping[str, Sequence[Vector]], sides: Sequence[_Side]) -> dict[str, int]:
    """Choose the candidates with the least strain, one family after the other until it rests."""
    chosen = {name: found[0].shape[2] // 2 for name, found in counts.items()}
    for _ in range(ROUNDS):
        before = dict(chosen)
        for name in chosen:
            others = [other for other in chosen if other != name]
            strain = np.zeros(counts[name][0].shape[2])
            for at, side in enumerate(sides):
                mine = counts[name][at]
                added = sum(
                    (counts[o][at][:, :, chosen[o]] for o in others), start=np.zeros(mine.shape[:2])
                )
                strain += _strain(mine + added[:, :, np.newaxis], side)
            chosen[name] = int(np.argmin(strain))
        if chosen == before:
            break
    return chosen


def _strain(counts: Vector, side: _Side) -> Vector:
    """How near the promise is to breaking, by counts of (fold, what is counted, threshold)."""
    accepted, flagged, wrong = counts.transpose(1, 0, 2)
    pooled = gamma.ppf(UPPER, wrong.sum(axis=0) + 1) / np.maximum(accepted.sum(axis=0), 1)
    worst = (wrong / np.maximum(accepted, _SMALL_FOLD)).max(axis=0)
    silent = np.maximum(pooled, worst) / side.promise.silent
    looked_at = (flagged.sum(axis=0) + side.doubted) / side.total / side.promise.flagged
    return np.asarray(silent**_STEEP + looked_at**_STEEP, float)
