"""Probability map -> boxes."""

from __future__ import annotations

import numpy as np

from pipeline.extract.ocr.text_detection import boxes_from_map
from pipeline.model.geometry import Box


def test_a_bright_bar_becomes_one_grown_box() -> None:
    probability = np.zeros((64, 128), np.float32)
    probability[20:30, 20:100] = 0.9
    # grown by area * 1.6 / perimeter (7.7 px) of the dilated blob of 81 x 11 px at (20, 20)
    assert boxes_from_map(probability, 2.0, 1.0) == [Box(25, 12, 217, 39)]


def test_faint_and_tiny_blobs_are_dropped() -> None:
    probability = np.zeros((64, 128), np.float32)
    probability[20:30, 20:100] = 0.4
    probability[50:51, 50:51] = 0.9
    assert boxes_from_map(probability, 1.0, 1.0) == []
