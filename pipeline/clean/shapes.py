"""How alike printed characters look, and how likely one is read as the other.

Rests on `corrections/glyphs.npz` (built from fonts by `corrections/build/glyphs.py`) and on how
common characters are: a recogniser that errs prefers a common character over a rare one.
"""

from __future__ import annotations

import io
import math
import zipfile
from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from pipeline.errors import ConfigurationError

UNKNOWN_SHAPE_COST = 10.0
"""Nats for a confusion the table knows nothing of: as the least alike pairs in it."""


class GlyphShapes:
    """Substitution costs between characters; rows are computed on demand and kept."""

    def __init__(
        self,
        characters: str,
        vectors: NDArray[np.int8],
        spread: tuple[NDArray[np.float32], NDArray[np.float32], NDArray[np.float32]],
        bias: NDArray[np.float32],
        sharpness: float,
    ) -> None:
        """Keep unit vectors.

        `spread` is mean, deviation and log normaliser per true character, `bias` how much errors
        lean towards a character.
        """
        self._index = {char: number for number, char in enumerate(characters)}
        units = vectors.astype(np.float32)
        self._units = units / np.linalg.norm(units, axis=1, keepdims=True)
        self._mean, self._deviation, self._normaliser = spread
        self._bias = bias
        self._sharpness = sharpness
        self._rows: dict[str, NDArray[np.float32]] = {}

    def __contains__(self, char: str) -> bool:
        """Whether the table has this character."""
        return char in self._index

    def cost(self, true: str, observed: str) -> float:
        """Return -log P(read as `observed` | `true` was misread), in nats."""
        position = self._index.get(true)
        if position is None or observed not in self._index:
            return UNKNOWN_SHAPE_COST
        return float(self._row(observed)[position])

    def _row(self, observed: str) -> NDArray[np.float32]:
        row = self._rows.get(observed)
        if row is None:
            number = self._index[observed]
            z = (self._units @ self._units[number] - self._mean) / self._deviation
            costs = self._normaliser - self._sharpness * z - self._bias[number]
            row = np.minimum(costs, UNKNOWN_SHAPE_COST)
            self._rows[observed] = row
        return row


def parse_shapes(content: bytes) -> GlyphShapes:
    """Read `glyphs.npz`.

    Raises:
        ConfigurationError: When it is not the archive that the build script writes.
    """
    try:
        with np.load(io.BytesIO(content), allow_pickle=False) as archive:
            spread = (archive["mean"], archive["deviation"], archive["normaliser"])
            return GlyphShapes(
                str(archive["characters"]),
                archive["vectors"],
                spread,
                archive["bias"],
                float(archive["sharpness"]),
            )
    except (ValueError, KeyError, OSError, EOFError, zipfile.BadZipFile):
        raise ConfigurationError(
            "corrections/glyphs.npz 无法读取 (not a glyph table)",
            "重新生成 run: python corrections/build/glyphs.py",
        ) from None


class Commonness:
    """How common characters are in running text and in place names."""

    FLOOR = 2e-6
    """Share of a character that neither source has."""

    def __init__(self, shares: Mapping[str, tuple[float, float]]) -> None:
        """`shares`: character -> (in running text, in place names), as shares of 1."""
        self._shares = dict(shares)
        self._surprise: dict[str, float] = {}

    def surprise(self, char: str) -> float:
        """Return -log of how often `char` stands in names and text, in nats."""
        cost = self._surprise.get(char)
        if cost is None:
            text, places = self._shares.get(char, (0.0, 0.0))
            cost = -math.log(max(self.FLOOR, 0.5 * text + 0.5 * places))
            self._surprise[char] = cost
        return cost

    def running_text_share(self, char: str) -> float:
        """Return the share of `char` in running text."""
        return max(self.FLOOR, self._shares.get(char, (0.0, 0.0))[0])
