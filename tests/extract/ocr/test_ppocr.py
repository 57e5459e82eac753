"""The real PP-OCR models on rendered lines."""

from __future__ import annotations

import dataclasses
import math

import cv2
import numpy as np
import pytest

from pipeline.errors import MissingToolError
from pipeline.extract.ocr.engine import Image
from pipeline.extract.ocr.models import PP_OCR_V6_SMALL, ModelFiles
from pipeline.extract.ocr.ppocr import PpOcr

pytestmark = pytest.mark.engine


def digits(text: str) -> Image:
    image = np.full((48, 24 * len(text) + 20), 255, np.uint8)
    cv2.putText(image, text, (8, 36), cv2.FONT_HERSHEY_SIMPLEX, 1.1, 0, 2, cv2.LINE_AA)
    return image


@pytest.fixture(scope="module")
def engine() -> PpOcr:
    return PpOcr()


def test_lines_come_back_in_the_order_given(engine: PpOcr) -> None:
    texts = ["100045", "7", "010-88656265", "2021"]
    assert [read.text for read in engine.recognise([digits(t) for t in texts])] == texts


def test_every_character_has_a_score_and_a_span(engine: PpOcr) -> None:
    read = engine.recognise([digits("88656265")])[0]
    assert len(read.glyphs) == len(read.spans) == 8
    assert all(0 < glyph.score <= 1 for glyph in read.glyphs)
    assert [left for left, _ in read.spans] == sorted(left for left, _ in read.spans)


def test_detection_boxes_lie_around_the_ink(engine: PpOcr) -> None:
    page = np.full((400, 600), 255, np.uint8)
    page[100:148, 50:358] = digits("010-88656265")[:, :308]
    boxes = engine.detect(page)
    assert len(boxes) == 1
    assert boxes[0].contains_point(200, 124)


@pytest.mark.parametrize(("paper", "ink"), [(255, 0), (255, 200), (40, 250)], ids=str)
@pytest.mark.parametrize(("x", "y"), [(0, 0), (690, 1350), (300, 700)], ids=str)
def test_lines_are_found_wherever_they_stand(
    engine: PpOcr, paper: int, ink: int, x: int, y: int
) -> None:
    page = np.full((1400, 1000), paper, np.uint8)
    line = digits("010-88656265")[:, :308]
    page[y : y + 48, x : x + 308] = np.where(line < 128, ink, paper)
    boxes = engine.detect(page)
    assert len(boxes) == 1
    assert boxes[0].contains_point(x + 150, y + 24)


def test_a_blank_page_has_no_lines(engine: PpOcr) -> None:
    assert engine.detect(np.full((500, 400), 255, np.uint8)) == []


def test_fingerprint_is_stable_and_names_the_models(engine: PpOcr) -> None:
    assert engine.fingerprint == PP_OCR_V6_SMALL.fingerprint()
    assert len(engine.fingerprint) == 64


def test_missing_model_says_what_to_do() -> None:
    with pytest.raises(MissingToolError, match="make setup"):
        PpOcr(ModelFiles("x", "no_such_package", "a.onnx", "b.onnx"))


def test_skipping_sure_blanks_changes_no_reading(engine: PpOcr) -> None:
    lines = [digits(text) for text in ("100045", "010-88656265", "7", "2021.05")]
    patient = PpOcr(dataclasses.replace(PP_OCR_V6_SMALL, sure_blank=math.inf))
    assert engine.recognise(lines) == patient.recognise(lines)


def test_no_lines_are_no_texts(engine: PpOcr) -> None:
    assert engine.recognise([]) == []
