"""What one screen shows of a cell: texts, candidates, reasons, its row, and where it stands.

Everything here is plain values ready for a template; nothing is decided.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from pipeline.model.document import Reading
from pipeline.model.geometry import Box
from pipeline.model.value import CellStatus
from pipeline.review.archive import Archive
from pipeline.review.decisions import CellHistory
from pipeline.review.dossier import Dossier, PlacedReading
from pipeline.review.frame import PageFrame, crop_box, group_places, text_rows, upright_box
from pipeline.review.marks import Mark, mark_differences, mark_doubts
from pipeline.review.queue import REPEATING, QueueItem, is_anchored
from pipeline.review.sheet import record_notes

MAX_CANDIDATES = 3
TEXT_MARGINS = (2, 6, 25)
"""Lines of plain text shown around a cell, for each step of surroundings."""


@dataclass(frozen=True, slots=True)
class Choice:
    """A text the person can pick. `origin` is a key of words.yaml, `evidence` its own words."""

    text: str
    marks: list[Mark]
    origin: str
    evidence: str
    probability: float | None


@dataclass(frozen=True, slots=True)
class RowCell:
    """A neighbour in the same record."""

    cell_id: str
    column: str
    text: str
    is_current: bool
    is_inherited: bool
    is_doubtful: bool


@dataclass(frozen=True, slots=True)
class DerivedDoubt:
    """Values worked out from this cell that are in doubt for a reason of their own.

    They have no place on the page, so they are settled at the cells in `sources`.
    """

    columns: tuple[str, ...]
    reasons: tuple[str, ...]
    evidence: str
    sources: tuple[RowCell, ...]


@dataclass(frozen=True, slots=True)
class CellView:
    """One cell as the desk shows it."""

    dossier: Dossier
    placed: PlacedReading
    item: QueueItem | None
    history: CellHistory
    text: str
    marks: list[Mark]
    choices: list[Choice]
    row: list[RowCell]
    derived: list[DerivedDoubt]
    messages: list[str]
    is_second: bool

    @property
    def reading(self) -> Reading:
        """The reading itself."""
        return self.placed.reading

    @property
    def notes(self) -> list[str]:
        """What its kind says of the record."""
        return record_notes(self.placed.record)

    @property
    def reasons(self) -> tuple[str, ...]:
        """Why it stopped."""
        return self.item.reasons if self.item else ()


@dataclass(frozen=True, slots=True)
class Picture:
    """A piece of a page: `shown` is the upright box in view, `cells` the boxes outlined in it.

    `part` counts the cell's places; the picture is asked for by it.
    """

    part: int
    page_no: int
    shown: Box
    cells: tuple[Box, ...]

    @property
    def line(self) -> int:
        """Height of a line of its writing, in page pixels."""
        return min(cell.height for cell in self.cells)


@dataclass(frozen=True, slots=True)
class TextRow:
    """A line of a plain text page; `before`, `inside` and `after` the cell's characters."""

    line_no: int
    before: str
    inside: str
    after: str


def view_cell(
    dossier: Dossier,
    cell_id: str,
    item: QueueItem | None,
    history: CellHistory,
    is_second: bool = False,
) -> CellView:
    """Put together what the desk shows of a cell; a second look sees nothing of the first."""
    placed = dossier.cells[cell_id]
    reading = placed.reading
    text = reading.text_ocr if is_second else _standing_text(dossier, reading, history)
    choices = [] if is_second else _choices(dossier, reading, history, text)
    compare = text if text != reading.text_ocr else (choices[0].text if choices else text)
    messages = dict.fromkeys(found.message for found in dossier.findings.get(cell_id, ()))
    row = list(_iter_row(dossier, placed))
    return CellView(
        dossier,
        placed,
        item,
        history,
        text,
        mark_doubts(reading, compare),
        choices,
        row,
        [] if is_second else _derived_doubts(dossier, cell_id, row),
        [] if is_second else list(messages),
        is_second,
    )


