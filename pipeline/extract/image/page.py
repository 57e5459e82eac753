"""The straightened page: what layout works on, and how it maps back to the raw page."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pipeline.model.geometry import Box, PageTransform
from pipeline.model.page import PageStatus

Image = NDArray[np.uint8]


@dataclass(frozen=True, slots=True)
class UprightPage:
    """A page with horizontal text, even light and no stamps over its ink.

    `gray` (H, W) is for reading: paper 255, ink dark, stamps lifted. `ink` (H, W) is 255 where
    there is ink. `dpi` is that of the upright frame, `em` the
    usual character height in its pixels.
    `stamps` are in raw-page pixels, `stamps_upright` the same in the upright frame.
    `turned` are the degrees (0, 90, 180, 270, counter-clockwise) the raw page was turned by.
    `fields` are the boxes, in the upright frame, of what was white print on a dark field.
    `shows_through` tells that light print was taken for the other side of the sheet and removed.
    A `status` other than OK carries a reason slug and a message.
    """

    gray: Image
    ink: Image
    transform: PageTransform
    raw_width: int
    raw_height: int
    dpi: float
    em: float
    stamps: tuple[Box, ...] = ()
    stamps_upright: tuple[Box, ...] = ()
    fields: tuple[Box, ...] = ()
    turned: int = 0
    skew_degrees: float = 0.0
    status: PageStatus = PageStatus.OK
    reason: str | None = None
    message: str | None = None
    shows_through: bool = False
