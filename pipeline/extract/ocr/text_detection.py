"""From the detector's probability map to line boxes (the post-processing of DB, on upright pages).

Pages are straightened before, so boxes stay axis-aligned.
"""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from pipeline.model.geometry import Box

PIXEL_THRESHOLD = 0.3
BOX_THRESHOLD = 0.5
UNCLIP_RATIO = 1.6
"""The three values PP-OCRv6 ships with."""

MIN_SIDE = 3
"""Smaller blobs (in pixels of the map) are specks."""


def boxes_from_map(probability: NDArray[np.float32], scale_x: float, scale_y: float) -> list[Box]:
    """Return boxes of connected text areas of an (H, W) map.

    `scale_x`, `scale_y` turn map pixels into image pixels. The detector is trained on shrunken
    text; each box is grown by area * ratio / perimeter, as in the DB paper.
    """
    mask = (probability > PIXEL_THRESHOLD).astype(np.uint8)
    mask = cv2.dilate(mask, np.ones((2, 2), np.uint8)).astype(np.uint8)
    count, labels, stats, _ = cv2.connectedComponentsWithStats(mask, connectivity=8)
    height, width = probability.shape
    boxes = []
    for label in range(1, count):
        x, y, w, h = (int(stats[label, k]) for k in range(4))
        if min(w, h) < MIN_SIDE:
            continue
        inside = labels[y : y + h, x : x + w] == label
        if float(probability[y : y + h, x : x + w][inside].mean()) < BOX_THRESHOLD:
            continue
        grow = w * h * UNCLIP_RATIO / (2 * (w + h))
        x0, x1 = max(0.0, x - grow), min(float(width), x + w + grow)
        y0, y1 = max(0.0, y - grow), min(float(height), y + h + grow)
        boxes.append(
            Box(round(x0 * scale_x), round(y0 * scale_y), round(x1 * scale_x), round(y1 * scale_y))
        )
    return boxes
