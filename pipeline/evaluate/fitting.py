"""Fits the acceptance model: one set of weights for each family of value types.

A logistic regression with the signs its terms must have, common weights for all cells and, for each
family with enough errors to learn from, weights of its own drawn towards the common ones.
Thresholds (see `thresholds`) are chosen on probabilities that each cell got from a fit without its
own document, and without any list of its style (cross-fitting), so they are held out. Nothing here
touches the recogniser; the result is a reviewed data file.
"""

from __future__ import annotations

import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import msgspec
import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

from pipeline.errors import UsageError
from pipeline.evaluate.examples import Example
from pipeline.evaluate.thresholds import ROUGH_PROFILES, FitOptions, choose_thresholds
from pipeline.model.document import ValueType
from pipeline.validate.acceptance import (
    DEFAULT_TYPE,
    TERMS,
    AcceptanceModel,
    Weights,
    terms,
)

Vector = NDArray[np.float64]

FOLDS = 5
MIN_WRONG = 15
"""A family gets weights of its own from this many wrong cells on; the ridge holds them together."""

FAMILIES: Mapping[str, tuple[ValueType, ...]] = {
    "names": (ValueType.CLUSTER_NAME, ValueType.ORGANISATION),
    "words": (ValueType.REGION, ValueType.CLUSTER_TYPE),
    "figures": (ValueType.INTEGER, ValueType.DECIMAL),
    "prose": (ValueType.TEXT,),
}
"""Value types that fail alike: names of places and things, words of a closed list, figures, running
text. All others, of which made scans have only some hundreds, share the default weights."""

PULL = 2.0
"""Ridge towards the common weights (towards 0 for these); small against thousands of cells."""


@dataclass(frozen=True, slots=True)
class Fit:
    """Weights by family, the common ones under `default`."""

    weights: Mapping[str, Vector]

    def weights_for(self, family: str) -> Vector:
        """The weights of a family, or the common ones."""
        return self.weights.get(family, self.weights[DEFAULT_TYPE])


def fit_acceptance(
    examples: Sequence[Example], base: AcceptanceModel, options: FitOptions
) -> AcceptanceModel:
    """Return a model fitted on examples; the probability of exact text stays as in `base`.

    What has no scores is as often right as what has them on ordinary scans, with like support.

    Raises:
        UsageError: When there is no wrong example to learn from.
    """
    held_out = held_out_probabilities(examples)
    scale = fit_scale(held_out, examples)
    fit = rescaled(fit_families(examples), scale)
    thresholds = choose_thresholds(
        scale.of(held_out),
        examples,
        [family_of(e) for e in examples],
        [fold_of(e) for e in examples],
        options,
    )
    types = {DEFAULT_TYPE: Weights(**_named(fit.weights[DEFAULT_TYPE]), threshold=1.0)}
    for family, threshold in thresholds.items():
        weights = Weights(**_named(fit.weights_for(family)), threshold=threshold)
        types |= {name: weights for name in _type_names(family)}
    return msgspec.structs.replace(
        base,
        version=base.version + 1,
        fitted_on=options.fitted_on,
        unscored=_share_right(examples, base.unscored, supported=False),
        unscored_supported=_share_right(examples, base.unscored_supported, supported=True),
        types=types,
    )


def _share_right(examples: Sequence[Example], otherwise: float, *, supported: bool) -> float:
    """Share of right cells among those of ordinary scans with or without support."""
    right = [
        e.is_right
        for e in examples
        if e.profile not in ROUGH_PROFILES
        and not e.is_flagged_anyway
        and e.features.is_supported is supported
    ]
    return round(sum(right) / len(right), 5) if right else otherwise


def family_of(example: Example) -> str:
    """The family of an example's value type, `default` for types of none."""
    mine = example.features.value_type
    return next((name for name, types in FAMILIES.items() if mine in types), DEFAULT_TYPE)


def _type_names(family: str) -> tuple[str, ...]:
    """The names under which a family's weights are kept in the file."""
    return tuple(t.value for t in FAMILIES[family]) if family in FAMILIES else (family,)


def fold_of(example: Example) -> int:
    """The fold of an example: that of its list's style, or of its document where it is no list.

    Lists differ in style and nobody knows the next one; forms and letters have one style each.
    """
    is_list = example.column.startswith("clusters.") and example.style
    key = example.style if is_list else example.group
    return zlib.crc32(key.encode()) % FOLDS


def held_out_probabilities(examples: Sequence[Example]) -> Vector:
    """Return for each example the probability by a fit that saw nothing of its fold."""
    folds = np.array([fold_of(e) for e in examples])
    probabilities = np.zeros(len(examples))
    for fold in range(FOLDS):
        fit = fit_families([e for e, f in zip(examples, folds, strict=True) if f != fold])
        inside = np.flatnonzero(folds == fold)
        probabilities[inside] = predict([examples[int(i)] for i in inside], fit)
    return probabilities


