from collections.abc import Callable, Sequence

import cv2
import numpy as np
import pytest

from pipeline.extract.image import straighten
from pipeline.extract.layout import read_layout
from pipeline.extract.layout.boundary import Boundary
from pipeline.extract.layout.broken import restore_rules
from pipeline.extract.layout.cell_lines import TextInk
from pipeline.extract.layout.dashes import extend_bars, join_dashes, join_dots
from pipeline.extract.layout.grid import Grid
from pipeline.extract.ocr.engine import Image
from pipeline.model.geometry import Box
from pipeline.model.table import Table, TableStyle
from tests.extract.pictures import MarkReader, blank, draw_text, erase

XS, YS = [150, 330, 860, 1280, 1500], [300 + 62 * i for i in range(9)]


def dashed(dash: int, gap: int, xs: Sequence[int] = XS, ys: Sequence[int] = YS) -> Image:
    """A page with a table whose rules are dashes."""
    page = blank()
    for y in ys:
        for x in range(xs[0], xs[-1], dash + gap):
            cv2.line(page, (x, y), (min(x + dash, xs[-1]) - 1, y), 40, 2)
    for x in xs:
        for y in range(ys[0], ys[-1], dash + gap):
            cv2.line(page, (x, y), (x, min(y + dash, ys[-1]) - 1), 40, 2)
    return page


def fill(page: Image, ys: Sequence[int] = YS) -> tuple[Box, ...]:
    return tuple(
        draw_text(page, left + 40, top + 16, count)
        for top in ys[:-1]
        for left, count in zip(XS, (2, 11, 8, 2), strict=False)
    )


def table_of(page: Image, lines: tuple[Box, ...]) -> Table:
    (table,) = read_layout(straighten(page), MarkReader(lines)).tables
    return table


def crumble(page: Image) -> None:
    """Take every third dash or so, at another place on every rule."""
    rng = np.random.default_rng(3)
    for x in XS:
        for y in range(YS[0] + 20, YS[-1] - 20, 14):
            if rng.random() < 0.35:
                page[y : y + 9, x - 2 : x + 4] = 255


@pytest.mark.parametrize(("dash", "gap"), [(9, 5), (8, 6), (6, 4), (12, 8)])
def test_dashed_rules_bound_cells_as_solid_ones_do(dash: int, gap: int) -> None:
    page = dashed(dash, gap)
    table = table_of(page, fill(page))
    assert (table.style, table.n_rows, table.n_cols) == (TableStyle.RULED, 8, 4)
    assert len(table.cells) == 32
    assert [len(c.text_ocr) for c in table.cells] == [2, 11, 8, 2] * 8


def blur(page: Image) -> Image:
    return np.asarray(cv2.GaussianBlur(page, (0, 0), 1.4), np.uint8)


def one_bit(page: Image) -> Image:
    grain = np.random.default_rng(1).normal(0, 12, page.shape)
    return np.asarray((blur(page) + grain >= 175) * np.uint8(255), np.uint8)


@pytest.mark.parametrize("wear", [blur, one_bit])
def test_dashes_that_were_lost_leave_the_rule(wear: Callable[[Image], Image]) -> None:
    page = dashed(9, 5)
    lines = fill(page)
    crumble(page)
    table = table_of(wear(page), lines)
    assert (table.n_rows, table.n_cols, len(table.cells)) == (8, 4, 32)


def test_cells_merged_between_dashed_rules_stay_merged() -> None:
    page = dashed(9, 5)
    erase(page, Box(XS[0] + 6, YS[3] - 3, XS[1] - 5, YS[3] + 4))
    erase(page, Box(XS[2] - 3, YS[6] + 5, XS[2] + 4, YS[7] - 4))
    table = table_of(page, (draw_text(page, XS[2] + 40, YS[0] + 16, 8),))
    merged = {(c.row, c.col): (c.row_span, c.col_span) for c in table.cells}
    assert merged[2, 0] == (2, 1)
    assert merged[6, 1] == (1, 2)
    assert len(table.cells) == 30


def test_few_or_loose_dashes_make_no_rule() -> None:
    three = np.array([[100 + 20 * i, 50, 9, 2] for i in range(3)], np.int32)
    loose = np.array([[100 + 60 * i, 50, 9, 2] for i in range(20)], np.int32)
    page = np.zeros((200, 2000), np.uint8)
    assert join_dashes(three, page, 1.0) is None
    assert join_dashes(loose, page, 1.0) is None


def dotted(seed: int) -> Image:
    """A page with a table of whose rules single dots are left."""
    page, rng = blank(), np.random.default_rng(seed)
    for y in YS:
        for x in np.cumsum(rng.integers(4, 18, 160)):
            page[y + rng.integers(-1, 2), min(XS[0] + x, XS[-1])] = 0
    for x in XS:
        for y in np.cumsum(rng.integers(4, 18, 60)):
            page[min(YS[0] + y, YS[-1]), x + rng.integers(-1, 2)] = 0
    return page


def test_rules_of_which_a_fax_left_single_dots_bound_cells() -> None:
    page = dotted(7)
    table = table_of(page, fill(page))
    assert (table.style, table.n_rows, table.n_cols) == (TableStyle.RULED, 8, 4)
    assert [len(c.text_ocr) for c in table.cells] == [2, 11, 8, 2] * 8


def test_rules_that_crumbled_do_not_hide_rows_that_the_writing_shows() -> None:
    page = dotted(7)
    erase(page, Box(XS[0] - 5, YS[0] - 5, XS[-1] + 5, YS[1] - 5))
    for row in range(2, 7):
        erase(page, Box(XS[0] + 20, YS[row] - 4, XS[2] - 10 + 60 * row, YS[row] + 5))
    table = table_of(page, fill(page))
    assert (table.n_rows, table.n_cols) == (8, 4)
    assert [len(c.text_ocr) for c in table.cells] == [2, 11, 8, 2] * 8


