"""Rows that a letter names in its running text instead of a table.

现推荐甲集群（建设单位）、乙集群等 2 个集群 -> one row for each name. Names end as their column's
cells do and follow each other without a gap; the letter's own count says whether all were found.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pipeline.extract.kinds.kind import Column, InText, ListTable
from pipeline.extract.kinds.ledger import Scribe
from pipeline.extract.kinds.patterns import LIST_NUMBER, number_of
from pipeline.extract.kinds.strip import Row, Strip, join_strips
from pipeline.model.document import Reading, Record

COUNT_DIFFERS = "count-differs"
"""The letter says another number of rows than its text names."""

MAX_NAME = 40
_SIGNS = '、，,；;。：:（）()“”"《》'
_COUNT = re.compile(
    r"(?:等|共|以下|下列|如下)\s*(?P<n>[0-9]{1,3}|[一二三四五六七八九十]{1,3})\s*[个家项]"
)
_PREAMBLE = re.compile(r"[^。；;]{0,30}?[个家项][^。；;]{0,20}?[:：]")
"""What may stand between the word and the first name: 以下 3 个集群参加评价："""


@dataclass(frozen=True, slots=True)
class Mention:
    """A name in running text, and what stands in brackets behind it."""

    name: Strip
    inside: Strip


def read_mentions(rows: Sequence[Row], spec: ListTable, scribe: Scribe) -> list[Record]:
    """Return a record for each row that the text names; none where it names none."""
    if spec.in_text is None or not rows:
        return []
    body = join_strips(row.strip for row in rows)
    mentions = _Reader(body, _numbered_rows(rows), spec).find()
    stated = [number_of(match["n"]) for match in _COUNT.finditer(body.legible)]
    doubts = (COUNT_DIFFERS,) if any(stated) and len(mentions) not in stated else ()
    return [
        _record(row_no, mention, spec, scribe, doubts)
        for row_no, mention in enumerate(mentions, start=1)
    ]


def _record(
    row_no: int, mention: Mention, spec: ListTable, scribe: Scribe, doubts: tuple[str, ...]
) -> Record:
    assert spec.in_text is not None
    record_id = scribe.record_id(spec.table, row_no)
    answers = ((spec.in_text.column, mention.name), (spec.in_text.brackets, mention.inside))
    by_name = {column.name: column for column in spec.columns}
    readings: list[Reading] = []
    for name, strip in answers:
        if name is not None and strip.text.strip():
            kind = by_name[name].type
            readings.append(scribe.read(record_id, name, kind, [strip], doubts=doubts))
    return Record(record_id, spec.table, row_no, tuple(readings))


@dataclass(frozen=True, slots=True)
class _NumberedRow:
    """Offsets in the joined text of a numbered row's words and of its end."""

    words: int
    end: int


def _numbered_rows(rows: Sequence[Row]) -> dict[int, _NumberedRow]:
    """The numbered rows by the offset in the joined text at which they begin."""
    found: dict[int, _NumberedRow] = {}
    offset = 0
    for row in rows:
        end = offset + len(row.text)
        if number := LIST_NUMBER.match(row.legible):
            found[offset] = _NumberedRow(offset + number.end(), end)
        offset = end
    return found


class _Reader:
    def __init__(self, body: Strip, numbered: dict[int, _NumberedRow], spec: ListTable) -> None:
        assert spec.in_text is not None
        self._body = body
        self._text = body.legible
        self._numbered = numbered
        self._in_text: InText = spec.in_text
        columns = {column.name: column for column in spec.columns}
        self._item = _item_pattern(columns[self._in_text.column], self._in_text)
        inside = columns.get(self._in_text.brackets or "")
        labels = "|".join(map(re.escape, inside.labels)) if inside else "$^"
        self._label = re.compile(rf"^(?:{labels})\s*[:：]?\s*")

    def find(self) -> list[Mention]:
        """The names behind the first of the words behind which names stand."""
        words = "|".join(map(re.escape, self._in_text.after))
        for word in re.finditer(words, self._text):
            preamble = _PREAMBLE.match(self._text, word.end())
            for start in (word.end(), preamble.end() if preamble else None):
                if start is not None and (found := list(self._names(start))):
                    return found
        return []

    def _names(self, at: int) -> Iterator[Mention]:
        while True:
            at = self._skip_signs(at)
            row = self._numbered.get(at)
            at = self._skip_words(row.words if row else at)
            match = self._item.match(self._text, at, row.end) if row else None
            match = match or self._item.match(self._text, at)
            if match is None:
                return
            yield self._mention(match)
            at = match.end()
            goes_on = self._skip_signs(at) in self._numbered
            if match["then"] in ("。", "等", *self._in_text.until) and not goes_on:
                return

    def _skip_words(self, at: int) -> int:
        """Past the words that are no part of a name."""
        for word in self._in_text.skip:
            if self._text.startswith(word, at):
                return self._skip_words(at + len(word))
        return at

    def _skip_signs(self, at: int) -> int:
        while at < len(self._text) and self._text[at] in ' \u3000“”"《》:：。；;':
            at += 1
        return at

    def _mention(self, match: re.Match[str]) -> Mention:
        name = self._body.cut(match.start("name"), match.end("name")).trimmed()
        if match["inside"] is None:
            return self._parted(name)
        inside = self._body.cut(match.start("inside"), match.end("inside"))
        label = self._label.match(inside.legible)
        return Mention(name, inside.cut(label.end() if label else 0, len(inside.text)).trimmed())

    def _parted(self, name: Strip) -> Mention:
        """A name with its unit before it: 武进高新区管委会申报的武进机器人产业集群."""
        for word in self._in_text.by:
            at = name.legible.find(word)
            if at > 0:
                rest = name.cut(at + len(word), len(name.text))
                return Mention(rest.trimmed(), name.cut(0, at).trimmed())
        return Mention(name, Strip())


def _item_pattern(column: Column, in_text: InText) -> re.Pattern[str]:
    """A name up to its ending, its brackets, and the sign or word that closes it."""
    endings = "|".join(map(re.escape, column.endings))
    until = "".join(f"|{re.escape(word)}" for word in in_text.until)
    return re.compile(
        rf"(?P<name>[^{_SIGNS}]{{2,{MAX_NAME}}}?(?:{endings}))[”\"》]?"
        r"(?:[（(](?P<inside>[^（）()]*)[）)])?\s*"
        rf"(?P<then>[、，,；;。]|以及|[和及与]|等{until}|$|(?=[“\"《]))"
    )
