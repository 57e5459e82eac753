"""Text with its place: pieces of lines that can be cut and joined without losing provenance.

A `Strip` is what fields and cells are cut from. Cutting keeps, for each character, the line it
was read in, so the reading's glyphs are slices of the line's glyphs and its region is the
proportional part of the line's box. Never changes a character.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from statistics import fmean

from pipeline.extract.image import to_raw_box
from pipeline.extract.kinds.script import legible
from pipeline.model.geometry import Box, PageTransform, Region
from pipeline.model.page import PageReading, PageSource
from pipeline.model.text import Glyph, TextLine

SEPARATOR = Glyph(";", 1.0)
"""Put between items that stand on separate lines, so that glyphs and text keep in step."""

SCORE_DIGITS = 4
WIDE_FROM = "\u2e80"
"""From here on characters are full-width; a Latin letter or digit takes half of that."""


@dataclass(frozen=True, slots=True)
class Piece:
    """Characters `start` to `end` of one line of a page.

    `transform` is the page's, to find a part's place on the raw page; `is_plain` says that the
    line has no geometry but columns of characters.
    """

    page_no: int
    line: TextLine
    start: int
    end: int
    is_plain: bool = False
    transform: PageTransform | None = None

    @property
    def is_whole(self) -> bool:
        """Whether these are all characters of the line."""
        return self.start == 0 and self.end == len(self.line.text)

    @property
    def text(self) -> str:
        """The characters."""
        return self.line.text[self.start : self.end]

    @property
    def glyphs(self) -> tuple[Glyph, ...]:
        """Glyphs of these characters; gaps with alternatives stay where they stand between them."""
        kept: list[Glyph] = []
        offset = 0
        for glyph in self.line.glyphs:
            if self.start <= offset and offset + len(glyph.char) <= self.end:
                kept.append(glyph)
            offset += len(glyph.char)
        return tuple(kept)

    @property
    def confidence(self) -> float:
        """Mean score of the characters; the line's own score where glyphs are not known."""
        scores = [glyph.score for glyph in self.glyphs if glyph.char]
        return round(fmean(scores), SCORE_DIGITS) if scores else self.line.score

    @property
    def region(self) -> Region:
        """Where the characters stand on the raw page."""
        if self.is_whole or self.transform is None:
            return Region(self.page_no, self._part_of(self.line.box))
        return Region(self.page_no, to_raw_box(self.transform, self.upright))

    @property
    def upright(self) -> Box:
        """Where the characters stand on the upright page."""
        return self._part_of(self.line.upright)

    def _part_of(self, box: Box) -> Box:
        """Share of a box's width that the characters take."""
        if self.is_whole:
            return box
        if self.is_plain:
            return Box(box.x0 + self.start, box.y0, box.x0 + self.end, box.y1)
        begin, end = self._shares()
        left, right = round(begin * box.width), round(end * box.width)
        return Box(box.x0 + left, box.y0, box.x0 + right, box.y1)

    def _shares(self) -> tuple[float, float]:
        widths = [1.0 if char >= WIDE_FROM else 0.5 for char in self.line.text]
        total = sum(widths) or 1.0
        return sum(widths[: self.start]) / total, sum(widths[: self.end]) / total


@dataclass(frozen=True, slots=True, eq=False)
class Strip:
    """Pieces in reading order, read as one text without anything put between them.

    Equal only to itself, so that what is worked out for a strip can be looked up quickly.
    """

    pieces: tuple[Piece, ...] = ()

    @property
    def text(self) -> str:
        """All characters in order."""
        return "".join(piece.text for piece in self.pieces)

    @property
    def legible(self) -> str:
        """The text in ordinary characters, for patterns; offsets are those of the text."""
        return legible(self.text)

    @property
    def glyphs(self) -> tuple[Glyph, ...]:
        """All glyphs in order."""
        return tuple(glyph for piece in self.pieces for glyph in piece.glyphs)

    @property
    def regions(self) -> tuple[Region, ...]:
        """One region for each piece."""
        return tuple(piece.region for piece in self.pieces)

    def cut(self, start: int, end: int) -> Strip:
        """Characters `start` to `end` of the whole text."""
        kept: list[Piece] = []
        offset = 0
        for piece in self.pieces:
            length = piece.end - piece.start
            left, right = max(start - offset, 0), min(end - offset, length)
            if left < right:
                kept.append(replace(piece, start=piece.start + left, end=piece.start + right))
            offset += length
        return Strip(tuple(kept))

    def trimmed(self, signs: str = " \u3000") -> Strip:
        """Without the given signs at both ends."""
        text = self.text
        start = len(text) - len(text.lstrip(signs))
        return self.cut(start, max(start, len(text.rstrip(signs))))


def join_strips(strips: Iterable[Strip]) -> Strip:
    """One strip after the other, nothing in between."""
    return Strip(tuple(piece for strip in strips for piece in strip.pieces))


def strip_of_line(page: PageReading, line: TextLine) -> Strip:
    """The whole of a line."""
    is_plain = page.source is PageSource.TEXT
    transform = None if is_plain else page.transform
    return Strip((Piece(page.page_no, line, 0, len(line.text), is_plain, transform),))


@dataclass(frozen=True, slots=True)
class Row:
    """What stands side by side on one line of a page, left to right. `box` is upright."""

    page_no: int
    strip: Strip
    box: Box

    @property
    def text(self) -> str:
        """All characters in order."""
        return self.strip.text

    @property
    def legible(self) -> str:
        """The text in ordinary characters, for patterns."""
        return self.strip.legible


def gather_rows(page: PageReading, lines: Sequence[TextLine]) -> list[Row]:
    """Group lines (in reading order) that stand side by side into rows.

    Plain text has one row for each line; blank lines are no rows.
    """
    groups: list[list[TextLine]] = []
    for line in lines:
        if not line.text.strip():
            continue
        if groups and page.source is not PageSource.TEXT and _is_beside(groups[-1][-1], line):
            groups[-1].append(line)
        else:
            groups.append([line])
    return [_row(page, group) for group in groups]


def _row(page: PageReading, group: list[TextLine]) -> Row:
    group = sorted(group, key=lambda line: line.upright.x0)
    box = group[0].upright
    for line in group[1:]:
        box = box.union(line.upright)
    strip = join_strips(strip_of_line(page, line) for line in group)
    return Row(page.page_no, strip, box)


def _is_beside(left: TextLine, right: TextLine) -> bool:
    """Whether two lines share a text line: they overlap in height, not in width."""
    a, b = left.upright, right.upright
    shared = min(a.y1, b.y1) - max(a.y0, b.y0)
    apart = a.x1 <= b.x0 + b.height or b.x1 <= a.x0 + a.height
    return apart and shared * 2 > min(a.height, b.height)


def has_gap(strip: Strip, offset: int) -> bool:
    """Whether a new piece begins at this character: a gap on the page that text does not show."""
    ends = 0
    for piece, _ in pairwise(strip.pieces):
        ends += piece.end - piece.start
        if ends == offset:
            return True
    return False
