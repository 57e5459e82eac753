"""Recipes of wear, one for each profile of scan: how pages come out of that device.

The strengths follow the sample scans by eye and go somewhat beyond them; each page draws its own
within the range. `PROFILES` names them in the order of reports.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from pipeline.evaluate.maker import wear
from pipeline.evaluate.maker.wear import Pixels

Recipe = Callable[[Pixels, Pixels, np.random.Generator], Pixels]
"""(page, back of the sheet, generator) -> worn page."""


@dataclass(frozen=True, slots=True)
class Profile:
    """A device: resolution of its scans, JPEG quality in the PDF (0: 1-bit), and its wear."""

    name: str
    dpi: int
    quality: int
    recipe: Recipe


def _clean(page: Pixels, back: Pixels, rng: np.random.Generator) -> Pixels:
    return page


def _office(page: Pixels, back: Pixels, rng: np.random.Generator) -> Pixels:
    page = wear.weigh_strokes(page, rng.uniform(-0.25, 0.5))
    if rng.random() < 0.1:
        page = wear.streak(page, rng)
    page = wear.skew(page, rng.normal(0, 0.5))
    page = wear.shade(page, rng, rng.uniform(0, 0.05))
    page = wear.blur(page, rng.uniform(0.3, 0.6))
    page = wear.noise(page, rng, rng.uniform(2, 5))
    return wear.speckle(page, rng, rng.uniform(0, 12))


def _low(page: Pixels, back: Pixels, rng: np.random.Generator) -> Pixels:
    page = wear.skew(page, rng.normal(0, 0.6))
    page = wear.blur(page, rng.uniform(0.3, 0.6))
    return wear.noise(page, rng, rng.uniform(2, 6))


def _fax(page: Pixels, back: Pixels, rng: np.random.Generator) -> Pixels:
    page = wear.skew(page, rng.normal(0, 0.7))
    page = wear.weigh_strokes(page, rng.uniform(-0.2, 0.5))
    page = wear.blur(page, rng.uniform(0.4, 0.8))
    page = wear.one_bit(page, rng, rng.uniform(150, 200))
    return wear.speckle(page, rng, rng.uniform(5, 40)) // 128 * 255


def _worn(page: Pixels, back: Pixels, rng: np.random.Generator) -> Pixels:
    page = wear.fade(page, rng, rng.uniform(0.2, 0.5))
    if rng.random() < 0.3:
        page = wear.toner(page, rng, rng.uniform(0.1, 0.35))
    page = wear.break_rules(page, rng, rng.uniform(0, 0.05))
    page = wear.bleed(page, back, rng.uniform(0.03, 0.09))
    page = wear.skew(page, rng.normal(0, 0.9))
    page = wear.shade(page, rng, rng.uniform(0.05, 0.2))
    page = wear.blur(page, rng.uniform(0.5, 0.9))
    page = wear.noise(page, rng, rng.uniform(6, 12))
    return wear.speckle(page, rng, rng.uniform(5, 40))


def _photo(page: Pixels, back: Pixels, rng: np.random.Generator) -> Pixels:
    page = wear.curl(page, rng, rng.uniform(0, 0.006))
    page = wear.perspective(page, rng, rng.uniform(0.01, 0.04))
    page = wear.shade(page, rng, rng.uniform(0.2, 0.45))
    page = wear.blur(page, rng.uniform(0.5, 0.9))
    return wear.noise(page, rng, rng.uniform(3, 6))


def _harsh(page: Pixels, back: Pixels, rng: np.random.Generator) -> Pixels:
    page = wear.fade(page, rng, rng.uniform(0.1, 0.4))
    page = wear.bleed(page, back, rng.uniform(0, 0.06))
    page = wear.skew(page, rng.normal(0, 1.0))
    page = wear.blur(page, rng.uniform(0.3, 0.6))
    page = wear.noise(page, rng, rng.uniform(5, 10))
    page = wear.speckle(page, rng, rng.uniform(5, 50))
    return wear.jpeg(page, int(rng.integers(18, 35)))


def _photocopy(page: Pixels, back: Pixels, rng: np.random.Generator) -> Pixels:
    for _ in range(2):
        page = wear.skew(page, rng.normal(0, 0.6))
        page = wear.copy_machine(page, rng)
        page = wear.speckle(page, rng, rng.uniform(5, 25))
    if rng.random() < 0.4:
        page = wear.dark_edge(page, rng, 0.05)
    page = wear.break_rules(page, rng, rng.uniform(0, 0.04))
    return wear.noise(wear.blur(page, 0.4), rng, 3)


PROFILES: dict[str, Profile] = {
    profile.name: profile
    for profile in (
        Profile("clean", 200, 92, _clean),
        Profile("office", 200, 75, _office),
        Profile("fax", 200, 0, _fax),
        Profile("150dpi", 150, 75, _low),
        Profile("worn", 200, 70, _worn),
        Profile("photo", 200, 75, _photo),
        Profile("harsh", 110, 30, _harsh),
        Profile("photocopy", 200, 60, _photocopy),
    )
}
