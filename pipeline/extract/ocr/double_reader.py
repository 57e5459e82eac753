"""Machine double keying: lines in doubt are read again by a recogniser of another generation.

Agreement raises what a reading is worth, disagreement flags it. Only lines with a doubtful
character are read twice, so clean scans cost little more and poor ones get what they need. Where
the first one wavers between two characters, the second one decides.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from rapidfuzz.distance import Levenshtein

from pipeline.extract.ocr.engine import Engine, EngineInFront, Image, RecognisedText
from pipeline.extract.ocr.pooling import likeliest
from pipeline.model.text import Glyph, SecondText, is_chinese

DOUBTFUL = 0.98
"""Lines with a character below this are read twice: 7 % of the lines of office scans, half of
those at 110 dpi. Of 62 wrong cells with a lone reading, 60 had such a character (sample scans)."""


WAVERING = 0.3
"""Share of an alternative from which the first one wavers between it and its choice. Where the
second one read that alternative, it was right 21 times of 31 and the choice 9 times; with 0.15 to
0.3 it was right 4 times of 20 and the choice 14 times (155 sample pages, 95 of made faxes)."""
WORD = 0.7
"""What the second one's word counts there, beside the whole of the first one's shares: with it the
new choice has 0.64 and the old one 0.33 (mean), about as often as they were right. Letters and
digits are left alone: of four the second one misread two."""


class DoubleReader(EngineInFront):
    """An engine that asks a second one where it doubts itself.

    It has the first one's name: that one's shares of each character are the evidence.
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
            texts[index] = replace(settle(texts[index], other.text), second=second)
        return texts


def settle(text: RecognisedText, second: str) -> RecognisedText:
    """Return a reading with what a `second` one decides where the first one wavers."""
    places = [at for at, glyph in enumerate(text.glyphs) if glyph.char]
    glyphs = list(text.glyphs)
    for edit in Levenshtein.editops(text.text, second):
        if edit.tag == "replace" and len(text.text) == len(places):
            at = places[edit.src_pos]
            glyphs[at] = _decided(glyphs[at], second[edit.dest_pos])
    return text.with_glyphs(glyphs)


def _decided(glyph: Glyph, char: str) -> Glyph:
    """Return the glyph with `char` as its choice, if the first reader wavered between the two."""
    shares = {**dict(glyph.alternatives), glyph.char: glyph.score}
    if not (is_chinese(char) and is_chinese(glyph.char)) or shares.get(char, 0.0) < WAVERING:
        return glyph
    shares[char] += WORD
    return likeliest({each: share / (1 + WORD) for each, share in shares.items()})


def is_doubtful(text: RecognisedText) -> bool:
    """Whether a line should be read by somebody else too."""
    return text.weakest < DOUBTFUL
