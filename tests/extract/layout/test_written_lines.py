"""A line of writing is no row boundary; a rule that lost ink still is."""

from __future__ import annotations

from dataclasses import replace

import cv2
import numpy as np

from pipeline.extract.layout.boundary import Boundary
from pipeline.extract.layout.cell_lines import TextInk
from pipeline.extract.layout.grid import Grid
from pipeline.extract.layout.written_lines import drop_written_lines
from tests.extract.pictures import draw_text


def boundary(level: float) -> Boundary:
    return Boundary(np.array([0.0, 600.0]), np.array([level, level]))


def grid(middle: list[float]) -> Grid:
    across = np.array([[1.0, 1.0], middle, [1.0, 1.0]])
    down = np.array([[1.0, 1.0], [0.0, 0.6], [1.0, 1.0]])
    rows = tuple(boundary(level) for level in (0, 115, 300))
    cols = tuple(boundary(level) for level in (0, 300, 600))
    return Grid(rows, cols, across, down)


def writing() -> TextInk:
    page = np.full((320, 620), 255, np.uint8)
    draw_text(page, 20, 100, 16)
    return TextInk(np.asarray(255 - page, np.uint8), 30.0)


def test_a_line_of_writing_is_taken_out_and_its_edges_joined() -> None:
    joined = drop_written_lines(grid([0.6, 0.7]), writing())
    assert [row.level for row in joined.rows] == [0, 300]
    assert joined.across.shape == (2, 2)
    # 0.0 over 115 px and 0.6 over 185 px
    assert joined.down[1, 0] == 0.6 * 185 / 300


def test_one_well_drawn_edge_keeps_the_boundary() -> None:
    assert len(drop_written_lines(grid([0.6, 0.9]), writing()).rows) == 3


def test_a_fold_that_goes_on_beside_the_table_is_taken_out() -> None:
    found = grid([0.6, 0.98])
    fold = Boundary(np.array([-80.0, 600.0]), np.array([115.0, 115.0]))
    folded = replace(found, rows=(found.rows[0], fold, found.rows[2]))
    assert [row.level for row in drop_written_lines(folded, writing()).rows] == [0, 300]


def test_a_broken_rule_without_writing_across_it_stays() -> None:
    mask = np.zeros((320, 620), np.uint8)
    for start in range(0, 600, 60):
        cv2.line(mask, (start, 115), (start + 30, 115), 255, 2)
    assert len(drop_written_lines(grid([0.5, 0.5]), TextInk(mask, 30.0)).rows) == 3
