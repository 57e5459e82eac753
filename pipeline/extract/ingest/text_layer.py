"""The characters a PDF holds, with their places in the page's own coordinates.

They are taken as the file has them: pdfium, which draws the pages, would turn radicals (⾼) into
the characters they look like before anyone has seen them. What pdfium counts serves as a second
opinion: a layer the two do not agree on, or that does not say what its glyphs mean, is no
evidence, and the page is read from its pixels like a scan.
"""

from __future__ import annotations

import io
import logging
import struct
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import pdfplumber
from pdfminer.layout import LTChar, LTContainer
from pdfminer.psexceptions import PSException
from pdfplumber.utils.exceptions import MalformedPDFException, PdfminerException

# It reports harmless oddities of fonts through logging, hundreds a page; real errors are raised.
logging.getLogger("pdfminer").setLevel(logging.ERROR)

PARSER_ERRORS = (
    MalformedPDFException,
    PdfminerException,
    PSException,
    ValueError,
    TypeError,
    AttributeError,
    LookupError,
    ArithmeticError,
    AssertionError,
    RecursionError,
    NotImplementedError,
    OSError,
    struct.error,
    zlib.error,
)
"""What pdfplumber, and pdfminer below it, raise on damaged files, seen among 40,000 mutants of
small PDFs: they trust the types of what they find."""

UNKNOWN_GLYPH = "(cid:"
"""What pdfminer writes for a glyph whose font does not say which character it is."""

MIN_AGREEMENT = 0.8
"""Least share of the characters pdfium counts. Sound layers agree on 0.9 or more of them (measured
on 155 foreign PDFs)."""

OVERDRAWN_POINTS = 1.0
"""The same character drawn again within this distance is bold type made by drawing it twice."""


@dataclass(frozen=True, slots=True)
class Character:
    """One character and its box in points, origin where the page has it, y upwards."""

    text: str
    left: float
    bottom: float
    right: float
    top: float


def read_characters(data: bytes, page_no: int, n_seen: int) -> tuple[Character, ...]:
    """Return the printed characters of a page; none when its text layer cannot be trusted.

    `n_seen` is how many printed characters pdfium counts on that page.
    """
    try:
        found = tuple(_once(_iter_characters(data, page_no)))
    except PARSER_ERRORS:
        return ()
    is_understood = not any(UNKNOWN_GLYPH in character.text for character in found)
    is_agreed = MIN_AGREEMENT <= len(found) / n_seen <= 1 / MIN_AGREEMENT
    return found if is_understood and is_agreed else ()


def _iter_characters(data: bytes, page_no: int) -> Iterator[Character]:
    with pdfplumber.open(io.BytesIO(data), pages=[page_no]) as document:
        page = document.pages[0]
        # In the page's own coordinates: whoever draws it knows how it is turned and cropped.
        page.page_obj.rotate, page.page_obj.mediabox = 0, (0.0, 0.0, 1.0, 1.0)
        for glyph in _iter_glyphs(page.layout):
            if glyph.get_text().strip():
                yield Character(glyph.get_text(), *glyph.bbox)


def _iter_glyphs(items: Iterable[object]) -> Iterator[LTChar]:
    for item in items:
        if isinstance(item, LTChar):
            yield item
        elif isinstance(item, LTContainer):
            yield from _iter_glyphs(item)


def _once(characters: Iterable[Character]) -> Iterator[Character]:
    """Leave out what is drawn a second time over itself."""
    drawn: set[tuple[str, int, int]] = set()
    for character in characters:
        x = round(character.left / OVERDRAWN_POINTS)
        y = round(character.bottom / OVERDRAWN_POINTS)
        places = ((character.text, x + dx, y + dy) for dx in (-1, 0, 1) for dy in (-1, 0, 1))
        if drawn.isdisjoint(places):
            yield character
        drawn.add((character.text, x, y))
