"""How lines of writing lean and bow over a page, measured from the writing itself.

Rules tell how a photographed sheet lies, and the page is straightened by them. A list without rules
keeps a lean of some pixels, enough for its rows to run into each other. Strips of the page are
compared, first each with the next, which share their lines, then each with all others. Rows and
cells are then looked for on levelled writing, and what is found is put back where it stands.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import cv2
import numpy as np
from numpy.typing import NDArray

from pipeline.extract.image.page import Image
from pipeline.model.geometry import Box

Array = NDArray[np.float64]

STRIP, BAND = 2.0, 12.0
"""Width of a strip and height of a band that is compared at once, in character heights."""
NEIGHBOUR_REACH, REACH = 0.2, 0.3
"""How far lines may stand apart, in character heights, between two strips side by side, and between
a strip and all others once the first lean is taken out. Rows stand at least one apart."""
ALIKE = 0.2
"""Correlation below which a strip holds other lines than the rest."""
ROUNDS, REWEIGHTED = 3, 4
STIFFNESS = np.array([1e-4, 3e-3, 1e-3, 1e-2, 1e-2])
"""How little each of `_terms` is trusted: a page leans, some fan out or bow, few do more."""
SLIGHT = 0.1
"""Difference of level over the page, in character heights, that does no harm."""


@dataclass(frozen=True, slots=True)
class Lean:
    """How many pixels lower than at the middle column a level line stands, all over a page."""

    width: int
    height: int
    factors: tuple[float, ...]

    def at(self, x: Array, y: Array) -> Array:
        """Return the shift at places of the page."""
        terms = _terms(2 * x / self.width - 1, 2 * y / self.height - 1)
        return np.asarray(terms @ np.array(self.factors), np.float64)

    def level_mask(self, mask: Image) -> Image:
        """Return the mask with its lines level."""
        x, y = np.meshgrid(np.arange(self.width), np.arange(self.height), sparse=True)
        knots = np.linspace(0, self.width, 65), np.linspace(0, self.height, 17)
        coarse = self.at(*(np.asarray(v, np.float64) for v in np.meshgrid(*knots)))
        shift = cv2.resize(coarse.astype(np.float32), (self.width, self.height))
        across = np.broadcast_to(x.astype(np.float32), mask.shape)
        down = y.astype(np.float32) + shift
        return np.asarray(cv2.remap(mask, across, down, cv2.INTER_NEAREST), np.uint8)

    def level_box(self, box: Box) -> Box:
        """Return the box of a line of writing once it is level: lower by what it leans."""
        left, right = self._ends(box)
        shift = round((left + right) / 2)
        thinner = min(round(abs(right - left) / 2), box.height // 4)
        return Box(box.x0, box.y0 - shift + thinner, box.x1, box.y1 - shift - thinner)

    def bend_box(self, box: Box) -> Box:
        """Return the upright box around what stands in a levelled box."""
        ends = self._ends(box)
        return Box(box.x0, box.y0 + round(min(ends)), box.x1, box.y1 + round(max(ends)))

    def place_box(self, box: Box) -> Box:
        """Return a levelled box where its middle stands, as high as before (cells tile)."""
        shift = round(sum(self._ends(box)) / 2)
        return Box(box.x0, box.y0 + shift, box.x1, box.y1 + shift)

    def _ends(self, box: Box) -> tuple[float, float]:
        middle = np.full(2, (box.y0 + box.y1) / 2)
        left, right = self.at(np.array([box.x0, box.x1], np.float64), middle).tolist()
        return left, right


def measure_lean(mask: Image, em: float) -> Lean | None:
    """Return the lean of the writing in `mask`, None where it is too slight to matter."""
    height, width = mask.shape
    size = max(4, round(width / (STRIP * em))), max(2, height // 2)
    strips = np.asarray(cv2.resize(mask, size, interpolation=cv2.INTER_AREA), np.float64)
    em = em * size[1] / height
    count = max(1, round(size[1] / (BAND * em)))
    edges = np.linspace(0, size[1], count + 1).astype(int).tolist()
    bands = list(pairwise(edges))
    factors = _compare_neighbours(strips, bands, round(NEIGHBOUR_REACH * em) + 1)
    for _ in range(ROUNDS):
        factors = _compare_all(strips, bands, max(2, round(REACH * em)), factors)
    lean = Lean(width, height, tuple((factors * height / size[1]).tolist()))
    return lean if _is_felt(lean, mask, 2 * em * SLIGHT) else None


def _is_felt(lean: Lean, mask: Image, slight: float) -> bool:
    x, y = (np.flatnonzero(mask.any(axis=axis)) for axis in (0, 1))
    if not len(x):
        return False
    places = np.meshgrid(np.linspace(x[0], x[-1], 9), np.linspace(y[0], y[-1], 5))
    return bool(np.ptp(lean.at(*places), axis=1).max() > slight)


def _terms(x: Array, y: Array) -> Array:
    """What a lean is made of, `x` and `y` from -1 to 1: tilt, fan, and three bows."""
    return np.stack([x, x * y, x**2, x**3, x**4], axis=-1)


def _middles(count: int, band: tuple[int, int], height: int) -> Array:
    """Return the terms in the middle of each strip in a band."""
    x = (np.arange(count) + 0.5) / count * 2 - 1
    return _terms(x, np.full(count, (band[0] + band[1]) / height - 1))


def _compare_neighbours(strips: Array, bands: list[tuple[int, int]], reach: int) -> Array:
    height, count = strips.shape
    found = []
    for band in bands:
        lines = _lines(strips[band[0] : band[1]])
        shift, weight = _shifts(lines[:, :-1], lines[:, 1:], reach)
        found.append((np.diff(_middles(count, band, height), axis=0), shift, weight))
    return _solve(found)


def _compare_all(strips: Array, bands: list[tuple[int, int]], reach: int, factors: Array) -> Array:
    """Compare every strip, levelled as known so far, with the sum of the others in its band."""
    height, count = strips.shape
    found = []
    for band in bands:
        terms = _middles(count, band, height)
        known = np.rint(terms @ factors).astype(int)
        rows = np.clip(np.arange(*band)[:, None] + known, 0, height - 1)
        lines = _lines(strips[rows, np.arange(count)])
        others = lines.sum(axis=1, keepdims=True) - lines
        shift, weight = _shifts(others, lines, reach)
        size = np.sqrt(np.square(others).sum(axis=0) * np.square(lines).sum(axis=0))
        weight[weight < ALIKE * size] = 0
        if weight.any():
            shift = known + shift
            middle = weight / weight.sum()
            found.append((terms - middle @ terms, shift - middle @ shift, weight))
    return _solve(found) if found else factors


def _lines(strips: Array) -> Array:
    return np.asarray(strips - strips.mean(axis=0), np.float64)


def _shifts(one: Array, other: Array, reach: int) -> tuple[Array, Array]:
    """Return how much lower the columns of `other` stand, and how alike they are (0: unclear)."""
    padded = np.pad(other, ((reach, reach), (0, 0)))
    height = len(one)
    match = np.stack(
        [np.einsum("ij,ij->j", one, padded[k : k + height]) for k in range(2 * reach + 1)]
    )
    column = np.arange(match.shape[1])
    best = np.clip(match.argmax(axis=0), 1, 2 * reach - 1)
    before, peak, after = (match[best + k, column] for k in (-1, 0, 1))
    bend = before - 2 * peak + after
    clear = (peak >= before) & (peak >= after) & (bend < 0) & (peak > 0)
    between = np.where(clear, 0.5 * (before - after) / np.where(clear, bend, 1.0), 0.0)
    return best - reach + between, np.where(clear, peak, 0.0)


def _solve(found: list[tuple[Array, Array, Array]]) -> Array:
    """Fit the terms to the shifts; what stands far off counts little."""
    terms, shift, weight = (np.concatenate(part) for part in zip(*found, strict=True))
    seen = weight > 0
    if np.count_nonzero(seen) < len(STIFFNESS):
        return np.zeros(len(STIFFNESS))
    weight = np.minimum(weight, np.percentile(weight[seen], 90))
    weight = weight / weight.sum()
    own = weight
    factors = np.zeros(len(STIFFNESS))
    for _ in range(REWEIGHTED):
        square = (terms * own[:, None]).T @ terms + np.diag(STIFFNESS * own.sum())
        factors = np.linalg.solve(square, (terms * own[:, None]).T @ shift)
        rest = shift - terms @ factors
        scale = max(0.3, 1.5 * float(np.median(np.abs(rest[seen]))))
        own = weight / (1 + np.square(rest / scale))
    return np.asarray(factors, np.float64)
