"""Cuts a cell out of a page image and packs it into a data URI for self-contained HTML.

Page pixels come from a function that the command hands in: audit reads no source file itself.
"""

from __future__ import annotations

import base64
from collections.abc import Callable, Iterable
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from pipeline.model.geometry import Box, Region

Pixels = NDArray[np.uint8]
PageImages = Callable[[str, int], Pixels | None]
"""(source name, page number) -> raw page (H, W) gray or (H, W, 3) RGB; None when not available."""

MARGIN = 12
"""Pixels of the page shown around a cell, so that its rules and neighbours can be seen."""
MAX_HEIGHT, MAX_WIDTH = 140, 640
"""Largest crop in a report, pixels; larger cells are shown smaller."""
JPEG_QUALITY = 70
CACHED_PAGES = 4


def no_images(source_name: str, page_no: int) -> Pixels | None:
    """Stand in where the source files are not at hand."""
    del source_name, page_no
    return None


class Cropper:
    """Crops of one set of source files; keeps the last few pages at hand."""

    def __init__(self, images: PageImages) -> None:
        """`images` opens a page."""
        self._page = lru_cache(maxsize=CACHED_PAGES)(images)

    def uris(self, source_name: str, regions: Iterable[Region]) -> list[str]:
        """A data URI per region whose page can be opened."""
        found = []
        for region in regions:
            pixels = self._page(source_name, region.page_no) if source_name else None
            if pixels is not None:
                found.append(crop_uri(pixels, region.box))
        return found


def crop_uri(pixels: Pixels, box: Box) -> str:
    """A JPEG data URI of the box with a margin, shrunk to the size of a report."""
    import cv2

    height, width = pixels.shape[:2]
    y0, y1 = max(0, box.y0 - MARGIN), min(height, box.y1 + MARGIN)
    x0, x1 = max(0, box.x0 - MARGIN), min(width, box.x1 + MARGIN)
    crop = pixels[min(y0, height - 1) : max(y1, 1), min(x0, width - 1) : max(x1, 1)]
    scale = min(1.0, MAX_HEIGHT / crop.shape[0], MAX_WIDTH / crop.shape[1])
    if scale < 1.0:
        size = (max(1, round(crop.shape[1] * scale)), max(1, round(crop.shape[0] * scale)))
        crop = cv2.resize(crop, size, interpolation=cv2.INTER_AREA).astype(np.uint8)
    shown = crop[:, :, ::-1] if crop.ndim == 3 else crop
    done, data = cv2.imencode(".jpg", shown, [cv2.IMWRITE_JPEG_QUALITY, JPEG_QUALITY])
    if not done:
        raise ValueError(f"cannot encode a crop of {crop.shape}")
    return "data:image/jpeg;base64," + base64.b64encode(data.tobytes()).decode()
