"""The noisy channel: what it costs, in nats, that a true text came out as the reading at hand.

Where the recogniser left alternatives, they are the evidence (a lattice over glyphs, gaps
included); where it left none, the likeness of the characters stands in. Characters that fell
apart or ran together (郸 -> 单F, 群 -> 羊) are a table of their own: no likeness shows them.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import accumulate

import numpy as np
from numpy.typing import NDArray

from pipeline.clean.glyph_costs import GlyphCosts
from pipeline.clean.shapes import GlyphShapes
from pipeline.clean.vocabulary import LONGEST_WORD, PAIR, Vocabulary
from pipeline.model.text import Glyph, is_in_gb2312

INDEL_COST = 6.5
"""Nats for a character too many or too few with nothing in the lattice to say so."""

SPLIT_COST = 4.5
"""Nats for a listed splitting or merging of characters."""

LATTICE_MISS = 0.03
"""Share of misreadings of common characters that leave the truth among no alternatives: measured
on worn 110 dpi lines."""

MISS_GROWTH = 0.5
"""That share, as a multiple of the error share, where this is more: what is often misread is often
not thought of either. Measured on 78,597 characters of worn names (seeds 5301-5312), misreadings
that left less than 5 % over for what was not thought of: 3 % of those of characters with an error
share of 5 %, 5 % at 12 %, 8 % at 27 %. Where more is left over, that is the measure."""

ERROR_SHARE_COMMON = 0.004
ERROR_SHARE_RARE = 0.15
RARE_SHARE = 1e-5
"""How often a common character is misread, and one with this share of running text; in between
and beyond it goes with the root of the share. Measured on worn names: 0.8 % of characters with a
share of 1e-2, 2.4 % at 1e-3, 6 % at 1e-4, 14 % at 1e-5, 40 % of the rarest."""

ERROR_SHARE_UNTAUGHT = 0.55
"""The same for characters outside GB 2312 (埗, 浐, 瀍), which recognisers hardly ever saw in
training: measured on 219 of them."""

LOST_SHARE = 0.005
"""Misread characters of GB 2312 of which nothing is left. Engines that drop more of them have
their share in params.json."""

SURE = 0.999
"""A score without alternatives from here on comes from a recogniser that saw none."""

NOTHING = 1e-9

KEPT_GLYPHS = 1 << 10
"""Glyphs whose costs are remembered: more than stand in a row."""


@dataclass(frozen=True, slots=True)
class Split:
    """`true` printed characters that come out as `observed` ones (different in number)."""

    true: str
    observed: str
    example: str
    reference: str


@dataclass(frozen=True, slots=True)
class ConfusionCount:
    """How often `engine` read `true` as `observed`, per person-confirmed decisions.

    Engines err in different ways, so the counts of one say nothing of another; without an engine
    a count holds for all.
    """

    true: str
    observed: str
    count: int
    engine: str = ""
    reference: str = ""


@dataclass(frozen=True, slots=True)
class Alphabet:
    """Characters with their numbers in the glyph table (-1: not there) and error shares.

    `unseen` is the share of errors that leave the truth among no alternatives.
    """

    characters: tuple[str, ...]
    numbers: NDArray[np.intp]
    errors: NDArray[np.float32]
    unseen: NDArray[np.float32]
    positions: dict[str, int] = field(init=False)

    def __post_init__(self) -> None:
        """Index by character."""
        positions = {char: number for number, char in enumerate(self.characters)}
        object.__setattr__(self, "positions", positions)


class Channel:
    """Costs of single positions and of whole names against the start of a reading."""

    def __init__(
        self,
        shapes: GlyphShapes,
        vocabulary: Vocabulary,
        splits: Sequence[Split] = (),
        confusions: Sequence[ConfusionCount] = (),
        lost: Mapping[str, float] | None = None,
    ) -> None:
        """Index the tables; `lost` is each engine's share of errors that leave nothing."""
        self._shapes = shapes
        self._vocabulary = vocabulary
        self._all_splits = tuple(splits)
        self._all_confusions = tuple(confusions)
        self._all_lost = dict(lost or {})
        self._engines: dict[str, Channel] = {}
        self._lost: float | None = None
        self._splits: dict[str, list[str]] = {}
        for split in splits:
            self._splits.setdefault(split.true[-1], []).append(split.true + "\t" + split.observed)
        self._counts = _counted(count for count in confusions if not count.engine)
        self._errors: dict[str, float] = {}
        self._unseen: dict[str, float] = {}
        self._losses: dict[str, float] = {}
        self._confusion_costs: dict[tuple[str, str], float] = {}
        self._confusion_shares: dict[tuple[str, str], float] = {}
        self._inks: dict[int, GlyphCosts] = {}
        self._price = self._substitution  # one bound method for all: they are made by the thousand

    def of(self, engine: str) -> Channel:
        """The same channel with what is known of one engine."""
        own = {count.engine for count in self._all_confusions} | set(self._all_lost)
        if engine not in own:
            return self
        if engine not in self._engines:
            channel = Channel(self._shapes, self._vocabulary, self._all_splits)
            counts = (c for c in self._all_confusions if c.engine in ("", engine))
            channel._counts = _counted(counts)
            channel._lost = self._all_lost.get(engine)
            self._engines[engine] = channel
        return self._engines[engine]

    def error_share(self, true: str) -> float:
        """How often `true` is misread at all: the rarer, the more often."""
        error = self._errors.get(true)
        if error is None:
            error = self._errors[true] = self._error_share(true)
        return error

    def _error_share(self, true: str) -> float:
        if not is_in_gb2312(true):
            return ERROR_SHARE_UNTAUGHT
        weight = math.sqrt(RARE_SHARE / self._vocabulary.running_text_share(true))
        return ERROR_SHARE_COMMON + (ERROR_SHARE_RARE - ERROR_SHARE_COMMON) * weight

    def unseen_share(self, true: str) -> float:
        """How often `true` is misread and stands among no alternatives either."""
        unseen = self._unseen.get(true)
        if unseen is None:
            error = self.error_share(true)
            share = max(LATTICE_MISS, MISS_GROWTH * error) if is_in_gb2312(true) else 1.0
            unseen = self._unseen[true] = error * share
        return unseen

    def loss(self, true: str) -> float:
        """Cost of `true` having left nothing at all, not even in the lattice."""
        loss = self._losses.get(true)
        if loss is None:
            share = (self._lost or LOST_SHARE) * self.error_share(true)
            loss = self._losses[true] = min(INDEL_COST, -math.log(share))
        return loss

    def confusion_cost(self, true: str, observed: str) -> float:
        """Return -log P(observed | true misread): likeness, sharpened by confirmed counts."""
        key = (true, observed)
        cost = self._confusion_costs.get(key)
        if cost is None:
            shape = math.exp(-self._shapes.cost(true, observed))
            seen = self._counts.get(true)
            if seen:
                # Dirichlet prior of weight 4: four confirmed cases count as much as the shape.
                shape = (seen.get(observed, 0) + 4 * shape) / (sum(seen.values()) + 4)
            cost = self._confusion_costs[key] = -math.log(shape)
        return cost

    def is_alike(self, true: str, observed: Iterable[str], limit: float) -> bool:
        """Whether one of the observed characters costs `true` no more than the limit."""
        known = self._confusion_costs
        for char in observed:
            cost = known.get((true, char))
            if (self.confusion_cost(true, char) if cost is None else cost) <= limit:
                return True
        return False

    def _confusion_share(self, true: str, observed: str) -> float:
        share = math.exp(-self.confusion_cost(true, observed))
        self._confusion_shares[true, observed] = share
        return share

    def _ink_of(self, glyph: Glyph) -> GlyphCosts:
        """The glyph with what was worked out of it: a dozen names are held against each."""
        ink = self._inks.get(id(glyph))
        if ink is None or ink.glyph is not glyph:
            if len(self._inks) >= KEPT_GLYPHS:
                self._inks.clear()
            # It holds the glyph, so that no other one can come to have this number.
            is_lattice = bool(glyph.alternatives) or glyph.score >= SURE
            ink = self._inks[id(glyph)] = GlyphCosts(glyph, self._price, is_lattice=is_lattice)
        return ink

    def inks(self, glyphs: Iterable[Glyph]) -> list[GlyphCosts]:
        """Glyphs with what was worked out of each."""
        return [self._ink_of(glyph) for glyph in glyphs]

    def substitution(self, glyph: Glyph, true: str) -> float:
        """Cost of `true` standing where `glyph` was read."""
        return self._ink_of(glyph)[true]

    def _substitution(self, ink: GlyphCosts, true: str) -> float:
        char = ink.glyph.char
        if not char:
            return -math.log(ink.shares.get(true, 0.0) + NOTHING)
        if not ink.is_lattice:
            error = self.error_share(true)
            if char == true:
                return -math.log(1 - error)
            return -math.log(error) + self.confusion_cost(true, char)
        if char == true:
            return -math.log(max(NOTHING, ink.glyph.score * (1 - LATTICE_MISS)))
        # What the kept alternatives leave over is spread over look-alikes of the first choice.
        unseen = self._unseen.get(true) or self.unseen_share(true)
        confusion = self._confusion_shares.get((true, char)) or self._confusion_share(true, char)
        miss = (ink.left if ink.left > unseen else unseen) * confusion
        return -math.log(ink.shares.get(true, 0.0) * (1 - LATTICE_MISS) + miss + NOTHING)

    def skip(self, glyph: Glyph) -> float:
        """Cost of the glyph being no character at all but a speck that looks like this one."""
        return self._skip(self._ink_of(glyph))

    def _skip(self, ink: GlyphCosts) -> float:
        skip = ink.skip
        if skip is None:
            skip = ink.skip = self._speck_cost(ink)
        return skip

    def _speck_cost(self, ink: GlyphCosts) -> float:
        glyph = ink.glyph
        if not glyph.char:
            return -math.log(max(NOTHING, glyph.score))
        empty = ink.shares.get("", 0.0)
        cost = min(INDEL_COST, -math.log(empty)) if empty > 0 else INDEL_COST
        return cost + self._vocabulary.surprise(glyph.char)

    def alphabet(self, characters: Sequence[str]) -> Alphabet:
        """Prepare characters for `substitutions`."""
        errors = np.array([self.error_share(char) for char in characters], np.float32)
        unseen = np.array([self.unseen_share(char) for char in characters], np.float32)
        return Alphabet(tuple(characters), self._shapes.numbers(characters), errors, unseen)

    def substitutions(self, glyphs: Sequence[Glyph], alphabet: Alphabet) -> NDArray[np.float32]:
        """Cost of each character of an alphabet standing where each glyph was read, quickly.

        Confirmed counts are left out: a bound for choosing candidates, not a cost to decide on.
        """
        costs = self._shapes.costs(alphabet.numbers, [glyph.char for glyph in glyphs])
        for row, ink, glyph in zip(costs, self.inks(glyphs), glyphs, strict=True):
            if ink.is_lattice:
                row -= np.log(np.maximum(ink.left, alphabet.unseen))
            else:
                row -= np.log(alphabet.errors)
            for char, share in ((glyph.char, glyph.score), *glyph.alternatives):
                position = alphabet.positions.get(char)
                if position is not None:
                    row[position] = min(float(row[position]), -math.log(max(NOTHING, share)))
        return costs

    def prefix_costs(self, true: str, glyphs: Sequence[Glyph]) -> list[float]:
        """Cost of `true` having come out as exactly the first j glyphs, for each j."""
        return self.prefix_costs_on(true, self.inks(glyphs))

    def prefix_costs_on(self, true: str, inks: Sequence[GlyphCosts]) -> list[float]:
        """The same, for glyphs whose costs are at hand."""
        skips = [self._skip(ink) for ink in inks]
        rows = [[0.0, *accumulate(skips)]]
        for length, char in enumerate(true, start=1):
            row = _next_row(rows[-1], [ink[char] for ink in inks], skips, self.loss(char))
            if char in self._splits:
                self._apply_splits(true, length, inks, rows, row)
            rows.append(row)
        return rows[-1]

    def _apply_splits(
        self,
        true: str,
        length: int,
        inks: Sequence[GlyphCosts],
        rows: list[list[float]],
        row: list[float],
    ) -> None:
        for entry in self._splits.get(true[length - 1], ()):
            whole, observed = entry.split("\t")
            start = length - len(whole)
            if start < 0 or true[start:length] != whole:
                continue
            for j in range(len(observed), len(row)):
                spelled = "".join(ink.glyph.char for ink in inks[j - len(observed) : j])
                if spelled == observed:
                    row[j] = min(row[j], rows[start][j - len(observed)] + SPLIT_COST)

    def surprise(self, char: str) -> float:
        """How surprising a character is in names, in nats."""
        return self._vocabulary.surprise(char)

    def own_cost(self, glyph: Glyph) -> float:
        """Cost of the glyph being right as read, apart from how surprising its character is."""
        return self._own_cost(self._ink_of(glyph))

    def _own_cost(self, ink: GlyphCosts) -> float:
        return ink[ink.glyph.char] if ink.glyph.char else self._skip(ink)

    def _single_cost(self, ink: GlyphCosts) -> float:
        """Cost of the glyph being right or one of its alternatives, whichever is common in names.

        On a scrawl nearly everything is misread, a name of no list too.
        """
        glyph = ink.glyph
        if ink.single is None:
            shares = math.exp(-ink[glyph.char] - self._vocabulary.surprise(glyph.char))
            for char, share in glyph.alternatives:
                if char:
                    shares += share * math.exp(-self._vocabulary.surprise(char))
            ink.single = -math.log(shares)
        return ink.single

    def open_costs(self, glyphs: Sequence[Glyph], words_from: int = 0) -> list[float]:
        """Cost of the glyphs from j on being right and of no list, for each j (0 at the end).

        The cheapest way to read them as single characters and, from glyph `words_from` on, as
        common words: where a place must stand, an unlisted one is seldom a common word.
        """
        inks, longest = self.inks(glyphs), self._vocabulary.longest
        own = [self._own_cost(ink) for ink in inks]
        chars = [glyph.char for glyph in glyphs]
        costs = [0.0] * (len(glyphs) + 1)
        for start in range(len(glyphs) - 1, -1, -1):
            char = chars[start]
            if not char:
                costs[start] = own[start] + costs[start + 1]
                continue
            best = self._single_cost(inks[start]) + costs[start + 1]
            word, spent = char, own[start]
            for end in range(start + 1, len(glyphs)) if start >= words_from else ():
                if len(word) == LONGEST_WORD or len(word) >= longest.get(word[:PAIR], 0):
                    break
                word, spent = word + chars[end], spent + own[end]
                surprise = self._vocabulary.word_surprise(word) if chars[end] else None
                if surprise is not None and spent + surprise + costs[end + 1] < best:
                    best = spent + surprise + costs[end + 1]
            costs[start] = best
        return costs


def _counted(confusions: Iterable[ConfusionCount]) -> dict[str, dict[str, int]]:
    """Counts by true and observed character."""
    counts: dict[str, dict[str, int]] = {}
    for confusion in confusions:
        seen = counts.setdefault(confusion.true, {})
        seen[confusion.observed] = seen.get(confusion.observed, 0) + confusion.count
    return counts


def _next_row(
    above: Sequence[float], costs: Sequence[float], skips: Sequence[float], loss: float
) -> list[float]:
    """Costs with one character more, from those without it (`above`).

    It came out as the glyph, left nothing, or came before a glyph that is none: the cheapest.
    """
    last = above[0] + loss
    row = [last]
    for before, over, cost, skip in zip(above, above[1:], costs, skips, strict=False):
        best = before + cost
        lost = over + loss
        if lost < best:
            best = lost
        last += skip
        if best < last:
            last = best
        row.append(last)
    return row