def view_pictures(
    archive: Archive, dossier: Dossier, reading: Reading, surroundings: int
) -> list[Picture]:
    """Where on which pages a reading stands; one picture per group of neighbouring regions."""
    pictures = []
    for part, (page_no, boxes) in enumerate(group_places(reading.regions)):
        frame = archive.frame(dossier, page_no)
        if frame is not None and not frame.lines:
            cells = tuple(upright_box(frame, box) for box in boxes)
            shown = crop_box(frame, cells, surroundings)
            pictures.append(Picture(part, page_no, shown, cells))
    return pictures


def view_text(
    archive: Archive, dossier: Dossier, reading: Reading, surroundings: int
) -> list[TextRow]:
    """The lines of a plain text page around a reading, its own characters told apart."""
    rows: list[TextRow] = []
    for region in reading.regions:
        frame = archive.frame(dossier, region.page_no)
        if frame is not None and frame.lines:
            margin = TEXT_MARGINS[max(0, min(surroundings, 2))]
            rows.extend(_iter_text_rows(frame, region.box, margin))
    unique: dict[int, TextRow] = {}
    for row in rows:
        if row.line_no not in unique or row.inside:
            unique[row.line_no] = row
    return [unique[line_no] for line_no in sorted(unique)]


def _iter_text_rows(frame: PageFrame, box: Box, margin: int) -> Iterator[TextRow]:
    for line_no, text in text_rows(frame.lines).items():
        if not box.y0 - margin <= line_no < box.y1 + margin:
            continue
        if box.y0 <= line_no < box.y1:
            yield TextRow(line_no, text[: box.x0], text[box.x0 : box.x1], text[box.x1 :])
        else:
            yield TextRow(line_no, text, "", "")


def _standing_text(dossier: Dossier, reading: Reading, history: CellHistory) -> str:
    """What would be accepted as it is: a decision that holds, else what clean made of it."""
    holding = history.holding
    if holding is not None and is_anchored(reading, holding) and holding.text is not None:
        return holding.text
    return dossier.text_clean(reading)


def _choices(dossier: Dossier, reading: Reading, history: CellHistory, text: str) -> list[Choice]:
    """Other texts to pick from: earlier decisions, then candidates, other readers, the raw text."""
    found: dict[str, Choice] = {}

    def add(other: str, origin: str, evidence: str, probability: float | None = None) -> None:
        if other and other != text and other not in found:
            marks = mark_differences(other, text)
            found[other] = Choice(other, marks, origin, evidence, probability)

    for look in history.seconds[-1:]:
        add(look.second.text or "", "origin-second", look.second.person)
    for decision in reversed(history.standing):
        add(decision.text or "", "origin-decision", f"{decision.person}：{decision.text_ocr}")
    cleaned = dossier.clean.get(reading.cell_id)
    for candidate in cleaned.candidates if cleaned else ():
        add(candidate.text, "origin-candidate", candidate.evidence, candidate.probability)
    for other in reading.others:
        add(other.text_ocr, "origin-reader", other.engine, other.confidence)
    add(reading.text_ocr, "origin-raw", reading.engine, reading.confidence)
    return list(found.values())[:MAX_CANDIDATES]


def _iter_row(dossier: Dossier, placed: PlacedReading) -> Iterator[RowCell]:
    for reading in placed.record.readings:
        value = dossier.values.get(reading.cell_id)
        yield RowCell(
            reading.cell_id,
            reading.column,
            dossier.text_clean(reading),
            reading.cell_id == placed.reading.cell_id,
            reading.inherited_from is not None,
            value is not None and value.status is not CellStatus.ACCEPTED,
        )


def _derived_doubts(dossier: Dossier, cell_id: str, row: list[RowCell]) -> list[DerivedDoubt]:
    """Doubtful values that rest on a cell, those with the same reasons and evidence together."""
    columns: dict[tuple[tuple[str, ...], str], list[str]] = {}
    sources: dict[str, None] = {}
    for value in dossier.derived.get(cell_id, ()):
        reasons = tuple(reason for reason in value.reasons if reason not in REPEATING)
        if value.status is not CellStatus.ACCEPTED and reasons:
            columns.setdefault((reasons, value.evidence or ""), []).append(value.column)
            sources.update(dict.fromkeys(value.from_cells))
    cells = tuple(cell for cell in row if cell.cell_id in sources)
    return [
        DerivedDoubt(tuple(named), reasons, evidence, cells)
        for (reasons, evidence), named in columns.items()
    ]
