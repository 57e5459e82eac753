"""The open vocabulary: how little a text surprises that is right although no list knows it.

Names are made of common words and of characters that stand in place names; the less a text looks
like that, the sooner another explanation may beat it.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from functools import cached_property

FLOOR = 2e-6
"""Share of a character that neither source has."""

LONGEST_WORD = 8

PAIR = 2
"""Characters of most words, and by which the longer ones are told apart."""

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

    @cached_property
    def _neighbours(self) -> tuple[dict[str, str], dict[str, str]]:
        """What follows, and what precedes, each character in a common word of two."""
        after: dict[str, list[str]] = {}
        before: dict[str, list[str]] = {}
        for word in self._words:
            if len(word) == PAIR:
                after.setdefault(word[0], []).append(word[1])
                before.setdefault(word[1], []).append(word[0])
        return _joined(after), _joined(before)

    def completing(self, before: str, after: str) -> str:
        """The characters that make a common word of two with the one before, or the one after."""
        follows, precedes = self._neighbours
        return follows.get(before, "") + precedes.get(after, "")

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

    @cached_property
    def longest(self) -> Mapping[str, int]:
        """Length of the longest common word by its first character, and by its first two."""
        longest: dict[str, int] = {}
        for word in sorted(self._words, key=len):
            longest[word[:1]] = longest[word[:PAIR]] = len(word)
        return longest

    def places_in_words(self, text: str, least: float = 0.0) -> set[int]:
        """The places of a text in common words of two characters and more.

        `least` is the share of running text that a word must make up.
        """
        found: set[int] = set()
        for start in range(len(text)):
            longest = self.longest.get(text[start : start + PAIR], 0)
            for end in range(start + PAIR, start + min(longest, LONGEST_WORD) + 1):
                if end <= len(text) and self._words.get(text[start:end], -1.0) >= least:
                    found.update(range(start, end))
        return found

    def word_surprise(self, word: str) -> float | None:
        """-log of how often `word` comes next; None when it is no common word."""
        share = self._words.get(word)
        return None if share is None else -math.log(WORD_SHARE * share)


def _joined(characters: Mapping[str, list[str]]) -> dict[str, str]:
    return {key: "".join(found) for key, found in characters.items()}
