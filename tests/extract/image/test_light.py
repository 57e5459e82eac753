"""Parts of a mask."""

import numpy as np

from pipeline.extract.image.light import component_stats, keep_parts, part_boxes


def test_part_boxes_are_those_of_the_connected_parts_nested_ones_too() -> None:
    mask = np.zeros((60, 80), np.uint8)
    mask[5:40, 5:60] = 255
    mask[8:37, 8:57] = 0
    mask[20:23, 30:34] = 255
    mask[50:52, 70:71] = 255
    found = sorted(map(tuple, part_boxes(mask).tolist()))
    assert found == [(5, 5, 55, 35, 516), (30, 20, 4, 3, 12), (70, 50, 1, 2, 2)]
    assert sorted(row[:4] for row in found) == sorted(
        tuple(row[:4]) for row in component_stats(mask)[1].tolist()
    )


def test_an_empty_mask_has_no_parts() -> None:
    assert part_boxes(np.zeros((20, 20), np.uint8)).shape == (0, 5)


def test_only_the_parts_to_keep_stay() -> None:
    mask = np.zeros((20, 20), np.uint8)
    mask[2:4, 2:4] = 255
    mask[10:14, 10:14] = 255
    labels, stats = component_stats(mask)
    kept = keep_parts(labels, stats[:, 4] > 4)
    assert kept[11, 11] == 255 and not kept[2:4, 2:4].any()
