"""What speaks for a kind at one place of a document: titles, tables, lines that only it has."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from itertools import pairwise
from statistics import median

from pipeline.extract.kinds.blocks import Block
from pipeline.extract.kinds.fitting import Fit, fit_table
from pipeline.extract.kinds.kind import Kind
from pipeline.extract.kinds.matching import SURE, Match, fold, match_pattern
from pipeline.extract.kinds.patterns import ANNEX_MARK, CONTENTS_LINE, LIST_NUMBER, NUMBER_LINE
from pipeline.extract.kinds.script import legible
from pipeline.extract.kinds.strip import Row, Strip, join_strips

MAX_TITLE_ROWS = 3
MAX_TITLE_LENGTH = 60
MAX_TITLE_GAP = 6
"""Heights of a row between two rows of one title, at most: a running head and the foot of an empty
page are none."""
MAX_SIZE_STEP = 1.4
"""Rows of one title are of one size; line boxes of equal type differ by less than this."""

SAME_LINE_SIZE = 1.1
ROW_PITCH = 1.25
"""Rows of one paragraph are at most this much further apart than rows of the page mostly are: a
title stands off by more (measured on five made notices whose title was taken for text: 1.33 to
1.43; rows of their paragraphs are nearer than most)."""

DISPLAY_SIZE = 1.2
SAME_SIZE = 1.15
"""A title's type is larger than the body's by this factor (GB/T 9704: 二号 over 三号, 1.37)."""

MAX_INDENT = 4.0
"""A paragraph's first row is set in by two characters, here in line heights with some slack."""

OPENING_QUOTES = "《〈"
CLOSING_QUOTE = "》"
BRACKETED_TAIL = re.compile(r"[(（〔<〈《][^()（）]{0,20}[)）〕>〉》]\s*$")
NO_TITLE = re.compile(r"[。；;！]|[:：]\s*$|[:：].*、")
"""With a sentence's end in it a row is running text, with a colon at its end a salutation, with
items behind a colon a list in a sentence."""

WEIGHTS = {"title": 0.75, "section": 0.55, "table": 0.8, "anchor": 0.25}
"""What one piece of evidence alone is worth: a title or a full table decides, one line does not."""


class Role(StrEnum):
    """What a piece of evidence says."""

    TITLE = "title"
    SECTION = "section"
    TABLE = "table"
    ANCHOR = "anchor"


@dataclass(frozen=True, slots=True)
class Evidence:
    """`n_blocks` blocks from `index` on speak for a kind.

    `length` breaks ties: longer is surer. `is_last_word` says that the title ends as this kind's
    titles do, which decides what the document is: 关于公布…名单的通知 is a notice, not a list.
    """

    kind: Kind
    role: Role
    index: int
    n_blocks: int
    score: float
    length: int
    text: str
    page_no: int
    fit: Fit | None = None
    is_last_word: bool = False

    @property
    def weight(self) -> float:
        """Probability-like weight of this evidence on its own."""
        return WEIGHTS[self.role] * self.score

    @property
    def reason(self) -> str:
        """For the ledger, Chinese first."""
        names = {"title": "标题", "section": "分表标题", "table": "表格", "anchor": "特征行"}
        return (
            f"第{self.page_no}页{names[self.role]}“{self.text}”"
            f" / {self.role} on page {self.page_no} ({self.score:.2f})"
        )