@dataclass(frozen=True, slots=True)
class Scale:
    """Stretches log-odds by `slope` and moves them by `shift`."""

    slope: float
    shift: float

    def of(self, probabilities: Vector) -> Vector:
        """Return the probabilities on this scale."""
        inside = np.clip(probabilities, 1e-12, 1 - 1e-12)
        return _sigmoid(self.slope * np.log(inside / (1 - inside)) + self.shift)


def fit_scale(probabilities: Vector, examples: Sequence[Example]) -> Scale:
    """Return the scale on which probabilities hold for the cells that acceptance decides about.

    Cells that a rule flags teach the weights what misreading looks like, but among them are errors
    that no score shows (a row cut in two): with them, every other cell looks less sure than it is.
    """
    free = np.array([not e.is_flagged_anyway for e in examples])
    right = np.array([e.is_right for e in examples], float)[free]
    if not len(right) or right.all() or not right.any():
        return Scale(1.0, 0.0)
    inside = np.clip(probabilities[free], 1e-12, 1 - 1e-12)
    logits = np.log(inside / (1 - inside))

    def loss(scale: Vector) -> float:
        chance = _sigmoid(scale[0] * logits + scale[1])
        return float(-np.log(np.where(right == 1, chance, 1 - chance) + 1e-12).sum())

    found = minimize(loss, np.array([1.0, 0.0]), bounds=[(0.2, 5.0), (-5.0, 5.0)])
    return Scale(*(float(value) for value in found.x))


def rescaled(fit: Fit, scale: Scale) -> Fit:
    """Return the weights that give the same order of cells on another scale."""
    moved = {}
    for family, weights in fit.weights.items():
        moved[family] = np.round(scale.slope * weights, 4)
        moved[family][0] = round(float(scale.slope * weights[0] + scale.shift), 4)
    return Fit(moved)


def predict(examples: Sequence[Example], fit: Fit) -> Vector:
    """Return the probability of each example under the weights of its family."""
    rows = _design(examples)
    if not len(rows):
        return np.zeros(0)
    chosen = np.array([fit.weights_for(family_of(e)) for e in examples])
    return _sigmoid((rows * chosen).sum(axis=1))


def to_acceptance_json(model: AcceptanceModel) -> bytes:
    """Return the bytes of corrections/acceptance.json, indented for review."""
    return msgspec.json.format(msgspec.json.encode(model), indent=2) + b"\n"


def fit_families(examples: Sequence[Example]) -> Fit:
    """Fit common weights and those of each family.

    Raises:
        UsageError: When there is no wrong example to learn from.
    """
    right = np.array([e.is_right for e in examples], float)
    if not len(right) or right.all():
        raise UsageError(
            "没有读错的单元格可学 no wrong example to learn from",
            "请多给几批扫描件 give more sets of scans",
        )
    rows = _design(examples)
    nothing = np.zeros(len(TERMS) + 1)
    common = _fit(rows, right, nothing)
    weights = {DEFAULT_TYPE: common}
    families = np.array([family_of(e) for e in examples])
    for name in sorted(set(families)):
        mine = families == name
        if name != DEFAULT_TYPE and (1 - right[mine]).sum() >= MIN_WRONG:
            weights[name] = _fit(rows[mine], right[mine], common)
    return Fit(weights)


def _fit(rows: Vector, right: Vector, towards: Vector) -> Vector:
    """Minimise the logistic loss with signs as `TERMS` says and a ridge towards `towards`."""
    signs = np.array([0, *TERMS.values()])
    bounds = [(0.0 if s > 0 else None, 0.0 if s < 0 else None) for s in signs]

    def loss(weights: Vector) -> tuple[float, Vector]:
        chance = _sigmoid(rows @ weights)
        apart = weights - towards
        apart[0] = 0.0
        value = -np.log(np.where(right == 1, chance, 1 - chance) + 1e-12).sum()
        slope = rows.T @ (chance - right) + PULL * apart
        return float(value + PULL / 2 * (apart**2).sum()), slope

    found = minimize(loss, towards, jac=True, method="L-BFGS-B", bounds=bounds)
    return np.round(np.asarray(found.x, float), 4)


def _design(examples: Sequence[Example]) -> Vector:
    rows = [[1.0, *terms(example.features)] for example in examples]
    return np.array(rows, float).reshape(len(examples), len(TERMS) + 1)


def _sigmoid(z: Vector) -> Vector:
    return np.asarray(1 / (1 + np.exp(-np.clip(z, -40, 40))), float)


def _named(weights: Vector) -> dict[str, float]:
    return dict(zip(("intercept", *TERMS), (float(w) for w in weights), strict=True))
