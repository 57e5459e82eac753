"""Cuts a cell out of a page image and packs it into a data URI for self-contained HTML.

Page pixels come from a function that the command hands in: audit reads no source file itself.
"""

from __future__ import annotations

import base64
import math
from collections.abc import Callable, Iterable
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from pipeline.model.geometry import Box, PageTransform, Region
from pipeline.store.output import OutputFolder

Pixels = NDArray[np.uint8]
PageImages = Callable[[str, int], Pixels | None]
"""(source name, page number) -> raw page (H, W) gray or (H, W, 3) RGB; None when not available."""

PageTurns = Callable[[str, int], int]
"""(source name, page number) -> quarter turns, counter-clockwise, that set the page upright."""

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


def no_turns(source_name: str, page_no: int) -> int:
    """Leave every page as it was scanned."""
    del source_name, page_no
    return 0


def turns_of(output: OutputFolder) -> PageTurns:
    """How the pages of an output folder were found to lie, from their artefacts."""
    manifests = map(output.read_manifest, output.iter_document_ids())
    ids = {m.source_name: m.document_id for m in manifests if m is not None}

    def turns(source_name: str, page_no: int) -> int:
        document_id = ids.get(source_name, "")
        if not document_id or not output.page_path(document_id, page_no).is_file():
            return 0
        return quarter_turns(output.read_page(document_id, page_no).page.transform)

    return turns


def quarter_turns(transform: PageTransform) -> int:
    """Counter-clockwise quarter turns that bring the raw page nearest to the upright one."""
    x, y = transform.matrix[0], transform.matrix[3]
    return round(math.degrees(math.atan2(y, x)) / 90) % 4


class Cropper:
    """Crops of one set of source files; keeps the last few pages at hand."""

    def __init__(self, images: PageImages, turns: PageTurns = no_turns) -> None:
        """`images` opens a page, `turns` tells how to set it upright (see `turns_of`)."""
        self._page = lru_cache(maxsize=CACHED_PAGES)(images)
        self._turns = lru_cache(maxsize=None)(turns)

    def uris(self, source_name: str, regions: Iterable[Region]) -> list[str]:
        """A data URI per region whose page can be opened."""
        found = []
        for region in regions:
            pixels = self._page(source_name, region.page_no) if source_name else None
            if pixels is not None:
                turns = self._turns(source_name, region.page_no)
                found.append(crop_uri(pixels, region.box, turns))
        return found


def crop_uri(pixels: Pixels, box: Box, turns: int = 0) -> str:
    """A JPEG data URI of the box with a margin, turned upright, shrunk to the size of a report."""
    import cv2

    height, width = pixels.shape[:2]
    y0, y1 = max(0, box.y0 - MARGIN), min(height, box.y1 + MARGIN)
    x0, x1 = max(0, box.x0 - MARGIN), min(width, box.x1 + MARGIN)
    crop = pixels[min(y0, height - 1) : max(y1, 1), min(x0, width - 1) : max(x1, 1)]
    crop = np.rot90(crop, turns)
    scale = min(1.0, MAX_HEIGHT / crop.shape[0], MAX_WIDTH / crop.shape[1])
    if scale < 1.0:
        size = (max(1, round(crop.shape[1] * scale)), max(1, round(crop.shape[0] * scale)))
        crop = cv2.resize(crop, size, interpolation=cv2.INTER_AREA).astype(np.uint8)
    shown = np.ascontiguousarray(crop[:, :, ::-1] if crop.ndim == 3 else crop)
    done, data = cv2.imencode(".jpg", shown, [cv2.IMWRITE_JPEG_QUALITY, JPEG_QUALITY])
    if not done:
        raise ValueError(f"cannot encode a crop of {crop.shape}")
    return "data:image/jpeg;base64," + base64.b64encode(data.tobytes()).decode()


NO_CROPS = Cropper(no_images)
"""For reports without pictures."""
