"""Crops: cut with a margin, turned upright, packed into the page."""

from __future__ import annotations

import base64
from pathlib import Path

import cv2
import numpy as np
import pytest

from pipeline.audit.crop import MARGIN, Cropper, Pixels, crop_uri, quarter_turns, turns_of
from pipeline.model.geometry import Box, PageTransform, Region
from tests.audit.made import made_documents
from tests.audit.sealed import SealedRun


def decoded(uri: str) -> Pixels:
    head, _, data = uri.partition(",")
    assert head == "data:image/jpeg;base64"
    pixels = cv2.imdecode(np.frombuffer(base64.b64decode(data), np.uint8), cv2.IMREAD_COLOR)
    assert pixels is not None
    return pixels.astype(np.uint8)


def test_crop_has_a_margin_and_ends_at_the_page() -> None:
    page = np.full((300, 400, 3), 255, np.uint8)
    assert decoded(crop_uri(page, Box(100, 50, 200, 90))).shape[:2] == (
        40 + 2 * MARGIN,
        100 + 2 * MARGIN,
    )
    assert decoded(crop_uri(page, Box(0, 0, 30, 20))).shape[:2] == (20 + MARGIN, 30 + MARGIN)
    assert decoded(crop_uri(page, Box(500, 500, 600, 600))).size > 0


@pytest.mark.parametrize("turns", [0, 1, 2, 3])
def test_page_on_its_side_is_turned_upright(turns: int) -> None:
    upright = np.full((100, 200), 255, np.uint8)
    upright[:50, :100] = 0
    raw = np.rot90(upright, -turns)
    shown = decoded(crop_uri(raw, Box(0, 0, raw.shape[1], raw.shape[0]), turns))
    assert shown.shape[:2] == (100, 200)
    assert shown[20, 20].max() < 60
    assert shown[80, 180].min() > 200


@pytest.mark.parametrize(
    ("matrix", "turns"),
    [
        ((1, 0.02, 0, -0.02, 1, 0, 0, 0, 1), 0),
        ((-1, 0, 500, 0, -1, 700, 0, 0, 1), 2),
        ((0, 1, 0, -1, 0, 700, 0, 0, 1), 3),
        ((0, -1, 500, 1, 0, 0, 0, 0, 1), 1),
    ],
    ids=["upright", "upside-down", "right-is-up", "right-is-down"],
)
def test_quarter_turns(matrix: tuple[float, ...], turns: int) -> None:
    assert quarter_turns(PageTransform(matrix, 100, 100)) == turns


def test_missing_page_gives_no_crop(tmp_path: Path) -> None:
    run = SealedRun(tmp_path, made_documents(1, 1, 3))
    turns = turns_of(run.output)
    assert (turns("list-000.pdf", 1), turns("list-000.pdf", 9), turns("x.pdf", 1)) == (0, 0, 0)
    cropper = Cropper(lambda name, page_no: None, turns)
    assert cropper.uris("list-000.pdf", [Region(1, Box(0, 0, 9, 9))]) == []
