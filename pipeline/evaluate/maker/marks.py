"""What lies on the paper before it is scanned: a red seal, folds, staples.

Works on uint8 RGB pages (H, W, 3); positions are given in pixels or drawn from the generator.
"""

from __future__ import annotations

from math import cos, pi, sin

import cv2
import numpy as np
from PIL import Image, ImageDraw, ImageFont

from pipeline.evaluate.maker.fonts import face
from pipeline.evaluate.maker.wear import Pixels

_RED = (200, 22, 29)
SEAL_MM = 42
"""Diameter of an official seal of this rank."""


def seal(page: Pixels, text: str, centre: tuple[float, float], dpi: float, turn: float) -> Pixels:
    """Press a round red seal with `text` along its edge and a star; the ink shows through."""
    size = int(SEAL_MM / 25.4 * dpi)
    stamp = Image.new("L", (size, size), 0)
    draw = ImageDraw.Draw(stamp)
    draw.ellipse((3, 3, size - 4, size - 4), outline=255, width=max(2, size // 45))
    _star(draw, size)
    _arc(stamp, text, size)
    ink = np.asarray(stamp.rotate(turn, resample=Image.Resampling.BICUBIC), np.float32) / 255 * 0.85
    left, top = int(centre[0] - size / 2), int(centre[1] - size / 2)
    left = min(max(left, 0), page.shape[1] - size)
    top = min(max(top, 0), page.shape[0] - size)
    out = page.astype(np.float32)
    patch = out[top : top + size, left : left + size]
    tint = 1 - ink[:, :, None] * (1 - np.array(_RED, np.float32) / 255)
    out[top : top + size, left : left + size] = patch * tint
    return np.clip(out, 0, 255).astype(np.uint8)


def _star(draw: ImageDraw.ImageDraw, size: int) -> None:
    middle, radius = size / 2, size * 0.14
    points = [
        (
            middle + (radius if k % 2 == 0 else radius * 0.4) * sin(k * pi / 5),
            middle - (radius if k % 2 == 0 else radius * 0.4) * cos(k * pi / 5),
        )
        for k in range(10)
    ]
    draw.polygon(points, fill=255)


def _arc(stamp: Image.Image, text: str, size: int) -> None:
    height = min(size // 8, int(size * 2.2 / max(1, len(text))))
    font = ImageFont.truetype(str(face("uming").path), height)
    sweep = min(1.5 * pi, 0.2 * len(text) + 0.6)
    for k, char in enumerate(text):
        angle = sweep * ((k + 0.5) / len(text) - 0.5)
        tile = Image.new("L", (height * 2, height * 2), 0)
        ImageDraw.Draw(tile).text((height, height), char, fill=255, font=font, anchor="mm")
        tile = tile.rotate(-angle * 180 / pi, resample=Image.Resampling.BICUBIC)
        x = size / 2 + size * 0.37 * sin(angle) - height
        y = size / 2 - size * 0.37 * cos(angle) - height
        stamp.paste(255, (int(x), int(y)), tile)


def fold(page: Pixels, rng: np.random.Generator) -> Pixels:
    """Crease the sheet across: a bright and a dark line with soft shading beside them."""
    height = page.shape[0]
    middle = height * rng.choice((1 / 3, 1 / 2, 2 / 3)) + rng.normal(0, 8)
    distance = np.abs(np.arange(height) - middle)
    light = 1 - 0.10 * np.exp(-distance / (height * 0.02)) - 0.18 * np.exp(-((distance / 1.3) ** 2))
    creased = page.astype(np.float32) * np.asarray(light, np.float32)[:, None, None]
    return np.asarray(np.clip(creased, 0, 255), np.uint8)


def staple(page: Pixels, rng: np.random.Generator, dpi: float) -> Pixels:
    """Put a staple into the upper left corner."""
    out = page.copy()
    x, y = (int(v) for v in rng.uniform(0.25, 0.5, 2) * dpi)
    angle = rng.uniform(-0.9, -0.5)
    end = (int(x + 0.45 * dpi * cos(angle)), int(y + 0.45 * dpi * sin(angle)))
    cv2.line(out, (x + 3, y + 4), (end[0] + 3, end[1] + 4), (190, 190, 190), 3, cv2.LINE_AA)
    cv2.line(out, (x, y), end, (70, 70, 75), max(2, int(dpi / 70)), cv2.LINE_AA)
    return out
