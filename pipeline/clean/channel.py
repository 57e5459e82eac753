"""The noisy channel: what it costs, in nats, that a true text came out as the reading at hand.

Where the recogniser left alternatives, they are the evidence (a lattice over glyphs, gaps
included); where it left none, the likeness of the characters stands in. Characters that fell
apart or ran together (郸 -> 单F, 群 -> 羊) are a table of their own: no likeness shows them.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.clean.shapes import Commonness, GlyphShapes
from pipeline.model.text import Glyph

INDEL_COST = 6.5
"""Nats for a character too many or too few with nothing in the lattice to say so."""

SPLIT_COST = 4.5
"""Nats for a listed splitting or merging of characters."""

LATTICE_MISS = 0.03
"""Chance that the truth is none of the alternatives: measured on worn 110 dpi lines."""

ERROR_SHARE_COMMON = 0.004
ERROR_SHARE_RARE = 0.15
"""How often a common and a rare character is misread by an engine that reports no doubt."""

RARE_SHARE = 1e-5
"""Share of running text below which a character counts as rare."""

NOTHING = 1e-9


@dataclass(frozen=True, slots=True)
class Split:
    """`true` printed characters that come out as `observed` ones (different in number)."""

    true: str
    observed: str
    line_no: int


@dataclass(frozen=True, slots=True)
class ConfusionCount:
    """How often `true` was read as `observed`, per person-confirmed decisions."""

    true: str
    observed: str
    count: int


class Channel:
    """Costs of single positions and of whole names against the start of a reading."""

    def __init__(
        self,
        shapes: GlyphShapes,
        commonness: Commonness,
        splits: Sequence[Split] = (),
        confusions: Sequence[ConfusionCount] = (),
    ) -> None:
        """Index the tables."""
        self._shapes = shapes
        self._commonness = commonness
        self._splits: dict[str, list[str]] = {}
        for split in splits:
            self._splits.setdefault(split.true[-1], []).append(split.true + "\t" + split.observed)
        self._counts: dict[str, dict[str, int]] = {}
        for confusion in confusions:
            seen = self._counts.setdefault(confusion.true, {})
            seen[confusion.observed] = seen.get(confusion.observed, 0) + confusion.count
        self._confusion_costs: dict[tuple[str, str], float] = {}

    def error_share(self, true: str) -> float:
        """How often `true` is misread at all: the rarer, the more often."""
        share = self._commonness.running_text_share(true)
        weight = min(1.0, math.sqrt(RARE_SHARE / share))
        return ERROR_SHARE_COMMON + (ERROR_SHARE_RARE - ERROR_SHARE_COMMON) * weight

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

    def substitution(self, glyph: Glyph, true: str) -> float:
        """Cost of `true` standing where `glyph` was read."""
        if not glyph.char:
            return -math.log(_share_of(glyph, true) + NOTHING)
        error = self.error_share(true)
        if glyph.alternatives or glyph.score >= 0.999:
            return self._lattice_cost(glyph, true, error)
        if glyph.char == true:
            return -math.log(1 - error)
        return -math.log(error) + self.confusion_cost(true, glyph.char)

    def _lattice_cost(self, glyph: Glyph, true: str, error: float) -> float:
        if glyph.char == true:
            return -math.log(max(NOTHING, glyph.score * (1 - LATTICE_MISS)))
        miss = LATTICE_MISS * error * math.exp(-self.confusion_cost(true, glyph.char))
        return -math.log(_share_of(glyph, true) * (1 - LATTICE_MISS) + miss + NOTHING)

    def skip(self, glyph: Glyph) -> float:
        """Cost of the glyph being no character at all but a speck that looks like this one."""
        if not glyph.char:
            return -math.log(max(NOTHING, glyph.score))
        empty = _share_of(glyph, "")
        cost = min(INDEL_COST, -math.log(empty)) if empty > 0 else INDEL_COST
        return cost + self._commonness.surprise(glyph.char)

    def prefix_costs(self, true: str, glyphs: Sequence[Glyph]) -> list[float]:
        """Cost of `true` having come out as exactly the first j glyphs, for each j."""
        previous = [0.0]
        for glyph in glyphs:
            previous.append(previous[-1] + self.skip(glyph))
        rows = [previous]
        for length in range(1, len(true) + 1):
            char = true[length - 1]
            row = [rows[-1][0] + INDEL_COST]
            for j, glyph in enumerate(glyphs, start=1):
                best = min(
                    rows[-1][j - 1] + self.substitution(glyph, char),
                    rows[-1][j] + INDEL_COST,
                    row[j - 1] + self.skip(glyph),
                )
                row.append(best)
            self._apply_splits(true, length, glyphs, rows, row)
            rows.append(row)
        return rows[-1]

    def _apply_splits(
        self,
        true: str,
        length: int,
        glyphs: Sequence[Glyph],
        rows: list[list[float]],
        row: list[float],
    ) -> None:
        for entry in self._splits.get(true[length - 1], ()):
            whole, observed = entry.split("\t")
            start = length - len(whole)
            if start < 0 or true[start:length] != whole:
                continue
            for j in range(len(observed), len(row)):
                spelled = "".join(glyph.char for glyph in glyphs[j - len(observed) : j])
                if spelled == observed:
                    row[j] = min(row[j], rows[start][j - len(observed)] + SPLIT_COST)

    def own_cost(self, glyph: Glyph) -> float:
        """Cost of the glyph being right as read, whatever text it belongs to."""
        if not glyph.char:
            return self.skip(glyph)
        return self.substitution(glyph, glyph.char) + self._commonness.surprise(glyph.char)


def _share_of(glyph: Glyph, char: str) -> float:
    for alternative, probability in glyph.alternatives:
        if alternative == char:
            return probability
    return 0.0
