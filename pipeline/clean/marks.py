"""Blanks and stray marks that an OCR leaves between characters.

Chinese is written without blanks, so blanks beside a hanzi go. A stray mark (`|`, a lone `l`, a
mark of punctuation) goes only where it cannot belong: the table says where that is for each.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from enum import StrEnum

from pipeline.clean.draft import Change, Draft
from pipeline.model.text import Glyph

LONGEST_PLACE = 12
_BLANK = re.compile(r"\s")
_HANZI = "\u3400-\u9fff〇"
_POINTS = "。，、．.,·:：;；'‘’"


class MarkPlace(StrEnum):
    """Where a mark cannot belong."""

    BETWEEN_HANZI = "between-hanzi"
    BESIDE_HANZI = "beside-hanzi"
    INSIDE_PLACE = "inside-place"


@dataclass(frozen=True, slots=True)
class JunkMark:
    """A stray mark and where it is taken out; `reference` is its line in junk.tsv."""

    mark: str
    where: MarkPlace
    example: str
    reference: str


def close_up(draft: Draft) -> None:
    """Take out the blanks of a Chinese text and those at the ends; keep those of Latin words."""
    text = draft.text
    if _BLANK.search(text) is None:
        return
    gone = {m.start() + k for m in re.finditer(r"\s+", text) for k in range(len(m.group()))}
    kept = (
        r"(?<=[A-Za-z])\s+(?=[A-Za-z])"
        if re.search(f"[{_HANZI}]", text)
        else r"(?<=[!-~])\s+(?=[!-~])"
    )
    for match in re.finditer(kept, text):
        gone -= set(range(match.start(), match.end()))
    if gone:
        _drop(draft, gone, Change("spacing", "汉字间不留空格 no blanks between hanzi", 1.0))


_FULL_WIDTH = {",": "，", ":": "：", ";": "；"}
_BOTH_HANZI = re.compile(f"[{_HANZI}]{{2}}")
WIDTH_SHARE = 0.05
"""Probability from which the full form of a mark came near enough to be the one that is printed."""


def widen_marks(draft: Draft) -> None:
    """Give a mark between hanzi its full width where the recogniser nearly did.

    Both are one mark, and Chinese print has the full one; a figure's own (1,280) stay as they are.
    """
    inked = [(at, glyph) for at, glyph in enumerate(draft.glyphs) if glyph.char]
    for (_, before), (at, glyph), (_, behind) in zip(inked, inked[1:], inked[2:], strict=False):
        full = _FULL_WIDTH.get(glyph.char, "")
        share = dict(glyph.alternatives).get(full, 0.0)
        if full and share >= WIDTH_SHARE and _BOTH_HANZI.match(before.char + behind.char):
            evidence = f"汉字间的标点为全角，识别备选概率 {share:.2f} full width between hanzi"
            draft.replace_span(at, at + 1, full, Change("mark-width", evidence, 0.99))


def strip_marks(draft: Draft, marks: Sequence[JunkMark], inside_place: Collection[str]) -> None:
    """Take out stray marks. `inside_place` are the names a mark inside of which cannot belong."""
    text = draft.text
    for mark in marks:
        if mark.mark not in text:
            continue
        found = [m.start() for m in re.finditer(re.escape(mark.mark), text)]
        gone = {at + k for at in found for k in range(len(mark.mark)) if _is_stray(text, at, mark)}
        if mark.where is MarkPlace.INSIDE_PLACE:
            gone = _inside_a_place(text, mark.mark, inside_place)
        if gone:
            evidence = f"杂点 {mark.mark} 不可能属于此处 a mark that cannot belong here"
            _drop(draft, gone, Change("stray-mark", evidence, 0.999, mark.reference))
            text = draft.text


_EDGE = re.compile(rf"^[{_POINTS}]+(?=[{_HANZI}])|(?<=[{_HANZI}）)])[{_POINTS}]+$")
_LONE = re.compile(rf"^[^{_HANZI}（(《“](?=[{_HANZI}])|(?<=[{_HANZI}])[^{_HANZI}）)》”]$")
_INNER = re.compile(rf"(?<=[{_HANZI}])[。．.·:：;；'‘’](?=[{_HANZI}])")
UNSURE = 0.9
"""A lone sign in a name below this score is a speck: on 110 dpi scans specks read 0.29 to 0.83."""


def strip_edges(draft: Draft) -> None:
    """Take marks of punctuation off both ends of a name: no name begins or ends with one."""
    gone = {at for m in _EDGE.finditer(draft.text) for at in range(m.start(), m.end())}
    if gone:
        evidence = "名称首尾没有标点 no name begins or ends with punctuation"
        _drop(draft, gone, Change("stray-mark", evidence, 0.999))


def strip_specks(draft: Draft, *, begins_well: bool = True) -> None:
    """Take out of a name the specks that were read, unsurely, as signs.

    At its ends that is any lone sign beside a hanzi, inside only points that names do not hold.
    Unless the name `begins_well` without its first sign, a letter or digit there may be a misread
    character of the place (3梁 for 吕梁) and stays as evidence.
    """
    text = draft.text
    found = {m.start() for pattern in (_LONE, _INNER) for m in pattern.finditer(text)}
    if not found:
        return
    owner = [at for at, glyph in enumerate(draft.glyphs) if glyph.char]
    if len(owner) != len(text):
        return
    gone = {at for at in found if draft.glyphs[owner[at]].score < UNSURE}
    left = "".join(char for at, char in enumerate(text) if at not in gone)
    confirmed = any(other.text_ocr == left for other in draft.reading.others)
    if not (confirmed or begins_well) and text[:1].isalnum():
        gone.discard(0)
    if not gone:
        return
    evidence = (
        "另一识别器未见此点 the other reader saw no such mark"
        if confirmed
        else "名称中没有这样的孤立符号 no name holds such a lone sign; it was read unsurely"
    )
    _drop(draft, gone, Change("stray-mark", evidence, 0.99 if confirmed else 0.95))


def _is_stray(text: str, at: int, mark: JunkMark) -> bool:
    before, after = text[:at], text[at + len(mark.mark) :]
    left = bool(re.search(f"[{_HANZI}]$", before))
    right = bool(re.match(f"[{_HANZI}]", after))
    if mark.where is MarkPlace.BETWEEN_HANZI:
        return left and right
    if mark.where is MarkPlace.BESIDE_HANZI:
        return (left or not before) and (right or not after) and (left or right)
    return False


def _inside_a_place(text: str, mark: str, names: Collection[str]) -> set[int]:
    """Positions of a mark that stands inside the first letters of a name, once per text."""
    bare = text.replace(mark, "", 1)
    at = text.index(mark)
    ends = range(at + 1, min(len(bare), LONGEST_PLACE) + 1)
    if at > 0 and any(bare[:end] in names for end in ends):
        return set(range(at, at + len(mark)))
    return set()


def _drop(draft: Draft, gone: set[int], change: Change) -> None:
    kept: list[Glyph] = []
    position = 0
    for glyph in draft.glyphs:
        width = len(glyph.char)
        if not width or position not in gone:
            kept.append(glyph)
        position += width
    draft.replace_all(kept, change)
