import cv2
import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.extract.image import to_raw_box, to_upright_box
from pipeline.extract.image.frame import bend_at, invert, make_transform, map_points, warp_page
from pipeline.model.geometry import Box, identity_transform

MATRIX = np.array([[1.02, 0.03, -12], [-0.03, 0.98, 9], [1e-5, -8e-6, 1]])


@settings(deadline=None)
@given(st.integers(0, 1500), st.integers(0, 2200), st.integers(1, 200), st.integers(1, 100))
def test_a_box_comes_back_around_itself(x: int, y: int, width: int, height: int) -> None:
    transform = make_transform(MATRIX, 1654, 2339, (0.0, 4.0, 0.0))
    box = Box(x, y, x + width, y + height)
    back = to_upright_box(transform, to_raw_box(transform, box))
    assert back.x0 <= box.x0 + 1 and back.x1 >= box.x1 - 1
    assert back.y0 <= box.y0 + 3 and back.y1 >= box.y1 - 3
    assert back.width <= width + 16 and back.height <= height + 28


def test_identity_changes_nothing() -> None:
    assert to_raw_box(identity_transform(100, 100), Box(3, 4, 50, 60)) == Box(3, 4, 50, 60)


def test_bend_is_interpolated_between_its_columns() -> None:
    transform = make_transform(np.eye(3), 100, 50, (0.0, 8.0, 0.0))
    assert bend_at(transform, np.array([0.0, 25.0, 50.0, 100.0])).tolist() == [0.0, 4.0, 8.0, 0.0]


def test_inverse_maps_back() -> None:
    points = np.array([[10.0, 20.0], [500.0, 900.0]])
    assert np.allclose(map_points(invert(MATRIX), map_points(MATRIX, points)), points)


def test_a_bent_and_shifted_line_comes_out_straight() -> None:
    raw = np.full((8, 8), 255, np.uint8)
    for column in range(4):
        raw[3 + column, 1 + column] = 0
    shift = np.array([[1.0, 0, 1], [0, 1, 1], [0, 0, 1]])
    page = warp_page(raw, make_transform(shift, 4, 5, (0.0, 4.0)), cv2.INTER_LINEAR)
    assert page.tolist() == [[255] * 4, [255] * 4, [0] * 4, [255] * 4, [255] * 4]
