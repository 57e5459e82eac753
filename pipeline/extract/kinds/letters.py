"""Values that stand in lines of text: head, number, title, dates, `label:` lines, lists."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from pipeline.extract.kinds.evidence import title_score
from pipeline.extract.kinds.kind import Field, Where
from pipeline.extract.kinds.matching import SURE, Match, find_label, fold, snap
from pipeline.extract.kinds.patterns import (
    ANNEX_MARK,
    CITED_DOCUMENT,
    COLONS,
    DATE,
    LIST_NUMBER,
    NUMBER_LINE,
    SECRECY_MARK,
    YEAR_MONTH,
    is_date_line,
)
from pipeline.extract.kinds.script import legible
from pipeline.extract.kinds.signoff import match_office_and_date
from pipeline.extract.kinds.strip import Row, Strip, has_gap, join_strips
from pipeline.extract.kinds.writing import without_specks

MAX_HEAD_ROWS = 4
MAX_SALUTATION_ROWS = 5
DATE_REACH = 24
"""A deadline's date stands within this many characters behind its label."""

FULL_ROW = 4.0
"""A row counts as full up to this many characters from the right margin: words are not torn."""

BRACKETS = "()（）[]【】〔〕 \u3000"


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
                strips = [_without_ending(strip, spec.without) for strip in finder(spec)]
                kept = [_cut_up_to(strip, spec.up_to) for strip in strips if strip.text.strip()]
                found[spec.column] = kept
        return found

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
        rows = [row.strip for row in self._rows[:end] if _is_name(row.legible)]
        kept = [_without_ending(strip, spec.without) for strip in rows[-MAX_HEAD_ROWS:]]
        head = join_strips(kept)
        return [head] if head.text.strip() else self._signed_by(spec)

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
        if not _is_name(row.legible) or row.text.rstrip()[-1:] in "。；;，,:：":
            return []
        return [row.strip.trimmed()]

    def _line(self, spec: Field) -> list[Strip]:
        for row in self._rows[self._body_start :]:
            if any(title_score(row.text, pattern) >= SURE for pattern in spec.labels):
                return [row.strip.trimmed(BRACKETS)]
        return []

    def _under_title(self, spec: Field) -> list[Strip]:
        rows = self._rows[self._body_start : self._body_start + 1]
        return [
            row.strip.trimmed()
            for row in rows
            if _is_name(row.legible)
            and not is_date_line(row.legible)
            and not LIST_NUMBER.match(row.legible)
            and len(row.text) <= 40
            and row.text.rstrip()[-1:] not in "。；;，,:："
        ]

    def _in_text(self, spec: Field) -> list[Strip]:
        body = join_strips(row.strip for row in self._rows[self._body_start :])
        for label in spec.labels:
            match = find_label(body, label)
            if match is None:
                continue
            rest = body.cut(match.end, match.end + DATE_REACH)
            date = DATE.search(rest.legible)
            if date is not None:
                return [rest.cut(date.start(), date.end()).trimmed()]
        for date in DATE.finditer(body.legible):
            behind = fold(body.text[date.end() : date.end() + 8])
            if any(behind.startswith(fold(word)) for word in spec.before):
                return [body.cut(date.start(), date.end()).trimmed()]
        return []

    def _cited(self, spec: Field) -> list[Strip]:
        body = join_strips(row.strip for row in self._rows[self._body_start :])
        return [body.cut(m.start(), m.end()) for m in CITED_DOCUMENT.finditer(body.legible)]

    def _after_label(self, spec: Field) -> list[Strip]:
        found: list[Strip] = []
        for index, row in enumerate(self._rows):
            if index < self._body_start:
                continue
            hits = _label_hits(row.strip, self._labels)
            for number, (hit, owner) in enumerate(hits):
                if owner is not spec:
                    continue
                end = hits[number + 1][0].start if number + 1 < len(hits) else len(row.text)
                value = row.strip.cut(hit.end, end).trimmed(" \u3000:：∶,，;；、")
                is_last = number + 1 == len(hits)
                if is_last and (spec.wraps or not value.text):
                    value = join_strips([value, *self._wrapped(index, has_value=bool(value.text))])
                found.append(without_specks(value))
        return found

    def _right_margin(self, strip: Strip) -> int:
        page_no = strip.pieces[0].page_no
        return max(row.box.x1 for row in self._rows if row.page_no == page_no)

    def _wrapped(self, index: int, *, has_value: bool) -> list[Strip]:
        """Rows that carry on a value whose line was full (or that follow a bare label)."""
        row = self._rows[index]
        right = self._right_margin(row.strip)
        kept: list[Strip] = []
        for following in self._rows[index + 1 : index + 3]:
            full = row.box.x1 >= right - 1.5 * row.box.height and not _is_plain(row)
            starts_anew = (
                _label_hits(following.strip, self._labels)
                or ANNEX_MARK.match(following.legible)
                or LIST_NUMBER.match(following.legible)
                or is_date_line(following.legible)
                or following.page_no != row.page_no
            )
            if starts_anew or not (full or (not has_value and not kept)):
                break
            kept.append(following.strip.trimmed())
            row = following
        return kept

    def _list(self, spec: Field) -> list[Strip]:
        for index in range(len(self._rows) - 1, self._body_start - 1, -1):
            rest = _behind_list_label(self._rows[index].strip, spec.labels)
            if rest is not None:
                return self._items(index, rest)
        return []

    def _items(self, index: int, first: Strip) -> list[Strip]:
        """Numbered items from a list label on; an unnumbered list has one item."""
        rows = [first] if first.text.strip() else []
        rows += [row.strip for row in self._rows[index + 1 :]]
        items: list[list[Strip]] = []
        edge = 0
        for strip in rows:
            number = LIST_NUMBER.match(strip.legible)
            if number is not None:
                item = strip.cut(number.end(), len(strip.text)).trimmed()
                items.append([item])
                edge = item.pieces[0].upright.x0 if item.pieces else 0
            elif not items and strip is first:
                items.append([strip.trimmed()])
                edge = first.pieces[0].upright.x0
            elif items and _goes_on(items[-1], strip, edge, self._right_margin(strip)):
                items[-1].append(strip.trimmed())
            else:
                break
        return [join_strips(item) for item in items]


