"""How alike printed characters look, and how likely one is read as the other.

Rests on `corrections/glyphs.npz` (built from fonts by `corrections/build/glyphs.py`), in which a
recogniser that errs also leans towards common characters.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from pipeline.errors import ConfigurationError

UNKNOWN_SHAPE_COST = 10.0
"""Nats for a confusion the table knows nothing of: as the least alike pairs in it."""


class GlyphShapes:
    """Substitution costs between characters, computed when asked for."""

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
        self._by_number: list[tuple[float, float, float, float]] = list(
            zip(*(part.tolist() for part in (*spread, bias)), strict=True)
        )
        self._sharpness = sharpness

    def __contains__(self, char: str) -> bool:
        """Whether the table has this character."""
        return char in self._index

    def cost(self, true: str, observed: str) -> float:
        """Return -log P(read as `observed` | `true` was misread), in nats."""
        number, other = self._index.get(true), self._index.get(observed)
        if number is None or other is None:
            return UNKNOWN_SHAPE_COST
        # As in `costs`, without the price of arrays: asked for thousands of single pairs.
        likeness = float(self._units[number] @ self._units[other])
        mean, deviation, normaliser, _ = self._by_number[number]
        z = (likeness - mean) / deviation
        cost = normaliser - self._sharpness * z - self._by_number[other][3]
        return min(cost, UNKNOWN_SHAPE_COST)

    def numbers(self, characters: Sequence[str]) -> NDArray[np.intp]:
        """Positions of characters in the table, -1 for those it lacks."""
        return np.array([self._index.get(char, -1) for char in characters], np.intp)

    def costs(self, numbers: NDArray[np.intp], observed: Sequence[str]) -> NDArray[np.float32]:
        """Costs of many true characters (by number) having been read as each of `observed`."""
        others = self.numbers(observed)
        likeness = self._units[others] @ self._units[numbers].T
        z = (likeness - self._mean[numbers]) / self._deviation[numbers]
        costs = self._normaliser[numbers] - self._sharpness * z - self._bias[others, None]
        costs[:, numbers < 0] = UNKNOWN_SHAPE_COST
        costs[others < 0] = UNKNOWN_SHAPE_COST
        return np.asarray(np.minimum(costs, UNKNOWN_SHAPE_COST), np.float32)


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
