"""Names whose line has room for a character that was not read: 明 for 三明, 江 for 三江.

A recogniser that drops a character shows no doubt in the others, but the line stays as wide as it
was printed. In one column of a page all names are set in one size, so their widths grow by the
same step with each character, and a line that is wider than its characters ask for has lost one.
Only names of one line, all of Chinese characters, are compared, and only where columns are tidy.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import combinations
from statistics import median

from pipeline.model.correction import CleanReading
from pipeline.model.document import Reading, ValueType

NAMES = frozenset({ValueType.CLUSTER_NAME, ValueType.ORGANISATION})
FEWEST = 5
"""Names of a column that show the step, at least."""
ROOM = (0.35, 1.6)
"""Characters by which a line is too wide when it lost one; a box that is wider still holds ink of
another kind. Measured on three sets of 96 to 112 made scans: of 11,700 names 98 % lie within 0.3,
and of the 9 that were accepted without one of their characters every one lies in this range."""
TIDY = 0.1
"""A column of which more names do not fit tells nothing: shading or other ink widens its lines."""
_MOST = 40
"""Names of a column that are compared with each other, at most; a page has fewer."""


@dataclass(frozen=True, slots=True)
class _Line:
    cell_id: str
    length: int
    width: int


def cells_with_room(
    readings: Iterable[Reading], cleaned: Mapping[str, CleanReading]
) -> frozenset[str]:
    """Return the cells whose line is wider than its clean text by about a character."""
    found: set[str] = set()
    for column in _columns(readings, cleaned):
        spare = dict(_spare_room(column))
        untidy = sum(abs(room) > ROOM[0] for room in spare.values())
        if untidy <= max(1.0, TIDY * len(column)):
            found.update(cell for cell, room in spare.items() if ROOM[0] < room <= ROOM[1])
    return frozenset(found)


def _columns(
    readings: Iterable[Reading], cleaned: Mapping[str, CleanReading]
) -> Iterable[list[_Line]]:
    """The names of one line, by page, table and column."""
    columns: dict[tuple[int, str, str], list[_Line]] = defaultdict(list)
    for reading in readings:
        clean = cleaned.get(reading.cell_id)
        own = reading.value_type in NAMES and reading.inherited_from is None
        if clean is None or not own or len(reading.regions) != 1:
            continue
        if _is_chinese(clean.text_clean):
            (region,) = reading.regions
            line = _Line(
                reading.cell_id, len(clean.text_clean), max(region.box.width, region.box.height)
            )
            columns[region.page_no, reading.cell_id.split("/")[-3], reading.column].append(line)
    return columns.values()


def _spare_room(column: list[_Line]) -> Iterator[tuple[str, float]]:
    """Yield by how many characters each line is wider than its text (Theil-Sen over the column)."""
    steps = [
        (one.width - other.width) / (one.length - other.length)
        for one, other in combinations(column[:_MOST], 2)
        if one.length != other.length
    ]
    if len(column) < FEWEST or not steps or (step := median(steps)) <= 0:
        return
    edge = median(line.width - step * line.length for line in column)
    for line in column:
        yield line.cell_id, (line.width - edge) / step - line.length


def _is_chinese(text: str) -> bool:
    return len(text) > 1 and all("\u4e00" <= char <= "\u9fff" for char in text)
