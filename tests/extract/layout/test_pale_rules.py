"""Rules as pale as print that shows through, and rules less dark beside a shaded row."""

import cv2
import numpy as np
import pytest

from pipeline.extract.image import straighten
from pipeline.extract.layout import Layout, read_layout
from pipeline.extract.layout.rules import line_darkness
from pipeline.extract.ocr.engine import Image
from pipeline.model.geometry import Box
from pipeline.model.table import TableStyle
from tests.extract.pictures import MarkReader, blank, draw_text

XS, YS = (150, 330, 860, 1280, 1500), tuple(range(300, 1141, 70))
COUNTS = (2, 11, 8, 2)
PALE = 190


def _rules(page: Image, xs: tuple[int, ...], ys: tuple[int, ...], gray: int) -> None:
    for y in ys:
        cv2.line(page, (xs[0], y), (xs[-1], y), gray, 2)
    for x in xs:
        cv2.line(page, (x, ys[0]), (x, ys[-1]), gray, 2)


def _list(page: Image) -> list[Box]:
    lines = [
        draw_text(page, left + 30, top + 20, count)
        for top in YS[:-1]
        for left, count in zip(XS, COUNTS, strict=False)
    ]
    return [Box(b.x0 - 4, b.y0 - 4, b.x1 + 4, b.y1 + 4) for b in lines]


def read(page: Image, lines: list[Box]) -> Layout:
    return read_layout(straighten(page), MarkReader(lines))


def test_pale_rules_around_the_writing_are_a_table() -> None:
    page = blank()
    _rules(page, XS, YS, PALE)
    lines = _list(page)
    (table,) = read(page, lines).tables
    assert (table.style, table.n_rows, table.n_cols) == (TableStyle.RULED, 12, 4)


def test_rules_that_break_twice_still_reach_the_right_side_of_their_table() -> None:
    page = blank()
    xs = (*XS[:3], 1180, XS[-1])
    _rules(page, xs, YS, PALE)
    lines = [
        draw_text(page, left + 20, top + 20, count)
        for top in YS[:-1]
        for left, count in zip(xs, COUNTS, strict=False)
    ]
    cv2.line(page, (xs[-1], YS[0] - 12), (xs[-1], YS[0]), PALE, 2)
    for left, right in ((1280, 1316), (1408, 1468)):
        page[YS[0] - 20 : YS[-1] + 20, left:right] = 255
    (table,) = read(page, lines).tables
    assert (table.style, table.n_rows, table.n_cols) == (TableStyle.RULED, 12, 4)
    assert abs(table.upright.x1 - xs[-1]) <= 4


@pytest.mark.parametrize("gap", [20, 40, 60])
@pytest.mark.parametrize("gray", [PALE, 0])
def test_a_streak_that_breaks_all_rules_in_one_place_cuts_no_table(gap: int, gray: int) -> None:
    page = blank()
    _rules(page, XS, YS, gray)
    lines = _list(page)
    page[YS[0] - 20 : YS[-1] + 20, 1300 : 1300 + gap] = 255
    (table,) = read(page, lines).tables
    assert (table.style, table.n_rows, table.n_cols) == (TableStyle.RULED, 12, 4)
    assert abs(table.upright.x1 - XS[-1]) <= 4


def test_tables_side_by_side_stay_two() -> None:
    page = blank()
    for xs in ((150, 420, 760), (800, 1070, 1410)):
        _rules(page, xs, YS, PALE)
    lines = [
        draw_text(page, left + 20, top + 20, 4) for top in YS[:-1] for left in (150, 420, 800, 1070)
    ]
    tables = read(page, lines).tables
    assert [(table.n_rows, table.n_cols) for table in tables] == [(12, 2), (12, 2)]


def test_rules_some_of_which_are_paler_than_the_limit_are_one_table() -> None:
    page = blank()
    xs = (*XS, 1600)
    _rules(page, xs, YS, 180)
    for x in xs[1:5:2]:
        cv2.line(page, (x, YS[0]), (x, YS[-1]), 165, 2)
    for y in YS[::2]:
        cv2.line(page, (xs[0], y), (xs[-1], y), 165, 2)
    lines = _list(page)
    (table,) = read(page, lines).tables
    assert (table.style, table.n_rows, table.n_cols) == (TableStyle.RULED, 12, 5)


