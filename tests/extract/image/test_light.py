"""Parts of a mask."""

import cv2
import numpy as np

from pipeline.extract.image.light import (
    component_stats,
    count_ink,
    cut_part,
    drop_show_through,
    keep_parts,
    outline_boxes,
    shrink_evenly,
)
from pipeline.extract.image.page import Image
from pipeline.model.geometry import Box


def test_outlines_are_those_of_the_connected_parts_nested_ones_too() -> None:
    mask = np.zeros((60, 80), np.uint8)
    mask[5:40, 5:60] = 255
    mask[8:37, 8:57] = 0
    mask[20:23, 30:34] = 255
    mask[50:52, 70:71] = 255
    found = sorted(map(tuple, outline_boxes(mask).tolist()))
    assert found == [(5, 5, 55, 35), (30, 20, 4, 3), (70, 50, 1, 2)]
    assert found == sorted(tuple(row[:4]) for row in component_stats(mask)[1].tolist())


def test_an_empty_mask_has_no_parts() -> None:
    assert outline_boxes(np.zeros((20, 20), np.uint8)).shape == (0, 4)


def test_only_the_parts_to_keep_stay() -> None:
    mask = np.zeros((20, 20), np.uint8)
    mask[2:4, 2:4] = 255
    mask[10:14, 10:14] = 255
    labels, stats = component_stats(mask)
    kept = keep_parts(labels, stats[:, 4] > 4)
    assert kept[11, 11] == 255 and not kept[2:4, 2:4].any()


def test_noise_of_more_parts_than_16_bits_count_is_told_apart() -> None:
    mask = np.zeros((530, 530), np.uint8)
    mask[::2, ::2] = 255
    labels, stats = component_stats(mask)
    assert len(stats) == 70225 and labels.max() == 70225
    assert np.count_nonzero(keep_parts(labels, stats[:, 0] == 528)) == 265


def test_a_part_is_cut_without_its_neighbour() -> None:
    mask = np.zeros((10, 10), np.uint8)
    mask[2:8, 2] = mask[7, 2:8] = 255
    mask[3, 5] = 255
    part = cut_part(*component_stats(mask), index=0)
    assert part.shape == (6, 6) and part.sum() == 11


def test_ink_is_counted_within_boxes_and_not_beyond_the_mask() -> None:
    mask = np.zeros((10, 10), np.uint8)
    mask[0:2, 0:3] = 255
    boxes = np.array([[-5, -5, 2, 40], [1, 1, 3, 2], [5, 5, 9, 9]])
    assert count_ink(mask, boxes).tolist() == [4, 2, 0]


def test_whole_blocks_are_averaged_and_the_rest_left_out() -> None:
    gray = np.zeros((5, 7), np.uint8)
    gray[0:2, 2:4] = 200
    gray[4], gray[:, 6] = 255, 255
    assert shrink_evenly(gray, 2).tolist() == [[0, 200, 0], [0, 0, 0]]
    assert shrink_evenly(gray[:1, :3], 8).tolist() == [[0, 0, 200]]


def _print(strength: int) -> Image:
    """Return paper with lines of soft strokes of that darkness."""
    page = np.full((400, 400), 255, np.uint8)
    for top in range(20, 380, 44):
        for x in range(20, 380, 12):
            page[top : top + 26, x : x + 4] = 255 - strength
    return np.asarray(cv2.GaussianBlur(page, (0, 0), 0.8), np.uint8)


def test_print_that_shows_through_is_taken_away_and_print_stays() -> None:
    own, other = _print(230)[:, ::-1].copy(), _print(80)
    own[200:] = 255
    page = np.minimum(own, np.where(own < 250, 255, other)).astype(np.uint8)
    assert drop_show_through(page)
    assert page[250:370].min() == 255
    assert np.array_equal(page[30:190] < 100, own[30:190] < 100)


def test_soft_print_alone_stays_as_it_is() -> None:
    page = _print(200)
    before = page.copy()
    assert not drop_show_through(page)
    assert np.array_equal(page, before)


def test_shaded_rows_are_no_print_that_shows_through() -> None:
    page = np.full((400, 400), 255, np.uint8)
    for top in range(20, 380, 80):
        page[top : top + 40] = 210
    for x in range(20, 380, 12):
        page[:, x : x + 2] = 40
    before = page.copy()
    assert not drop_show_through(page)
    assert np.array_equal(page, before)


def test_gray_rules_are_no_print_that_shows_through() -> None:
    page = np.full((400, 400), 255, np.uint8)
    for place in range(10, 390, 44):
        page[place + 8 : place + 34, 20:380:12] = 40
        page[place + 8 : place + 34, 21:380:12] = 110
        page[place : place + 3] = 180
    before = page.copy()
    assert not drop_show_through(page)
    assert np.array_equal(page, before)


def test_a_head_that_was_painted_dark_is_no_print_of_this_side() -> None:
    page = _print(80)
    page[:140][page[:140] < 200] = 30
    before = page.copy()
    assert not drop_show_through(page, (Box(10, 10, 390, 140),))
    assert np.array_equal(page, before)
    assert drop_show_through(page)


def test_faint_print_between_black_rules_does_not_show_through() -> None:
    page = _print(130)
    for level in range(8, 400, 44):
        page[level : level + 4] = 20
    page[:, 8:12] = page[:, 200:204] = page[:, 388:392] = 20
    before = page.copy()
    assert not drop_show_through(page)
    assert np.array_equal(page, before)
