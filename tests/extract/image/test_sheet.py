"""The sheet on a photograph: the desk goes, frames and rules near its edge stay."""

import cv2
import numpy as np

from pipeline.extract.image.sheet import find_sheet
from pipeline.extract.image.straighten import straighten
from tests.extract.pictures import blank, draw_text

CORNERS = [(20, 12), (590, 25), (585, 860), (14, 850)]
WHOLE = [[0, 0], [620, 0], [620, 877], [0, 877]]


def test_the_desk_around_a_sheet_is_left_out() -> None:
    picture = np.full((877, 620), 70, np.uint8)
    cv2.fillConvexPoly(picture, np.array(CORNERS), 200)
    draw_text(picture, 100, 100, 8)
    assert np.abs(find_sheet(picture) - CORNERS).max() <= 8


def test_a_wedge_of_desk_on_one_side_takes_no_other_side() -> None:
    picture = np.full((877, 620), 210, np.uint8)
    cv2.fillConvexPoly(picture, np.array([(0, 0), (300, 0), (0, 9)]), 60)
    found = find_sheet(picture)
    assert found[2:].tolist() == [[620.0, 877.0], [0.0, 877.0]]
    assert 9 <= found[0, 1] <= 16


def test_frames_bars_and_shadows_are_no_edge_of_the_sheet() -> None:
    framed = np.full((877, 620), 230, np.uint8)
    cv2.rectangle(framed, (8, 8), (611, 868), 0, 4)
    barred = np.full((877, 620), 230, np.uint8)
    barred[30:60, 40:580] = 90
    shaded = np.tile(np.linspace(120, 230, 877)[:, None], (1, 620)).astype(np.uint8)
    assert [find_sheet(page).tolist() for page in (framed, barred, shaded)] == [WHOLE] * 3


def test_the_upright_page_shows_no_desk() -> None:
    page = blank(1654, 2339)
    for y in range(300, 1500, 70):
        draw_text(page, 300, y, 20)
    picture = np.full_like(page, 60)
    sheet = np.array([(40, 60), (1620, 30), (1600, 2300), (70, 2280)])
    cv2.fillConvexPoly(picture, sheet, 255)
    picture = np.minimum(picture, page)
    upright = straighten(picture)
    assert not upright.ink[:200].any() and not upright.ink[:, -150:].any()
    assert not upright.ink[-200:].any() and not upright.ink[:, :120].any()
    assert upright.ink[300:1500].any()
