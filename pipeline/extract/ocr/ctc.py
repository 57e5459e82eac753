"""From the recogniser's output over time (CTC) to glyphs that keep their doubt.

Decides which time steps make one character and what else each could have been. Never looks at a
dictionary: whatever the steps say is kept for the stages that can judge it.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pipeline.extract.ocr.engine import RecognisedText
from pipeline.model.text import Alternative, Glyph

BLANK = 0
"""Index of the CTC blank in every PP-OCR model."""

MIN_ALTERNATIVE = 0.002
"""Alternatives below this probability are dropped: with six kept per step they never were the
truth on 110 dpi scans."""

MIN_GAP = 0.05
"""A character that comes this near where nothing was emitted is kept as a gap glyph."""

MAX_ALTERNATIVES = 5


@dataclass(frozen=True, slots=True)
class Steps:
    """Best `k` classes of each time step: two (T, k) arrays, sorted by falling probability."""

    probabilities: NDArray[np.float32]
    classes: NDArray[np.int32]


def decode(steps: Steps, alphabet: tuple[str, ...], used_width: float) -> RecognisedText:
    """Collapse time steps into glyphs.

    `alphabet` maps classes to characters, `alphabet[BLANK]` is "". `used_width` is the share of
    the time axis that the crop (without padding) fills; spans are relative to it.
    """
    best = steps.classes[:, 0]
    n_steps = len(best)
    starts = np.flatnonzero(np.diff(best, prepend=-1))
    nearest = np.maximum.reduceat(steps.probabilities[:, 1], starts)
    is_seen = (best[starts] != BLANK) | (nearest >= MIN_GAP)
    ends = np.append(starts[1:], n_steps)
    glyphs: list[Glyph] = []
    spans: list[tuple[float, float]] = []
    for start, end in zip(starts[is_seen].tolist(), ends[is_seen].tolist(), strict=True):
        glyph = _glyph(steps, start, end, alphabet)
        if glyph is not None:
            glyphs.append(glyph)
            spans.append((_share(start, n_steps, used_width), _share(end, n_steps, used_width)))
    _drop_shadow_gaps(glyphs, spans)
    scores = [glyph.score for glyph in glyphs if glyph.char]
    return RecognisedText(
        text="".join(glyph.char for glyph in glyphs),
        score=round(sum(scores) / len(scores), 4) if scores else 0.0,
        glyphs=tuple(glyphs),
        spans=tuple(spans),
    )


def _share(step: int, n_steps: int, used_width: float) -> float:
    return round(min(1.0, step / n_steps / used_width), 4)


def _glyph(steps: Steps, start: int, end: int, alphabet: tuple[str, ...]) -> Glyph | None:
    """Glyph of one run of equal best classes; None for a blank run nothing else came near to."""
    strongest: dict[int, float] = {}
    weakest_blank = 1.0
    classes = steps.classes[start:end].tolist()  # numbers of Python: half the time of numpy's
    char_class = classes[0][0]
    probabilities = steps.probabilities[start:end].tolist()
    for own, likely in zip(classes, probabilities, strict=True):
        blank = 0.0
        for cls, probability in zip(own, likely, strict=True):
            if probability < MIN_ALTERNATIVE and cls != char_class:
                break  # nor is any that follows likely enough to be kept
            if cls == BLANK:
                blank = probability
            else:
                strongest[cls] = max(strongest.get(cls, 0.0), probability)
        weakest_blank = min(weakest_blank, blank)
    if char_class == BLANK:
        if max(strongest.values(), default=0.0) < MIN_GAP:
            return None
        return Glyph("", round(weakest_blank, 4), _alternatives(strongest, alphabet))
    score = strongest.pop(char_class)
    if weakest_blank >= MIN_ALTERNATIVE:
        strongest[BLANK] = weakest_blank
    return Glyph(alphabet[char_class], round(score, 4), _alternatives(strongest, alphabet))


def _alternatives(
    strongest: dict[int, float], alphabet: tuple[str, ...]
) -> tuple[Alternative, ...]:
    kept = [(alphabet[cls], round(p, 4)) for cls, p in strongest.items() if p >= MIN_ALTERNATIVE]
    return tuple(sorted(kept, key=lambda pair: (-pair[1], pair[0]))[:MAX_ALTERNATIVES])


def _drop_shadow_gaps(glyphs: list[Glyph], spans: list[tuple[float, float]]) -> None:
    """Remove gap glyphs that only echo a neighbour: CTC smears a character over blank steps."""
    for index in range(len(glyphs) - 1, -1, -1):
        if glyphs[index].char:
            continue
        neighbours: set[str] = set()
        for other in (index - 1, index + 1):
            if 0 <= other < len(glyphs):
                neighbours.add(glyphs[other].char)
                neighbours.update(char for char, _ in glyphs[other].alternatives)
        kept = tuple(pair for pair in glyphs[index].alternatives if pair[0] not in neighbours)
        if kept and kept[0][1] >= MIN_GAP:
            glyphs[index] = Glyph("", glyphs[index].score, kept)
        else:
            del glyphs[index], spans[index]
