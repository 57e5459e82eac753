"""Filled forms that came as plain text: a label, its value, the next label, line after line.

Without boxes only order speaks: fields answer in the order in which the form prints them, and a
value ends where the next label begins. An answer out of that order is doubtful; what no label asks
for stays unplaced. Stamps cannot be seen, so nothing is said of them.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from pipeline.extract.kinds.answers import FieldAnswer
from pipeline.extract.kinds.evidence import title_score
from pipeline.extract.kinds.forms import LABEL_UNCLEAR
from pipeline.extract.kinds.kind import Field, Kind, Where
from pipeline.extract.kinds.matching import SURE, fold
from pipeline.extract.kinds.patterns import DATE
from pipeline.extract.kinds.strip import Row, Strip, join_strips
from pipeline.extract.kinds.ticks import read_ticks
from pipeline.model.document import ValueType
from pipeline.model.page import PageReading

SIGNS = " \u3000|｜:：,，;；、"
_TOKEN = re.compile(rf"[^{SIGNS}]+")
SHORT = 3
"""A label of so few characters must be followed by a sign or a blank: 部门经理 is no 部门."""


@dataclass(frozen=True, slots=True)
class _Hit:
    """A label in a row: its own offsets, and the fields or the group that it may stand for."""

    start: int
    end: int
    columns: tuple[str, ...]
    group: str | None = None


@dataclass(slots=True)
class PlainForm:
    """Answers by column, and the strips that are the form's own words."""

    answers: dict[str, FieldAnswer] = field(default_factory=dict)
    labels: list[Strip] = field(default_factory=list)


def form_rows(rows: Sequence[Row], kind: Kind) -> list[Row]:
    """The rows of the labelled form: not those below a section's title, nor the titles."""
    kept: list[Row] = []
    in_section = False
    for row in rows:
        titles, sections = kind.recognise.titles, kind.recognise.sections
        is_section = any(title_score(row.text, title) >= SURE for title in sections)
        is_title = any(title_score(row.text, title) >= SURE for title in titles)
        if is_section or is_title:
            in_section = is_section
        elif not in_section:
            kept.append(row)
    return kept


def read_plain_form(rows: Sequence[Row], kind: Kind, pages: Mapping[int, PageReading]) -> PlainForm:
    """Pair the labels of a kind's box fields with what follows them."""
    reader = _PlainReader(rows, kind)
    reader.read()
    reader.read_ticks(pages)
    reader.read_date()
    return reader.form


