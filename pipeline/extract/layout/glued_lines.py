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
SPECK = 0.012
"""Ink, in squared character heights, of a dot of shade; a thin 1 has 0.05, a point 0.02."""
FEWEST, FREE, CROSSED = 2, 4, 5
"""Rows that must show two lines, or lines that are free at the place, and one in how many may have
print there all the same."""
WIDER, MOST_GAPS = 1.25, 75
"""How much wider a gap between columns is than those between the characters of its line, up to this
percentile of them: full cells of spaced print end one after another where all gaps are 0.3 to 0.4
wide, and of a line that crumbled on a fax all characters stand 0.4 to 0.6 apart."""


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
    """Return from where to where a line has print without a gap that stands out, on the page."""
    left = max(0, box.x0)
    window = text.mask[max(0, box.y0) : box.y1, left : box.x1] > 0
    ink = window.sum(axis=0)
    found = [
        (left + start, left + end)
        for start, end in runs(ink > 0, 1)
        if ink[start:end].sum() > SPECK * text.em * text.em
    ]
    gaps = [after[0] - before[1] for before, after in pairwise(found)]
    spans = found[:1]
    for i, (start, end) in enumerate(found[1:]):
        if gaps[i] >= GAP * text.em and _stands_out(gaps[i], gaps[:i] + gaps[i + 1 :]):
            spans.append((start, end))
        else:
            spans[-1] = (spans[-1][0], end)
    return spans


def _stands_out(gap: int, others: list[int]) -> bool:
    """Whether a gap is wider than those between the characters of its line."""
    return not others or gap >= WIDER * float(np.percentile(others, MOST_GAPS))


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
    free = len(across) - over
    return (two >= FEWEST or free >= FREE) and over * CROSSED <= two + free


def _is_level(one: Box, other: Box) -> bool:
    common = min(one.y1, other.y1) - max(one.y0, other.y0)
    return common > 0.5 * min(one.height, other.height)
