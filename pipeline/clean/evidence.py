"""What one field's readings say about the name at a place in it, against "right and unknown".

The measure is a log likelihood ratio per candidate: how much better it explains the glyphs than
the open vocabulary does, which takes them as right and pays for how surprising they are.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from pipeline.clean.channel import INDEL_COST, Channel
from pipeline.clean.contest import log_sum
from pipeline.clean.draft import PLAIN_SCORE
from pipeline.clean.lexicon import PlaceName
from pipeline.model.text import Glyph

WINDOW = 14
"""Glyphs looked at: the longest place names have eleven characters."""

SHORTLIST = 12
"""Candidates aligned exactly: the true one was always among the first five on fitting scans."""

REACH = 3
"""Glyphs beyond a name's length that it may have been smeared over."""

LOOK_ALIKE = 3.3
"""Nats of confusion within which a character counts as seen in another."""

SCRAWL = 0.3
"""How often a second reader makes nothing of a crop that the first one doubted: such a reading
says nothing, for or against."""

SECOND_RIGHT = 0.01
"""How often the second reader, and only it, is right about a name of no list."""

OPEN_LENGTH = 3
"""Characters of one field's start that are compared with another field's."""


@dataclass(frozen=True, slots=True)
class Fit:
    """A candidate against one field: log likelihood ratio, and how many glyphs it covers.

    `seen` are its characters that stand among the glyphs, their alternatives or look-alikes.
    """

    name: PlaceName
    ratio: float
    covered: int
    read_as: str
    seen: str


@dataclass(frozen=True, slots=True)
class FieldEvidence:
    """One field's fits, best first.

    `open_ratio` is how well its readings explain each other when the name is unknown (0 for a
    single reading), `glyphs` the primary reading's window, `open_costs` what its glyphs from j on
    cost when right and of no list.
    """

    glyphs: tuple[Glyph, ...]
    fits: tuple[Fit, ...]
    open_ratio: float
    open_costs: tuple[float, ...]

    @property
    def is_plain(self) -> bool:
        """Whether the reading came without alternatives (a text dump, a text layer)."""
        return all(glyph.score == PLAIN_SCORE and not glyph.alternatives for glyph in self.glyphs)

    @property
    def start(self) -> str:
        """The first characters as read."""
        return spell(self.glyphs)[:OPEN_LENGTH]


class NameIndex:
    """Candidate names ready to be compared with many windows."""

    def __init__(self, names: Sequence[PlaceName], channel: Channel) -> None:
        """Lay the names out as rows of character numbers, ended by a character that is free."""
        self._names = tuple(names)
        self._channel = channel
        characters = sorted({char for name in names for char in name.text})
        self._alphabet = channel.alphabet(characters)
        self._width = max((len(name.text) for name in names), default=0)
        free = len(characters)
        self._layout = np.full((len(names), self._width), free, np.intp)
        for row, name in enumerate(names):
            numbers = [self._alphabet.positions[char] for char in name.text]
            self._layout[row, : len(numbers)] = numbers
        self._lengths = np.array([len(name.text) for name in names], np.float32)

    def shortlist(self, window: Sequence[Glyph]) -> list[PlaceName]:
        """The names that could explain the window best, by a quick bound per character."""
        if not self._names or not window:
            return []
        written = [glyph for glyph in window if glyph.char][: self._width + 2]
        costs = np.full((self._width + 4, len(self._alphabet.characters) + 1), INDEL_COST)
        costs[:, -1] = 0.0
        for position, glyph in enumerate(written):
            found = self._channel.substitutions(glyph, self._alphabet)
            costs[position + 1, :-1] = np.minimum(INDEL_COST, found)
        near = np.minimum.reduce([costs[k : k + self._width] for k in range(4)])
        bounds = near[np.arange(self._width), self._layout].sum(axis=1) / self._lengths
        order = np.argsort(bounds, kind="stable")[:SHORTLIST]
        return [self._names[number] for number in order]


