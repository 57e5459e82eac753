"""The list of annexes under a letter: numbered below one label, or each with a label of its own."""

from __future__ import annotations

import re
from collections.abc import Sequence

from pipeline.extract.kinds.matching import fold, snap
from pipeline.extract.kinds.patterns import (
    ANNEX_MARK,
    COLONS,
    ITEM_NUMBER,
    LIST_NUMBER,
    is_date_line,
)
from pipeline.extract.kinds.strip import Row, Strip, join_strips

FULL_ROW = 4.0
"""A row counts as full up to this many characters from the right margin: words are not torn."""

EDGE_SIGNS = " \u3000,，;；、.．。*·'`|"
"""Signs around an item: no title ends with one, and specks are read as such."""

BRACKETS = "()（）[]【】〔〕 \u3000"
LABEL = re.compile(r"\s*(?P<word>\S\s*\S{0,3}?)(?:\s*[0-9]+\s*[-—–~至]\s*[0-9]+)?\s*[:：∶;；.]\s*")
"""A label of two to four characters, maybe with a range of numbers: 附件： 附件1-3："""


def read_list(rows: Sequence[Row], labels: Sequence[str]) -> list[Strip]:
    """The items of the last list under one of the labels, without their numbers."""
    for index in range(len(rows) - 1, -1, -1):
        rest = _behind_label(rows[index].strip, labels)
        if rest is not None:
            return _items(rows, index, rest)
    return _labelled_items(rows)


def right_margin(rows: Sequence[Row], strip: Strip) -> int:
    """Where the rows of the strip's page end."""
    page_no = strip.pieces[0].page_no
    return max(row.box.x1 for row in rows if row.page_no == page_no)


def _items(rows: Sequence[Row], index: int, first: Strip) -> list[Strip]:
    """Numbered items from a list label on; an unnumbered list has one item."""
    strips = [first] if first.text.strip() else []
    strips += [row.strip for row in rows[index + 1 :]]
    items: list[list[Strip]] = []
    edge = 0
    for strip in strips:
        number = LIST_NUMBER.match(strip.legible) or _next_number(strip, len(items))
        if number is not None:
            item = strip.cut(number.end(), len(strip.text)).trimmed()
            items.append([item])
            edge = item.pieces[0].upright.x0 if item.pieces else 0
        elif not items and strip is first:
            items.append([strip.trimmed()])
            edge = first.pieces[0].upright.x0
        elif items and _goes_on(items[-1], strip, edge, right_margin(rows, strip)):
            items[-1].append(strip.trimmed())
        else:
            break
    return [join_strips(item).trimmed(EDGE_SIGNS) for item in items]


def _next_number(strip: Strip, n_items: int) -> re.Match[str] | None:
    """The number that is due after so many items, though the mark behind it was lost."""
    number = ITEM_NUMBER.match(strip.legible) if n_items else None
    return number if number is not None and int(number[1]) == n_items + 1 else None


def _labelled_items(rows: Sequence[Row]) -> list[Strip]:
    """Items that each say 附件1： before their title, one below the other."""
    items: list[list[Strip]] = []
    edge = 0
    for row in rows:
        mark = ANNEX_MARK.match(row.legible)
        if mark and mark["number"] and mark.end() < len(row.text):
            item = row.strip.cut(mark.end(), len(row.text)).trimmed()
            items.append([item])
            edge = item.pieces[0].upright.x0
        elif items and _goes_on(items[-1], row.strip, edge, right_margin(rows, row.strip)):
            items[-1].append(row.strip.trimmed())
        elif items:
            break
    return [join_strips(item).trimmed(EDGE_SIGNS) for item in items]


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


def _behind_label(strip: Strip, labels: Sequence[str]) -> Strip | None:
    """What follows a list's label on its row (maybe nothing); None when it is no such row."""
    mark = LABEL.match(strip.text)
    if mark is None or strip.text[mark.end() : mark.end() + 1] == "":
        bare = strip.text.strip(BRACKETS + COLONS)
        return Strip() if fold(bare) in {fold(label) for label in labels} else None
    word = strip.cut(mark.start("word"), mark.end("word"))
    if any(fold(snap(word, label)) == fold(label) for label in labels):
        return strip.cut(mark.end(), len(strip.text))
    return None