@pytest.mark.parametrize("shift", [0, 35], ids=str)
def test_pale_rules_down_through_the_writing_are_none(shift: int) -> None:
    page = blank()
    _rules(page, (250, 560, 990, 1345), tuple(y + shift for y in YS), PALE)
    lines = _list(page)
    (table,) = read(page, lines).tables
    assert (table.style, table.n_rows, table.n_cols) == (TableStyle.ALIGNED, 12, 4)


def test_pale_rules_that_were_hardly_seen_part_no_rows() -> None:
    page = blank()
    _rules(page, XS, YS, PALE)
    for number, y in enumerate(YS):
        for start in range(XS[0] + 40 * (number % 3), XS[-1], 320):
            page[y - 4 : y + 5, start + 170 : start + 320] = page[0, 0]
    lines = _list(page)
    (table,) = read(page, lines).tables
    assert (table.style, table.n_rows, table.n_cols) == (TableStyle.ALIGNED, 12, 4)


def test_a_rule_between_a_shaded_head_and_its_list_is_one() -> None:
    page = blank()
    page[YS[0] : YS[1], XS[0] : XS[-1]] = 215
    _rules(page, XS, YS, 180)
    cv2.line(page, (150, 200), (1500, 200), 20, 2)
    lines = _list(page)
    (table,) = [t for t in read(page, lines).tables if t.n_rows > 1]
    assert (table.style, table.n_rows, table.n_cols) == (TableStyle.RULED, 12, 4)


def test_the_dark_edge_of_a_sheet_makes_no_rule_faint() -> None:
    page = blank()
    page[:, :24] = 30
    ys = YS[:4]
    _rules(page, XS, ys, 190)
    lines = [
        draw_text(page, left + 30, top + 20, count)
        for top in ys[:-1]
        for left, count in zip(XS, COUNTS, strict=False)
    ]
    (table,) = read(page, lines).tables
    assert (table.style, table.n_rows, table.n_cols) == (TableStyle.RULED, 3, 4)


def _grainy(page: Image, rules: int) -> Image:
    """Pale print under grain, with rules drawn `rules` gray levels darker than the paper."""
    grain = np.random.default_rng(7).normal(0, 6, page.shape)
    ruled = blank()
    _rules(ruled, XS, YS, 255 - rules)
    return np.asarray(np.clip(np.minimum(page // 3 + 170, ruled) - 8 + grain, 0, 255), np.uint8)


@pytest.mark.parametrize("rules", [20, 22, 24], ids=str)
def test_pale_rules_that_grain_breaks_are_whole(rules: int) -> None:
    page = blank()
    lines = _list(page)
    (table,) = read(_grainy(page, rules), lines).tables
    assert (table.style, table.n_rows, table.n_cols) == (TableStyle.RULED, 12, 4)
    assert [cell.doubts for cell in table.cells if cell.doubts] == []


def _valley(darkness: float, drawn: float) -> Image:
    """A line of 400 px in the middle of 5 rows, drawn in that share of it, grain around it."""
    depth = np.random.default_rng(5).normal(0, 6, (5, 400))
    depth[2] += np.where(np.arange(400) % 10 < 10 * drawn, darkness, 0.0)
    return np.asarray(np.clip(depth, 0, 255), np.uint8)


@pytest.mark.parametrize(
    ("darkness", "drawn", "expected"),
    [(16, 1.0, (14, 20)), (60, 1.0, (55, 65)), (60, 0.5, (55, 65)), (60, 0.2, (50, 65))],
    ids=["shines-through", "whole", "dashed", "dotted"],
)
def test_grain_makes_no_line_as_dark_as_a_rule(
    darkness: float, drawn: float, expected: tuple[int, int]
) -> None:
    found = line_darkness(_valley(darkness, drawn), [0, 400, 2, 2], 22)
    assert expected[0] <= found <= expected[1]
