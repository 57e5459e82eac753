"""Lines as they are shown in training: each time a little otherwise, in batches of like width."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from pipeline.evaluate.training.pairs import Pair
from pipeline.extract.ocr.engine import Image
from pipeline.extract.ocr.ppocr import LINE_HEIGHT, MIN_WIDTH, WIDTH_STEP

STEP = 8
"""Pixels of a line for each time step of the recogniser."""
WIDEST = 704
"""Wider lines are not shown: one costs as much as several short ones."""
SURE = 0.98
WELL_KNOWN = 0.15
"""How often a line is shown that was read right with every character sure, beside one that was
not: enough not to forget it."""

Array = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Batch:
    """Lines (N, 1, 48, W) in -1..1, the time steps that each fills, and what they say."""

    lines: Array
    steps: tuple[int, ...]
    texts: tuple[str, ...]


def is_shown(pair: Pair, known: frozenset[str]) -> bool:
    """Whether a recogniser that knows these characters can learn the line at all."""
    width = pair.line.shape[1]
    doubled = sum(a == b for a, b in zip(pair.text, pair.text[1:], strict=False))
    has_room = width // STEP > len(pair.text) + doubled
    return 2 * STEP <= width <= WIDEST and has_room and known.issuperset(pair.text)


def weight(pair: Pair) -> float:
    """How often a line is shown beside others."""
    return 1.0 if pair.text != pair.read or pair.weakest < SURE else WELL_KNOWN


def batch_of(pairs: Sequence[Pair], rng: np.random.Generator | None = None) -> Batch:
    """Return the lines as they are, or each varied by `rng`."""
    lines = [pair.line if rng is None else varied(pair.line, rng) for pair in pairs]
    widest = max(MIN_WIDTH, *(line.shape[1] for line in lines))
    width = -(-widest // WIDTH_STEP) * WIDTH_STEP
    inputs = np.zeros((len(lines), 1, LINE_HEIGHT, width), np.float32)
    for target, line in zip(inputs, lines, strict=True):
        target[0, :, : line.shape[1]] = line.astype(np.float32) / 127.5 - 1
    steps = tuple(min(width // STEP, -(-line.shape[1] // STEP) + 1) for line in lines)
    return Batch(inputs, steps, tuple(pair.text for pair in pairs))


def varied(line: Image, rng: np.random.Generator) -> Image:
    """Return a line wider or narrower, cut closer, paler, blurred or noisier, or as it is."""
    height, width = line.shape
    seen: cv2.typing.MatLike = line.astype(np.float32)
    if rng.random() < 0.5:
        seen = cv2.resize(seen, (max(2 * STEP, round(width * rng.uniform(0.93, 1.06))), height))
    if rng.random() < 0.3:
        top, bottom = rng.integers(0, 4, 2)
        seen = cv2.resize(seen[top : height - bottom], (seen.shape[1], height))
    if rng.random() < 0.3:
        seen = 255 - (255 - seen) * rng.uniform(0.7, 1.15) + rng.uniform(-8, 0)
    if rng.random() < 0.2:
        seen = cv2.GaussianBlur(seen, (0, 0), rng.uniform(0.3, 0.8))
    if rng.random() < 0.2:
        seen = seen + rng.normal(0, rng.uniform(2, 8), seen.shape)
    return np.clip(seen, 0, 255).astype(np.uint8)
