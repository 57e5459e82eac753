import cv2
import numpy as np

from pipeline.extract.image.light import find_ink, outline_boxes
from pipeline.extract.image.page import Image
from pipeline.extract.image.speckle import character_height, remove_dust
from tests.extract.pictures import blank, draw_text


def _clean(page: Image) -> Image:
    """Take the dust off a page at 200 dpi and return its ink."""
    ink = find_ink(page)
    boxes = outline_boxes(ink)
    remove_dust(page, ink, boxes, character_height(boxes, 200))
    return ink


def test_lone_dust_goes_and_dots_that_print_needs_stay() -> None:
    page = blank(900, 400)
    text = draw_text(page, 100, 100, 10)
    cv2.circle(page, (600, 300), 2, 0, -1)
    cv2.circle(page, (text.x1 + 5, text.y1 - 3), 2, 0, -1)
    ink = _clean(page)
    assert page[300, 600] >= 250 and ink[300, 600] == 0
    assert page[text.y1 - 3, text.x1 + 5] == 0


def test_a_colon_stays() -> None:
    page = blank(900, 400)
    text = draw_text(page, 100, 100, 10)
    x = text.x1 + 22
    for y in (text.y0 + 9, text.y0 + 23):
        cv2.circle(page, (x, y), 2, 0, -1)
    _clean(page)
    assert page[text.y0 + 9, x] == 0 and page[text.y0 + 23, x] == 0


def test_the_character_height_is_that_of_most_marks() -> None:
    page = blank(900, 400)
    draw_text(page, 100, 100, 12)
    assert 24 <= character_height(outline_boxes(find_ink(page)), 200) <= 34


def test_a_full_stop_in_the_middle_of_its_em_stays() -> None:
    page = blank(900, 400)
    text = draw_text(page, 100, 100, 10)
    x, y = text.x1 + 22, (text.y0 + text.y1) // 2
    cv2.circle(page, (x, y), 3, 0, 1)
    cv2.circle(page, (x, y + 60), 3, 0, 1)
    _clean(page)
    assert page[y, x - 3] == 0
    assert page[y + 60, x - 3] >= 250


def test_a_comma_behind_a_character_that_ends_in_a_hook_stays() -> None:
    page = blank(900, 400)
    text = draw_text(page, 100, 100, 10)
    left = text.x1 + 10
    cv2.line(page, (left + 14, text.y0), (left, text.y1), 0, 3)
    cv2.line(page, (left + 7, text.y1 - 12), (left + 28, text.y1), 0, 3)
    x, y = left + 28 + 22, text.y1 - 5
    page[y - 3 : y + 3, x : x + 4] = 0
    _clean(page)
    assert page[y, x + 1] == 0


def test_the_grain_of_a_shaded_row_goes_and_dotted_rules_stay() -> None:
    page = blank(900, 700)
    draw_text(page, 100, 135, 10)
    rng = np.random.default_rng(5)
    grain = rng.random((90, 350)) < 1 / 80
    page[100:190, 500:850][grain] = 0
    page[300:303, 100:800:7] = 0
    page[230:600:7, 640:643] = 0
    kept = page[250:600].copy()
    ink = _clean(page)
    assert (ink[100:190, 520:830] > 0).mean() < 0.2 * grain.mean()
    assert (page[250:600] != kept).sum() == 0


def test_the_grain_of_a_shade_goes_near_print_too_but_for_where_a_point_stands() -> None:
    page = blank(900, 700)
    text = draw_text(page, 200, 335, 10)
    rng = np.random.default_rng(5)
    page[250:450, 100:850][rng.random((200, 750)) < 1 / 120] = 0
    draw_text(page, 200, 335, 10)
    close = np.s_[text.y0 - 8 : text.y0 - 4, text.x0 : text.x1]
    page[close][:, ::40] = 0
    point = np.s_[text.y1 - 4 : text.y1 - 1, text.x1 + 6 : text.x1 + 9]
    page[text.y0 : text.y1, text.x1 + 4 : text.x1 + 30] = 255
    page[point] = 0
    before = int((page[close] == 0).sum())
    _clean(page)
    assert int((page[close] == 0).sum()) < 0.2 * before
    assert (page[point] == 0).all()


def test_the_dots_of_many_rules_stay() -> None:
    page = blank(900, 1600)
    draw_text(page, 100, 20, 10)
    rules = list(range(100, 1500, 60))
    for y in rules:
        for x in range(60, 840, 6):
            page[y : y + 2, x : x + 2] = 0
    for x in range(60, 840, 120):
        for y in range(100, 1480, 6):
            page[y : y + 2, x : x + 2] = 0
    before = int((page[90:] == 0).sum())
    _clean(page)
    assert int((page[90:] == 0).sum()) == before
