"""Part detected lines that run over two columns standing close beside each other.

The detector takes full cells of two columns for one line where little more than a character is free
between them. In other rows it saw two lines with that place between them, or most of the lines that
run over the place are free there; where they say so, a line is two as well.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from pipeline.extract.layout.alignment import Span, runs
from pipeline.extract.layout.cell_lines import TextInk
from pipeline.model.geometry import Box

GAP = 0.4
"""Narrowest free width, in character heights; characters of one phrase stand 0.1 to 0.3 apart, full
cells of a list with 2 pt of padding 0.36 and more (0.7 where the line breaks left some room)."""
WIDE = 3.0
"""Width, in character heights, of the wider side; words with their letters spread are narrower."""
NEAR, BESIDE = 15.0, 9.0
"""Character heights up and down in which other rows are asked, and between two lines that tell
where their columns part: what is centred in them is often far shorter than they are wide."""
MARGIN = 0.2
"""Free width, in character heights, around the print of a part: the detector's usual margin, so
that a part reaches no further than other lines."""
FEWEST, FREE, CROSSED = 2, 4, 5
"""Rows that must show two lines, or lines that are free at the place, and one in how many may have
print there all the same."""
FEW_GAPS, WIDER = 3, 1.25
"""Gaps up to which a line is whole print, and each of them may part columns. A line that crumbled
on a fax has six and more, at the same places as all lines of one pitch that begin at one margin;
there only one that is so much wider than the others may."""


def part_glued_lines(boxes: Sequence[Box], text: TextInk) -> list[Box]:
    """Return the detected lines, those parted that run over two columns."""
    spans = [_spans(box, text) for box in boxes]
    ends = np.array([(s[0][0], s[-1][1]) if s else (0, 0) for s in spans], np.float64)
    middle = np.array([box.centre[1] for box in boxes])
    parted: list[Box] = []
    for i, box in enumerate(boxes):
        near = np.flatnonzero(np.abs(middle - middle[i]) <= NEAR * text.em)
        gaps = [
            (a[1], b[0])
            for a, b in pairwise(spans[i])
            if max(a[1] - spans[i][0][0], spans[i][-1][1] - b[0]) >= WIDE * text.em
            and _is_between((a[1] + b[0]) // 2, near, (boxes, spans, ends), text.em)
        ]
        margin = round(MARGIN * text.em)
        lefts = [box.x0, *(max(end - margin, (start + end) // 2) for start, end in gaps)]
        rights = [*(min(start + margin, (start + end) // 2) for start, end in gaps), box.x1]
        parted += [
            replace(box, x0=left, x1=right) for left, right in zip(lefts, rights, strict=True)
        ]
    return parted


def _spans(box: Box, text: TextInk) -> list[Span]:
    """Return from where to where a line has print without a gap, on the page."""
    left = max(0, box.x0)
    window = text.mask[max(0, box.y0) : box.y1, left : box.x1] > 0
    found = runs(np.any(window, axis=0), round(GAP * text.em))
    return [(left + start, left + end) for start, end in found]


def _is_between(
    place: int,
    near: NDArray[np.int64],
    lines: tuple[Sequence[Box], Sequence[Sequence[Span]], NDArray[np.float64]],
    em: float,
) -> bool:
    """Whether the place lies between two lines, or parts of one, and print of few runs over it."""
    boxes, spans, ends = lines
    first, last = ends[near].T
    before, after = near[last <= place], near[first >= place]
    two = sum(
        any(
            ends[right, 0] - ends[left, 1] <= BESIDE * em and _is_level(boxes[left], boxes[right])
            for right in after.tolist()
        )
        for left in before.tolist()
        if place - ends[left, 1] <= BESIDE * em
    )
    across = near[(first < place) & (last > place)].tolist()
    over = sum(any(start < place < end for start, end in spans[i]) for i in across)
    free = sum(_is_parted_at(place, spans[i]) for i in across)
    return (two >= FEWEST or free >= FREE) and over * CROSSED <= two + free


def _is_parted_at(place: int, spans: Sequence[Span]) -> bool:
    """Whether a line is free at the place, where not each of its characters stands apart."""
    gaps = [(a[1], b[0]) for a, b in pairwise(spans)]
    here = next((gap for gap in gaps if gap[0] <= place <= gap[1]), None)
    if here is None or len(gaps) <= FEW_GAPS:
        return here is not None
    others = max(right - left for left, right in gaps if (left, right) != here)
    return here[1] - here[0] >= WIDER * others


def _is_level(one: Box, other: Box) -> bool:
    common = min(one.y1, other.y1) - max(one.y0, other.y0)
    return common > 0.5 * min(one.height, other.height)
