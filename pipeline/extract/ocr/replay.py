"""Recorded readings played back, so that most tests need no model.

A recording is keyed by the SHA-256 of the image bytes and shape: a test that shows other pixels
than were recorded fails loudly instead of reading something else.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.extract.ocr.engine import Engine, EngineInFront, Image, RecognisedText
from pipeline.model.geometry import Box


@dataclass(frozen=True, slots=True)
class Recording:
    """What an engine answered: by image key, boxes found and texts read. `engine` made it."""

    engine: str
    detections: dict[str, tuple[Box, ...]]
    readings: dict[str, RecognisedText]


def image_key(image: Image) -> str:
    """Return the key of an image in a recording."""
    shape = "x".join(str(side) for side in image.shape)
    return hashlib.sha256(shape.encode() + image.tobytes()).hexdigest()[:16]


class Replay:
    """Plays a recording. Raises KeyError for an image that was not recorded."""

    def __init__(self, recording: Recording) -> None:
        """Keep the recording."""
        self._recording = recording

    @property
    def name(self) -> str:
        """Name of the engine that was recorded."""
        return self._recording.engine

    @property
    def fingerprint(self) -> str:
        """Fixed: a recording does not change."""
        return f"replay-{self._recording.engine}"

    def detect(self, image: Image) -> list[Box]:
        """Return the recorded boxes."""
        return list(self._recording.detections[image_key(image)])

    def recognise(self, crops: Sequence[Image]) -> list[RecognisedText]:
        """Return the recorded readings."""
        return [self._recording.readings[image_key(crop)] for crop in crops]


class Recorder(EngineInFront):
    """Passes everything to a real engine and keeps what it answered."""

    def __init__(self, engine: Engine) -> None:
        """Start an empty recording of `engine`."""
        super().__init__(engine)
        self.recording = Recording(engine.name, {}, {})

    def detect(self, image: Image) -> list[Box]:
        """Detect and keep."""
        boxes = super().detect(image)
        self.recording.detections[image_key(image)] = tuple(boxes)
        return boxes

    def recognise(self, crops: Sequence[Image]) -> list[RecognisedText]:
        """Recognise and keep."""
        texts = super().recognise(crops)
        for crop, text in zip(crops, texts, strict=True):
            self.recording.readings[image_key(crop)] = text
        return texts
