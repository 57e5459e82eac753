"""Which of many boxes touch one box, without looking at each of them in Python."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from pipeline.model.geometry import Box


class BoxIndex:
    """Boxes of one page; asked hundreds of times which of them a box touches."""

    def __init__(self, boxes: Sequence[Box]) -> None:
        """Keep the boxes, in their order."""
        self.boxes = tuple(boxes)
        corners = [(box.x0, box.y0, box.x1, box.y1) for box in self.boxes]
        self._corners = np.array(corners, np.int64).reshape(-1, 4).T

    def places(self, box: Box) -> list[int]:
        """Return the indices of the boxes that share a pixel with `box`."""
        x0, y0, x1, y1 = self._corners
        met = (x0 < box.x1) & (x1 > box.x0) & (y0 < box.y1) & (y1 > box.y0)
        return [int(place) for place in np.flatnonzero(met)]

    def touching(self, box: Box) -> list[Box]:
        """Return the boxes that share a pixel with `box`, in their order."""
        return [self.boxes[place] for place in self.places(box)]
