"""What a part says for each field of its kind, from text lines, form boxes, ticks and stamps."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from pipeline.extract.kinds.findings import FIELD_MISSING
from pipeline.extract.kinds.forms import LABEL_UNCLEAR, FormAnswers, read_form
from pipeline.extract.kinds.grid import Grid, GridCell
from pipeline.extract.kinds.kind import Field, Kind, Where
from pipeline.extract.kinds.labelled_tables import read_labelled_table
from pipeline.extract.kinds.letters import Letter
from pipeline.extract.kinds.lost_marks import lacks_edge_mark
from pipeline.extract.kinds.matching import SURE, best_similarity, find_label
from pipeline.extract.kinds.patterns import DATE, EMPTY_DATE, PARTIAL_DATE
from pipeline.extract.kinds.strip import Row, Strip, gather_rows, join_strips
from pipeline.extract.kinds.ticks import read_ticks
from pipeline.extract.kinds.writing import CHARACTER_LOST, MARK_LOST, is_written
from pipeline.model.document import ValueType
from pipeline.model.geometry import Region
from pipeline.model.page import PageReading

FAR = 0.8
"""A line in a stamp, this many line heights below the text before it, is the stamp's lettering."""

DETACHED = 2.0
"""So far below, lines that nothing can be read in are no part of the text."""

DATE_UNCLEAR = "date-unclear"
"""A date line of which only a part could be read (a stamp lies over it)."""

PRESENT = "有"
ABSENT = "无"
"""A presence reading has no ink of its own: its text states what was seen."""


@dataclass(frozen=True, slots=True)
class FieldAnswer:
    """The printed spans of a field's value, its place when it has no text, and doubts.

    `stated` is the text of a presence field; None elsewhere.
    """

    strips: tuple[Strip, ...]
    place: tuple[Region, ...] = ()
    doubts: tuple[str, ...] = ()
    stated: str | None = None

    @property
    def is_empty(self) -> bool:
        """Whether nothing was answered."""
        return not any(strip.text.strip() for strip in self.strips)


@dataclass(frozen=True, slots=True)
class PartText:
    """The rows of a part, where its title stands among them, and the title itself.

    `title_ends`: it ends as titles of its kind do.
    """

    rows: Sequence[Row]
    title: tuple[int, int] | None
    title_strip: Strip
    title_ends: bool = True


def collect_answers(
    kind: Kind, text: PartText, grids: Sequence[Grid], pages: Mapping[int, PageReading]
) -> tuple[dict[str, FieldAnswer], list[Strip]]:
    """Return the answers by column and the strips that are the form's own labels."""
    letter = Letter(text.rows, text.title, text.title_strip)
    found = letter.find(kind.fields)
    answers = {
        column: FieldAnswer(
            tuple(strips), doubts=(LABEL_UNCLEAR,) if column in letter.unsure else ()
        )
        for column, strips in found.items()
        if strips
    }
    for spec in kind.fields:
        # A title's last character, alone on its line, is easily not seen.
        if spec.where is Where.TITLE and spec.column in answers and not text.title_ends:
            title = answers[spec.column]
            answers[spec.column] = replace(title, doubts=(*title.doubts, CHARACTER_LOST))
    if not any(spec.where is Where.BOX for spec in kind.fields):
        return answers, _take_from_tables(kind, grids, answers)
    form = read_form(grids, kind)
    for spec in kind.fields:
        if answer := _form_answer(spec, form, grids, pages):
            answers[spec.column] = answer
    ticked = [
        (spec, cell)
        for spec in kind.fields
        if spec.type is ValueType.TICK
        and spec.column in form.by_column
        and (cell := form.by_column[spec.column].cell) is not None
    ]
    if ticked:
        answers |= _unsigned(kind, answers)
    options = [strip for spec, cell in ticked for strip in _printed_lines(cell, spec, kind)]
    return answers, [*form.labels, *options]


def _unsigned(kind: Kind, answers: Mapping[str, FieldAnswer]) -> dict[str, FieldAnswer]:
    """The date of a form signed beside its tick boxes, when not even its 年月日 was found.

    Something lies over the line: a black seal on a copy, say.
    """
    return {
        spec.column: FieldAnswer((), doubts=(FIELD_MISSING,))
        for spec in kind.fields
        if spec.where is Where.SIGNED_ON and spec.column not in answers
    }


def _printed_lines(cell: GridCell, spec: Field, kind: Kind) -> Iterator[Strip]:
    """The lines of a tick box that the form prints there: its options, a note for the sign-off."""
    for piece in cell.strip.pieces:
        line = Strip((piece,))
        is_option = any(find_label(line, option) for option in spec.options)
        if is_option or best_similarity(line, kind.printed) >= SURE:
            yield line


