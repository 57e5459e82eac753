"""Are rules as pale as print that shows through the sheet the rules of a table all the same?

Those of the other side run across the writing of this one. Those of a table bound it: they cross
each other and hold most of the writing of the page, and none runs over a line of it.
"""

from __future__ import annotations

from typing import Protocol

import cv2
import numpy as np
from numpy.typing import NDArray

from pipeline.extract.image.page import Image
from pipeline.extract.layout.foreign import Foreign


class Ruling(Protocol):
    """Pieces of rules of one direction: a row (start, end, low, high) each, and all their ink."""

    @property
    def pieces(self) -> NDArray[np.int32]:
        """Along the rule, then across it."""

    @property
    def long(self) -> Image:
        """The mask of what is long enough for a rule."""


FEWEST_ACROSS, FEWEST_DOWN = 3, 2
HELD = 0.5
"""Share of the writing of the page that stands between the outermost rules."""
OVER = 0.1
"""Share of their length over which rules run across lines of writing. Measured on three pages of
pale lists: 0 to 0.07 across, since the detector's box of a line reaches a close rule below it; down
0 to 0.03, and 0.07 on a page of two rows, where two cells were detected as one line. A rule down
that shines through running text would run over it on 0.4 of its length: lines are as high as that
share of their distance."""
WHOLE_ACROSS, WHOLE_DOWN = 0.8, 0.4
"""Share of the width, and of the height, of a table that its pale rules were seen over. Measured on
nine pages of pale lists: 0.89 to 0.99 and 0.48 to 1; rows without their rules run into each other,
so one page of 0.22 is better read by how its columns stand."""
SAME_LEVEL = 6
"""Pixels within which pieces lie on one rule, however it leans."""


def bound_writing(across: Ruling, down: Ruling, foreign: Foreign) -> bool:
    """Whether pale rules are a table around the writing of their page."""
    if not hold_writing(across, down, foreign):
        return False
    if _seen_over(across) < WHOLE_ACROSS or _seen_over(down) < WHOLE_DOWN:
        return False
    over = max(_covered(across, foreign.across), _covered(down, foreign.down))
    return over <= OVER


def _seen_over(rules: Ruling) -> float:
    """Return the share of their rules' way, from the first to the last piece, that pieces cover."""
    start, end, low, high = rules.pieces.T
    levels = np.sort((low + high) / 2)
    count = 1 + int(np.count_nonzero(np.diff(levels) > SAME_LEVEL))
    return float((end - start).sum() / (count * (end.max() - start.min())))


def hold_writing(across: Ruling, down: Ruling, foreign: Foreign) -> bool:
    """Whether most of the writing of a page stands between rules."""
    if len(across.pieces) < FEWEST_ACROSS or len(down.pieces) < FEWEST_DOWN:
        return False
    left, right = int(across.pieces[:, 0].min()), int(across.pieces[:, 1].max())
    top, bottom = int(down.pieces[:, 0].min()), int(down.pieces[:, 1].max())
    writing = foreign.without_surround(foreign.across)
    held = cv2.countNonZero(np.ascontiguousarray(writing[top:bottom, left:right]))
    return held >= HELD * cv2.countNonZero(writing)


def _covered(rules: Ruling, writing: Image) -> float:
    """Return the share of their length over which rules run over writing, however they lean."""
    over = length = 0
    for start, end, low, high in rules.pieces.tolist():
        window = (slice(max(0, low - 1), high + 1), slice(start, end))
        over += int(np.count_nonzero(np.any(rules.long[window] & writing[window], axis=0)))
        length += end - start
    return over / length
