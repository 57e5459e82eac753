"""The ring or disc (○ ●) that a line begins with: what a form prints for one choice of several."""

from __future__ import annotations

import numpy as np

from pipeline.extract.image.page import Image
from pipeline.extract.layout.alignment import runs
from pipeline.model.geometry import Box

SIZES = (0.4, 1.2)
"""Diameter in character heights."""
ROUND = 0.15
"""Difference of width and height, as a share of the larger one, of what is round."""
RIM, CORE = (0.33, 0.52), 0.25
"""From where to where ink is sought from the middle outwards, and within which it tells a disc from
a ring, as shares of the diameter."""
RAYS, CLOSED = 24, 0.9
"""Directions in which the rim is looked for, and the share of them in which it must be there."""
FULL, CLEAR = 0.9, 0.05
"""Ink share of the core of a disc, at least, and of a ring, at most: a character has strokes there,
or no closed rim."""
LEFT, RIGHT = 0.4, 1.4
"""Character heights before and behind the beginning of a line in which its ring stands."""


def find_ring(mask: Image, line: Box, em: float) -> Box | None:
    """Return the box of the ring or disc at the beginning of a line; None when there is none.

    `mask` is uint8 (H, W), not 0 where ink is; `line` and the result are in its pixels.
    """
    left = max(0, round(line.x0 - LEFT * em))
    window = mask[max(0, line.y0) : line.y1, left : round(line.x0 + RIGHT * em)] > 0
    for start, end in runs(np.any(window, axis=0), 1):
        rows = np.flatnonzero(window[:, start:end].any(axis=1))
        box = Box(left + start, line.y0 + int(rows[0]), left + end, line.y0 + int(rows[-1]) + 1)
        if SIZES[0] * em <= min(box.width, box.height):
            return box if _is_round(mask, box, em) else None
    return None


def _is_round(mask: Image, box: Box, em: float) -> bool:
    size = max(box.width, box.height)
    if size > SIZES[1] * em or abs(box.width - box.height) > ROUND * size:
        return False
    y, x = np.mgrid[: box.height, : box.width]
    across = (x + 0.5 - box.width / 2) / box.width
    along = (y + 0.5 - box.height / 2) / box.height
    away = np.hypot(across, along)
    ray = ((np.arctan2(along, across) / (2 * np.pi) + 0.5) * RAYS).astype(np.int64) % RAYS
    ink = mask[box.y0 : box.y1, box.x0 : box.x1] > 0
    on_rim = ink & (away >= RIM[0]) & (away <= RIM[1])
    if len(np.unique(ray[on_rim])) < CLOSED * RAYS or ink[away > RIM[1] + 0.06].any():
        return False
    core = float(ink[away <= CORE].mean())
    return core >= FULL or core <= CLEAR
