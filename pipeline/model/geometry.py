"""Where something is: boxes, regions on pages, and the transform between raw and upright pages."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, order=True)
class Box:
    """Axis-aligned rectangle in pixels, `x0 <= x < x1`, `y0 <= y < y1`, top-left origin."""

    x0: int
    y0: int
    x1: int
    y1: int

    @property
    def width(self) -> int:
        """Width in pixels."""
        return self.x1 - self.x0

    @property
    def height(self) -> int:
        """Height in pixels."""
        return self.y1 - self.y0

    @property
    def area(self) -> int:
        """Area in square pixels; 0 for an empty or inverted box."""
        return max(0, self.width) * max(0, self.height)

    @property
    def centre(self) -> tuple[float, float]:
        """(x, y) of the middle."""
        return (self.x0 + self.x1) / 2, (self.y0 + self.y1) / 2

    def union(self, other: Box) -> Box:
        """Smallest box around both."""
        return Box(
            min(self.x0, other.x0),
            min(self.y0, other.y0),
            max(self.x1, other.x1),
            max(self.y1, other.y1),
        )

    def intersection(self, other: Box) -> Box:
        """Common part; its `area` is 0 when the boxes do not meet."""
        return Box(
            max(self.x0, other.x0),
            max(self.y0, other.y0),
            min(self.x1, other.x1),
            min(self.y1, other.y1),
        )

    def contains_point(self, x: float, y: float) -> bool:
        """Whether the point lies inside (upper and left edge included)."""
        return self.x0 <= x < self.x1 and self.y0 <= y < self.y1


def enclosing_box(boxes: Iterable[Box]) -> Box:
    """Return the smallest box around all `boxes`.

    Raises:
        ValueError: When there are none.
    """
    boxes = list(boxes)
    if not boxes:
        raise ValueError("no boxes to enclose")
    return Box(
        min(b.x0 for b in boxes),
        min(b.y0 for b in boxes),
        max(b.x1 for b in boxes),
        max(b.y1 for b in boxes),
    )


@dataclass(frozen=True, slots=True, order=True)
class Region:
    """A box on a page of the source file, in raw-page pixels.

    For plain text input `box` is `Box(first_column, line_no, last_column, line_no + 1)` in
    characters and 1-based lines, so a value can still be found by eye.
    """

    page_no: int
    box: Box


@dataclass(frozen=True, slots=True)
class PageTransform:
    """How the upright page maps back to the raw page.

    `matrix` is the row-major 3x3 homography upright -> raw. `bend` holds, for equally spaced
    columns of the upright page (first at x = 0, last at x = upright_width), how many pixels lower
    the paper's curl makes a line stand than the homography alone says; empty for a flat page.
    """

    matrix: tuple[float, ...]
    upright_width: int
    upright_height: int
    bend: tuple[float, ...] = ()


def identity_transform(width: int, height: int) -> PageTransform:
    """Return the transform of a page that already stands upright."""
    return PageTransform((1.0, 0.0, 0.0, 0.0, 1.0, 0.0, 0.0, 0.0, 1.0), width, height)
