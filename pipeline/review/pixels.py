"""Pictures of pages and cells for the browser: straightened, cut and encoded with OpenCV."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable

import cv2
import numpy as np

from pipeline.model.geometry import Box
from pipeline.review.frame import PageFrame
from pipeline.review.services import Pixels

LONGEST_SIDE = 2000
"""A whole page is shown with at most this many pixels on its longer side: sharp at 200 % zoom on
the screens of an office, and encoded within 50 ms."""

KEPT_BYTES = 256 * 2**20
"""Decoded pages kept in memory: about 29 gray or 10 coloured A4 pages at 300 dpi."""


def encode_page(pixels: Pixels, frame: PageFrame) -> bytes:
    """Return the whole page, upright, as JPEG."""
    scale = min(1.0, LONGEST_SIDE / max(frame.width, frame.height))
    width, height = round(frame.width * scale), round(frame.height * scale)
    shrink = np.diag([frame.width / width, frame.height / height, 1.0])
    page = _warp(_smooth(pixels, scale), _smoothed(frame, scale) @ shrink, width, height)
    return _encode(".jpg", page, [cv2.IMWRITE_JPEG_QUALITY, 82])


def encode_crop(pixels: Pixels, frame: PageFrame, box: Box) -> bytes:
    """Return an upright box of the page as JPEG, at the scan's own resolution.

    At this quality no stroke suffers, and it costs a tenth of a PNG (measured on 300 dpi scans).
    """
    shift = np.array([[1.0, 0.0, box.x0], [0.0, 1.0, box.y0], [0.0, 0.0, 1.0]])
    crop = _warp(pixels, frame.matrix @ shift, box.width, box.height)
    return _encode(".jpg", crop, [cv2.IMWRITE_JPEG_QUALITY, 92])


class PageShelf:
    """The last few decoded pages, so that the next cell on a page shows at once.

    Pages are decoded one at a time; a page that is there is handed out meanwhile.
    """

    def __init__(self, read: Callable[[str, int], Pixels | None]) -> None:
        """Remember how a page is read when it is not there."""
        self._read = read
        self._pages: OrderedDict[tuple[str, int], Pixels] = OrderedDict()
        self._lock = threading.Lock()
        self._reading = threading.Lock()

    def page(self, document_id: str, page_no: int) -> Pixels | None:
        """The raw page; None for plain text.

        Raises:
            PipelineError: When the file cannot be read any more.
        """
        key = (document_id, page_no)
        found = self._take(key)
        if found is None:
            with self._reading:
                found = self._take(key)
                if found is None:
                    found = self._read(document_id, page_no)
                    self._put(key, found)
        return found

    def _take(self, key: tuple[str, int]) -> Pixels | None:
        with self._lock:
            if key in self._pages:
                self._pages.move_to_end(key)
            return self._pages.get(key)

    def _put(self, key: tuple[str, int], pixels: Pixels | None) -> None:
        if pixels is None:
            return
        with self._lock:
            self._pages[key] = pixels
            while len(self._pages) > 1 and self._size() > KEPT_BYTES:
                self._pages.popitem(last=False)

    def _size(self) -> int:
        return sum(pixels.nbytes for pixels in self._pages.values())


def _smooth(pixels: Pixels, scale: float) -> Pixels:
    """Shrink by area first, so that thin strokes do not break up."""
    if scale >= 1.0:
        return pixels
    size = (max(1, round(pixels.shape[1] * scale)), max(1, round(pixels.shape[0] * scale)))
    return np.asarray(cv2.resize(pixels, size, interpolation=cv2.INTER_AREA), dtype=np.uint8)


def _smoothed(frame: PageFrame, scale: float) -> np.ndarray:
    """Upright -> shrunk raw page."""
    return np.diag([min(scale, 1.0), min(scale, 1.0), 1.0]) @ frame.matrix


def _warp(pixels: Pixels, matrix: np.ndarray, width: int, height: int) -> Pixels:
    """Draw a picture whose pixel (x, y) shows the page at `matrix` (x, y)."""
    warped = cv2.warpPerspective(
        pixels,
        matrix,
        (width, height),
        flags=cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP,
        borderMode=cv2.BORDER_CONSTANT,
        borderValue=(255, 255, 255),
    )
    return np.asarray(warped, dtype=np.uint8)


def _encode(suffix: str, pixels: Pixels, options: list[int]) -> bytes:
    picture = cv2.cvtColor(pixels, cv2.COLOR_RGB2BGR) if pixels.ndim == 3 else pixels
    _, data = cv2.imencode(suffix, picture, options)
    return bytes(data.tobytes())
