"""`label: value` places in a row of text, and where each value ends."""

from __future__ import annotations

import re
from collections.abc import Sequence

from pipeline.extract.kinds.kind import Field
from pipeline.extract.kinds.matching import Match, find_label
from pipeline.extract.kinds.patterns import COLONS
from pipeline.extract.kinds.strip import Strip, has_gap

LabelHit = tuple[Match, Field]

NUMBER = re.compile(
    r"(?<![0-9])(?:1[0-9]{10}|(?:[(（]?0[0-9]{2,3}[)）]?\s*[-—－]?\s*)?[0-9]{7,8}(?:-[0-9]{1,6})?)"
)
"""A phone number inside a line that names persons."""

CONTACT_ROW = re.compile(
    rf"^\s*[\u4e00-\u9fff·\s]{{2,12}}(?:[(（][^()（）]*[)）])?\s*[:：]?\s*{NUMBER.pattern}"
)
"""A row that names one more person and a number, below the one with the label."""

EDGE_SIGNS = " \u3000:：∶,，;；、*·'`|"
"""Signs around a value: what parts it from its label and the next one, and specks read as signs."""

OPENING, CLOSING = "(（", ")）"


def find_labels(strip: Strip, fields: Sequence[Field]) -> list[LabelHit]:
    """`label:` places in a row, in order; of overlapping ones the longest best one.

    Behind the first one a label needs its colon only: 联系人：张三、李四电话：010-88656227.
    """
    clear: list[LabelHit] = []
    glued: list[LabelHit] = []
    for spec in fields:
        for label in spec.labels:
            match = find_label(strip, label)
            if match is None or not _is_closed(strip, match):
                continue
            (clear if _is_opened(strip, match) else glued).append((match, spec))
    hits = _apart(clear)
    if hits:
        ahead = hits[0][0].end
        glued = [hit for hit in glued if hit[0].start > ahead and _has_colon(strip, hit[0])]
        hits = _apart([*clear, *glued])
    return sorted(hits, key=lambda hit: hit[0].start)


def value_of(strip: Strip, hits: Sequence[LabelHit], number: int) -> Strip:
    """What stands behind a row's label, up to the next one; a bracket around both is left off."""
    end = hits[number + 1][0].start if number + 1 < len(hits) else len(strip.text)
    value = strip.cut(hits[number][0].end, end).trimmed(EDGE_SIGNS)
    text = value.text
    if text[-1:] and text[-1] in OPENING:
        return value.cut(0, len(text) - 1).trimmed()
    if text[-1:] and text[-1] in CLOSING and not any(sign in text for sign in OPENING):
        return value.cut(0, len(text) - 1).trimmed()
    return value


def part_numbers(value: Strip) -> tuple[list[Strip], list[Strip]]:
    """Names and phone numbers that one line gives together: 张三 010-88656227，李四 88656228."""
    names: list[Strip] = []
    numbers: list[Strip] = []
    begin = 0
    for match in NUMBER.finditer(value.legible):
        names.append(value.cut(begin, match.start()))
        numbers.append(value.cut(match.start(), match.end()))
        begin = match.end()
    names.append(value.cut(begin, len(value.text)))
    named = [name.trimmed(" \u3000:：,，;；、()（）") for name in names] if numbers else names
    return [name for name in named if name.text], numbers


def _apart(hits: Sequence[LabelHit]) -> list[LabelHit]:
    kept: list[LabelHit] = []
    for hit in sorted(hits, key=lambda hit: (-hit[0].score, hit[0].start - hit[0].end)):
        if all(hit[0].end <= k.start or hit[0].start >= k.end for k, _ in kept):
            kept.append(hit)
    return kept


def _is_opened(strip: Strip, match: Match) -> bool:
    """A label begins a row or follows a blank, a sign, a digit or a gap."""
    before = strip.text[: match.start]
    if not before.strip() or has_gap(strip, match.start):
        return True
    return before[-1] in " \u3000(（,，;；。、" or before[-1].isdigit()


def _is_closed(strip: Strip, match: Match) -> bool:
    """A colon or a gap follows a label; one with nothing behind it begins its row."""
    behind = strip.text[match.end :].lstrip()
    closed = behind[:1] in set(COLONS + ";；.") or has_gap(strip, match.end)
    return closed and (behind != "" or match.start == 0)


def _has_colon(strip: Strip, match: Match) -> bool:
    return strip.text[match.end :].lstrip()[:1] in COLONS
