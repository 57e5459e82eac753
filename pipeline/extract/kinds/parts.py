"""One part of a known kind into records: its fields, tables, matrices and sections."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from pipeline.extract.kinds import findings
from pipeline.extract.kinds.answers import FieldAnswer, PartText, collect_answers
from pipeline.extract.kinds.blocks import Block
from pipeline.extract.kinds.evidence import Evidence, title_strip
from pipeline.extract.kinds.evidence import Role as EvidenceRole
from pipeline.extract.kinds.fitting import FormFit, ListFit, MatrixFit
from pipeline.extract.kinds.grid import Grid
from pipeline.extract.kinds.kind import Continues, Field
from pipeline.extract.kinds.ledger import Scribe, inherit
from pipeline.extract.kinds.lists import ListSource, read_list
from pipeline.extract.kinds.matching import SURE, best_similarity, fold
from pipeline.extract.kinds.matrices import read_matrix
from pipeline.extract.kinds.mentions import read_mentions
from pipeline.extract.kinds.outlines import OutlineReader
from pipeline.extract.kinds.part_source import PartContent, PartSource
from pipeline.extract.kinds.patterns import ANNEX_MARK, BRACKETED_ROW, REMARK
from pipeline.extract.kinds.plain import (
    form_words,
    is_blank_text,
    printed_rows,
    read_plain_table,
)
from pipeline.extract.kinds.plain_forms import form_rows, read_plain_form
from pipeline.extract.kinds.plain_matrices import read_plain_matrix
from pipeline.extract.kinds.sections import write_sections
from pipeline.extract.kinds.strip import Row, Strip, join_strips
from pipeline.extract.kinds.unanswered import (
    LeftOver,
    doubt_missing_columns,
    doubt_unanswered,
)
from pipeline.extract.kinds.unframed import AFTER_ALL, UnframedRow, find_unframed_rows, place_of
from pipeline.extract.kinds.writing import is_blank, is_written
from pipeline.model.document import Reading, Record, ValueType

NOTES = (ANNEX_MARK, BRACKETED_ROW, REMARK)
"""Rows that are print around the tables of a form or list, and no value."""

OWN_FORM = 0.5
"""Share of a kind's fields that its own form answers however badly it was read (0.68 and more on
five made forms); a province's form answered 0.4."""


def read_part(source: PartSource, scribe: Scribe) -> PartContent:
    """Read everything the kind asks for and account for every line of the part."""
    reader = _PartReader(source, scribe)
    reader.read()
    return reader.content


