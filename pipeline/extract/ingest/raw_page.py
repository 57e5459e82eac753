"""A page as it lies in its file, and what is refused before anything is decoded."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pipeline.errors import UnreadableInputError
from pipeline.model.geometry import Box
from pipeline.model.text import TextLine

Pixels = NDArray[np.uint8]

MAX_PAGES = 5000
"""More pages than this in one file is a mistake or an attack; split the file."""

MAX_PIXELS = 120_000_000
"""A page image above this (A3 at 600 dpi has 70 million) is refused before it is decoded."""


@dataclass(frozen=True, slots=True)
class RawPage:
    """One page before anything was done to it.

    Image pages have `pixels` (H, W) gray or (H, W, 3) RGB; born-digital pages have `pixels`
    (rendered) and `characters` with their boxes in the same pixels; plain text has `lines` only.
    """

    page_no: int
    width: int
    height: int
    dpi: float
    pixels: Pixels | None = None
    characters: tuple[tuple[str, Box], ...] = ()
    lines: tuple[TextLine, ...] = ()


def check_page_count(count: int) -> None:
    """Refuse files without pages or with absurdly many.

    Raises:
        UnreadableInputError: `empty-file` or `too-many-pages`.
    """
    if count < 1:
        raise UnreadableInputError(
            "empty-file", "文件没有页面 the file has no pages", "请重新扫描 scan it again"
        )
    if count > MAX_PAGES:
        raise UnreadableInputError(
            "too-many-pages",
            f"文件有 {count} 页，上限 {MAX_PAGES} the file has {count} pages, limit {MAX_PAGES}",
            "请拆分文件 split the file",
        )


def check_page_size(width: float, height: float) -> None:
    """Refuse a page image before it is decoded.

    Raises:
        UnreadableInputError: `page-too-large`.
    """
    if width * height > MAX_PIXELS:
        raise UnreadableInputError(
            "page-too-large",
            f"页面图像过大 page image too large: {width:.0f} x {height:.0f} px",
            "请以 200-300 dpi 重新扫描 scan it again at 200-300 dpi",
        )


def corrupt(what: str, error: Exception) -> UnreadableInputError:
    """Name a decoder's refusal in the ledger's words."""
    return UnreadableInputError(
        "corrupt",
        f"{what} 已损坏 is damaged: {error}",
        "请重新扫描或重新导出 scan or export it again",
    )
