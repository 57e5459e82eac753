"""PNG, JPEG and (multi-page) TIFF files as pages of pixels."""

from __future__ import annotations

import io
import struct
import warnings
from collections.abc import Iterator
from contextlib import contextmanager

import numpy as np
from PIL import Image, ImageOps, UnidentifiedImageError

from pipeline.extract.ingest.raw_page import (
    MAX_PIXELS,
    RawPage,
    check_page_count,
    check_page_size,
    corrupt,
)

DEFAULT_DPI = 200.0
"""Used when the file does not say; layout measures text height itself, so this is only shown."""

PLAUSIBLE_DPI = (50.0, 1200.0)

DECODER_ERRORS = (
    UnidentifiedImageError,
    OSError,
    ValueError,
    SyntaxError,
    EOFError,
    TypeError,
    LookupError,
    ArithmeticError,
    struct.error,
    Image.DecompressionBombError,
)
"""What Pillow's decoders raise on damaged files (its own documentation names the first three).

TypeError (a TIFF frame without its size) and KeyError (tag values it does not know) were seen
among 30,000 damaged files; a division by a damaged resolution is arithmetic."""

Image.MAX_IMAGE_PIXELS = MAX_PIXELS


class PictureSource:
    """An image file; a TIFF may hold several pages."""

    def __init__(self, data: bytes) -> None:
        """Open the file without decoding pixels.

        Raises:
            UnreadableInputError: `corrupt`, `page-too-large` or `too-many-pages`.
        """
        with _decoding("图像 image"):
            self._image = Image.open(io.BytesIO(data))
            self._n_pages = int(getattr(self._image, "n_frames", 1))
        check_page_count(self._n_pages)

    @property
    def n_pages(self) -> int:
        """Number of frames."""
        return self._n_pages

    def page(self, page_no: int) -> RawPage:
        """Decode one frame, turned as its EXIF orientation says.

        Raises:
            UnreadableInputError: `corrupt` or `page-too-large`.
        """
        with _decoding(f"第 {page_no} 页图像 page image"):
            self._image.seek(page_no - 1)
            check_page_size(*self._image.size)
            dpi = self._dpi()
            pixels = _to_array(ImageOps.exif_transpose(self._image))
        height, width = pixels.shape[:2]
        return RawPage(page_no, width, height, dpi, pixels=pixels)

    def _dpi(self) -> float:
        value = self._image.info.get("dpi", (DEFAULT_DPI, DEFAULT_DPI))
        try:
            dpi = float(value[0])
        except (TypeError, ValueError, ZeroDivisionError, IndexError):
            return DEFAULT_DPI
        return dpi if PLAUSIBLE_DPI[0] <= dpi <= PLAUSIBLE_DPI[1] else DEFAULT_DPI


@contextmanager
def _decoding(what: str) -> Iterator[None]:
    """Turn a decoder's refusal into the ledger's words; its remarks on odd metadata are noise."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    except DECODER_ERRORS as error:
        raise corrupt(what, error) from error


def _to_array(frame: Image.Image) -> np.ndarray[tuple[int, ...], np.dtype[np.uint8]]:
    """Gray for gray and 1-bit frames, RGB for the rest; transparency becomes white paper."""
    if frame.mode in ("1", "L"):
        return np.asarray(frame.convert("L"), dtype=np.uint8)
    if frame.mode.startswith(("I", "F")):
        values = np.asarray(frame, dtype=np.float64)
        top = max(float(values.max()), 1.0)
        return np.asarray(values * (255.0 / top), dtype=np.uint8)
    if frame.mode in ("RGBA", "LA", "PA") or "transparency" in frame.info:
        layer = frame.convert("RGBA")
        paper = Image.new("RGBA", layer.size, "white")
        frame = Image.alpha_composite(paper, layer)
    return np.asarray(frame.convert("RGB"), dtype=np.uint8)
