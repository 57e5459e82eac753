import cv2
import numpy as np

from pipeline.extract.image.stamps import lift_stamps
from pipeline.extract.ocr.engine import Image
from pipeline.model.geometry import Box
from tests.extract.pictures import blank, draw_text

RED = (205, 40, 45)


def _page_with_text() -> tuple[Image, Box]:
    gray = blank(1000, 1000)
    box = draw_text(gray, 420, 480, 6)
    return np.asarray(cv2.cvtColor(gray, cv2.COLOR_GRAY2RGB), np.uint8), box


def test_a_round_stamp_is_lifted_and_the_text_below_stays() -> None:
    page, text = _page_with_text()
    covered = page.copy()
    cv2.circle(covered, (500, 500), 160, RED, 6)
    cv2.circle(covered, (500, 500), 40, RED, -1)
    covered = np.minimum(covered, page)
    gray, stamps = lift_stamps(covered, 200)
    assert len(stamps) == 1
    assert abs(stamps[0].x0 - 337) <= 12 and abs(stamps[0].x1 - 663) <= 12
    assert gray[343, 500] > 200 and gray[465, 500] > 200
    ink = gray[text.y0 : text.y1, text.x0 : text.x1] < 128
    before = page[text.y0 : text.y1, text.x0 : text.x1, 0] < 128
    assert (ink == before).mean() > 0.97


def test_a_square_name_seal_is_a_stamp() -> None:
    page, _ = _page_with_text()
    cv2.rectangle(page, (700, 700), (860, 860), RED, 6)
    cv2.line(page, (740, 720), (740, 840), RED, 8)
    assert len(lift_stamps(page, 200)[1]) == 1


def test_a_red_head_is_text_not_a_stamp() -> None:
    page = np.full((600, 1600, 3), 255, np.uint8)
    for i in range(8):
        left = 200 + i * 150
        for y in (100, 150, 200):
            cv2.line(page, (left, y), (left + 100, y), RED, 14)
        cv2.line(page, (left + 50, 90), (left + 50, 210), RED, 14)
    cv2.line(page, (150, 300), (1450, 300), RED, 6)
    gray, stamps = lift_stamps(page, 200)
    assert stamps == ()
    assert gray[150, 250] < 130 and gray[300, 800] < 130


def test_a_stamp_seen_through_the_paper_is_none() -> None:
    page = np.full((800, 800, 3), 245, np.uint8)
    cv2.circle(page, (400, 400), 160, (245, 226, 226), 6)
    assert lift_stamps(page, 200)[1] == ()
