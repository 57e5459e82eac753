"""The offices in a letter's head: one name over several rows, or several that issue jointly.

The word that closes a red head (文件) is no part of a name, wherever print puts it: behind the
last row, beside the middle one of several offices, or broken over two rows.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from pipeline.extract.kinds.kind import Field
from pipeline.extract.kinds.matching import fold, snap
from pipeline.extract.kinds.patterns import RECEIPT_STAMP, SECRECY_MARK
from pipeline.extract.kinds.script import legible
from pipeline.extract.kinds.strip import Row, Strip, join_strips

MAX_HEAD_ROWS = 6
MAX_STAMP_ROWS = 3


def read_head(rows: Sequence[Row], spec: Field) -> list[Strip]:
    """One strip for each office that the rows name."""
    own = _without_receipt(rows)
    heads = [row.strip for row in own if _may_be_head(row.legible, spec.without)]
    offices: list[Strip] = []
    for strip in heads[-MAX_HEAD_ROWS:]:
        bare = without_ending(strip, spec.without)
        if not fold(bare.text):
            continue
        if offices and not _is_next_office(offices[-1], bare, spec.endings):
            offices[-1] = without_ending(join_strips([offices[-1], bare]), spec.without)
        else:
            offices.append(bare)
    return offices


def _without_receipt(rows: Sequence[Row]) -> Sequence[Row]:
    """The rows without those of the stamp that says who received the paper: it lies anywhere."""
    for start in range(len(rows)):
        for end in range(start + 1, min(start + MAX_STAMP_ROWS, len(rows)) + 1):
            if RECEIPT_STAMP.fullmatch("".join(row.legible.strip() for row in rows[start:end])):
                return [*rows[:start], *rows[end:]]
    return rows


def is_name(text: str) -> bool:
    """Whether a row could be an organisation's name: Chinese, and no secrecy or urgency mark."""
    chinese = sum("\u4e00" <= char <= "\u9fff" for char in text)
    return chinese >= 2 and SECRECY_MARK.match(text) is None


def without_ending(strip: Strip, endings: Sequence[str]) -> Strip:
    """The strip without the first of the endings that it ends with."""
    for ending in endings:
        pattern = r"\s*".join(map(re.escape, legible(ending))) + r"\s*$"
        match = re.search(pattern, legible(snap(strip, ending)))
        if match is not None:
            return strip.cut(0, match.start()).trimmed()
    return strip.trimmed()


def _may_be_head(text: str, without: Sequence[str]) -> bool:
    """Whether a row is a name or a piece of the closing word (件, when 文件 was broken)."""
    return is_name(text) or any(text.strip() and text.strip() in word for word in without)


def _is_next_office(office: Strip, strip: Strip, endings: Sequence[str]) -> bool:
    """Whether a row names the next of several offices: both it and the one before are complete."""
    return all(part.legible.rstrip().endswith(tuple(endings)) for part in (office, strip))