class _PartReader:
    def __init__(self, source: PartSource, scribe: Scribe) -> None:
        self._kind = source.kind
        self._source = source
        self._scribe = scribe
        self._rows = [b.row for b in source.blocks if b.row and not b.is_marginal]
        self._grids = [(b.grid, self._fit_of(b)) for b in source.blocks if b.grid]
        self._text = self._find_text()
        self._text_table = self._read_plain()
        self._outline = self._read_outline()
        self.content = PartContent()

    def _fit_of(self, block: Block) -> ListFit | MatrixFit | FormFit | None:
        found = (e.fit for e in self._source.evidence if self._block_of(e) is block)
        return next(found, None)

    def _block_of(self, evidence: Evidence) -> Block:
        return self._source.blocks[evidence.index - self._source.first_block]

    @property
    def _is_plain(self) -> bool:
        return bool(self._rows) and all(
            piece.is_plain for row in self._rows for piece in row.strip.pieces
        )

    def _read_plain(self) -> tuple[Grid, ListFit] | None:
        return read_plain_table(self._rows, self._kind) if self._is_plain else None

    def read(self) -> None:
        is_plain_form = self._is_plain and bool(self._kind.groups)
        answers, labels = self._read_plain_form() if is_plain_form else self._collect()
        if self._is_blank(answers):
            self.content.is_blank_form = True
            self._account_for_form()
            return
        self._scribe.note_form(labels)
        self._write_records(answers)
        self._account_for_rest()
        self._doubt_unanswered(answers)

    # -- what the part is -------------------------------------------------------------------

    def _find_text(self) -> PartText:
        """Rows with the place of the title among them."""
        title = next((e for e in self._source.evidence if e.role is EvidenceRole.TITLE), None)
        if title is None:
            return PartText(self._rows, None, Strip())
        at = title.index - self._source.first_block
        rows_before = sum(
            1 for b in self._source.blocks[:at] if b.row is not None and not b.is_marginal
        )
        strip = title_strip(self._source.blocks, replace(title, index=at))
        span = (rows_before, rows_before + title.n_blocks)
        return PartText(self._rows, span, strip, title.is_last_word)

    def _collect(self) -> tuple[dict[str, FieldAnswer], list[Strip]]:
        form_grids = [grid for grid, fit in self._grids if not isinstance(fit, ListFit | MatrixFit)]
        return collect_answers(self._kind, self._text, form_grids, self._source.pages)

    def _read_plain_form(self) -> tuple[dict[str, FieldAnswer], list[Strip]]:
        """A form in plain text: labels and values in printed order, its matrices as grids."""
        if is_blank_text(self._rows, self._kind):
            return {}, []
        form = read_plain_form(form_rows(self._rows, self._kind), self._kind, self._source.pages)
        matrices = [read_plain_matrix(self._rows, spec) for spec in self._kind.matrices]
        self._grids += [found for found in matrices if found is not None]
        self.content.findings.append(findings.form_without_geometry(self._kind, self._rows))
        return form.answers, [*form.labels, *printed_rows(self._rows, self._kind)]

    def _is_blank(self, answers: Mapping[str, FieldAnswer]) -> bool:
        """Whether this is a form that nobody filled in (or a bare outline)."""
        if self._outline is not None:
            return self._is_bare(self._outline)
        if not self._kind.groups:
            return self._is_empty_list()
        silent = (ValueType.TICK, ValueType.PRESENCE)
        written = {spec.column for spec in self._kind.fields if spec.type not in silent}
        boxes = [join_strips(answers[column].strips) for column in answers if column in written]
        for grid, fit in self._grids:
            if isinstance(fit, MatrixFit):
                boxes += _boxes(grid, fit.n_header, [c for c in fit.series if c is not None])
            elif isinstance(fit, ListFit):
                boxes += _boxes(grid, fit.n_header, [c.col for c in fit.columns])
        own = frozenset(fold(word) for word in form_words(self._kind))
        if not is_blank([Strip() if _is_label(box, own) else box for box in boxes]):
            return False
        self._note_written(boxes)
        return True

    def _is_empty_list(self) -> bool:
        """Whether the part is an annex to be filled in: no document's title, and empty rows."""
        fits = [(grid, fit) for grid, fit in self._grids if isinstance(fit, ListFit)]
        boxes = [
            strip
            for grid, fit in fits
            for strip in _boxes(grid, fit.n_header, [c.col for c in fit.columns])
        ]
        is_annex = all(e.role is not EvidenceRole.TITLE for e in self._source.evidence)
        return is_annex and bool(fits) and not any(map(is_written, boxes))

    def _is_bare(self, outline: OutlineReader) -> bool:
        if outline.is_bare:
            self._note_written(outline.written)
        return outline.is_bare

    def _note_written(self, boxes: Sequence[Strip]) -> None:
        """Say so when something was read in what is taken for blank."""
        if any(map(is_written, boxes)):
            self.content.findings.append(findings.form_nearly_blank(self._kind, self._rows))

    # -- records ------------------------------------------------------------------------------

    def _write_records(self, answers: Mapping[str, FieldAnswer]) -> None:
        records: list[Record] = []
        parent: str | None = None
        if self._kind.record is not None:
            parent = self._scribe.record_id(self._kind.record, 1)
            readings = tuple(self._readings(answers, parent))
            records.append(Record(parent, self._kind.record, 1, readings))
        children = [*self._read_tables(parent), *self._read_sections()]
        if not children and self._kind.record is None:
            missing = findings.table_missing(self._kind, self._rows)
            self.content.findings.append(missing)
        if self._kind.record is None and self._kind.fields:
            children = self._spread(answers, children)
        self.content.records = records + children

    def _readings(self, answers: Mapping[str, FieldAnswer], record_id: str) -> list[Reading]:
        readings: list[Reading] = []
        for spec in self._kind.fields:
            answer = answers.get(spec.column)
            if answer is None and spec.required:
                answer = FieldAnswer((), doubts=(findings.FIELD_MISSING,))
            if answer is not None and findings.FIELD_MISSING in answer.doubts:
                cell_id = f"{record_id}/{spec.column}"
                missing = findings.field_missing(self._kind, spec.column, cell_id, self._rows)
                self.content.findings.append(missing)
            if answer is not None:
                readings.append(self._reading(spec, answer, record_id))
        return readings

    def _doubt_unanswered(self, answers: Mapping[str, FieldAnswer]) -> None:
        """What was not found, or found empty, may stand in a line that nothing claims."""
        if self._kind.record is None or not self._is_own_form(answers):
            return
        own, *others = self.content.records
        left = LeftOver(
            [strip for strip in self._lines() if self._is_left_over(strip)],
            [b.strip for b in self._source.behind if self._is_left_over(b.strip)],
        )
        doubted, problems = doubt_unanswered(self._kind, own, left, self._scribe)
        self.content.records = [doubted, *others]
        self.content.findings += problems

    def _is_own_form(self, answers: Mapping[str, FieldAnswer]) -> bool:
        """Whether the form may be expected to ask for all that its kind does.

        Provinces have forms of their own, with other boxes; but a table that fits nothing may be
        what is left of any form.
        """
        is_wreck = any(fit is None for _, fit in self._grids)
        return is_wreck or len(answers) >= OWN_FORM * len(self._kind.fields)

    def _lines(self) -> Iterator[Strip]:
        """The lines of the part, one by one."""
        yield from (row.strip for row in self._rows)
        for grid, _ in self._grids:
            yield from (Strip((piece,)) for cell in grid.cells for piece in cell.strip.pieces)

    def _is_left_over(self, strip: Strip) -> bool:
        return is_written(strip) and not self._scribe.is_booked(strip)

    def _reading(self, spec: Field, answer: FieldAnswer, record_id: str) -> Reading:
        reading = self._scribe.read(
            record_id,
            spec.column,
            spec.type,
            answer.strips,
            doubts=answer.doubts,
            place=answer.place,
        )
        if spec.type is ValueType.PRESENCE and answer.stated is not None:
            return replace(reading, text_ocr=answer.stated, engine="stamps")
        return reading

    def _read_tables(self, parent: str | None) -> list[Record]:
        records: list[Record] = []
        counts: dict[str, int] = {}
        grids = [*self._grids]
        lists = [grid for grid, fit in grids if isinstance(fit, ListFit)]
        if self._text_table is not None:
            grids.append(self._text_table)
        for grid, fit in grids:
            if isinstance(fit, MatrixFit):
                found, problems = read_matrix(grid, fit, self._scribe, parent)
                records += found
                self.content.findings += problems
            elif isinstance(fit, ListFit):
                table = fit.spec.table
                source = ListSource(
                    grid,
                    fit,
                    self._line_above(grid),
                    self._notes,
                    counts.get(table, 0),
                    tuple(self._unframed(grid, fit, lists)) if grid in lists else (),
                )
                rows = read_list(source, self._scribe)
                self.content.findings += [
                    findings.column_by_content(
                        grid.column_header(known.col, max(fit.n_header, 1)),
                        known.column.labels[0],
                        known.col,
                    )
                    for known in fit.columns
                    if known.by_content
                ]
                counts[table] = counts.get(table, 0) + len(rows)
                records += [replace(record, parent_id=parent) for record in rows]
        records = doubt_missing_columns(self._kind, records, self._scribe)
        for spec in self._kind.tables:
            if spec.in_text is not None and spec.table not in counts:
                rows = read_mentions(self._body_rows(), spec, self._scribe)
                records += [replace(record, parent_id=parent) for record in rows]
        return records

    def _unframed(self, grid: Grid, fit: ListFit, lists: Sequence[Grid]) -> list[UnframedRow]:
        """Rows of a list outside its table: above it when it is the first one, and up to the next.

        They may stand on the page behind as well.
        """
        at = lists.index(grid)
        start = place_of(grid, 0) if at else (0, 0.0)
        end = place_of(lists[at + 1], 0) if at + 1 < len(lists) else AFTER_ALL
        behind = [b.row for b in self._source.behind if b.row and not b.is_marginal]
        rows = [] if self._is_plain else [*self._body_rows(), *behind]
        return [row for row in find_unframed_rows(rows, grid, fit) if start < row.place < end]

    @property
    def _notes(self) -> tuple[str, ...]:
        """Lines that the kind knows and that are no rows of its tables."""
        return (*self._kind.printed, *self._kind.recognise.anchors)

    def _line_above(self, grid: Grid) -> Strip | None:
        """The line of text right above a table, if it is no title."""
        titles = {e.index + i for e in self._source.evidence for i in range(e.n_blocks)}
        for at, block in enumerate(self._source.blocks):
            if block.grid is grid and at > 0 and at - 1 + self._source.first_block not in titles:
                above = self._source.blocks[at - 1]
                return above.strip if above.row is not None else None
        return None

    def _body_rows(self) -> Sequence[Row]:
        return self._rows[self._text.title[1] if self._text.title else 0 :]

    def _spread(self, answers: Mapping[str, FieldAnswer], records: list[Record]) -> list[Record]:
        """A letter's own fields on each of its records: read in the first, inherited after it."""
        if not records:
            table = next(
                (t.table for t in self._kind.tables),
                self._kind.outline.table if self._kind.outline else self._kind.kind,
            )
            record_id = self._scribe.record_id(table, 1)
            own = self._readings(answers, record_id)
            return [Record(record_id, table, 1, (*own, *self._unread_columns(record_id)))]
        first, *others = records
        own = self._readings(answers, first.record_id)
        spread = [replace(first, readings=(*own, *first.readings))]
        for record in others:
            shared = tuple(inherit(reading, record.record_id) for reading in own)
            spread.append(replace(record, readings=(*shared, *record.readings)))
        return spread

    def _unread_columns(self, record_id: str) -> list[Reading]:
        """Empty, doubtful readings for what a row of the kind's table must say."""
        columns = [c for table in self._kind.tables[:1] for c in table.columns if c.required]
        return [
            self._scribe.read(record_id, c.name, c.type, [], doubts=(findings.FIELD_MISSING,))
            for c in columns
        ]

    def _read_outline(self) -> OutlineReader | None:
        if self._kind.outline is None:
            return None
        reader = OutlineReader(self._kind.outline, self._kind.printed)
        reader.read(self._body_rows())
        return reader

    def _read_sections(self) -> list[Record]:
        if self._outline is None or self._kind.outline is None:
            return []
        self.content.findings += [
            findings.section_missing(title, self._rows) for title in self._outline.missing()
        ]
        return write_sections(self._outline, self._kind.outline, self._scribe)

    # -- conservation -------------------------------------------------------------------------

    def _account_for_form(self) -> None:
        """Every line of a blank form or bare outline is the form itself."""
        self._scribe.note_form(row.strip for row in self._rows)
        self._scribe.note_form(cell.strip for grid, _ in self._grids for cell in grid.cells)
        self._account_for_margins()

    def _account_for_rest(self) -> None:
        """Titles and printed notes are the form; rows of running text are the body."""
        self._account_for_margins()
        for evidence in self._source.evidence:
            if evidence.role in (EvidenceRole.TITLE, EvidenceRole.SECTION):
                at = evidence.index - self._source.first_block
                rows = self._source.blocks[at : at + evidence.n_blocks]
                self._scribe.note_form(block.strip for block in rows)
        for row in self._rows:
            is_known = best_similarity(row.strip, self._kind.printed) >= SURE
            if is_known or any(note.fullmatch(row.legible) for note in NOTES):
                self._scribe.note_form([row.strip])
        if self._kind.recognise.continues is Continues.TEXT:
            self._scribe.note_body(row.strip for row in self._rows)
        for grid in [grid for grid, fit in self._grids if fit is None]:
            filled = [cell.strip for cell in grid.cells if not cell.is_empty]
            if not any(map(self._scribe.is_booked, filled)):
                self.content.findings.append(findings.table_unrecognised(self._kind, grid))
            if self._kind.recognise.continues is Continues.TEXT:
                self._scribe.note_body(filled)

    def _account_for_margins(self) -> None:
        self._scribe.note_form(b.strip for b in self._source.blocks if b.is_marginal)


def _is_label(box: Strip, words: frozenset[str]) -> bool:
    """Whether a box holds a label of its own form, or a part of one: its rules were lost."""
    text = fold(box.text)
    return len(text) > 1 and any(text in word for word in words)


def _boxes(grid: Grid, n_header: int, cols: Sequence[int]) -> list[Strip]:
    """The value cells below a header."""
    return [grid.at(row, col).strip for row in range(n_header, grid.table.n_rows) for col in cols]
