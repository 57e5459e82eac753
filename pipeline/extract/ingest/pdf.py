"""PDF pages: image-only, born digital, or mixed, told apart page by page.

A page that images cover is a scan and is read from its pixels; a hidden text layer on it is
somebody else's OCR and no evidence. So is a page with filled-in form fields or notes, whose text
stands in no text layer. Any other page with characters is born digital: its text comes from the
layer, its rules from the rendered page.
"""

from __future__ import annotations

import math
from collections.abc import Iterator

import numpy as np
import pypdfium2 as pdfium
from pypdfium2 import raw as pdfium_c

from pipeline.errors import UnreadableInputError
from pipeline.extract.ingest.raw_page import (
    Pixels,
    RawPage,
    check_page_count,
    check_page_size,
    corrupt,
)
from pipeline.extract.ingest.text_layer import Character, read_characters
from pipeline.model.geometry import Box

POINTS_PER_INCH = 72.0
BORN_DIGITAL_DPI = 200.0
MIN_DPI, MAX_DPI = 72.0, 400.0
"""Scans are rendered at the resolution of their own image, within these bounds: above 400 dpi
nothing more is read, below 72 the page size in the file is wrong."""

FULL_PAGE_SHARE = 0.8
"""Images that together cover this share of the page make it a scan; scanners may store a page in
strips, or its ink and its paper apart."""

STRIP_SHARE = 0.01
"""Images below this share of the page (a logo, a dot) say nothing about how it was scanned."""

PDFIUM_ERRORS = (pdfium.PdfiumError, ValueError, OverflowError)
"""What pypdfium2 raises on damaged files; the last two for pages without or beyond all size."""

LOCKED = (pdfium_c.FPDF_ERR_PASSWORD, pdfium_c.FPDF_ERR_SECURITY)

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
            self._pdf.init_forms()  # or what was filled into a form is not drawn
        except pdfium.PdfiumError as error:
            if error.err_code in LOCKED:
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
            scan_dpi = _scan_dpi(page)
            dpi = scan_dpi or BORN_DIGITAL_DPI
            scale = dpi / POINTS_PER_INCH
            check_page_size(page.get_width() * scale, page.get_height() * scale)
            bitmap = page.render(scale=scale, rev_byteorder=True)
            characters = () if scan_dpi else self._characters(page, page_no, bitmap)
            pixels = _to_pixels(bitmap)
            bitmap.close()
        except PDFIUM_ERRORS as error:
            raise corrupt(f"第 {page_no} 页 page {page_no}", error) from error
        height, width = pixels.shape[:2]
        return RawPage(page_no, width, height, dpi, pixels=pixels, characters=characters)

    def _characters(
        self, page: pdfium.PdfPage, page_no: int, bitmap: pdfium.PdfBitmap
    ) -> tuple[tuple[str, Box], ...]:
        """Characters of the text layer with boxes in rendered pixels."""
        n_printed = len("".join(page.get_textpage().get_text_range().split()))
        if n_printed < MIN_CHARACTERS or _has_written_notes(page):
            return ()
        places = bitmap.get_posconv(page)
        found = read_characters(self._data, page_no, n_printed)
        return tuple((character.text, _to_box(character, places)) for character in found)


def _scan_dpi(page: pdfium.PdfPage) -> float | None:
    """Finest resolution of the images that cover the page, None when they do not."""
    page_area = page.get_width() * page.get_height()
    covered, finest = 0.0, 0.0
    for share, dpi in _iter_images(page, page_area):
        if share >= STRIP_SHARE:
            covered += share
            finest = max(finest, dpi)
    return min(MAX_DPI, max(MIN_DPI, finest)) if covered >= FULL_PAGE_SHARE else None


def _iter_images(page: pdfium.PdfPage, page_area: float) -> Iterator[tuple[float, float]]:
    """Share of the page and resolution of each image."""
    for item in page.get_objects(filter=[pdfium_c.FPDF_PAGEOBJ_IMAGE], max_depth=2):
        left, bottom, right, top = item.get_bounds()
        width, height = right - left, top - bottom
        share = width * height / page_area if page_area > 0 else 0.0
        if math.isfinite(share) and share > 0:
            # A hair less, or rounding up adds a pixel and every pixel of the scan is resampled.
            longest = max(item.get_px_size()) / max(width, height) * (1 - 1e-6)
            yield share, longest * POINTS_PER_INCH


def _has_written_notes(page: pdfium.PdfPage) -> bool:
    """Whether a form field or note draws text of its own; a seal is a picture and does not."""
    for index in range(pdfium_c.FPDFPage_GetAnnotCount(page)):
        note = pdfium_c.FPDFPage_GetAnnot(page, index)
        parts = range(pdfium_c.FPDFAnnot_GetObjectCount(note))
        kinds = [
            pdfium_c.FPDFPageObj_GetType(pdfium_c.FPDFAnnot_GetObject(note, part)) for part in parts
        ]
        pdfium_c.FPDFPage_CloseAnnot(note)
        if pdfium_c.FPDF_PAGEOBJ_TEXT in kinds:
            return True
    return False


def _to_box(character: Character, places: pdfium.PdfPosConv) -> Box:
    x0, y0 = places.to_bitmap(character.left, character.top)
    x1, y1 = places.to_bitmap(character.right, character.bottom)
    return Box(min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1))


def _to_pixels(bitmap: pdfium.PdfBitmap) -> Pixels:
    array = np.array(bitmap.to_numpy(), dtype=np.uint8, copy=True)
    if array.ndim == 3 and array.shape[2] == 1:
        return array[:, :, 0]
    return np.ascontiguousarray(array[:, :, :3]) if array.ndim == 3 else array
