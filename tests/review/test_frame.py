from __future__ import annotations

from io import BytesIO

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from pipeline.model.geometry import Box, PageTransform, Region, identity_transform
from pipeline.model.text import TextLine
from pipeline.review.frame import PageFrame, crop_box, group_places, text_rows, upright_box
from pipeline.review.pixels import PageShelf, encode_crop, encode_page

QUARTER_TURN = PageTransform((0.0, -1.0, 999.0, 1.0, 0.0, 0.0, 0.0, 0.0, 1.0), 600, 1000)
"""Upright (x, y) stands at raw (999 - y, x): the scan was turned to the right."""


def frame(transform: PageTransform) -> PageFrame:
    return PageFrame(1, 1000, 600, transform, (), (), ())


def test_box_on_a_flat_page_stays() -> None:
    flat = frame(identity_transform(1000, 600))
    assert upright_box(flat, Box(10, 20, 110, 60)) == Box(10, 20, 110, 60)


def test_box_on_a_turned_page_is_turned_back() -> None:
    assert upright_box(frame(QUARTER_TURN), Box(899, 50, 999, 80)) == Box(50, 0, 80, 100)


@given(
    st.floats(-8, 8),
    st.integers(0, 400),
    st.integers(0, 500),
    st.integers(20, 500),
    st.integers(20, 60),
)
def test_a_line_on_a_skewed_page_covers_that_line_only(
    degrees: float, x: int, y: int, width: int, height: int
) -> None:
    angle = np.deg2rad(degrees)
    across, down = float(np.cos(angle)), float(np.sin(angle))
    turned = PageTransform((across, -down, 300, down, across, 300, 0, 0, 1), 1000, 600)
    corners = np.array([[x, y], [x + width, y], [x + width, y + height], [x, y + height]])
    raw = corners @ np.array([[across, down], [-down, across]]) + 300
    (x0, y0), (x1, y1) = np.floor(raw.min(axis=0)), np.ceil(raw.max(axis=0))
    found = upright_box(frame(turned), Box(int(x0), int(y0), int(x1), int(y1)))
    wanted = (x, y, min(x + width, 1000), min(y + height, 600))
    assert np.abs(np.subtract((found.x0, found.y0, found.x1, found.y1), wanted)).max() <= 4


def test_a_page_turned_by_half_a_right_angle_shows_the_box_around() -> None:
    half = float(np.sqrt(0.5))
    turned = PageTransform((half, -half, 500, half, half, 0, 0, 0, 1), 1000, 600)
    assert upright_box(frame(turned), Box(490, 200, 510, 220)) == Box(134, 134, 163, 163)


def test_crop_shows_the_cell_and_never_leaves_the_page() -> None:
    flat = frame(identity_transform(1000, 600))
    cell = Box(0, 0, 900, 40)
    assert crop_box(flat, [cell], 0) == Box(0, 0, 940, 68)
    assert crop_box(flat, [cell], 2) == Box(0, 0, 1000, 200)


def test_a_lone_number_is_shown_with_something_beside_it() -> None:
    flat = frame(identity_transform(1000, 600))
    assert crop_box(flat, [Box(500, 300, 520, 320)], 0) == Box(330, 286, 690, 334)


def test_neighbouring_lines_share_a_picture_and_distant_ones_do_not() -> None:
    first, second, far = Box(0, 0, 9, 10), Box(0, 12, 9, 22), Box(0, 300, 9, 310)
    places = [Region(1, first), Region(1, second), Region(1, far), Region(2, first)]
    assert group_places(places) == [(1, (first, second)), (1, (far,)), (2, (first,))]


@given(st.integers(-50, 990), st.integers(-50, 590), st.integers(1, 300), st.integers(1, 300))
def test_crop_always_contains_the_visible_cell(x: int, y: int, width: int, height: int) -> None:
    flat = frame(identity_transform(1000, 600))
    cell = upright_box(flat, Box(x, y, x + width, y + height))
    for level in range(3):
        shown = crop_box(flat, [cell], level)
        assert shown.intersection(cell) == cell
        assert shown.x0 >= 0 and shown.x1 <= 1000 and shown.y0 >= 0 and shown.y1 <= 600


def test_pictures_are_upright() -> None:
    pixels = np.full((600, 1000), 255, dtype=np.uint8)
    pixels[50:80, 899:999] = 0
    turned = frame(QUARTER_TURN)
    crop = encode_crop(pixels, turned, Box(50, 0, 80, 100))
    assert _size(crop) == (30, 100)
    assert encode_page(pixels, turned).startswith(b"\xff\xd8\xff")


def test_colour_pages_are_encoded_too() -> None:
    pixels = np.zeros((600, 1000, 3), dtype=np.uint8)
    flat = frame(identity_transform(1000, 600))
    assert _size(encode_crop(pixels, flat, Box(5, 5, 25, 15))) == (20, 10)


def test_shelf_reads_a_page_once() -> None:
    calls: list[int] = []

    def read(document_id: str, page_no: int) -> np.ndarray:
        calls.append(page_no)
        return np.zeros((2, 2), dtype=np.uint8)

    shelf = PageShelf(read)
    for page_no in (1, 1, 2, 1):
        shelf.page("doc", page_no)
    assert calls == [1, 2]


def test_plain_text_is_laid_out_by_its_columns() -> None:
    lines = [
        TextLine("河北", Box(6, 3, 8, 4), Box(6, 3, 8, 4), 1.0, "text-dump"),
        TextLine("1", Box(0, 3, 1, 4), Box(0, 3, 1, 4), 1.0, "text-dump"),
    ]
    assert text_rows(lines) == {3: "1     河北"}


def _size(data: bytes) -> tuple[int, int]:
    return Image.open(BytesIO(data)).size
