"""Whether a row is the sign-off of a letter: its date, alone or beside the office's name."""

from __future__ import annotations

import re

from pipeline.extract.kinds.patterns import SIGNED_LINE, is_date_line
from pipeline.extract.kinds.strip import Strip, has_gap


def match_office_and_date(strip: Strip) -> re.Match[str] | None:
    """Match `office   date` in one row; a gap must part them, else it is running text."""
    match = SIGNED_LINE.match(strip.legible)
    if match is None:
        return None
    is_apart = match.end("name") < match.start("date") or has_gap(strip, match.start("date"))
    return match if is_apart else None


def is_signed(strip: Strip) -> bool:
    """Whether a row is a date, or an office and a date."""
    return is_date_line(strip.legible) or match_office_and_date(strip) is not None
