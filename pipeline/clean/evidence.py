"""What one field's readings say about the name at a place in it, against "right and unknown".

The measure is a log likelihood ratio per candidate: how much better it explains the glyphs than
the open vocabulary does, which takes them as right and pays for how surprising they are.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from pipeline.clean.channel import INDEL_COST, Alphabet, Channel
from pipeline.clean.contest import log_sum
from pipeline.clean.glyph_costs import GlyphCosts
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

ECHO = 0.3
"""How often two readers of one ink err alike, so that the second one repeats the first whatever
was printed."""

PLAIN_DOUBT = 0.98
"""A recogniser that keeps alternatives has some for a character below this score."""

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
class View:
    """One reading of the ink: its glyphs, and what those from j on cost when right and unlisted.

    `channel` is that of the engine that read.
    """

    glyphs: tuple[Glyph, ...]
    channel: Channel
    open_costs: tuple[float, ...]
    _inks: list[GlyphCosts] = field(init=False, repr=False, compare=False)
    _costs: dict[tuple[str, int], list[float]] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )

    def __post_init__(self) -> None:
        """Take the costs of the glyphs in hand."""
        object.__setattr__(self, "_inks", self.channel.inks(self.glyphs))

    @property
    def start(self) -> str:
        """The first characters as read."""
        return spell(self.glyphs)[:OPEN_LENGTH]

    def prefix_costs(self, text: str, reach: int) -> list[float]:
        """What `text` having come out as the first j glyphs costs, up to the `reach`-th.

        Remembered: the row's candidates are asked for one another's witnesses.
        """
        costs = self._costs.get((text, reach))
        if costs is None:
            costs = self.channel.prefix_costs_on(text, self._inks[:reach])
            self._costs[text, reach] = costs
        return costs

    def ratio(self, text: str) -> tuple[float, int]:
        """Log ratio of `text` over the open vocabulary at the start, and glyphs covered.

        What follows the text is open under both readings.
        """
        base = self.open_costs
        costs = self.prefix_costs(text, len(text) + REACH)
        return max((base[0] - cost - base[j], -j, j) for j, cost in enumerate(costs))[::2]


@dataclass(frozen=True, slots=True)
class FieldEvidence:
    """One field's fits, best first, and the readings they rest on."""

    first: View
    others: tuple[View, ...]
    fits: tuple[Fit, ...]

    @property
    def glyphs(self) -> tuple[Glyph, ...]:
        """The primary reading's window."""
        return self.first.glyphs

    @property
    def open_costs(self) -> tuple[float, ...]:
        """What the primary reading's glyphs from j on cost when right and of no list."""
        return self.first.open_costs

    @property
    def is_plain(self) -> bool:
        """Whether the reader named no alternatives where it was unsure (Tesseract, a text dump)."""
        is_sure = all(glyph.score >= PLAIN_DOUBT for glyph in self.glyphs)
        return not is_sure and not any(glyph.alternatives for glyph in self.glyphs)

    @property
    def start(self) -> str:
        """The first characters as read."""
        return self.first.start

    def ratio(self, text: str) -> float:
        """Log ratio of `text` over "right as read", all readings heard."""
        return self.weigh(text)[0]

    def weigh(self, text: str) -> tuple[float, int]:
        """The same, and the glyphs that `text` covers."""
        return weigh_text(text, self.first, self.others)


@dataclass(frozen=True, slots=True)
class _Layout:
    """Names as rows of character numbers, ended by a character that is free."""

    alphabet: Alphabet
    numbers: NDArray[np.intp]
    lengths: NDArray[np.float32]


class NameIndex:
    """Candidate names ready to be compared with many windows."""

    def __init__(self, names: Sequence[PlaceName], channel: Channel) -> None:
        """Keep the names; they are laid out when first compared."""
        self._names = tuple(names)
        self._channel = channel

    @cached_property
    def _by_source(self) -> dict[str, list[PlaceName]]:
        found: dict[str, list[PlaceName]] = {}
        for name in self._names:
            for source in {entry.source for entry in name.entries}:
                found.setdefault(source, []).append(name)
        return found

    def forms_of(self, names: Iterable[PlaceName]) -> list[PlaceName]:
        """The names that are written forms of what others stand for."""
        sources = {entry.source: None for name in names for entry in name.entries}
        return [form for source in sources for form in self._by_source.get(source, ())]

    @cached_property
    def _layout(self) -> _Layout:
        characters = sorted({char for name in self._names for char in name.text})
        alphabet = self._channel.alphabet(characters)
        width = max(len(name.text) for name in self._names)
        numbers = np.full((len(self._names), width), len(characters), np.intp)
        for row, name in enumerate(self._names):
            numbers[row, : len(name.text)] = [alphabet.positions[char] for char in name.text]
        lengths = np.array([len(name.text) for name in self._names], np.float32)
        return _Layout(alphabet, numbers, lengths)

    def shortlist(self, window: Sequence[Glyph]) -> list[PlaceName]:
        """The names that could explain the window best, by a quick bound per character."""
        if not self._names or not window:
            return []
        layout = self._layout
        width = layout.numbers.shape[1]
        written = [glyph for glyph in window if glyph.char][: width + 2]
        costs = np.full((width + 4, len(layout.alphabet.characters) + 1), INDEL_COST)
        costs[:, -1] = 0.0
        found = self._channel.substitutions(written, layout.alphabet)
        costs[1 : len(written) + 1, :-1] = np.minimum(INDEL_COST, found)
        near = np.minimum.reduce([costs[k : k + width] for k in range(4)])
        bounds = near[np.arange(width), layout.numbers].sum(axis=1) / layout.lengths
        order = np.argsort(bounds, kind="stable")[:SHORTLIST]
        return [self._names[number] for number in order]


