"""Lines of running text that start behind their page's margin: a sign before them was not read.

Where a text was set without regard to punctuation, a comma may begin a line. It is small, and so
the detector leaves it out, or it was taken for dust; the line keeps its place. A page's margin is
told by all lines of its paragraphs but their first ones, and may lean.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import combinations
from statistics import median

from pipeline.model.document import Reading, ValueType
from pipeline.model.geometry import Box

MARK_LOST = "mark-lost"
"""The doubt of such a text, as of one in which a mark was nearly read. Measured on fifteen sets of
56 made scans: of 13 cells with such a line all were wrong."""
FEWEST = 5
"""Lines of a page that show its margin."""
BEHIND = (0.6, 1.6)
"""Line heights behind the margin at which a line lacks its first sign: a comma takes one character,
an indent of two takes more."""
TIDY = 0.35
"""Share of a page's lines that may stand off its margin; more of them show that it has none."""
_MOST = 40


@dataclass(frozen=True, slots=True)
class _Line:
    cell_id: str
    box: Box


def cells_that_hang(readings: Iterable[Reading]) -> frozenset[str]:
    """Return the cells of running text of which a line starts behind its page's margin."""
    pages: dict[int, list[_Line]] = defaultdict(list)
    for reading in readings:
        if reading.value_type is ValueType.TEXT and reading.inherited_from is None:
            for page_no, line in _continuing(reading):
                pages[page_no].append(line)
    return frozenset(cell for lines in pages.values() for cell in _hanging(lines))


def _continuing(reading: Reading) -> Iterator[tuple[int, _Line]]:
    """Yield (page, line) of all lines but the first, which may be indented."""
    for region in reading.regions[1:]:
        yield region.page_no, _Line(reading.cell_id, region.box)


def _hanging(lines: list[_Line]) -> Iterator[str]:
    if len(lines) < FEWEST or any(line.box.height > line.box.width for line in lines):
        return
    lean = _lean([line.box for line in lines])
    starts = [line.box.x0 - lean * line.box.y0 for line in lines]
    margin = median(starts)
    off = [(start - margin) / line.box.height for start, line in zip(starts, lines, strict=True)]
    if sum(abs(share) > BEHIND[0] / 2 for share in off) > max(1.0, TIDY * len(lines)):
        return
    for share, line in zip(off, lines, strict=True):
        if BEHIND[0] <= share <= BEHIND[1]:
            yield line.cell_id


def _lean(boxes: list[Box]) -> float:
    """By how many pixels the margin moves with each one down the page (Theil-Sen)."""
    slopes = [
        (below.x0 - above.x0) / (below.y0 - above.y0)
        for above, below in combinations(boxes[:_MOST], 2)
        if below.y0 != above.y0
    ]
    return median(slopes) if slopes else 0.0
