"""Machine double keying: lines in doubt are read again by a recogniser of another generation.

Agreement raises what a reading is worth, disagreement flags it. Only lines with a doubtful
character are read twice, so clean scans cost little more and poor ones get what they need.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from pipeline.extract.ocr.engine import Engine, EngineInFront, Image, RecognisedText
from pipeline.model.text import SecondText

DOUBTFUL = 0.98
"""Lines with a character below this are read twice: 7 % of the lines of office scans, half of
those at 110 dpi. Of 62 wrong cells with a lone reading, 60 had such a character (sample scans)."""


class DoubleReader(EngineInFront):
    """An engine that asks a second one where it doubts itself; the first one's reading stands.

    It has the first one's name: that text is the evidence.
    """

    def __init__(self, first: Engine, second: Engine) -> None:
        """`first` reads everything, `second` the lines in doubt."""
        super().__init__(first)
        self._second = second

    @property
    def fingerprint(self) -> str:
        """Fingerprints of both."""
        return f"{super().fingerprint}+{self._second.fingerprint}"

    def recognise(self, crops: Sequence[Image]) -> list[RecognisedText]:
        """Read all crops, those in doubt twice."""
        texts = super().recognise(crops)
        doubtful = [index for index, text in enumerate(texts) if is_doubtful(text)]
        again = self._second.recognise([crops[index] for index in doubtful])
        for index, other in zip(doubtful, again, strict=True):
            second = SecondText(self._second.name, other.text, other.score)
            texts[index] = replace(texts[index], second=second)
        return texts


def is_doubtful(text: RecognisedText) -> bool:
    """Whether a line should be read by somebody else too."""
    return any(glyph.score < DOUBTFUL for glyph in text.glyphs)