class _PlainReader:
    def __init__(self, rows: Sequence[Row], kind: Kind) -> None:
        self._rows = rows
        self._kind = kind
        self._fields = [spec for spec in kind.fields if spec.where is Where.BOX]
        self._order = {spec.column: index for index, spec in enumerate(self._fields)}
        self._last = -1
        self._open: Field | None = None
        self._doubts: tuple[str, ...] = ()
        self._values: dict[str, list[Strip]] = {}
        self._ticks: dict[str, int] = {}
        self.form = PlainForm()

    def read(self) -> None:
        """Walk the rows; the field asked for last may go on in the next row."""
        for index, row in enumerate(self._rows):
            hits = self._hits(row.strip)
            lead = row.strip.cut(0, hits[0].start if hits else len(row.text)).trimmed(SIGNS)
            if self._is_piece_of_group(lead):
                self.form.labels.append(lead)
            elif lead.text:
                self._go_on(lead)
            for number, hit in enumerate(hits):
                end = hits[number + 1].start if number + 1 < len(hits) else len(row.text)
                self._ask(hit, index, row.strip, end)
        for column, strips in self._values.items():
            spec = self._fields[self._order[column]]
            if spec.type is not ValueType.TICK:
                known = self.form.answers.get(column, FieldAnswer(()))
                self.form.answers[column] = FieldAnswer((join_strips(strips),), (), known.doubts)

    def _ask(self, hit: _Hit, index: int, strip: Strip, end: int) -> None:
        self.form.labels.append(strip.cut(hit.start, hit.end))
        self._open = None
        value = strip.cut(hit.end, end).trimmed(SIGNS)
        if hit.group is not None and not (hit.columns and value.text):
            self._enter(hit.group)
            return
        spec = self._choose(hit.columns)
        if spec is None:
            return
        self._open = spec
        self._ticks[spec.column] = index
        self.form.answers[spec.column] = FieldAnswer((), strip.regions, self._doubts)
        self._values[spec.column] = [value] if value.text else []

    def _go_on(self, strip: Strip) -> None:
        """A row without label: it goes on a long text, or answers the label just above it."""
        if self._open is None:
            return
        values = self._values[self._open.column]
        if self._open.type is ValueType.TEXT or not values:
            values.append(strip)

    def _choose(self, columns: Sequence[str]) -> Field | None:
        """The next field in printed order that a label may stand for; an earlier one in doubt."""
        free = sorted(self._order[c] for c in columns if c not in self._values)
        ahead = [index for index in free if index > self._last]
        if not free:
            return None
        self._doubts = () if ahead else (LABEL_UNCLEAR,)
        index = (ahead or free)[0]
        self._last = max(self._last, index)
        return self._fields[index]

    def _enter(self, group: str) -> None:
        """A group's label: what follows is not before the group's first field."""
        inside = {group} | {g.name for g in self._kind.groups if g.within == group}
        first = [i for i, spec in enumerate(self._fields) if spec.within in inside]
        if first and first[0] > self._last:
            self._last = first[0] - 1

    def _hits(self, strip: Strip) -> list[_Hit]:
        """Labels that begin a word of the row, from left to right; the longest wins."""
        text = strip.legible
        found: list[_Hit] = []
        for word in _TOKEN.finditer(text):
            if found and word.start() < found[-1].end:
                continue
            hit = max(self._hits_at(text, word.start()), key=lambda h: h.end, default=None)
            if hit is not None:
                found.append(hit)
        return found

    def _hits_at(self, text: str, start: int) -> list[_Hit]:
        hits: list[_Hit] = []
        ends = {e for labels, *_ in self._labels() for la in labels if (e := _end(text, start, la))}
        for end in ends:
            word = fold(text[start:end])
            groups = [name for labels, name, _ in self._labels() if name and word in labels]
            columns = [column for labels, _, column in self._labels() if column and word in labels]
            hits.append(_Hit(start, end, tuple(columns), groups[0] if groups else None))
        return hits

    def _labels(self) -> list[tuple[frozenset[str], str, str]]:
        """(folded labels, group, column) of every group and box field."""
        groups = [(frozenset(map(fold, g.labels)), g.name, "") for g in self._kind.groups]
        fields = [
            (frozenset(map(fold, (*spec.labels, *spec.anywhere))), "", spec.column)
            for spec in self._fields
        ]
        return [*groups, *fields]

    def _is_piece_of_group(self, strip: Strip) -> bool:
        """Whether words are a part of a group's label, which stands broken over several rows."""
        word = fold(strip.text)
        labels = (fold(label) for group in self._kind.groups for label in group.labels)
        return len(word) > 1 and any(word in label for label in labels)

    def read_ticks(self, pages: Mapping[int, PageReading]) -> None:
        """Tick fields: their options stand on the label's row or on the rows below it."""
        for spec in self._fields:
            index = self._ticks.get(spec.column)
            if spec.type is not ValueType.TICK or index is None:
                continue
            rows = join_strips(row.strip for row in self._rows[index:])
            choice = read_ticks(rows, spec.options, pages)
            self.form.answers[spec.column] = FieldAnswer(choice.chosen, choice.place, choice.doubts)
            self.form.labels += [
                row.strip
                for row in self._rows[index:]
                if any(fold(option) in fold(row.text) for option in spec.options)
            ]

    def read_date(self) -> None:
        """The last date outside all answers is the day of signing."""
        spec = next((s for s in self._kind.fields if s.where is Where.SIGNED_ON), None)
        taken = {id(p.line) for strips in self._values.values() for s in strips for p in s.pieces}
        for row in reversed(self._rows):
            match = DATE.search(row.legible)
            if spec is not None and match and id(row.strip.pieces[0].line) not in taken:
                strip = row.strip.cut(match.start(), match.end()).trimmed()
                self.form.answers[spec.column] = FieldAnswer((strip,))
                return


def _end(text: str, start: int, label: str) -> int | None:
    """Where a folded label that begins at `start` ends; None where it does not stand there."""
    taken, at = 0, start
    while taken < len(label):
        if at >= len(text):
            return None
        char = fold(text[at])
        if not label.startswith(char, taken):
            return None
        taken, at = taken + len(char), at + 1
    is_open = at < len(text) and text[at] not in SIGNS and not text[at].isascii()
    return None if len(label) <= SHORT and is_open else at
