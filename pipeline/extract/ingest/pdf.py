"""PDF pages: image-only, born digital, or mixed, told apart page by page.

A page that one image covers is a scan and is read from its pixels; a hidden text layer on it is
somebody else's OCR and no evidence. Any other page with characters is born digital: its text
comes from the layer, its rules from the rendered page.
"""

from __future__ import annotations

import io
import logging

import numpy as np
import pdfplumber
import pypdfium2 as pdfium
from pdfminer.pdfexceptions import PDFException
from pypdfium2 import raw as pdfium_c

from pipeline.errors import UnreadableInputError
from pipeline.extract.ingest.raw_page import RawPage, check_page_count, check_page_size, corrupt
from pipeline.model.geometry import Box

# It reports harmless oddities of fonts through logging, hundreds a page; real errors are raised.
logging.getLogger("pdfminer").setLevel(logging.ERROR)

POINTS_PER_INCH = 72.0
BORN_DIGITAL_DPI = 200.0
MIN_DPI, MAX_DPI = 72.0, 400.0
"""Scans are rendered at the resolution of their own image, within these bounds: above 400 dpi
nothing more is read, below 72 the page size in the file is wrong."""

FULL_PAGE_SHARE = 0.8
"""An image that covers this share of the page makes it a scan."""

MIN_CHARACTERS = 4
"""Fewer characters than this in a text layer (a stray page number) do not make a page digital."""


class PdfSource:
    """An opened PDF."""

    def __init__(self, data: bytes) -> None:
        """Open the file.

        Raises:
            UnreadableInputError: `encrypted`, `corrupt`, `empty-file` or `too-many-pages`.
        """
        self._data = data
        try:
            self._pdf = pdfium.PdfDocument(data)
        except pdfium.PdfiumError as error:
            if "assword" in str(error) or "security" in str(error).lower():
                raise UnreadableInputError(
                    "encrypted",
                    "PDF 有密码保护 the PDF is protected by a password",
                    "请去除密码后再放入 remove the password and add it again",
                ) from error
            raise corrupt("PDF", error) from error
        check_page_count(len(self._pdf))

    @property
    def n_pages(self) -> int:
        """Number of pages."""
        return len(self._pdf)

    def page(self, page_no: int) -> RawPage:
        """Render one page, with its characters when it is born digital.

        Raises:
            UnreadableInputError: `corrupt` or `page-too-large`.
        """
        try:
            page = self._pdf[page_no - 1]
            image_dpi = _full_page_image_dpi(page)
            n_characters = 0 if image_dpi else page.get_textpage().count_chars()
            dpi = image_dpi or BORN_DIGITAL_DPI
            scale = dpi / POINTS_PER_INCH
            check_page_size(page.get_width() * scale, page.get_height() * scale)
            pixels = _render(page, scale)
        except pdfium.PdfiumError as error:
            raise corrupt(f"第 {page_no} 页 page {page_no}", error) from error
        characters = self._characters(page_no, scale) if n_characters >= MIN_CHARACTERS else ()
        height, width = pixels.shape[:2]
        return RawPage(page_no, width, height, dpi, pixels=pixels, characters=characters)

    def _characters(self, page_no: int, scale: float) -> tuple[tuple[str, Box], ...]:
        """Characters of the text layer with boxes in rendered pixels."""
        try:
            with pdfplumber.open(io.BytesIO(self._data), pages=[page_no]) as document:
                chars = document.pages[0].chars
        except (PDFException, ValueError, KeyError, TypeError) as error:
            raise corrupt(f"第 {page_no} 页文字层 text layer of page {page_no}", error) from error
        return tuple(
            (
                char["text"],
                Box(
                    round(char["x0"] * scale),
                    round(char["top"] * scale),
                    round(char["x1"] * scale),
                    round(char["bottom"] * scale),
                ),
            )
            for char in chars
            if char["text"].strip()
        )


def _full_page_image_dpi(page: pdfium.PdfPage) -> float | None:
    """Resolution of the image that covers the page, None when no image does."""
    page_area = page.get_width() * page.get_height()
    for item in page.get_objects(filter=[pdfium_c.FPDF_PAGEOBJ_IMAGE], max_depth=2):
        left, bottom, right, top = item.get_bounds()
        width, height = right - left, top - bottom
        if page_area <= 0 or width * height < FULL_PAGE_SHARE * page_area:
            continue
        pixel_width, pixel_height = item.get_px_size()
        # A hair less, or rounding up adds a pixel and every pixel of the scan is resampled.
        longest = max(pixel_width, pixel_height) / max(width, height) * (1 - 1e-6)
        return float(min(MAX_DPI, max(MIN_DPI, longest * POINTS_PER_INCH)))
    return None


def _render(page: pdfium.PdfPage, scale: float) -> np.ndarray[tuple[int, ...], np.dtype[np.uint8]]:
    bitmap = page.render(scale=scale, rev_byteorder=True)
    array = np.array(bitmap.to_numpy(), dtype=np.uint8, copy=True)
    bitmap.close()
    if array.ndim == 3 and array.shape[2] == 1:
        return array[:, :, 0]
    return np.ascontiguousarray(array[:, :, :3]) if array.ndim == 3 else array