def find_title(blocks: Sequence[Block], index: int, kinds: Sequence[Kind]) -> Evidence | None:
    """The best title of any kind that begins with this row, over at most three rows of a page."""
    first = blocks[index]
    if first.row is None or LIST_NUMBER.match(first.legible):
        return None
    if CONTENTS_LINE.search(first.legible) or NUMBER_LINE.fullmatch(first.legible.rstrip()):
        return None
    mark = ANNEX_MARK.match(first.legible)
    if mark and (mark.end() >= len(first.text.rstrip()) or not mark.group("number")):
        return None
    rows = _rows_of_page(blocks, index)
    body = median(row.box.height for row in rows)
    if _is_in_paragraph(first.row, rows):
        return None
    found: list[Evidence] = []
    for n_rows in range(1, MAX_TITLE_ROWS + 1):
        window = blocks[index : index + n_rows]
        if len(window) < n_rows or (n_rows > 1 and not _goes_on(window[-2], window[-1])):
            break
        start = mark.end() if mark else 0
        printed = "".join(block.text for block in window)[start:]
        text = legible(printed)
        if len(text) > MAX_TITLE_LENGTH or NO_TITLE.search(text) or LIST_NUMBER.match(text):
            break
        within = len(text) if _is_display(window, body) else len(first.text) - start
        for kind in kinds:
            found += [
                Evidence(
                    kind, title.role, index, n_rows, title.score, title.length, printed,
                    first.page_no, is_last_word=title.is_last_word,
                )
                for title in _title_scores(kind, text, within)
            ]  # fmt: skip
    return max(
        found,
        key=lambda e: (round(e.score, 1), e.is_last_word, e.length, e.score, -e.n_blocks),
        default=None,
    )


def _goes_on(above: Block, block: Block) -> bool:
    """Whether a row can be the next row of a title: near, of like size, and no new item."""
    if above.row is None or block.row is None or above.page_no != block.page_no:
        return False
    if LIST_NUMBER.match(block.legible) or ANNEX_MARK.match(block.legible):
        return False
    heights = sorted((max(above.row.box.height, 1), max(block.row.box.height, 1)))
    is_near = block.row.box.y0 - above.row.box.y1 <= MAX_TITLE_GAP * heights[0]
    return is_near and heights[1] <= MAX_SIZE_STEP * heights[0]


def _rows_of_page(blocks: Sequence[Block], index: int) -> list[Row]:
    """The rows of the page on which a block stands."""
    page_no = blocks[index].page_no
    start, end = index, index + 1
    while start > 0 and blocks[start - 1].page_no == page_no:
        start -= 1
    while end < len(blocks) and blocks[end].page_no == page_no:
        end += 1
    return [block.row for block in blocks[start:end] if block.row]


def _is_in_paragraph(row: Row, rows: Sequence[Row]) -> bool:
    """Whether a row stands amid running text: the row before it runs on, or it runs on itself.

    Plain text shows no margins, so there no row is told to.
    """
    if row.strip.pieces[0].is_plain:
        return False
    at = next(index for index, other in enumerate(rows) if other is row)
    column = _Column(
        min(other.box.x0 for other in rows),
        max(other.box.x1 for other in rows),
        median([b.box.y0 - a.box.y0 for a, b in pairwise(rows)] or [0]),
    )
    if at > 0 and _runs_on(rows[at - 1], row, column):
        return True
    return at + 1 < len(rows) and _runs_on(row, rows[at + 1], column)


@dataclass(frozen=True, slots=True)
class _Column:
    """The page's column of text: its margins, and how far apart its rows mostly stand."""

    left: int
    right: int
    pitch: float


def _runs_on(row: Row, following: Row, column: _Column) -> bool:
    """Whether a full row goes on in the next one: same size, from the left margin, no full stop.

    A full row reaches the right margin from the left one (or its indent); a document number set
    flush right does not. The next row stands as near as rows of a paragraph do.
    """
    heights = sorted((max(row.box.height, 1), max(following.box.height, 1)))
    height = heights[0]
    is_full = row.box.x0 <= column.left + MAX_INDENT * height
    is_full = is_full and row.box.x1 >= column.right - 1.5 * height
    is_full = is_full and not _is_centred(row, column, height)
    is_full = is_full and not NO_TITLE.search(row.legible[-1:])
    is_next = 0 <= following.box.y0 - row.box.y0 < min(3 * height, ROW_PITCH * column.pitch + 1)
    at_margin = following.box.x0 <= column.left + height / 2
    return is_full and is_next and at_margin and heights[1] <= SAME_LINE_SIZE * height


def _is_centred(row: Row, column: _Column, height: int) -> bool:
    """Whether a row stands off both margins alike: a wide title, as no row of a paragraph does."""
    left, right = row.box.x0 - column.left, column.right - row.box.x1
    return min(left, right) >= height / 2 and abs(left - right) <= height / 2


