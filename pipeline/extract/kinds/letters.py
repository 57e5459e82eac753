"""Values that stand in lines of text: head, number, title, dates, `label:` lines, lists."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from pipeline.extract.kinds.annexes import BRACKETS, read_list, right_margin
from pipeline.extract.kinds.deadlines import read_deadline
from pipeline.extract.kinds.evidence import title_score
from pipeline.extract.kinds.heads import is_name, read_head, without_ending
from pipeline.extract.kinds.kind import Field, Where
from pipeline.extract.kinds.labelled import CONTACT_ROW, find_labels, part_numbers, value_of
from pipeline.extract.kinds.matching import POSSIBLE, SURE, Match
from pipeline.extract.kinds.patterns import (
    ANNEX_MARK,
    CITED_DOCUMENT,
    COLONS,
    DATE,
    LIST_NUMBER,
    NUMBER_LINE,
    NUMBERINGS,
    YEAR_MONTH,
    is_date_line,
)
from pipeline.extract.kinds.signoff import match_office_and_date
from pipeline.extract.kinds.strip import Row, Strip, join_strips
from pipeline.extract.kinds.writing import without_specks
from pipeline.model.document import ValueType

MAX_SALUTATION_ROWS = 5
MAX_WRAPPED_ROWS = 4


class Letter:
    """The rows of one part, with the place of its title."""

    def __init__(
        self, rows: Sequence[Row], title: tuple[int, int] | None, title_text: Strip
    ) -> None:
        """`title` is (first row, row after the last) of the title; None when none was read."""
        self._rows = rows
        self._title = title
        self._title_text = title_text
        self._labels: tuple[Field, ...] = ()
        self.unsure: set[str] = set()
        """Columns whose line was found though it does not say quite what it should."""
        self._finders: dict[Where, Callable[[Field], list[Strip]]] = {
            Where.HEAD: self._head,
            Where.NUMBER: self._number,
            Where.TITLE: lambda _: [self._title_text],
            Where.SALUTATION: self._salutation,
            Where.AFTER_LABEL: self._after_label,
            Where.IN_TEXT: self._in_text,
            Where.LIST: self._list,
            Where.LINE: self._line,
            Where.SIGNED_ON: self._signed_on,
            Where.SIGNED_BY: self._signed_by,
            Where.CITED: self._cited,
            Where.UNDER_TITLE: self._under_title,
        }

    def find(self, fields: Sequence[Field]) -> dict[str, list[Strip]]:
        """Strips of every field that lines of text can answer, by column."""
        self._labels = tuple(spec for spec in fields if spec.where is Where.AFTER_LABEL)
        found: dict[str, list[Strip]] = {}
        for spec in fields:
            finder = self._finders.get(spec.where)
            if finder is not None:
                strips = [without_ending(strip, spec.without) for strip in finder(spec)]
                kept = [_cut_up_to(strip, spec.up_to) for strip in strips if strip.text.strip()]
                found[spec.column] = kept
        self._part_numbers(found)
        return found

    def _part_numbers(self, found: dict[str, list[Strip]]) -> None:
        """Give the phone numbers that stand among names to the field for phones."""
        phones = next((f.column for f in self._labels if f.type is ValueType.PHONE), None)
        for spec in self._labels:
            if spec.type is not ValueType.PERSON or phones is None:
                continue
            parted = [part_numbers(strip) for strip in found.get(spec.column, [])]
            found[spec.column] = [name for names, _ in parted for name in names]
            found[phones] = [*(n for _, numbers in parted for n in numbers), *found[phones]]

    @property
    def _body_start(self) -> int:
        return self._title[1] if self._title else 0

    def _number_row(self) -> tuple[int, Match] | None:
        limit = self._title[0] if self._title else min(10, len(self._rows))
        for index, row in enumerate(self._rows[:limit]):
            match = NUMBER_LINE.search(row.legible)
            if match is not None:
                return index, Match(match.start("number"), match.end("number"), 1.0)
        return None

    def _number(self, spec: Field) -> list[Strip]:
        found = self._number_row()
        if found is None:
            return []
        index, match = found
        return [self._rows[index].strip.cut(match.start, match.end).trimmed()]

    def _head(self, spec: Field) -> list[Strip]:
        number = self._number_row()
        title_row = self._title[0] if self._title else 0
        end = number[0] if number is not None else title_row
        return read_head(self._rows[:end], spec) or self._signed_by(spec)

    def _salutation(self, spec: Field) -> list[Strip]:
        start = self._body_start
        for end in range(start + 1, min(start + MAX_SALUTATION_ROWS, len(self._rows)) + 1):
            text = self._rows[end - 1].legible.rstrip()
            if text.endswith(tuple(COLONS)):
                return [join_strips(row.strip.trimmed() for row in self._rows[start:end])]
            if text.endswith(("。", "；")):
                break
        return []

    def _date_row(self) -> int | None:
        """The last line below the title that is a date, or an office and a date."""
        rows = range(self._body_start, len(self._rows))
        dated = [index for index in rows if is_date_line(self._rows[index].legible)]
        dated = dated or [i for i in rows if match_office_and_date(self._rows[i].strip)]
        return dated[-1] if dated else None

    def _signed_on(self, spec: Field) -> list[Strip]:
        index = self._date_row()
        if index is None:
            return []
        strip = self._rows[index].strip
        match = DATE.search(strip.legible) or YEAR_MONTH.search(strip.legible)
        return [strip.cut(match.start(), match.end()).trimmed()] if match else []

    def _signed_by(self, spec: Field) -> list[Strip]:
        index = self._date_row()
        if index is None or index <= self._body_start:
            return []
        signed = match_office_and_date(self._rows[index].strip)
        if signed is not None:
            return [self._rows[index].strip.cut(0, signed.end("name")).trimmed()]
        row = self._rows[index - 1]
        if not is_name(row.legible) or row.text.rstrip()[-1:] in "。；;，,:：":
            return []
        return [row.strip.trimmed()]

    def _line(self, spec: Field) -> list[Strip]:
        """The line that the labels describe; below the date also one that is cut or misread."""
        dated = self._date_row()
        possible: list[Strip] = []
        for index, row in enumerate(self._rows[self._body_start :], start=self._body_start):
            scores = [title_score(row.text, pattern) for pattern in spec.labels]
            score = max(scores, default=0.0)
            if score >= SURE:
                self.unsure.update([spec.column] if score < 1.0 else [])
                return [row.strip.trimmed(BRACKETS)]
            if score >= POSSIBLE and dated is not None and index > dated:
                possible.append(row.strip.trimmed(BRACKETS))
        if possible:
            self.unsure.add(spec.column)
        return possible[:1]

    def _under_title(self, spec: Field) -> list[Strip]:
        rows = self._rows[self._body_start : self._body_start + 1]
        return [
            row.strip.trimmed()
            for row in rows
            if is_name(row.legible)
            and not is_date_line(row.legible)
            and not any(number.match(row.legible) for number in NUMBERINGS)
            and len(row.text) <= 40
            and row.text.rstrip()[-1:] not in "。；;，,:："
        ]

    def _in_text(self, spec: Field) -> list[Strip]:
        return read_deadline(join_strips(row.strip for row in self._rows[self._body_start :]), spec)

    def _cited(self, spec: Field) -> list[Strip]:
        body = join_strips(row.strip for row in self._rows[self._body_start :])
        return [body.cut(m.start(), m.end()) for m in CITED_DOCUMENT.finditer(body.legible)]

    def _after_label(self, spec: Field) -> list[Strip]:
        found: list[Strip] = []
        for index, row in enumerate(self._rows):
            if index < self._body_start:
                continue
            hits = find_labels(row.strip, self._labels)
            for number, (_, owner) in enumerate(hits):
                if owner is not spec:
                    continue
                value = value_of(row.strip, hits, number)
                is_last = number + 1 == len(hits)
                if is_last and (spec.wraps or not value.text):
                    value = join_strips([value, *self._wrapped(index, spec, value)])
                found.append(without_specks(value))
        return found

    def _wrapped(self, index: int, spec: Field, value: Strip) -> list[Strip]:
        """Rows that carry on a value: its line was full, its label bare, or they name persons."""
        row = self._rows[index]
        right = right_margin(self._rows, row.strip)
        kept: list[Strip] = []
        for following in self._rows[index + 1 : index + 1 + MAX_WRAPPED_ROWS]:
            full = row.box.x1 >= right - 1.5 * row.box.height and not _is_plain(row)
            starts_anew = (
                find_labels(following.strip, self._labels)
                or ANNEX_MARK.match(following.legible)
                or LIST_NUMBER.match(following.legible)
                or is_date_line(following.legible)
                or following.page_no != row.page_no
            )
            is_first = not value.text and not kept
            is_person = spec.type is ValueType.PERSON and CONTACT_ROW.match(following.legible)
            if starts_anew or not (full or is_first or is_person):
                break
            kept.append(following.strip.trimmed())
            row = following
        return kept

    def _list(self, spec: Field) -> list[Strip]:
        return read_list(self._rows[self._body_start :], spec.labels)


def _cut_up_to(strip: Strip, words: Sequence[str]) -> Strip:
    """The strip up to and with the first of the words; all of it when none occurs."""
    text = strip.legible
    places = [text.find(word) + len(word) for word in words if word in text]
    return strip.cut(0, min(places)) if places else strip


def _is_plain(row: Row) -> bool:
    return row.strip.pieces[0].is_plain