def _goes_on(item: list[Strip], strip: Strip, edge: int, right: int) -> bool:
    """Whether a row without number carries on the item.

    It does when a bracket is open, or when the row before was full and this one is indented.
    """
    text = "".join(part.text for part in item)
    if len(re.findall(r"[(（]", text)) > len(re.findall(r"[)）]", text)):
        return True
    piece = strip.pieces[0]
    if piece.is_plain or is_date_line(strip.legible):
        return False
    last = item[-1].pieces[-1]
    near = piece.upright.y0 - last.upright.y1 < last.upright.height
    near = near and last.upright.x1 >= right - FULL_ROW * last.upright.height
    return near and abs(piece.upright.x0 - edge) < last.upright.height


def _behind_list_label(strip: Strip, labels: Sequence[str]) -> Strip | None:
    """What follows a list's label on its row (maybe nothing); None when it is no such row."""
    mark = re.match(r"\s*(\S\s*\S{0,3}?)\s*[:：∶;；.]\s*", strip.text)
    if mark is None or strip.text[mark.end() : mark.end() + 1] == "":
        bare = strip.text.strip(BRACKETS + COLONS)
        return Strip() if fold(bare) in {fold(label) for label in labels} else None
    word = strip.cut(mark.start(1), mark.end(1))
    if any(fold(snap(word, label)) == fold(label) for label in labels):
        return strip.cut(mark.end(), len(strip.text))
    return None


def _label_hits(strip: Strip, fields: Sequence[Field]) -> list[tuple[Match, Field]]:
    """`label:` places in a row, in order; of overlapping ones the longest best one."""
    hits: list[tuple[Match, Field]] = []
    for spec in fields:
        for label in spec.labels:
            match = find_label(strip, label)
            if match is not None and _is_label_place(strip, match):
                hits.append((match, spec))
    hits.sort(key=lambda hit: (-hit[0].score, hit[0].start - hit[0].end))
    kept: list[tuple[Match, Field]] = []
    for hit in hits:
        if all(hit[0].end <= k.start or hit[0].start >= k.end for k, _ in kept):
            kept.append(hit)
    return sorted(kept, key=lambda hit: hit[0].start)


def _is_label_place(strip: Strip, match: Match) -> bool:
    """A label begins a row or follows a blank, and a colon or a gap follows it."""
    before = strip.text[: match.start]
    behind = strip.text[match.end :].lstrip()
    opened = (
        not before.strip() or before[-1] in " \u3000(（,，;；。、" or has_gap(strip, match.start)
    )
    opened = opened or before[-1].isdigit()
    closed = behind[:1] in set(COLONS + ";；.") or has_gap(strip, match.end)
    return opened and closed and (behind != "" or match.start == 0)


def _is_name(text: str) -> bool:
    """Whether a row could be an organisation's name: Chinese, and no secrecy or urgency mark."""
    chinese = sum("\u4e00" <= char <= "\u9fff" for char in text)
    return chinese >= 2 and SECRECY_MARK.match(text) is None


def _without_ending(strip: Strip, endings: Sequence[str]) -> Strip:
    text = strip.text
    for ending in endings:
        pattern = r"\s*".join(map(re.escape, legible(ending))) + r"\s*$"
        match = re.search(pattern, legible(snap(strip, ending)))
        if match is not None:
            return strip.cut(0, match.start()).trimmed()
    return strip.cut(0, len(text)).trimmed()


def _cut_up_to(strip: Strip, words: Sequence[str]) -> Strip:
    """The strip up to and with the first of the words; all of it when none occurs."""
    text = strip.legible
    places = [text.find(word) + len(word) for word in words if word in text]
    return strip.cut(0, min(places)) if places else strip


def _is_plain(row: Row) -> bool:
    return row.strip.pieces[0].is_plain
