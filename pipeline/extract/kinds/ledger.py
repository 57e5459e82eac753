"""Conservation: every line of every page is accounted for exactly once, and nothing is invented.

The ledger knows all lines of a document and what became of each; a `Scribe` writes the readings
of one part and books the lines they came from. What nobody booked is unplaced.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from enum import IntEnum

from pipeline.extract.kinds.margins import MIXED_PRINT, is_mixed_print
from pipeline.extract.kinds.second import second_readings
from pipeline.extract.kinds.strip import SEPARATOR, Strip, join_strips
from pipeline.extract.kinds.writing import CHARACTER_LOST, MARK_LOST, lacks_character, lacks_mark
from pipeline.model.document import PartText, Reading, Unplaced, ValueType
from pipeline.model.geometry import Box, Region
from pipeline.model.page import PageReading, PageSource
from pipeline.model.text import TextLine

LineKey = tuple[int, Box, str]


class Role(IntEnum):
    """What a line became; a higher role wins when a line holds a label and a value."""

    BODY = 1
    FORM = 2
    READ = 3


class Ledger:
    """What became of each line of a document."""

    def __init__(self, pages: Sequence[PageReading]) -> None:
        """List all lines: free ones first, then those in table cells, page by page."""
        self._plain = {page.page_no for page in pages if page.source is PageSource.TEXT}
        self._lines: dict[LineKey, tuple[int, TextLine]] = {}
        for page in pages:
            in_cells = (
                line for table in page.tables for cell in table.cells for line in cell.lines
            )
            for line in (*page.lines, *in_cells):
                if line.text.strip():
                    self._lines[self._key(page.page_no, line)] = (page.page_no, line)
        self._roles: dict[LineKey, tuple[Role, int]] = {}

    def _key(self, page_no: int, line: TextLine) -> LineKey:
        if page_no in self._plain:
            return page_no, Box(0, line.box.y0, 0, line.box.y1), ""
        return page_no, line.box, line.text

    def book(self, strip: Strip, role: Role, part_no: int) -> None:
        """Note what became of the lines that a strip is made of."""
        for piece in strip.pieces:
            key = self._key(piece.page_no, piece.line)
            known = self._roles.get(key)
            if known is None or known[0] < role:
                self._roles[key] = (role, part_no)

    def is_booked(self, strip: Strip) -> bool:
        """Whether every line of the strip has become something."""
        return all(self._key(piece.page_no, piece.line) in self._roles for piece in strip.pieces)

    def texts_of(self, part_no: int) -> tuple[PartText, ...]:
        """The form and body lines of a part."""
        names = {Role.FORM: "form", Role.BODY: "body"}
        return tuple(
            PartText(Region(page_no, line.box), line.text, line.score, names[role])
            for key, (page_no, line) in self._lines.items()
            if (role := self._roles.get(key, (Role.READ, 0))[0]) in names
            and self._roles[key][1] == part_no
        )

    def unplaced(self) -> tuple[Unplaced, ...]:
        """The lines that nobody booked."""
        return tuple(
            Unplaced(Region(page_no, line.box), line.text, line.score)
            for key, (page_no, line) in self._lines.items()
            if key not in self._roles
        )


class Scribe:
    """Writes the readings of one part and books their lines."""

    def __init__(self, ledger: Ledger, document_id: str, part_no: int) -> None:
        """Readings get ids below `<document_id>/<part_no>`."""
        self._ledger = ledger
        self._prefix = f"{document_id}/{part_no}"
        self._times: Counter[str] = Counter()
        self.part_no = part_no

    def record_id(self, table: str, row_no: int) -> str:
        """Id of a record; `row_no` is 1-based within the part."""
        return f"{self._prefix}/{table}/{row_no}"

    def read(
        self,
        record_id: str,
        column: str,
        value_type: ValueType,
        strips: Sequence[Strip],
        *,
        doubts: Iterable[str] = (),
        place: Sequence[Region] = (),
    ) -> Reading:
        """Write a reading of the given strips (items that stand apart are joined by `;`).

        `place` is where the value stands when it has no text: an empty cell, a tick box.
        """
        column = self._unique(record_id, column)
        strips = [strip for strip in strips if strip.pieces]
        whole = join_strips(strips)
        self._ledger.book(whole, Role.READ, self.part_no)
        glyphs = list(strips[0].glyphs) if strips else []
        for strip in strips[1:]:
            glyphs += [SEPARATOR, *strip.glyphs] if glyphs else []
        if value_type is ValueType.TEXT and lacks_mark(glyphs):
            doubts = (*doubts, MARK_LOST)
        if is_mixed_print(whole.pieces):
            doubts = (*doubts, MIXED_PRINT)
        if lacks_character(glyphs):
            doubts = (*doubts, CHARACTER_LOST)
        return Reading(
            cell_id=f"{record_id}/{column}",
            column=column,
            value_type=value_type,
            text_ocr=SEPARATOR.char.join(strip.text for strip in strips),
            confidence=min((piece.confidence for piece in whole.pieces), default=1.0),
            engine=whole.pieces[0].line.engine if whole.pieces else "",
            regions=tuple(dict.fromkeys((*place, *whole.regions))),
            glyphs=tuple(glyphs),
            doubts=tuple(dict.fromkeys(doubts)),
            others=second_readings(strips, SEPARATOR.char),
        )

    def _unique(self, record_id: str, column: str) -> str:
        """A second column of the same name (tables print them) is `name_2`: ids never repeat."""
        self._times[f"{record_id}/{column}"] += 1
        times = self._times[f"{record_id}/{column}"]
        return column if times == 1 else f"{column}_{times}"

    def note_form(self, strips: Iterable[Strip]) -> None:
        """Book lines as the form itself."""
        for strip in strips:
            self._ledger.book(strip, Role.FORM, self.part_no)

    def note_body(self, strips: Iterable[Strip]) -> None:
        """Book lines as running text."""
        for strip in strips:
            self._ledger.book(strip, Role.BODY, self.part_no)

    def is_booked(self, strip: Strip) -> bool:
        """Whether all lines of a strip are accounted for."""
        return self._ledger.is_booked(strip)


def inherit(reading: Reading, record_id: str, column: str | None = None) -> Reading:
    """The same ink speaking for another record: marked, never counted as read there."""
    column = column or reading.column
    return Reading(
        cell_id=f"{record_id}/{column}",
        column=column,
        value_type=reading.value_type,
        text_ocr=reading.text_ocr,
        confidence=reading.confidence,
        engine=reading.engine,
        regions=reading.regions,
        glyphs=reading.glyphs,
        inherited_from=reading.inherited_from or reading.cell_id,
        doubts=reading.doubts,
        others=reading.others,
    )
