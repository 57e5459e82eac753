"""The angle of print, also where the page lies far off level or holds little."""

import cv2
import numpy as np
import pytest

from pipeline.extract.image.light import component_stats, find_ink
from pipeline.extract.image.page import Image
from pipeline.extract.image.skew import Skew, find_skew, text_marks
from tests.extract.pictures import blank, draw_text


def _measure(page: Image) -> Skew:
    ink = find_ink(page)
    return find_skew(ink, text_marks(*component_stats(ink)), 30.0)


@pytest.mark.parametrize("degrees", [-20.0, -2.0, 0.0, 3.0, 20.0], ids=str)
def test_a_letter_without_rules_gives_its_angle(degrees: float) -> None:
    large = blank(1654, 2339)
    for row, y in enumerate(range(400, 1800, 70)):
        draw_text(large, 300, y, 12 + row % 11)
    page = cv2.resize(large, (827, 1170), interpolation=cv2.INTER_AREA)
    turn = cv2.getRotationMatrix2D((413, 585), degrees, 1.0)
    turned = cv2.warpAffine(page, turn, (827, 1170), borderValue=(255,))
    found = _measure(np.asarray(turned, np.uint8))
    assert not found.sideways
    assert found.degrees == pytest.approx(-degrees, abs=0.2)


def test_a_few_specks_have_no_angle() -> None:
    page = blank(827, 1170)
    page[200:204, 300:304] = 0
    assert _measure(page).degrees == 0.0


@pytest.mark.parametrize("sideways", [False, True])
def test_rules_of_dots_do_not_tell_which_way_lines_run(sideways: bool) -> None:
    large = blank(1654, 2339)
    for y in range(400, 900, 100):
        draw_text(large, 400, y, 5)
    page = cv2.resize(large, (827, 1170), interpolation=cv2.INTER_AREA)
    for x in range(60, 800, 120):
        page[100:1100:5, x : x + 2] = page[101:1100:5, x : x + 2] = 0
    page = np.ascontiguousarray(np.rot90(page)) if sideways else np.asarray(page)
    assert _measure(np.asarray(page, np.uint8)).sideways is sideways
