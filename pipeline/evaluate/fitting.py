"""Fits the acceptance model and chooses its thresholds for a target silent-error rate.

A logistic regression with the signs its terms must have, one set of weights for all cells and one
for each value type with enough errors to learn from, drawn towards the common one. Thresholds are
chosen on probabilities that each cell got from a fit without its own document (cross-fitting), so
they are held out. Nothing here touches the recogniser; the result is a reviewed data file.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import msgspec
import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

from pipeline.evaluate.examples import Example
from pipeline.evaluate.intervals import Share
from pipeline.validate.acceptance import DEFAULT_TYPE, TERMS, AcceptanceModel, Weights, terms

Vector = NDArray[np.float64]

FOLDS = 5
MIN_WRONG = 25
"""A value type gets weights of its own from this many wrong cells on: about three per weight."""

MIN_CELLS = 3000
"""And from this many cells on: with fewer, one error already breaks a target of 0.05 %."""

BLIND = (0.0, 0.0001, 0.0003, 0.001, 0.003, 0.01)
"""Shares of errors without any sign that are tried; without one, a handful of confident errors
would flatten the whole curve."""

PULL = 2.0
"""Ridge towards the common weights (towards 0 for these); small against thousands of cells."""

ROUGH_PROFILES = frozenset({"harsh", "photocopy"})
"""Scans that are promised less: see `FitOptions`."""


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
class Fit:
    """Weights by type name, the common ones under `default`, and the share of blind errors."""

    weights: dict[str, Vector]
    blind: float


def fit_acceptance(
    examples: Sequence[Example], base: AcceptanceModel, options: FitOptions
) -> AcceptanceModel:
    """Return a model fitted on examples; probabilities of unscored text stay as in `base`.

    Raises:
        ValueError: When there is no wrong example to learn from.
    """
    fit = fit_types(examples)
    held_out = held_out_probabilities(examples)
    types = {}
    for name, fitted in sorted(fit.weights.items()):
        chosen = [i for i, e in enumerate(examples) if type_name(e, fit.weights) == name]
        threshold = choose_threshold(held_out[chosen], [examples[i] for i in chosen], options)
        types[name] = Weights(**_named(fitted), threshold=threshold)
    return msgspec.structs.replace(
        base,
        version=base.version + 1,
        fitted_on=options.fitted_on,
        types=types,
        blind=fit.blind,
    )


def type_name(example: Example, weights: dict[str, Vector]) -> str:
    """The name under which a model keeps the weights for an example."""
    name = example.features.value_type.value
    return name if name in weights else DEFAULT_TYPE


def held_out_probabilities(examples: Sequence[Example]) -> Vector:
    """Return for each example the probability by a fit that saw no scan of its document."""
    folds = np.array([zlib.crc32(e.group.encode()) % FOLDS for e in examples])
    probabilities = np.zeros(len(examples))
    for fold in range(FOLDS):
        fit = fit_types([e for e, f in zip(examples, folds, strict=True) if f != fold])
        inside = np.flatnonzero(folds == fold)
        probabilities[inside] = predict([examples[int(i)] for i in inside], fit)
    return probabilities


def predict(examples: Sequence[Example], fit: Fit) -> Vector:
    """Return the probability of each example under the weights of its type."""
    rows = _design(examples)
    if not len(rows):
        return np.zeros(0)
    chosen = np.array([fit.weights[type_name(e, fit.weights)] for e in examples])
    return (1 - fit.blind) * _sigmoid((rows * chosen).sum(axis=1))


def choose_threshold(
    probabilities: Vector, examples: Sequence[Example], options: FitOptions
) -> float:
    """Return the least threshold that keeps the promises of silent errors and of flagged cells.

    Where none keeps both, the greatest that keeps to the promised share of flagged cells: flagging
    everything would promise nothing either. Cells that are flagged whatever their probability do
    not go out, and the threshold is not charged with them.
    """
    rough = np.array([example.profile in ROUGH_PROFILES for example in examples])
    groups = [
        (_Group(probabilities[rough == is_rough], _pick(examples, rough == is_rough)), promise)
        for is_rough, promise in ((False, options.ordinary), (True, options.rough))
        if (rough == is_rough).any()
    ]
    candidates = np.unique(np.floor(probabilities * 1e6) / 1e6)
    light = [t for t in candidates if all(g.flagged_at(t) <= p.flagged for g, p in groups)]
    kept = [t for t in light if all(g.silent_at(t) <= p.silent for g, p in groups)]
    if kept:
        return float(kept[0])
    return float(light[-1]) if light else 0.0


def _pick(examples: Sequence[Example], chosen: NDArray[np.bool_]) -> list[Example]:
    return [example for example, is_chosen in zip(examples, chosen, strict=True) if is_chosen]


class _Group:
    """Cells of one promise, with what a threshold does to them."""

    def __init__(self, probabilities: Vector, examples: Sequence[Example]) -> None:
        free = np.array([not example.is_flagged_anyway for example in examples])
        wrong = np.array([not example.is_right for example in examples])
        self._all = len(examples)
        self._free = np.sort(probabilities[free])
        self._wrong = np.sort(probabilities[free & wrong])

    def _accepted(self, threshold: float) -> int:
        return len(self._free) - int(np.searchsorted(self._free, threshold))

    def silent_at(self, threshold: float) -> float:
        """Share of wrong among accepted cells; 1 when none is accepted."""
        accepted = self._accepted(threshold)
        wrong = len(self._wrong) - int(np.searchsorted(self._wrong, threshold))
        return wrong / accepted if accepted else 1.0

    def flagged_at(self, threshold: float) -> float:
        """Share of cells that are flagged for their probability alone."""
        return (len(self._free) - self._accepted(threshold)) / self._all


@dataclass(frozen=True, slots=True)
class ProfileTransfer:
    """What happens to a profile whose scans were in the fit, and when they were left out."""

    profile: str
    silent_inside: Share
    flagged_inside: Share
    silent_left_out: Share
    flagged_left_out: Share


def leave_profiles_out(
    examples: Sequence[Example], base: AcceptanceModel, options: FitOptions
) -> tuple[ProfileTransfer, ...]:
    """Fit without each profile in turn and test on it; both fits see other documents only."""
    transfers = []
    for profile in sorted({example.profile for example in examples}):
        inside, outside = _cross_tested(
            examples, profile, lambda kept: fit_acceptance(kept, base, options)
        )
        transfers.append(ProfileTransfer(profile, *inside, *outside))
    return tuple(transfers)


def _cross_tested(
    examples: Sequence[Example],
    profile: str,
    fit: Callable[[Sequence[Example]], AcceptanceModel],
) -> tuple[tuple[Share, Share], tuple[Share, Share]]:
    """Test one half of the documents with fits on the other half, with and without the profile."""
    tested = [e for e in examples if _half(e) == 0 and e.profile == profile]
    others = [e for e in examples if _half(e) == 1]
    return (
        risk_under(tested, fit(others)),
        risk_under(tested, fit([e for e in others if e.profile != profile])),
    )


def _half(example: Example) -> int:
    return zlib.crc32(b"half" + example.group.encode()) % 2


def risk_under(examples: Sequence[Example], model: AcceptanceModel) -> tuple[Share, Share]:
    """Return (silent errors among accepted, flagged among all) of examples under a model."""
    weights = {name: _vector(w) for name, w in model.types.items()}
    probabilities = predict(examples, Fit(weights, model.blind))
    accepted = [
        example
        for example, probability in zip(examples, probabilities, strict=True)
        if not example.is_flagged_anyway
        and probability >= model.types[type_name(example, weights)].threshold
    ]
    wrong = sum(not example.is_right for example in accepted)
    return Share(wrong, len(accepted)), Share(len(examples) - len(accepted), len(examples))


def to_acceptance_json(model: AcceptanceModel) -> bytes:
    """Return the bytes of corrections/acceptance.json, indented for review."""
    return msgspec.json.format(msgspec.json.encode(model), indent=2) + b"\n"


def fit_types(examples: Sequence[Example]) -> Fit:
    """Fit weights for all types, and the share of blind errors on the common ones.

    Raises:
        ValueError: When there is no wrong example to learn from.
    """
    right = np.array([e.is_right for e in examples], float)
    if not len(right) or right.all():
        raise ValueError("no wrong example to learn from")
    rows = _design(examples)
    nothing = np.zeros(len(TERMS) + 1)
    fits = [(_fit(rows, right, nothing, blind), blind) for blind in BLIND]
    (common, _), blind = min(fits, key=lambda found: found[0][1])
    weights = {DEFAULT_TYPE: common}
    names = np.array([e.features.value_type.value for e in examples])
    for name in sorted(set(names)):
        mine = names == name
        if mine.sum() >= MIN_CELLS and (1 - right[mine]).sum() >= MIN_WRONG:
            weights[name], _ = _fit(rows[mine], right[mine], common, blind)
    return Fit(weights, blind)


def _fit(rows: Vector, right: Vector, towards: Vector, blind: float) -> tuple[Vector, float]:
    """Minimise the logistic loss with signs as `TERMS` says and a ridge towards `towards`.

    Returns:
        The weights, and the loss that is left.
    """
    signs = np.array([0, *TERMS.values()])
    bounds = [(0.0 if s > 0 else None, 0.0 if s < 0 else None) for s in signs]

    def loss(weights: Vector) -> tuple[float, Vector]:
        seen = _sigmoid(rows @ weights)
        chance = (1 - blind) * seen
        apart = weights - towards
        apart[0] = 0.0
        value = -np.log(np.where(right == 1, chance, 1 - chance) + 1e-12).sum()
        slope = np.where(right == 1, seen - 1, chance * (1 - seen) / (1 - chance + 1e-12))
        return float(value + PULL / 2 * (apart**2).sum()), rows.T @ slope + PULL * apart

    found = minimize(loss, towards, jac=True, method="L-BFGS-B", bounds=bounds)
    return np.round(np.asarray(found.x, float), 4), float(found.fun)


def _design(examples: Sequence[Example]) -> Vector:
    rows = [[1.0, *terms(example.features)] for example in examples]
    return np.array(rows, float).reshape(len(examples), len(TERMS) + 1)


def _sigmoid(z: Vector) -> Vector:
    return np.asarray(1 / (1 + np.exp(-np.clip(z, -40, 40))), float)


def _named(weights: Vector) -> dict[str, float]:
    return dict(zip(("intercept", *TERMS), (float(w) for w in weights), strict=True))


def _vector(weights: Weights) -> Vector:
    return np.array([weights.intercept, *(getattr(weights, name) for name in TERMS)])
