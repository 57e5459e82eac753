"""Picture files as pages of pixels. Only a TIFF has several pages.

Further frames of other files are no pages but a preview or depth map (phone photos), or movement.
So are frames of a TIFF that it marks as a smaller copy of another.
"""

from __future__ import annotations

import io
import struct
import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import numpy as np
from PIL import Image, ImageOps, UnidentifiedImageError
from PIL.TiffImagePlugin import TiffImageFile

from pipeline.extract.ingest.media import MediaType
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

SUBFILE_TYPE, IS_SMALLER_COPY = 254, 1
"""TIFF tag NewSubfileType and its bit for a reduced copy of another frame."""

Image.MAX_IMAGE_PIXELS = MAX_PIXELS


class PictureSource:
    """An opened picture file."""

    def __init__(self, data: bytes, media_type: MediaType) -> None:
        """Open the file without decoding pixels.

        Raises:
            UnreadableInputError: `corrupt`, `page-too-large` or `too-many-pages`.
        """
        with _decoding("图像 image"):
            self._image = Image.open(io.BytesIO(data), formats=[media_type.name])
            self._frames = _page_frames(self._image)

    @property
    def n_pages(self) -> int:
        """Number of pages."""
        return len(self._frames)

    def page(self, page_no: int) -> RawPage:
        """Decode one frame, turned as its EXIF orientation says.

        Raises:
            UnreadableInputError: `corrupt` or `page-too-large`.
        """
        with _decoding(f"第 {page_no} 页图像 page image"):
            self._image.seek(self._frames[page_no - 1])
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


def _page_frames(image: Image.Image) -> Sequence[int]:
    """Indexes of the frames that are pages."""
    if not isinstance(image, TiffImageFile):
        return (0,)
    count = int(image.n_frames)
    check_page_count(count)
    copies = []
    for frame_index in range(count):
        image.seek(frame_index)
        if int(image.tag_v2.get(SUBFILE_TYPE, 0)) & IS_SMALLER_COPY:
            copies.append(frame_index)
    pages = [frame_index for frame_index in range(count) if frame_index not in copies]
    return pages or range(count)


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
        values = np.nan_to_num(np.asarray(frame, dtype=np.float32), posinf=0.0, neginf=0.0)
        top = max(float(values.max()), 1.0)
        return np.asarray(np.clip(values * (255.0 / top), 0.0, 255.0), dtype=np.uint8)
    if frame.mode in ("RGBA", "LA", "PA") or "transparency" in frame.info:
        layer = frame.convert("RGBA")
        paper = Image.new("RGBA", layer.size, "white")
        frame = Image.alpha_composite(paper, layer)
    return np.asarray(frame.convert("RGB"), dtype=np.uint8)
