"""Every setting of page straightening, with its origin."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ImageOptions:
    """How a raw page is brought upright.

    `dpi` is the resolution of the raw page if known; unknown, the long side is taken for A4.
    `working_dpi` is the resolution layout and recogniser get: at 200 dpi a hair rule is one pixel
    and 小四 text 33 px, which the recogniser (48 px input) reads as well as 300 dpi.
    """

    dpi: float | None = None
    working_dpi: float = 200.0
    max_working_side: int = 4200
    min_side: int = 120
    max_skew_degrees: float = 30.0
    lift_stamps: bool = True
    judge_orientation: bool = True
