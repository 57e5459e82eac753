"""Sections of a plan: headings with their level, the text below each, checked on the outline."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from rapidfuzz.distance import Levenshtein

from pipeline.extract.kinds.kind import Outline
from pipeline.extract.kinds.matching import Match, fold, similarity, skip_signs
from pipeline.extract.kinds.patterns import (
    BRACKETED_ROW,
    CONTENTS_HEAD,
    CONTENTS_LINE,
    LOOSE_NUMBERINGS,
    NUMBERINGS,
    SENTENCE_END,
    number_of,
)
from pipeline.extract.kinds.strip import Row, Strip, join_strips

HEADING_SURE = 0.75
"""Similarity from which a row is the outline's heading although characters were misread."""

BARE_SURE = 0.9
"""Without a clear number in front, the words must be read this well."""

BARE_SHARE = 0.5
"""A bare outline has a remark or a misread heading below its headings; a plan has pages."""

MAX_HEADING_ROWS = 2
MAX_HEADING_LENGTH = 40


@dataclass(slots=True)
class Heading:
    """A heading: its words, its printed number, the level it has, and the rows of text below it.

    `title` is the outline's heading that it is; None for one that the outline does not have.
    """

    words: Strip
    number: Strip
    title: str | None
    level: int = 1
    text: list[Strip] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Known:
    title: str
    level: int


@dataclass(frozen=True, slots=True)
class _Number:
    """A heading's number: style, length in characters, value, and how sure its words must be.

    `shown` characters of it are the number itself; what is behind it was its point.
    """

    style: int | None
    end: int
    shown: int
    value: int | None
    sure: float
    is_printed: bool = False


class OutlineReader:
    """Reads the rows of a part as sections."""

    def __init__(self, outline: Outline, notes: Sequence[str]) -> None:
        """`notes` are the outline's own remarks behind a heading; they are no text of a plan."""
        self._known = tuple(
            known
            for section in outline.sections
            for known in (
                _Known(section.title, 1),
                *(_Known(child, 2) for child in section.children),
            )
        )
        self._notes = tuple(fold(note) for note in notes)
        self._last_numbers: dict[int, int] = {}
        self._styles: list[int | None] = []
        self.headings: list[Heading] = []
        self.notes: list[Strip] = []

    def read(self, rows: Sequence[Row]) -> None:
        """Walk the rows; what stands before the first heading is left aside."""
        index = 0
        contents = _contents_of(rows)
        while index < len(rows):
            if index in contents or CONTENTS_LINE.search(rows[index].legible):
                self.notes.append(rows[index].strip)
                index += 1
                continue
            taken = self._read_heading(rows, index)
            if taken:
                index += taken
                continue
            if self.headings:
                self.headings[-1].text.append(rows[index].strip.trimmed())
            index += 1
        for heading in self.headings:
            self._take_notes(heading)

    def _take_notes(self, heading: Heading) -> None:
        """Text that is only the outline's own remark is no text."""
        text = fold(join_strips(heading.text).text)
        if text and any(_is_note(text, note) for note in self._notes):
            self.notes += heading.text
            heading.text = []

    def _read_heading(self, rows: Sequence[Row], index: int) -> int:
        """Take the heading that begins at a row, if one does; returns how many rows it took."""
        row = rows[index]
        number = _numbering(row.strip)
        best: tuple[float, int, _Known, Strip] | None = None
        for n_rows in range(1, MAX_HEADING_ROWS + 1):
            window = rows[index : index + n_rows]
            if len(window) < n_rows or (n_rows > 1 and _numbering(window[-1].strip).is_printed):
                break
            strip = join_strips(r.strip.trimmed() for r in window)
            score, known = self._best_known(strip.cut(number.end, len(strip.text)))
            if score >= number.sure and (best is None or score > best[0] + 0.02):
                best = (score, n_rows, known, strip)
        if best is not None:
            _, n_rows, known, strip = best
            self._add(strip, number, known)
            return n_rows
        if number.is_printed and self._follows(number) and _is_short(row, rows, index):
            self._add(row.strip.trimmed(), number, None)
            return 1
        return 0

    def _best_known(self, body: Strip) -> tuple[float, _Known]:
        """The outline's heading that a text is most like."""
        scored = [(_heading_score(body, known.title), known) for known in self._known]
        return max(scored, key=lambda pair: pair[0])

    def _follows(self, number: _Number) -> bool:
        """Whether a number is the next of its style (or 1, for a style that begins)."""
        if number.value is None or number.style is None:
            return False
        last = self._last_numbers.get(number.style, 0) if number.style in self._styles else 0
        return number.value == last + 1

    def _add(self, strip: Strip, number: _Number, known: _Known | None) -> None:
        level = known.level if known else self._level_of(number.style)
        while self._styles and (len(self._styles) > level):
            self._last_numbers.pop(self._styles.pop() or 0, None)
        if len(self._styles) < level:
            self._styles.append(number.style)
        if number.style is not None and number.value is not None:
            self._last_numbers[number.style] = number.value
        end = self._end_of_title(strip, number.end, known)
        heading = Heading(
            strip.cut(skip_signs(strip.legible, number.end), end).trimmed(),
            strip.cut(0, number.shown).trimmed(" \u3000、.．,，()（）"),
            known.title if known else None,
            level,
        )
        rest = strip.cut(end, len(strip.text)).trimmed()
        if rest.text.strip():
            heading.text.append(rest)
        self.headings.append(heading)

    def _level_of(self, style: int | None) -> int:
        if style in self._styles:
            return self._styles.index(style) + 1
        return len(self._styles) + 1

    def _end_of_title(self, strip: Strip, number_end: int, known: _Known | None) -> int:
        """Where the title ends: after the outline's words, or with its row."""
        if known is None:
            return len(strip.text)
        body = strip.text[number_end:]
        match = _title_match(body, known.title)
        if match is None or not fold(body[match.end :]):
            return len(strip.text)
        return number_end + match.end

    @property
    def is_bare(self) -> bool:
        """Whether this is the outline itself: fewer letters under its headings than in them."""
        words = sum(len(fold(heading.words.text)) for heading in self.headings)
        return len(fold(join_strips(self.written).text)) < BARE_SHARE * words

    @property
    def written(self) -> list[Strip]:
        """The rows of text below all headings; one in brackets is a remark of the form."""
        rows = [strip for heading in self.headings for strip in heading.text]
        return [strip for strip in rows if not BRACKETED_ROW.match(strip.legible)]

    def missing(self) -> list[str]:
        """Titles of the outline that no heading matched."""
        found = {heading.title for heading in self.headings}
        return [known.title for known in self._known if known.title not in found]


