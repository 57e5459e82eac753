"""What one glyph costs under each character that may stand there, each worked out once.

A dozen names are held against the same few glyphs, and each of them again as a witness of the
others. Decides nothing; the costs are the channel's.
"""

from __future__ import annotations

from collections.abc import Callable

from pipeline.model.text import Glyph


class GlyphCosts(dict[str, float]):
    """A glyph with the cost, in nats, of each character asked for so far.

    `shares` are the probabilities of its alternatives, `left` what they and its score leave over
    for what was not thought of, `skip` its cost as a speck and `single` as a character of no word,
    None until worked out.
    """

    __slots__ = ("_cost", "glyph", "is_lattice", "left", "shares", "single", "skip")

    def __init__(
        self, glyph: Glyph, cost: Callable[[GlyphCosts, str], float], *, is_lattice: bool
    ) -> None:
        """Begin with no costs; `cost` works one out.

        `is_lattice`: whether its reader names what else it may be, where it is not sure.
        """
        self.is_lattice = is_lattice
        super().__init__()
        self._cost = cost
        self.glyph = glyph
        self.shares = dict(reversed(glyph.alternatives))
        self.left = 1.0 - glyph.score - sum(share for _, share in glyph.alternatives)
        self.skip: float | None = None
        self.single: float | None = None

    def __missing__(self, true: str) -> float:
        """Cost of `true`, asked for the first time."""
        cost = self[true] = self._cost(self, true)
        return cost
