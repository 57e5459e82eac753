"""Whether running text lacks a mark at the edge of a line, where a recogniser's crop may end.

Told from the setting alone: text ends with a full stop, and its lines begin and end at the margins
unless a mark stands there.
"""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.extract.kinds.strip import Strip
from pipeline.model.geometry import Box

CLOSING = "。；;！!？?：:…”）)》"
MARKS = CLOSING + "，,、.“（(《—-%％"

EM = 0.85
"""Width of a character by the height of its line's box."""

SET_IN = (0.6, 1.5)
"""A line that begins this many characters from the margin has lost the mark before it; a
paragraph's first line is set in by two."""


def lacks_edge_mark(rows: Sequence[Strip]) -> bool:
    """Whether a text's last line has no stop, or a line in it is set in by one character."""
    written = [row for row in rows if row.text.strip()]
    if not written or any(piece.is_plain for row in written for piece in row.pieces):
        return False
    last = written[-1].legible.rstrip()
    return last[-1:] not in CLOSING or any(_is_set_in(row, written) for row in written[1:])


def _is_set_in(row: Strip, rows: Sequence[Strip]) -> bool:
    first = row.pieces[0]
    edges = [_box(r).x0 for r in rows if r.pieces[0].page_no == first.page_no]
    gap = (_box(row).x0 - min(edges)) / (EM * max(_box(row).height, 1))
    return SET_IN[0] < gap < SET_IN[1] and row.text[:1] not in MARKS


def _box(row: Strip) -> Box:
    return row.pieces[0].upright
