"""A day that running text names: behind a label (截止时间为…), or before a word (…前报送)."""

from __future__ import annotations

import re

from pipeline.extract.kinds.kind import Field
from pipeline.extract.kinds.matching import find_label, fold
from pipeline.extract.kinds.patterns import DATE
from pipeline.extract.kinds.strip import Strip

DATE_REACH = 24
"""A date stands within this many characters behind its label."""

MONTH_AND_DAY = re.compile(r"(?<![0-9年])[0-9]{1,2}\s*月\s*[0-9]{1,2}\s*[日号]")
"""A day of the year that the letter was written in."""

HOUR = re.compile(
    r"\s*(?:[(（][^()（）]{1,12}[)）])?\s*(?:[上下]午|中午|晚上|晚)?\s*"
    r"(?:[0-9]{1,2}\s*(?:[:：]\s*[0-9]{2}|[时点](?:\s*[0-9]{1,2}\s*分)?整?))?\s*"
    r"(?:[(（][^()（）]{1,12}[)）])?\s*(?:下班)?"
)
"""Weekday and hour between a date and 前: （星期五）下午17:00."""


def read_deadline(body: Strip, spec: Field) -> list[Strip]:
    """The day behind the first of the field's labels, else the one before one of its words."""
    for label in spec.labels:
        match = find_label(body, label)
        if match is not None:
            rest = body.cut(match.end, match.end + DATE_REACH)
            date = DATE.search(rest.legible) or MONTH_AND_DAY.search(rest.legible)
            if date is not None:
                return [rest.cut(date.start(), date.end()).trimmed()]
    words = tuple(map(fold, spec.before))
    for pattern in (DATE, MONTH_AND_DAY):
        for date in pattern.finditer(body.legible):
            hour = HOUR.match(body.legible, date.end())
            end = hour.end() if hour else date.end()
            if fold(body.text[end : end + 8]).startswith(words):
                return [body.cut(date.start(), date.end()).trimmed()]
    return []