def weigh(
    windows: Sequence[tuple[Glyph, ...]],
    names: Sequence[PlaceName],
    channel: Channel,
    words_from: int = 0,
) -> FieldEvidence:
    """Weigh names against the distinct readings of a field, the primary one first."""
    distinct = _distinct(windows)
    bases = [channel.open_costs(window, words_from) for window in distinct]
    primary = distinct[0]
    start = spell(primary)[:OPEN_LENGTH]
    texts = tuple(name.text for name in names)
    seconds = [
        (window, base, _as_read((primary, bases[0]), (window, base), texts, channel))
        for window, base in zip(distinct[1:], bases[1:], strict=True)
    ]
    fits = []
    for name in names:
        ratio, covered = best_ratio(name.text, primary, bases[0], channel)
        span = primary[:covered]
        for window, base, as_read in seconds:
            heard = _heard(best_ratio(name.text, window, base, channel)[0])
            # Two readers that make the same of the name are one witness against it, not two.
            is_agreed = spell(window).startswith(spell(span) or start)
            ratio += max(heard, as_read) if is_agreed else heard
        others = [glyph for window, _, _ in seconds for glyph in window[: len(name.text) + 1]]
        seen = seen_characters(name.text, [*span, *others], channel)
        fits.append(Fit(name, ratio, covered, spell(span), seen))
    fits.sort(key=lambda fit: (-fit.ratio, fit.name.text))
    open_ratio = sum(as_read for _, _, as_read in seconds)
    return FieldEvidence(primary, tuple(fits), open_ratio, tuple(bases[0]))


def _as_read(
    first: tuple[tuple[Glyph, ...], Sequence[float]],
    second: tuple[tuple[Glyph, ...], Sequence[float]],
    names: tuple[str, ...],
    channel: Channel,
) -> float:
    """What two readings say for a name of no list that one of them has right."""
    likeness = [best_ratio(spell(first[0])[:OPEN_LENGTH], *second, channel)[0]]
    if not spell(second[0]).startswith(names):
        as_second = best_ratio(spell(second[0])[:OPEN_LENGTH], *first, channel)[0]
        likeness.append(math.log(SECOND_RIGHT) + as_second)
    # Two readers of one ink err alike, so likeness is no proof that the name is right as read.
    return min(0.0, _heard(log_sum(likeness)))


def _heard(ratio: float) -> float:
    """What a second reading adds to a log ratio: it may be of the same ink, or a scrawl."""
    return log_sum((math.log(1 - SCRAWL) + ratio, math.log(SCRAWL)))


def best_ratio(
    text: str, window: Sequence[Glyph], base: Sequence[float], channel: Channel
) -> tuple[float, int]:
    """Log ratio of `text` over the open vocabulary at the window's start, and glyphs covered.

    `base` are the window's open costs; what follows the text is open under both readings.
    """
    costs = channel.prefix_costs(text, window[: len(text) + REACH])
    return max((base[0] - cost - base[j], -j, j) for j, cost in enumerate(costs))[::2]


def seen_characters(text: str, glyphs: Sequence[Glyph], channel: Channel) -> str:
    """The characters of `text` that were seen: as a choice, an alternative or a look-alike."""
    first = {glyph.char for glyph in glyphs if glyph.char}
    seen = first | {char for glyph in glyphs for char, _ in glyph.alternatives}
    return "".join(
        char
        for char in text
        if char in seen or any(channel.confusion_cost(char, read) <= LOOK_ALIKE for read in first)
    )


def spell(glyphs: Sequence[Glyph]) -> str:
    """The text of glyphs."""
    return "".join(glyph.char for glyph in glyphs)


def _distinct(windows: Sequence[tuple[Glyph, ...]]) -> list[tuple[Glyph, ...]]:
    """Drop readings that spell the same as an earlier one: agreement is counted once."""
    seen: dict[str, tuple[Glyph, ...]] = {}
    for window in windows:
        seen.setdefault(spell(window)[: OPEN_LENGTH + 1], window)
    return list(seen.values())
