"""What stands on a page beside its text: running heads and feet, notes in a corner, big stamps.

Told from the size of the print and from where it stands, never from the words: print in the outer
margin that is smaller than the text, a word in the upper right corner, or print far larger than
the text in the lower half of the page, where no title stands. Such lines belong to no paragraph
and to no name; they are kept as part of the form.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from statistics import median

from pipeline.extract.kinds.strip import WIDE_FROM, Piece
from pipeline.model.page import PageReading, PageSource
from pipeline.model.text import TextLine

EDGE = 0.06
"""Share of the page's height that is margin: 18 mm; beside narrow margins text begins there."""
CORNER = (0.75, 0.05)
"""A note begins behind this share of the width, and ends above that of the height."""
STAMPED = 0.08
"""Share of the height above which large print in that corner begins that is a stamp: the lower line
of a stamp of the archives at 0.044 to 0.062 on 16 scans, the head of a letter at 0.09 and more."""
CORNER_CHARACTERS = 4
SMALL, LARGE = 0.8, 1.6
"""By the size of the text: heads are set in 8 or 9 points over 14, stamps in characters of 10 mm;
a title is at most 1.6 times as large, and stands in the upper half."""
FEWEST_LINES = 3
"""Lines of running text, at least, that show the size of the print."""
FULL_LINE = 8
"""Characters that make a line one of running text."""

MIXED_PRINT = "mixed-print"
"""A value of several lines, one of them in print of another size: something else ran into it."""
MIXED = (0.75, 1.5)
"""Sizes that one text may have, by its median: justified lines differ by a tenth."""


def marginal_lines(page: PageReading) -> frozenset[int]:
    """Return the places, among the page's free lines, of what is no part of the text."""
    if page.source is PageSource.TEXT:
        return frozenset()
    sizes = [_size(line.text, line.upright.width) for line in page.lines]
    texts = [size for size, line in zip(sizes, page.lines, strict=True) if _is_full(line)]
    if len(texts) < FEWEST_LINES:
        return frozenset()
    body = median(texts)
    return frozenset(
        index
        for index, (size, line) in enumerate(zip(sizes, page.lines, strict=True))
        if _is_marginal(line, size / body, page)
    )


def is_mixed_print(pieces: Iterable[Piece]) -> bool:
    """Whether one of the pieces of a value is set in another size than the others."""
    sizes = [
        _size(piece.text, piece.upright.width)
        for piece in pieces
        if not piece.is_plain and _is_chinese(piece.text)
    ]
    if len(sizes) < 2:
        return False
    usual = median(sizes) if len(sizes) > 2 else max(sizes)
    return any(not MIXED[0] <= size / usual <= MIXED[1] for size in sizes)


def _is_marginal(line: TextLine, size: float, page: PageReading) -> bool:
    width, height = page.transform.upright_width, page.transform.upright_height
    box = line.upright
    if box.x0 >= CORNER[0] * width and len(line.text) <= CORNER_CHARACTERS:
        is_stamp = size >= LARGE and box.y0 <= STAMPED * height
        if is_stamp or box.y1 <= CORNER[1] * height:
            return True
    if box.y1 <= EDGE * height or box.y0 >= (1 - EDGE) * height:
        return size <= SMALL
    return size >= LARGE and box.y0 >= height / 2 and not _is_full(line)


def _is_full(line: TextLine) -> bool:
    return _weight(line.text) >= FULL_LINE


def _size(text: str, width: int) -> float:
    """Pixels that a full-width character takes."""
    return width / max(_weight(text), 0.5)


def _weight(text: Sequence[str]) -> float:
    return sum(1.0 if char >= WIDE_FROM else 0.5 for char in text)


def _is_chinese(text: str) -> bool:
    """Whether a piece is mostly Chinese, two characters at least: letters differ in width."""
    chinese = sum("\u4e00" <= char <= "\u9fff" for char in text)
    return chinese >= max(2, 0.7 * len(text))
