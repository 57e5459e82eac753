"""The real Tesseract, where it is installed."""

from __future__ import annotations

import shutil

import cv2
import numpy as np
import pytest

from pipeline.errors import MissingToolError, UsageError
from pipeline.extract.ocr.catalogue import ENGINES, create_engine, engine_fingerprint
from pipeline.extract.ocr.engine import Image
from pipeline.extract.ocr.tesseract import Tesseract

needs_tesseract = pytest.mark.skipif(
    shutil.which("tesseract") is None, reason="TESSERACT ABSENT: apt-get install tesseract-ocr"
)


def page() -> Image:
    image = np.full((200, 600), 255, np.uint8)
    cv2.putText(image, "010-88656265", (40, 110), cv2.FONT_HERSHEY_SIMPLEX, 1.5, 0, 3, cv2.LINE_AA)
    return image


@needs_tesseract
@pytest.mark.engine
def test_lines_with_a_score_and_a_span_per_character() -> None:
    engine = create_engine("tesseract")
    read = engine.recognise([page()])[0]
    assert read.text.replace(" ", "") == "010-88656265"
    assert len(read.glyphs) == len(read.spans) == len(read.text)
    assert 0 < read.score <= 1


@needs_tesseract
@pytest.mark.engine
def test_detection_finds_the_line() -> None:
    boxes = Tesseract().detect(page())
    assert any(box.contains_point(200, 95) for box in boxes)


@needs_tesseract
@pytest.mark.engine
def test_fingerprint_names_the_version() -> None:
    assert len(engine_fingerprint("tesseract")) == 64


def test_missing_program_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pytesseract.pytesseract.tesseract_cmd", "no-such-tesseract")
    with pytest.raises(MissingToolError, match="apt-get install tesseract-ocr"):
        Tesseract()


def test_an_unknown_engine_lists_the_known_ones() -> None:
    with pytest.raises(UsageError) as caught:
        create_engine("abbyy")
    assert all(name in caught.value.next_step for name in ENGINES)
