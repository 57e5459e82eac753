import cv2
import numpy as np
import pytest

from pipeline.extract.image import ImageOptions, light, straighten
from pipeline.extract.image.frame import map_points, matrix_of
from pipeline.extract.ocr.engine import Image
from pipeline.model.page import PageStatus
from tests.extract.pictures import blank, draw_text, roster, rotate


@pytest.mark.parametrize("degrees", [-6.0, -1.5, 0.7, 4.0], ids=str)
def test_skew_is_measured_and_undone(degrees: float) -> None:
    page = straighten(rotate(roster(), degrees))
    assert page.skew_degrees == pytest.approx(-degrees, abs=0.1)
    assert straighten(page.gray).skew_degrees == pytest.approx(0, abs=0.1)


def test_a_level_page_keeps_its_size_and_place() -> None:
    page = straighten(roster())
    assert page.status is PageStatus.OK
    assert abs(page.transform.upright_width - 1654) <= 4
    assert abs(page.transform.upright_height - 2339) <= 4


@pytest.mark.parametrize("turns", [1, 3], ids=["counter-clockwise", "clockwise"])
def test_a_page_on_its_side_is_turned(turns: int) -> None:
    page = straighten(np.rot90(roster(), turns).copy())
    assert page.turned in (90, 270)
    assert page.gray.shape[0] > page.gray.shape[1]


def test_perspective_is_undone() -> None:
    raw = roster(24)
    height, width = raw.shape
    corners = np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float32)
    moved = np.array(
        [[60, 20], [width - 20, 70], [width - 70, height - 30], [10, height - 60]], np.float32
    )
    seen = cv2.warpPerspective(
        raw, cv2.getPerspectiveTransform(corners, moved), (width, height), borderValue=(255,)
    )
    page = straighten(np.asarray(seen, np.uint8))
    assert _column_wander(page.gray) <= 5


def test_a_stamp_pressed_on_askew_does_not_lean_the_page() -> None:
    raw = blank()
    for y in range(400, 1800, 70):
        for x, count in ((180, 2), (330, 11), (900, 8)):
            draw_text(raw, x, y, count)
    frame = cv2.boxPoints(((1500, 160), (210, 210), 3.0))
    cv2.polylines(raw, [np.rint(frame).astype(np.int32)], True, (60,), 5)
    page = straighten(raw)
    assert abs(page.transform.upright_width - 1654) <= 4
    assert page.skew_degrees == pytest.approx(0, abs=0.1)


def test_a_stamp_pressed_on_askew_tilts_no_page_of_little_text() -> None:
    raw = blank()
    for y in range(400, 1800, 70):
        draw_text(raw, 180, y, 2)
        draw_text(raw, 1300, y, 3)
    draw_text(raw, 400, 200, 9)
    border = cv2.boxPoints(((1500, 160), (210, 210), 6.0))
    cv2.polylines(raw, [np.rint(border).astype(np.int32)], True, (0,), 5)
    corners = np.array([(0, 0), (1653, 0), (1653, 2338), (0, 2338)], float)
    matrix = matrix_of(straighten(raw).transform)
    assert np.abs(map_points(matrix, corners) - corners).max() < 8


def test_the_sides_of_a_sheet_show_how_a_list_without_rules_down_leans() -> None:
    raw = blank()
    for y in range(300, 2000, 70):
        for x, count in ((180, 2), (330, 11), (900, 8)):
            draw_text(raw, x, y, count)
    height, width = raw.shape
    corners = np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float32)
    moved = np.array(
        [[90, 30], [width - 20, 30], [width - 80, height - 30], [30, height - 30]], np.float32
    )
    seen = cv2.warpPerspective(
        raw, cv2.getPerspectiveTransform(corners, moved), (width, height), borderValue=(90,)
    )
    page = straighten(np.asarray(seen, np.uint8))
    assert _column_wander(page.gray) <= 8


def _column_wander(gray: Image) -> int:
    """Return by how many pixels the left rule of the table wanders from top to bottom."""
    rows = [y for y in range(0, gray.shape[0], 60) if (gray[y] < 128).sum() > 8]
    places = [int(np.flatnonzero(gray[y] < 128)[0]) for y in rows]
    usual = int(np.median(places))
    return max(abs(place - usual) for place in places if abs(place - usual) < 40)


def test_curl_is_undone() -> None:
    raw = roster(20)
    height, width = raw.shape
    xs = np.arange(width, dtype=np.float32)
    bow = (10 * np.sin(xs / width * np.pi)).astype(np.float32)
    map_y = np.arange(height, dtype=np.float32)[:, None] - bow[None, :]
    bent = cv2.remap(raw, np.tile(xs, (height, 1)), map_y, cv2.INTER_LINEAR, borderValue=(255,))
    page = straighten(np.asarray(bent, np.uint8))
    assert page.transform.bend
    tops = [int(np.flatnonzero(page.gray[:, x] < 128)[0]) for x in (300, 700, 1100, 1450)]
    assert max(tops) - min(tops) <= 4


def test_high_resolution_is_brought_to_working_resolution() -> None:
    raw = cv2.resize(roster(), None, fx=3, fy=3, interpolation=cv2.INTER_LINEAR)
    page = straighten(np.asarray(raw, np.uint8), ImageOptions(dpi=600))
    assert page.dpi == pytest.approx(200, abs=1)
    assert abs(page.transform.upright_width - 1654) <= 6


@pytest.mark.parametrize(
    ("pixels", "status", "reason"),
    [
        (blank(), PageStatus.BLANK, "no-ink"),
        (np.full((800, 600, 3), 250, np.uint8), PageStatus.BLANK, "no-ink"),
        (blank(80, 60), PageStatus.SKIPPED, "too-small"),
        (np.zeros((2339, 1654), np.uint8), PageStatus.SKIPPED, "too-dark"),
    ],
    ids=["blank", "blank-colour", "tiny", "black"],
)
def test_an_unusable_page_says_why(pixels: Image, status: PageStatus, reason: str) -> None:
    page = straighten(pixels)
    assert (page.status, page.reason) == (status, reason)
    assert page.message


def test_same_pixels_give_the_same_page() -> None:
    raw = rotate(roster(), 1.2)
    first, second = straighten(raw), straighten(raw)
    assert first.transform == second.transform
    assert np.array_equal(first.gray, second.gray)


def test_what_lies_beyond_the_sheet_is_gone_before_its_print_is_weighed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    page = np.full((2339, 1654), 90, np.uint8)
    page[40:2300, 60:1600] = 255
    for y in range(300, 1200, 60):
        draw_text(page, 200, y, 30)
    darkest: list[int] = []

    def weigh(flat: Image, _painted: object = ()) -> bool:
        darkest.append(int(flat[:20].min()))
        return False

    monkeypatch.setattr(light, "drop_show_through", weigh)
    straighten(page)
    assert darkest == [255]