def look(window: tuple[Glyph, ...], channel: Channel, words_from: int = 0) -> View:
    """A reading ready to be weighed; from glyph `words_from` on it may be common words."""
    return View(window, channel, tuple(channel.open_costs(window, words_from)))


def weigh(views: Sequence[View], names: Sequence[PlaceName]) -> FieldEvidence:
    """Weigh names against the readings of a field, the primary one first."""
    first, *others = _distinct(views)
    fits = []
    for name in names:
        ratio, covered = weigh_text(name.text, first, others)
        span = first.glyphs[:covered]
        looks = [glyph for view in others for glyph in view.glyphs[: len(name.text) + 1]]
        seen = seen_characters(name.text, [*span, *looks], first.channel)
        fits.append(Fit(name, ratio, covered, spell(span), seen))
    fits = [fit for fit in fits if not _is_overlong(fit, fits)]
    fits.sort(key=lambda fit: (-fit.ratio, fit.name.text))
    return FieldEvidence(first, tuple(others), tuple(fits))


def _is_overlong(fit: Fit, fits: Sequence[Fit]) -> bool:
    """Whether a form of a place has an ending of which nothing was seen: 吉安市 for 吉安."""
    for other in fits:
        ending = fit.name.text.removeprefix(other.name.text)
        is_form = 0 < len(ending) < len(fit.name.text) and fit.name.is_same(other.name)
        if is_form and not set(ending) & set(fit.seen):
            return True
    return False


def weigh_text(text: str, first: View, others: Sequence[View]) -> tuple[float, int]:
    """Log ratio of a text over the primary reading being right, and glyphs it covers there."""
    ratio, covered = first.ratio(text)
    return ratio + sum(_echo(text, covered, first, other) for other in others), covered


def _echo(text: str, covered: int, first: View, other: View) -> float:
    """What another reading of the ink adds to a text, against the first reading's being right.

    It was made of the same ink, so it may repeat the first one's error, or another that came near
    there; agreement then says little, and what both make alike never speaks for a third text.
    """
    as_read = spell(first.glyphs[:covered])
    repeated = other.ratio(as_read)[0] if as_read else 0.0
    printed = other.ratio(text)[0]
    alike = _among_alternatives(other, first, len(text))
    either = log_sum((math.log(ECHO) + max(repeated, alike), math.log(1 - ECHO) + printed))
    return _heard(either) - _heard(repeated)


def _among_alternatives(other: View, first: View, length: int) -> float:
    """Log ratio of another reading's first characters being drawn from the first one's lattice."""
    start = other.glyphs[:length]
    costs = first.prefix_costs(spell(start), length + REACH)
    return other.open_costs[0] - other.open_costs[len(start)] - min(costs)


def _heard(ratio: float) -> float:
    """The log ratio of a second reading, which may be a scrawl."""
    return log_sum((math.log(1 - SCRAWL) + ratio, math.log(SCRAWL)))


@dataclass(frozen=True, slots=True)
class Looks:
    """The characters that glyphs were read as, and with them all that they could be instead."""

    first: frozenset[str]
    all: frozenset[str]


def looks_of(glyphs: Sequence[Glyph]) -> Looks:
    """What glyphs look like."""
    first = frozenset([glyph.char for glyph in glyphs if glyph.char])
    return Looks(first, first.union([char for glyph in glyphs for char, _ in glyph.alternatives]))


def seen_characters(text: str, glyphs: Sequence[Glyph], channel: Channel) -> str:
    """The characters of `text` that were seen: as a choice, an alternative or a look-alike."""
    return seen_among(text, looks_of(glyphs), channel)


def seen_among(text: str, looks: Looks, channel: Channel) -> str:
    """The same, for many texts against the same glyphs."""
    return "".join(
        [
            char
            for char in text
            if char in looks.all or channel.is_alike(char, looks.first, LOOK_ALIKE)
        ]
    )


def spell(glyphs: Sequence[Glyph]) -> str:
    """The text of glyphs."""
    return "".join(glyph.char for glyph in glyphs)


def _distinct(views: Sequence[View]) -> list[View]:
    """Drop readings that spell the same as an earlier one: agreement is counted once."""
    seen: dict[str, View] = {}
    for view in views:
        seen.setdefault(spell(view.glyphs)[: OPEN_LENGTH + 1], view)
    return list(seen.values())
