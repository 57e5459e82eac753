import cv2

from pipeline.extract.image.light import find_ink
from pipeline.extract.image.speckle import remove_dust
from tests.extract.pictures import blank, draw_text


def test_lone_dust_goes_and_dots_that_print_needs_stay() -> None:
    page = blank(900, 400)
    text = draw_text(page, 100, 100, 10)
    cv2.circle(page, (600, 300), 2, 0, -1)
    cv2.circle(page, (text.x1 + 5, text.y1 - 3), 2, 0, -1)
    ink = find_ink(page)
    remove_dust(page, ink, 200)
    assert page[300, 600] >= 250 and ink[300, 600] == 0
    assert page[text.y1 - 3, text.x1 + 5] == 0


def test_a_colon_stays() -> None:
    page = blank(900, 400)
    text = draw_text(page, 100, 100, 10)
    x = text.x1 + 22
    for y in (text.y0 + 9, text.y0 + 23):
        cv2.circle(page, (x, y), 2, 0, -1)
    ink = find_ink(page)
    remove_dust(page, ink, 200)
    assert page[text.y0 + 9, x] == 0 and page[text.y0 + 23, x] == 0


def test_returns_the_character_height() -> None:
    page = blank(900, 400)
    draw_text(page, 100, 100, 12)
    em = remove_dust(page, find_ink(page), 200)
    assert 24 <= em <= 34


def test_a_full_stop_in_the_middle_of_its_em_stays() -> None:
    page = blank(900, 400)
    text = draw_text(page, 100, 100, 10)
    x, y = text.x1 + 22, (text.y0 + text.y1) // 2
    cv2.circle(page, (x, y), 3, 0, 1)
    cv2.circle(page, (x, y + 60), 3, 0, 1)
    ink = find_ink(page)
    remove_dust(page, ink, 200)
    assert page[y, x - 3] == 0
    assert page[y + 60, x - 3] >= 250