def _heading_score(body: Strip, title: str) -> float:
    """Similarity of a heading's words; a remark in brackets or text behind them is left aside."""
    score = similarity(body, title)
    match = _title_match(body.text, title)
    if match is not None:
        rest = body.text[match.end :].lstrip()
        if rest[:1] in ("(", "（", "。", "：", ":"):
            score = max(score, match.score)
    return score


def _title_match(text: str, title: str) -> Match | None:
    """The title at the start of a text, letter by letter; None when it does not begin so."""
    wanted = fold(title)
    taken = 0
    for offset, char in enumerate(text):
        if taken == len(wanted):
            return Match(0, offset, 1.0)
        folded = fold(char)
        if folded and folded != wanted[taken : taken + len(folded)]:
            return None
        taken += len(folded)
    return Match(0, len(text), 1.0) if taken == len(wanted) else None


def _numbering(strip: Strip) -> _Number:
    """The heading number at the start of a row, with or without its point; none has length 0."""
    for style, pattern in enumerate(NUMBERINGS):
        match = pattern.match(strip.legible)
        if match is not None:
            value = number_of(match.group(1))
            end = match.end()
            return _Number(style, end, end, value, HEADING_SURE, is_printed=True)
    for style, pattern in LOOSE_NUMBERINGS:
        match = pattern.match(strip.legible)
        if match is not None:
            value = number_of(match.group(1))
            return _Number(style, match.end(), match.end(1), value, BARE_SURE)
    return _Number(None, 0, 0, None, BARE_SURE)


def _is_short(row: Row, rows: Sequence[Row], index: int) -> bool:
    """A heading ends early on its row and not like a sentence."""
    text = row.legible.rstrip()
    if len(text) > MAX_HEADING_LENGTH or text[-1:] in SENTENCE_END + "，,、":
        return False
    if row.strip.pieces[0].is_plain:
        return True
    right = max(other.box.x1 for other in rows if other.page_no == row.page_no)
    return row.box.x1 < right - row.box.height


def _contents_of(rows: Sequence[Row]) -> range:
    """The rows of a table of contents: from its heading to where its first entry comes again."""
    head = next((i for i, row in enumerate(rows) if CONTENTS_HEAD.match(row.legible)), None)
    if head is None or head + 1 >= len(rows):
        return range(0)
    entry = _entry(rows[head + 1])
    for index in range(head + 2, len(rows)):
        if Levenshtein.normalized_similarity(_entry(rows[index]), entry) >= HEADING_SURE:
            return range(head, index)
    return range(head, head + 1)


def _entry(row: Row) -> str:
    """A row's words without the page number behind them."""
    return fold(row.legible).rstrip("0123456789")


def _is_note(text: str, note: str) -> bool:
    similar = Levenshtein.normalized_similarity(text, note) >= HEADING_SURE
    return similar or text in note or note in text