@pytest.mark.parametrize(("share", "is_restored"), [(0.6, True), (1.0, False)])
def test_a_rule_down_that_is_left_in_some_rows_runs_between_prints_where_rules_crumbled(
    share: float, is_restored: bool
) -> None:
    page = blank()
    fill(page)
    draw_text(page, XS[1] + 40, YS[6] + 16, 22)
    rows = tuple(Boundary(np.array([150.0, 1500.0]), np.full(2, float(y))) for y in YS)
    cols = tuple(Boundary(np.array([300.0, 800.0]), np.full(2, float(x))) for x in XS)
    across, down = np.ones((9, 4)), np.ones((5, 8))
    down[:2] = share
    down[2, [0, 2, 3, 5, 6, 7]] = 0.05
    grid, _ = restore_rules(Grid(rows, cols, across, down), TextInk(255 - page, 28.0))
    drawn = (grid.down[2] > 0.5).tolist()
    assert drawn == [is_restored or row in (1, 4) for row in range(6)] + [False, is_restored]


def test_a_shade_of_dots_holds_no_rule() -> None:
    grid = np.mgrid[100:160:5, 100:900:6].reshape(2, -1).T
    dots = np.array([[x, y, 2, 2] for y, x in grid], np.int32)
    page = np.zeros((400, 1000), np.uint8)
    assert join_dots(dots, page, 1.0) is None
    assert join_dots(dots[dots[:, 1] == 100], page, 1.0) is not None


def test_grain_all_over_a_page_holds_no_rule() -> None:
    page, rng = np.zeros((1200, 1000), np.uint8), np.random.default_rng(11)
    y, x = np.nonzero(rng.random((1190, 990)) < 0.009)
    strewn = np.stack([x, y, np.full_like(x, 2), np.full_like(x, 2)], axis=1).astype(np.int32)
    assert join_dots(strewn, page, 1.0) is None


def test_strokes_one_below_the_other_are_no_rule() -> None:
    page = dashed(9, 5)
    lines = list(fill(page))
    for row in (2, 3, 4, 5):
        box = lines[row * 4 + 2]
        for y in (box.y0 + 2, box.y0 + 14, box.y0 + 26):
            page[y : y + 8, box.x0 - 9 : box.x0 - 4] = 0
        lines[row * 4 + 2] = Box(box.x0 - 12, box.y0 - 12, box.x1, box.y1 + 12)
    table = table_of(page, tuple(lines))
    assert (table.n_rows, table.n_cols) == (8, 4)


@pytest.mark.parametrize("before", [310, 320], ids=["before-the-rule", "on-the-rule"])
def test_a_known_rule_goes_on_over_single_dashes_but_not_over_a_whole_cell(before: int) -> None:
    bars, crossing = np.zeros((100, 800), np.uint8), np.zeros((100, 800), np.uint8)
    bars[49:52, 100:200] = 255
    for rule in (90, 230, 330, 410, 700):
        crossing[:, rule - 2 : rule + 3] = 255
    dashes = np.array([[x, 50, 9, 2] for x in (191, 280, before, 420, 500, 760)], np.int32)
    extend_bars(bars, dashes, crossing, 1.0)
    drawn = np.flatnonzero(bars[50])
    assert (drawn[0], drawn[-1]) == (100, 509)
    assert bars[50, 200 : before + 9].all() and not bars[50, 331:415].any()


@pytest.mark.parametrize(("dash", "grain"), [((11, 3), (2, 1)), ((3, 3), (2, 1))])
def test_a_known_rule_does_not_go_on_over_grain(
    dash: tuple[int, int], grain: tuple[int, int]
) -> None:
    bars, crossing = np.zeros((100, 800), np.uint8), np.zeros((100, 800), np.uint8)
    bars[49:52, 100:200] = 255
    crossing[:, [90, 700]] = 255
    own = [[x, 49, *dash] for x in range(100, 200, 14)]
    dashes = np.array([*own, [270, 50, *grain]], np.int32)
    extend_bars(bars, dashes, crossing, 1.0)
    assert not bars[50, 211:].any()


OVER = (3, 5)
"""Rows in which the detector takes the rule before a name for a part of its first character."""


def narrow(page: Image) -> tuple[Box, ...]:
    """Fill the cells with text close behind the rules; return the lines as a detector sees them."""
    lines = []
    for row, top in enumerate(YS[:-1]):
        for col, (left, count) in enumerate(zip(XS, (2, 11, 8, 2), strict=False)):
            box = draw_text(page, left + 12, top + 16, count)
            margin = 30 if col == 1 and row in OVER else 8
            lines.append(Box(box.x0 - margin, box.y0 - 8, box.x1 + 12, box.y1 + 8))
    return tuple(lines)


def test_two_dashes_that_stand_free_are_the_rule() -> None:
    page = dashed(9, 5)
    lines = narrow(page)
    for row in OVER:
        erase(page, Box(XS[1] - 2, YS[row] + 5, XS[1] + 4, YS[row + 1] - 4))
        for top in (YS[row] + 14, YS[row] + 40):
            cv2.line(page, (XS[1], top), (XS[1], top + 5), 40, 2)
    table = table_of(page, lines)
    assert (table.n_rows, table.n_cols, len(table.cells)) == (8, 4, 32)


def test_a_line_that_reaches_over_the_rule_leaves_no_part_in_the_cell_before() -> None:
    page = dashed(9, 5)
    table = table_of(page, narrow(page))
    assert [[len(line.text) for line in c.lines] for c in table.cells] == [[2], [11], [8], [2]] * 8
