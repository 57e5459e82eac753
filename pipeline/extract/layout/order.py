"""Reading order of lines: rows of overlapping height from the top, left to right inside a row."""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.model.geometry import Box


def reading_order(boxes: Sequence[Box]) -> list[int]:
    """Return the indices of `boxes` in reading order."""
    rows: list[list[int]] = []
    for index in sorted(range(len(boxes)), key=lambda i: boxes[i].centre[1]):
        row = rows[-1] if rows else None
        if row is not None and _same_row(boxes[row[-1]], boxes[index]):
            row.append(index)
        else:
            rows.append([index])
    return [index for row in rows for index in sorted(row, key=lambda i: boxes[i].x0)]


def _same_row(one: Box, other: Box) -> bool:
    overlap = min(one.y1, other.y1) - max(one.y0, other.y0)
    return overlap > 0.5 * min(one.height, other.height)
