"""What every recogniser offers, whatever is behind it.

Images are uint8 arrays, (H, W) gray or (H, W, 3) RGB, upright, dark ink on light paper. Boxes an
engine returns are in pixels of the image it was given; the caller maps them to the raw page.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from pipeline.model.geometry import Box
from pipeline.model.text import Glyph, SecondText, narrow

Image = NDArray[np.uint8]


@dataclass(frozen=True, slots=True)
class RecognisedText:
    """One line crop as read: `text` is the join of `glyphs`, `score` the mean of their scores.

    `spans` gives for each glyph its (left, right) as shares of the crop's width, so a line can be
    cut between characters. `second` is another recogniser's reading, where one was asked;
    `renderings` tells how many readings of the same recogniser these glyphs are the mean of.
    """

    text: str
    score: float
    glyphs: tuple[Glyph, ...]
    spans: tuple[tuple[float, float], ...] = ()
    second: SecondText | None = None
    renderings: int = 1

    @property
    def weakest(self) -> float:
        """The least share of a character among these, its form of the other width added: （ and (.

        No second look tells these apart. 1 for no characters.
        """
        return min((_share(glyph) for glyph in self.glyphs), default=1.0)

    def with_glyphs(self, glyphs: Sequence[Glyph]) -> RecognisedText:
        """Return the reading with other glyphs in the places of its own."""
        if tuple(glyphs) == self.glyphs:
            return self
        scores = [glyph.score for glyph in glyphs if glyph.char]
        score = round(sum(scores) / len(scores), 4) if scores else 0.0
        text = "".join(glyph.char for glyph in glyphs)
        return replace(self, text=text, score=score, glyphs=tuple(glyphs))


def _share(glyph: Glyph) -> float:
    """Return the share of a glyph's character in either width."""
    if not glyph.alternatives or not glyph.char:
        return glyph.score
    own = narrow(glyph.char)
    same = (share for char, share in glyph.alternatives if char and narrow(char) == own)
    return glyph.score + sum(same)


class Engine(Protocol):
    """A recogniser. `name` goes into provenance; `fingerprint` (model hashes) into cache keys."""

    @property
    def name(self) -> str:
        """Short permanent name, e.g. `ppocr-v6-small`."""

    @property
    def fingerprint(self) -> str:
        """SHA-256 over the model files and the version of the runtime."""

    def detect(self, image: Image) -> list[Box]:
        """Return the boxes of text lines, unordered, in pixels of `image`."""

    def recognise(self, crops: Sequence[Image]) -> list[RecognisedText]:
        """Read single-line crops; results in the order given, one for each crop."""


class EngineInFront:
    """An engine that passes on to the one behind whatever it does not do itself."""

    def __init__(self, engine: Engine) -> None:
        """Stand in front of `engine`."""
        self._engine = engine

    @property
    def name(self) -> str:
        """Name of the engine behind."""
        return self._engine.name

    @property
    def fingerprint(self) -> str:
        """Fingerprint of the engine behind."""
        return self._engine.fingerprint

    def detect(self, image: Image) -> list[Box]:
        """The boxes of the engine behind."""
        return self._engine.detect(image)

    def recognise(self, crops: Sequence[Image]) -> list[RecognisedText]:
        """The readings of the engine behind."""
        return self._engine.recognise(crops)
