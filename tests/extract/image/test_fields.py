"""White print on dark fields."""

import cv2
import numpy as np
import pytest

from pipeline.extract.image.fields import find_fields, lighten_fields
from pipeline.extract.image.page import Image
from pipeline.model.geometry import Box
from tests.extract.pictures import blank, draw_text

FIELD = Box(100, 200, 900, 272)


def _page(paper: int, ground: int, print_: int) -> Image:
    """Return a page with a dark field, print and a rule in it, and a line of print below it."""
    page = blank(1200, 800)
    words = blank(1200, 800)
    draw_text(words, 140, 220, 8)
    page[FIELD.y0 : FIELD.y1, FIELD.x0 : FIELD.x1] = ground
    page[words < 255] = print_
    page[FIELD.y0 : FIELD.y1, 600:603] = ground // 4
    draw_text(page, 140, 400, 8)
    return np.asarray(page.astype(float) * (paper / 255), np.uint8)


@pytest.mark.parametrize(
    ("paper", "ground", "print_"), [(255, 60, 255), (180, 60, 230), (255, 120, 200), (255, 0, 255)]
)
def test_white_print_on_a_dark_field_becomes_dark_print(
    paper: int, ground: int, print_: int
) -> None:
    raw = _page(paper, ground, print_)
    assert [field.box for field in find_fields(raw)] == [FIELD]
    flat = np.asarray(cv2.divide(raw, np.full_like(raw, paper), scale=255), np.uint8)
    lighten_fields(raw, flat)
    words = blank(1200, 800)
    draw_text(words, 140, 220, 8)
    field = flat[FIELD.y0 : FIELD.y1, FIELD.x0 : FIELD.x1]
    is_print = words[FIELD.y0 : FIELD.y1, FIELD.x0 : FIELD.x1] < 255
    assert field[is_print].max() <= 60
    assert field[10:60, 350:490].min() == 255
    assert field[36, 501] <= 205 or ground == 0
    assert flat[FIELD.y0, 700] == flat[FIELD.y1 - 1, 700] == 60
    assert flat[400:430, 140:400].min() <= 30


def test_bold_lines_gray_rows_and_dark_borders_are_no_fields() -> None:
    page = blank(1200, 800)
    page[300:372, 100:900] = 195
    page[:, :60] = 20
    for shift in range(2):
        draw_text(page, 140 + shift, 120, 12)
        draw_text(page, 140 + shift, 152, 12)
    assert find_fields(page) == ()


@pytest.mark.parametrize("blur", [1.5, 2.0, 2.5])
def test_heavy_characters_that_touch_are_print(blur: float) -> None:
    page = blank(1200, 800)
    page[300:348, 100:220] = 20
    page[306:342, 112:215] = np.where(np.arange(103) % 9 < 4, 255, 20)
    blurred = np.asarray(cv2.GaussianBlur(page, (0, 0), blur), np.uint8)
    assert np.mean(blurred[300:348, 100:220] < 184) > 0.6
    assert find_fields(blurred) == ()


def test_a_field_without_print_becomes_paper_between_two_rules() -> None:
    raw = blank(1200, 800)
    raw[200:272, 100:900] = np.random.default_rng(1).normal(80, 4, (72, 800)).astype(np.uint8)
    flat = raw.copy()
    lighten_fields(raw, flat)
    assert np.mean(flat[204:268, 104:896] < 206) < 0.002
    assert flat[200:202, 100:900].max() == 60 and flat[270:272, 100:900].max() == 60


def test_a_double_frame_is_none_of_the_field() -> None:
    raw = _page(255, 60, 255)
    cv2.rectangle(raw, (FIELD.x0 - 8, FIELD.y0 - 8), (FIELD.x1 + 7, 700), 0, 2)
    cv2.rectangle(raw, (FIELD.x0 - 2, FIELD.y0 - 2), (FIELD.x1 + 1, 694), 0, 2)
    (field,) = find_fields(raw)
    assert abs(field.box.y0 - FIELD.y0) <= 3 and abs(field.box.x0 - FIELD.x0) <= 3


def test_heavy_print_that_touches_a_field_does_not_hide_it() -> None:
    raw = _page(255, 60, 255)
    for x in range(120, 860, 96):
        raw[FIELD.y1 - 2 : FIELD.y1 + 40, x : x + 40] = 10
    (field,) = find_fields(raw)
    assert field.box == FIELD


def test_a_field_that_leans_is_painted_as_it_leans() -> None:
    matrix = np.array([[1.0, 0.0, 0.0], [0.02, 1.0, -10.0]])
    leaning = cv2.warpAffine(_page(255, 60, 255), matrix, (1200, 800), borderValue=(255.0,))
    raw = np.asarray(leaning, np.uint8)
    (field,) = find_fields(raw)
    flat = raw.copy()
    lighten_fields(raw, flat)
    assert field.slope == pytest.approx(0.02, abs=0.003)
    words = flat[FIELD.y0 + 10 : FIELD.y1 - 20, 140:400]
    assert words.min() <= 60 and words.mean() > 128
    assert flat[FIELD.y0 - 8 : FIELD.y1 + 10, 320:350].max() == 255


def test_a_rule_in_nearly_the_colour_of_a_field_is_drawn() -> None:
    raw = _page(255, 60, 255)
    raw[FIELD.y0 : FIELD.y1, 600:603] = 60
    raw[FIELD.y0 : FIELD.y1, 700:702] = 54
    flat = raw.copy()
    lighten_fields(raw, flat)
    assert flat[FIELD.y0 + 10 : FIELD.y1 - 10, 700:702].max() == 60
    assert flat[FIELD.y0 + 10 : FIELD.y1 - 10, 600:690].min() == 255
