"""Neither a line of writing nor a fold is a row boundary; a rule that lost ink still is."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import cv2
import numpy as np
import pytest

from pipeline.extract.image import straighten
from pipeline.extract.layout import read_layout
from pipeline.extract.layout.boundary import Boundary
from pipeline.extract.layout.cell_lines import TextInk
from pipeline.extract.layout.grid import Grid
from pipeline.extract.layout.written_lines import drop_slivers, drop_written_lines
from tests.extract.pictures import MarkReader, draw_text, roster


def boundary(level: float) -> Boundary:
    return Boundary(np.array([0.0, 600.0]), np.array([level, level]))


def grid(middle: list[float]) -> Grid:
    across = np.array([[1.0, 1.0], middle, [1.0, 1.0]])
    down = np.array([[1.0, 1.0], [0.0, 0.6], [1.0, 1.0]])
    rows = tuple(boundary(level) for level in (0, 115, 300))
    cols = tuple(boundary(level) for level in (0, 300, 600))
    return Grid(rows, cols, across, down)


def writing(count: int = 16) -> TextInk:
    page = np.full((320, 620), 255, np.uint8)
    draw_text(page, 20, 100, count)
    return TextInk(np.asarray(255 - page, np.uint8), 30.0)


def test_a_line_of_writing_is_taken_out_and_its_edges_joined() -> None:
    joined = drop_written_lines(grid([0.6, 0.7]), writing())
    assert [row.level for row in joined.rows] == [0, 300]
    assert joined.across.shape == (2, 2)
    # 0.0 over 115 px and 0.6 over 185 px
    assert joined.down[1, 0] == 0.6 * 185 / 300


def test_one_well_drawn_edge_keeps_the_boundary() -> None:
    assert len(drop_written_lines(grid([0.6, 0.9]), writing()).rows) == 3


@pytest.mark.parametrize(("above", "levels"), [(95, [0, 95, 300]), (80, [0, 80, 115, 300])])
def test_a_well_drawn_edge_keeps_no_writing_close_to_a_rule(
    above: int, levels: list[float]
) -> None:
    found = grid([0.6, 0.9])
    close = Grid(
        (found.rows[0], boundary(above), *found.rows[1:]),
        found.cols,
        np.insert(found.across, 1, 1.0, axis=0),
        np.insert(found.down, 0, 1.0, axis=1),
    )
    assert [row.level for row in drop_written_lines(close, writing()).rows] == levels


def test_a_fold_that_goes_on_beside_the_table_is_taken_out() -> None:
    found = grid([0.6, 0.98])
    fold = Boundary(np.array([-80.0, 600.0]), np.array([115.0, 115.0]))
    folded = replace(found, rows=(found.rows[0], fold, found.rows[2]))
    assert [row.level for row in drop_written_lines(folded, writing()).rows] == [0, 300]


def test_a_column_as_narrow_as_a_rule_is_crossed_by_nothing() -> None:
    found = grid([0.6, 0.7])
    narrow = replace(found, cols=(boundary(0), boundary(590), boundary(600)))
    assert [row.level for row in drop_written_lines(narrow, writing()).rows] == [0, 300]


@pytest.mark.parametrize("empty", [0, 2], ids=["all-filled", "two-empty"])
@pytest.mark.parametrize(("start", "levels"), [(-80.0, [0, 300]), (0.0, [0, 115, 300])], ids=str)
def test_a_fold_drawn_where_it_runs_between_lines_is_taken_out(
    start: float, levels: list[float], empty: int
) -> None:
    page = np.full((320, 1520), 255, np.uint8)
    for x, y in ((40, 70), (40, 140), (360, 100), (660, 100)):
        draw_text(page, x, y, 6)
    fold = Boundary(np.array([start, 600.0]), np.array([115.0, 115.0]))
    rows = (boundary(0), fold, boundary(300))
    n_cols = 3 + empty
    cols = tuple(boundary(300 * number) for number in range(n_cols + 1))
    across = np.array([[1.0] * n_cols, [0.8, 0.4, 0.4, *[0.8] * empty], [1.0] * n_cols])
    found = Grid(rows, cols, across, np.ones((n_cols + 1, 2)))
    text = TextInk(np.asarray(255 - page, np.uint8), 30.0)
    assert [row.level for row in drop_written_lines(found, text).rows] == levels


def test_a_broken_rule_without_writing_across_it_stays() -> None:
    mask = np.zeros((320, 620), np.uint8)
    for start in range(0, 600, 60):
        cv2.line(mask, (start, 115), (start + 30, 115), 255, 2)
    assert len(drop_written_lines(grid([0.5, 0.5]), TextInk(mask, 30.0)).rows) == 3


def ruled(*levels: int) -> Grid:
    """A grid of two columns whose lines are all drawn."""
    rows = tuple(boundary(level) for level in levels)
    cols = tuple(boundary(level) for level in (0, 300, 600))
    return Grid(rows, cols, np.ones((len(rows), 2)), np.ones((3, len(rows) - 1)))


def filled(*levels: int) -> TextInk:
    """Writing in the rows between these levels that have room for it."""
    page = np.full((levels[-1] + 20, 620), 255, np.uint8)
    for top, bottom in pairwise(levels):
        if bottom - top > 40:
            draw_text(page, 20, bottom - 40, 6)
    return TextInk(np.asarray(255 - page, np.uint8), 30.0)


def kept(*levels: int) -> list[float]:
    found = drop_slivers(ruled(*levels), filled(*levels))
    assert found.across.shape == (len(found.rows), 2)
    assert found.down.shape == (3, len(found.rows) - 1)
    return [row.level for row in found.rows]


@pytest.mark.parametrize("fold", [138, 162], ids=["below-a-rule", "above-a-rule"])
def test_a_fold_beside_a_rule_cuts_no_row_off(fold: int) -> None:
    assert kept(*sorted((0, 60, 120, 180, 240, 300, 360, fold))) == [*range(0, 361, 60)]


@pytest.mark.parametrize(
    "levels",
    [
        pytest.param((0, 60, 120, 180, 200, 260, 320, 380), id="between-whole-rows"),
        pytest.param((0, 50, 140, 160, 250, 310, 420), id="between-uneven-rows"),
    ],
)
def test_an_empty_low_row_that_makes_no_other_as_high_stays(levels: tuple[int, ...]) -> None:
    assert kept(*levels) == [*levels]


def test_a_table_of_few_rows_keeps_a_low_one() -> None:
    assert kept(0, 60, 120, 138, 180) == [0, 60, 120, 138, 180]


def test_a_low_row_in_which_something_stands_is_kept() -> None:
    levels = (0, 60, 120, 142, 180, 240, 300)
    text = filled(*levels)
    text.mask[126:136, 20:60] = 255
    assert [row.level for row in drop_slivers(ruled(*levels), text).rows] == [*levels]


def test_a_list_with_a_fold_below_a_rule_has_no_row_more() -> None:
    page = roster()
    cv2.line(page, (150, 738), (1500, 738), 40, 2)
    (table,) = read_layout(straighten(page), MarkReader()).tables
    assert (table.n_rows, table.n_cols) == (12, 4)
    assert [len(cell.lines) for cell in table.cells] == [1] * 48


def test_a_label_as_wide_as_its_cell_is_no_edge_of_the_rule_beside_it() -> None:
    written = drop_written_lines(grid([0.74, 1.0]), writing(8))
    assert written.across[1].tolist() == [0.0, 1.0]


def test_a_worn_edge_without_writing_on_both_sides_stays() -> None:
    mask = writing(8).mask
    mask[115:] = 0
    worn = drop_written_lines(grid([0.74, 1.0]), TextInk(mask, 30.0))
    assert worn.across[1].tolist() == [0.74, 1.0]
