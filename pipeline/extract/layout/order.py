"""Reading order of lines: rows of overlapping height from the top, left to right inside a row."""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.model.geometry import Box


def reading_order(boxes: Sequence[Box]) -> list[int]:
    """Return the indices of `boxes` in reading order."""
    return [index for row in _rows(boxes) for index in row]


def reading_rows(boxes: Sequence[Box]) -> list[list[Box]]:
    """Return the rows of boxes that stand beside each other, each from left to right."""
    return [[boxes[index] for index in row] for row in _rows(boxes)]


def _rows(boxes: Sequence[Box]) -> list[list[int]]:
    rows: list[list[int]] = []
    for index in sorted(range(len(boxes)), key=lambda i: boxes[i].centre[1]):
        row = rows[-1] if rows else None
        if row is not None and _same_row(boxes[row[-1]], boxes[index]):
            row.append(index)
        else:
            rows.append([index])
    return [sorted(row, key=lambda i: boxes[i].x0) for row in rows]


def _same_row(one: Box, other: Box) -> bool:
    overlap = min(one.y1, other.y1) - max(one.y0, other.y0)
    return overlap > 0.5 * min(one.height, other.height)
