"""Specks of toner in gray print."""

import cv2
import numpy as np

from pipeline.extract.image.light import find_ink, outline_boxes
from pipeline.extract.image.page import Image
from pipeline.extract.image.toner import lift_specks
from tests.extract.pictures import GLYPH, blank, draw_grid, draw_text


def _gray_print(darkest: int) -> Image:
    """Return six lines of print that is no darker than that."""
    page = blank(900, 500)
    for line in range(6):
        draw_text(page, 60, 40 + 70 * line, 20)
    return np.maximum(page, np.uint8(darkest))


def _lift(page: Image) -> bool:
    ink = find_ink(page)
    return lift_specks(page, ink, outline_boxes(ink), GLYPH)


def test_a_speck_on_a_character_gives_way_to_what_is_around_it() -> None:
    page = _gray_print(120)
    before = page.copy()
    cv2.circle(page, (75, 55), 4, 20, -1)
    cv2.circle(page, (820, 55), 4, 20, -1)
    assert _lift(page)
    assert page[55, 75] >= 110 and page[55, 820] == 255
    changed = np.argwhere(page != before)
    assert {tuple(row) for row in changed[changed[:, 1] > 400]} == set()
    assert np.abs(changed - [55, 75]).max() <= 8


def test_specks_on_black_print_cannot_be_told_and_stay() -> None:
    page = _gray_print(20)
    cv2.circle(page, (75, 55), 4, 0, -1)
    before = page.copy()
    assert not _lift(page)
    assert np.array_equal(page, before)


def test_a_bold_line_over_gray_print_stays() -> None:
    page = _gray_print(120)
    draw_text(page, 60, 455, 12)
    before = page.copy()
    assert not _lift(page)
    assert np.array_equal(page, before)


def test_where_rules_cross_they_may_be_dark() -> None:
    page = _gray_print(120)
    rules = blank(900, 500)
    draw_grid(rules, [20, 780, 860], [20, 470], width=4)
    page = np.minimum(page, np.maximum(rules, np.uint8(130)))
    for x in (20, 780, 860):
        for y in (20, 470):
            page[y - 2 : y + 2, x - 2 : x + 2] = 30
    before = page.copy()
    assert not _lift(page)
    assert np.array_equal(page, before)


def test_where_strokes_of_a_large_character_meet_they_may_be_dark() -> None:
    page = _gray_print(120)
    cv2.line(page, (700, 455), (760, 455), 70, 4)
    cv2.line(page, (730, 430), (730, 490), 70, 4)
    page[452:458, 727:733] = 40
    before = page.copy()
    assert not _lift(page)
    assert np.array_equal(page, before)


def test_a_few_characters_do_not_tell_how_dark_print_is() -> None:
    page = np.maximum(blank(400, 200), np.uint8(120))
    draw_text(page, 60, 40, 4)
    page = np.maximum(page, np.uint8(120))
    cv2.circle(page, (300, 100), 4, 20, -1)
    assert not _lift(page)
