"""Build `corrections/glyphs.npz`: how alike characters look, from Debian's own CJK fonts.

Every GB 2312 hanzi (plus the characters of the region and zone names outside it, digits and
letters) is drawn in several fonts, sharp and worn down to low resolution, described by its
histogram of oriented gradients, and projected so that what differs between fonts of one
character counts little and what differs between characters counts much (linear discriminant).
Result: one int8 vector per character; the cosine of two vectors is their likeness.

Needs: fonts-noto-cjk fonts-arphic-uming fonts-wqy-zenhei fonts-lxgw-wenkai, Pillow, OpenCV.
Run after characters.py: python corrections/build/glyphs.py
"""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

CORRECTIONS = Path(__file__).resolve().parent.parent
FONTS = (
    ("/usr/share/fonts/opentype/noto/NotoSerifCJK-Regular.ttc", 2),
    ("/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc", 2),
    ("/usr/share/fonts/truetype/wqy/wqy-zenhei.ttc", 0),
    ("/usr/share/fonts/truetype/arphic/uming.ttc", 0),
    ("/usr/share/fonts/truetype/lxgw-wenkai/LXGWWenKai-Regular.ttf", 0),
)
SIDE = 64
LOW_RESOLUTIONS = (0, 16, 11)
CELL = 8
ORIENTATIONS = 9
DIMENSIONS = 128
SHARPNESS = 1.4
"""Softmax factor on z-scored likeness; measured on isolated substitutions of printed hanzi."""
COMMONNESS = 0.35
"""Power of a character's share of running text by which a recogniser's errors lean towards it."""


def wanted_characters() -> list[str]:
    """Return GB 2312 hanzi, alphanumerics, and every other hanzi of the place lists."""
    gb2312 = [
        bytes((high, low)).decode("gb2312", errors="ignore")
        for high in range(0xB0, 0xF8)
        for low in range(0xA1, 0xFF)
    ]
    characters = {char for char in gb2312 if char}
    for name in ("regions.csv", "zones.csv", "aliases.csv"):
        path = CORRECTIONS / name
        if path.exists():
            characters |= {c for c in path.read_text("utf-8") if "\u3400" <= c <= "\u9fff"}
    characters |= set("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz〇")
    return sorted(characters)