def _take_from_tables(
    kind: Kind, grids: Sequence[Grid], answers: dict[str, FieldAnswer]
) -> list[Strip]:
    """Add what tables say for labelled fields that the text left open; returns their labels."""
    fields = [f for f in kind.fields if f.where is Where.AFTER_LABEL and f.column not in answers]
    found = [answer for grid in grids for answer in read_labelled_table(grid, fields)]
    for answer in found:
        known = answers.get(answer.spec.column, FieldAnswer(()))
        answers[answer.spec.column] = FieldAnswer((*known.strips, *answer.values))
    return [answer.label.strip for answer in found]


def _form_answer(
    spec: Field, form: FormAnswers, grids: Sequence[Grid], pages: Mapping[int, PageReading]
) -> FieldAnswer | None:
    if spec.where is Where.SIGNED_ON:
        return _signed_in_form(form, grids, pages)
    if spec.where is Where.SEAL:
        return _seal(form, grids, pages)
    if spec.where is not Where.BOX or spec.column not in form.by_column:
        return None
    answer = form.by_column[spec.column]
    if spec.type is not ValueType.TICK:
        strip = answer.strip
        doubts = answer.doubts
        if spec.type is ValueType.TEXT:
            strip = without_far_lines(strip, pages)
            lines = [Strip((piece,)) for piece in strip.pieces]
            doubts += (MARK_LOST,) if lacks_edge_mark(lines) else ()
        return FieldAnswer((strip,), answer.place, doubts)
    rows = (
        join_strips(row.strip for row in _rows_of(answer.cell, pages)) if answer.cell else Strip()
    )
    choice = read_ticks(rows, spec.options, pages)
    place = choice.place or answer.place
    return FieldAnswer(choice.chosen, place, (*answer.doubts, *choice.doubts))


def without_far_lines(strip: Strip, pages: Mapping[int, PageReading]) -> Strip:
    """Leave off what was read far below a box's text: a stamp's own lettering, specks."""
    pieces = strip.pieces
    for index in range(1, len(pieces)):
        above, piece = pieces[index - 1], pieces[index]
        if piece.page_no != above.page_no:
            continue
        gap = (piece.upright.y0 - above.upright.y1) / max(pieces[0].upright.height, 1)
        stamps = pages[piece.page_no].stamps
        is_stamp = any(stamp.intersection(piece.line.box).area for stamp in stamps)
        is_noise = gap > DETACHED and not is_written(Strip(pieces[index:]))
        if is_noise or (gap > FAR and is_stamp):
            return Strip(pieces[:index])
    return strip


def _rows_of(cell: GridCell, pages: Mapping[int, PageReading]) -> list[Row]:
    return [
        row
        for piece in cell.cell.pieces
        for row in gather_rows(pages[piece.page_no], piece.cell.lines)
    ]


def _signed_in_form(
    form: FormAnswers, grids: Sequence[Grid], pages: Mapping[int, PageReading]
) -> FieldAnswer | None:
    """The last date in a box that no text field has claimed; an unfilled 年月日 is empty."""
    claimed = {id(a.cell) for column, a in form.by_column.items() if a.cell and a.strip.text}
    partial: FieldAnswer | None = None
    for row in reversed(_sign_off_rows(form, grids, pages, claimed)):
        match = DATE.search(row.legible)
        if match is not None:
            return FieldAnswer((row.strip.cut(match.start(), match.end()).trimmed(),))
        if partial is None and EMPTY_DATE.search(row.legible):
            partial = FieldAnswer((), row.strip.regions)
        if partial is None and PARTIAL_DATE.match(row.legible):
            partial = FieldAnswer((row.strip.trimmed(),), doubts=(DATE_UNCLEAR,))
    return partial


def _sign_off_rows(
    form: FormAnswers,
    grids: Sequence[Grid],
    pages: Mapping[int, PageReading],
    claimed: set[int],
) -> list[Row]:
    """Rows of boxes with tick options or of no field, in reading order."""
    ticked = {id(a.cell) for a in form.by_column.values() if a.cell is not None}
    return [
        row
        for grid in grids
        for cell in grid.cells
        if id(cell) not in claimed or id(cell) in ticked
        for row in _rows_of(cell, pages)
    ]


def _seal(
    form: FormAnswers, grids: Sequence[Grid], pages: Mapping[int, PageReading]
) -> FieldAnswer | None:
    """Whether a stamp stands on the pages of the form (a page break may cut it from its line)."""
    if not form.by_column:
        return None
    sheets = {page_no for grid in grids for page_no in grid.page_nos}
    stamps = tuple(
        Region(page_no, box) for page_no in sorted(sheets) for box in pages[page_no].stamps
    )
    return FieldAnswer((), stamps, stated=PRESENT if stamps else ABSENT)
