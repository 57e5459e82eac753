"""Ruled grids that are none: rules of which little is left, or grain that was taken for rules."""

from __future__ import annotations

import numpy as np
import pytest

from pipeline.extract.layout.boundary import Boundary
from pipeline.extract.layout.box_index import BoxIndex
from pipeline.extract.layout.cell_lines import TextInk
from pipeline.extract.layout.grid import Grid
from pipeline.extract.layout.plan import Ground
from pipeline.extract.layout.wrecks import find_wrecks

EM = 52.0
"""Of a page with little more than a title."""


@pytest.mark.parametrize(
    ("rows", "is_wreck"),
    [
        ((1589, 1602, 1648, 1661, 1672, 1684), True),
        ((0, 81, 123, 165, 206, 248, 290, 331), False),
        ((0, 60, 72, 132, 144, 204, 216), False),
        ((0, 40), False),
    ],
    ids=["grain", "empty-form", "double-rules", "one-row"],
)
def test_a_grid_in_which_few_rows_have_room_for_writing_is_none(
    rows: tuple[int, ...], is_wreck: bool
) -> None:
    lines, cols = (
        tuple(Boundary(np.array([0.0, 900.0]), np.array([float(at)] * 2)) for at in places)
        for places in (rows, (100, 400, 900))
    )
    grid = Grid(lines, cols, np.ones((len(lines), 2)), np.ones((3, len(lines) - 1)))
    text = TextInk(np.zeros((1800, 1000), np.uint8), EM)
    assert find_wrecks([grid], Ground(text, text, BoxIndex([])), 1.0) == (
        [grid] if is_wreck else []
    )