def draw(char: str, font: ImageFont.FreeTypeFont) -> NDArray[np.uint8]:
    """Draw `char` in black on a white square of SIDE pixels, em box filling it."""
    page = Image.new("L", (SIDE, SIDE), 255)
    ImageDraw.Draw(page).text((SIDE // 2, SIDE // 2), char, font=font, fill=0, anchor="mm")
    return np.asarray(page)


def wear(glyph: NDArray[np.uint8], resolution: int) -> NDArray[np.uint8]:
    """Shrink to `resolution` pixels and back, as a poor scan does; 0 leaves the glyph sharp."""
    if not resolution:
        return glyph
    small = cv2.resize(glyph, (resolution, resolution), interpolation=cv2.INTER_AREA)
    return np.asarray(cv2.resize(small, (SIDE, SIDE), interpolation=cv2.INTER_CUBIC), np.uint8)


def gradient_histograms(glyphs: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return block-normalised orientation histograms, (characters, features); own HOG in numpy."""
    dy, dx = np.gradient(glyphs, axis=(1, 2))
    strength = np.hypot(dx, dy)
    position = (np.arctan2(dy, dx) % np.pi) / np.pi * ORIENTATIONS
    lower = np.floor(position).astype(int)
    share = position - lower
    cells = np.zeros((len(glyphs), SIDE // CELL, SIDE // CELL, ORIENTATIONS), np.float32)
    for orientation in range(ORIENTATIONS):
        weight = strength * (
            (lower % ORIENTATIONS == orientation) * (1 - share)
            + ((lower + 1) % ORIENTATIONS == orientation) * share
        )
        grid = weight.reshape(len(glyphs), SIDE // CELL, CELL, SIDE // CELL, CELL)
        cells[..., orientation] = grid.sum(axis=(2, 4))
    blocks = np.concatenate(
        [cells[:, :-1, :-1], cells[:, :-1, 1:], cells[:, 1:, :-1], cells[:, 1:, 1:]], axis=3
    )
    blocks /= np.linalg.norm(blocks, axis=3, keepdims=True) + 1.0
    return np.sqrt(blocks).reshape(len(glyphs), -1)


def describe(characters: list[str]) -> NDArray[np.float32]:
    """Return gradient histograms, shape (fonts x resolutions, characters, features)."""
    views = []
    for path, index in FONTS:
        font = ImageFont.truetype(path, size=58, index=index)
        drawn = [draw(char, font) for char in characters]
        for resolution in LOW_RESOLUTIONS:
            worn = np.asarray([wear(glyph, resolution) for glyph in drawn], np.float32)
            parts = [gradient_histograms(batch) for batch in np.array_split(worn, 16)]
            views.append(np.concatenate(parts))
    return np.asarray(views, np.float32)


def project(views: NDArray[np.float32]) -> NDArray[np.float32]:
    """Whiten what varies within a character, keep the directions that tell characters apart."""
    means = views.mean(axis=0)
    within = np.zeros((views.shape[2], views.shape[2]))
    for view in views:
        rest = (view - means).astype(np.float64)
        within += rest.T @ rest
    within /= views.shape[0] * views.shape[1]
    within += np.eye(len(within)) * np.trace(within) / len(within) * 0.05
    values, vectors = np.linalg.eigh(within)
    whitener = vectors / np.sqrt(values)
    white = (means - means.mean(axis=0)) @ whitener
    _, _, axes = np.linalg.svd(white, full_matrices=False)
    reduced = white @ axes[:DIMENSIONS].T
    return np.asarray(reduced / np.linalg.norm(reduced, axis=1, keepdims=True), np.float32)


def commonness_bias(characters: list[str]) -> NDArray[np.float32]:
    """Return how much a recogniser that errs leans towards each character (log share, scaled)."""
    shares: dict[str, float] = {}
    for line in (CORRECTIONS / "characters.tsv").read_text("utf-8").splitlines()[1:]:
        char, running_text, _ = line.split("\t")
        shares[char] = float(running_text) / 1e6
    floor = 2e-6
    logs = [np.log(max(floor, shares.get(char, floor))) for char in characters]
    return np.asarray(COMMONNESS * np.array(logs), np.float32)


def softmax_terms(
    vectors: NDArray[np.int8], bias: NDArray[np.float32]
) -> tuple[NDArray[np.float32], ...]:
    """Return per character mean, deviation and log normaliser of its z-scored likenesses."""
    units = vectors / np.linalg.norm(vectors.astype(np.float32), axis=1, keepdims=True)
    likeness = units @ units.T
    np.fill_diagonal(likeness, np.nan)
    mean = np.nanmean(likeness, axis=1)
    deviation = np.nanstd(likeness, axis=1)
    scores = SHARPNESS * (likeness - mean[:, None]) / deviation[:, None] + bias[None, :]
    return mean, deviation, np.log(np.nansum(np.exp(scores), axis=1)).astype(np.float32)


def main() -> None:
    """Write the table beside the other dictionaries."""
    characters = wanted_characters()
    reduced = project(describe(characters))
    vectors = np.clip(np.round(reduced / np.abs(reduced).max() * 127), -127, 127).astype(np.int8)
    bias = commonness_bias(characters)
    mean, deviation, normaliser = softmax_terms(vectors, bias)
    np.savez_compressed(
        CORRECTIONS / "glyphs.npz",
        characters=np.array("".join(characters)),
        vectors=vectors,
        mean=mean,
        deviation=deviation,
        normaliser=normaliser,
        bias=bias,
        sharpness=np.float32(SHARPNESS),
    )


if __name__ == "__main__":
    main()
