"""The open vocabulary: how little a text surprises that is right although no list knows it.

Names are made of common words and of characters that stand in place names; the less a text looks
like that, the sooner another explanation may beat it.
"""

from __future__ import annotations

import math
from collections.abc import Mapping

FLOOR = 2e-6
"""Share of a character that neither source has."""

LONGEST_WORD = 8

WORD_SHARE = 0.5
"""How often the next stretch of a name is a common word, not single characters."""


class Vocabulary:
    """Surprise of characters and words, in nats."""

    def __init__(
        self, characters: Mapping[str, tuple[float, float]], words: Mapping[str, float]
    ) -> None:
        """Keep the shares.

        `characters`: character -> (share of running text, of place names); `words`: word -> share
        of running text.
        """
        self._characters = characters
        self._surprise: dict[str, float] = {}
        self._words = words

    def surprise(self, char: str) -> float:
        """-log of how often `char` stands in names and text."""
        cost = self._surprise.get(char)
        if cost is None:
            text, places = self._characters.get(char, (0.0, 0.0))
            cost = self._surprise[char] = -math.log(max(FLOOR, 0.5 * text + 0.5 * places))
        return cost

    def running_text_share(self, char: str) -> float:
        """Share of `char` in running text."""
        return max(FLOOR, self._characters.get(char, (0.0, 0.0))[0])

    def is_common(self, word: str, least: float) -> bool:
        """Whether a word makes up at least this share of running text."""
        return self._words.get(word, 0.0) >= least

    def word_surprise(self, word: str) -> float | None:
        """-log of how often `word` comes next; None when it is no common word."""
        share = self._words.get(word)
        return None if share is None else -math.log(WORD_SHARE * share)