def _is_display(window: Sequence[Block], body: float) -> bool:
    """Whether several rows are all of one size and larger than the body: one title in large type.

    Without that, what stands above a title's first known words is not taken for a part of it.
    """
    heights = [block.row.box.height for block in window if block.row]
    return min(heights) >= DISPLAY_SIZE * body and max(heights) <= SAME_SIZE * min(heights)


@dataclass(frozen=True, slots=True)
class _Title:
    """A kind's title that fits: its role, how well, how many letters it asks for, and its end."""

    role: Role
    score: float
    length: int
    is_last_word: bool


def _title_scores(kind: Kind, text: str, within: int) -> list[_Title]:
    """A kind's titles that fit and begin `within` the text."""
    patterns = [(Role.TITLE, pattern) for pattern in kind.recognise.titles]
    patterns += [(Role.SECTION, pattern) for pattern in kind.recognise.sections]
    ends = (fold(text), fold(BRACKETED_TAIL.sub("", text)))
    found: list[_Title] = []
    for role, pattern in patterns:
        match = match_title(text, pattern)
        if match is not None and match.score >= SURE and match.start < within:
            last = fold([part for part in pattern.split("*") if part][-1])
            is_last_word = any(end.endswith(last) for end in ends)
            length = len(fold(pattern.replace("*", "")))
            found.append(_Title(role, round(match.score, 3), length, is_last_word))
    return found


@lru_cache(maxsize=65536)
def match_title(text: str, pattern: str) -> Match | None:
    """Match a title; its bracketed tail counts only where the pattern asks for it.

    A text inside 《》 is cited, not entitled so.
    """
    if text.rstrip().endswith(CLOSING_QUOTE) and not pattern.endswith(CLOSING_QUOTE):
        return None
    bare = BRACKETED_TAIL.sub("", text)
    matches = [match for t in {text, bare} if t and (match := match_pattern(t, pattern))]
    best = max(matches, key=lambda match: match.score, default=None)
    if best is not None and any(quote in text[: best.start] for quote in OPENING_QUOTES):
        return None
    return best


def title_score(text: str, pattern: str) -> float:
    """How well a text is a title, 0-1."""
    match = match_title(text, pattern)
    return match.score if match else 0.0


def fit_kinds(block: Block, index: int, kinds: Sequence[Kind]) -> list[Evidence]:
    """What a table could be, best first."""
    if block.grid is None:
        return []
    found: list[Evidence] = []
    for kind in kinds:
        fit = fit_table(block.grid, kind)
        if fit is not None:
            text = _table_text(block)
            score = round(fit.score, 3)
            found.append(Evidence(kind, Role.TABLE, index, 1, score, 0, text, block.page_no, fit))
    return sorted(found, key=lambda evidence: -evidence.score)


def _table_text(block: Block) -> str:
    assert block.grid is not None
    return " | ".join(cell.text for cell in block.grid.row(0))[:40]


def find_anchor(block: Block, index: int, kind: Kind) -> Evidence | None:
    """Whether a row is one that only this kind has: an anchor, or a heading of its outline."""
    if block.row is None:
        return None
    text = LIST_NUMBER.sub("", block.legible)
    patterns = [*kind.recognise.anchors, *outline_titles(kind)]
    score = max((title_score(text, pattern) for pattern in patterns), default=0.0)
    if score < SURE:
        return None
    return Evidence(kind, Role.ANCHOR, index, 1, round(score, 3), 0, block.text, block.page_no)


def outline_titles(kind: Kind) -> list[str]:
    """All headings of a kind's outline."""
    if kind.outline is None:
        return []
    return [
        title for section in kind.outline.sections for title in (section.title, *section.children)
    ]


def title_strip(blocks: Sequence[Block], evidence: Evidence) -> Strip:
    """The rows of a title as one strip."""
    rows = blocks[evidence.index : evidence.index + evidence.n_blocks]
    return join_strips(block.strip for block in rows)
