"""Recorded readings: what was recorded is played, anything else fails."""

from __future__ import annotations

import numpy as np
import pytest

from pipeline.extract.ocr.engine import RecognisedText
from pipeline.extract.ocr.replay import Recorder, Recording, Replay, image_key
from pipeline.model.geometry import Box
from pipeline.model.text import Glyph

LINE = np.full((10, 30), 200, np.uint8)
TEXT = RecognisedText("试点", 0.9, (Glyph("试", 0.9), Glyph("点", 0.9)))


def test_recording_plays_back_what_the_engine_said() -> None:
    source = Replay(
        Recording("x", {image_key(LINE): (Box(0, 0, 30, 10),)}, {image_key(LINE): TEXT})
    )
    recorder = Recorder(source)
    assert recorder.detect(LINE) == [Box(0, 0, 30, 10)]
    assert recorder.recognise([LINE]) == [TEXT]
    again = Replay(recorder.recording)
    assert again.detect(LINE) == [Box(0, 0, 30, 10)]
    assert again.recognise([LINE, LINE]) == [TEXT, TEXT]
    assert again.name == "x"


def test_an_image_that_was_not_recorded_fails() -> None:
    with pytest.raises(KeyError):
        Replay(Recording("x", {}, {})).recognise([LINE])
