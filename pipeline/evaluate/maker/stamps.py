"""Stamps pressed on a page: the seal of the office that signs, and the mark of the one that got it.

Ink is translucent: what stands below shows through.
"""

from __future__ import annotations

from collections.abc import Callable
from math import cos, pi, sin

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from pipeline.evaluate.maker.fonts import face
from pipeline.evaluate.maker.wear import Pixels

Ink = tuple[int, int, int]
RED, BLACK, BLUE = (200, 22, 29), (40, 40, 45), (40, 60, 160)
SEAL_MM = {"round": 42.0, "oval": 40.0, "square": 26.0}
"""Width of an official seal of this rank, and of those of smaller offices, by shape."""
_FACE = "uming"


def seal(
    page: Pixels, text: str, centre: tuple[float, float], dpi: float, turn: float,
    shape: str = "round", ink: Ink = RED,
) -> Pixels:  # fmt: skip
    """Press a seal with `text`; `shape` is one of `SHAPES`, `turn` in degrees."""
    stamp = SHAPES[shape](text, int(SEAL_MM[shape] / 25.4 * dpi))
    return press(page, _turned(stamp, turn), centre, ink)


def received(page: Pixels, text: str, dpi: float, rng: np.random.Generator) -> Pixels:
    """Press the stamp of the office that received the paper where the page is emptiest."""
    size = int(30 / 25.4 * dpi)
    stamp = _turned(_square(text, size), rng.uniform(-12, 12))
    ink = (RED, BLUE, BLACK)[int(rng.integers(3))]
    return press(page, stamp, _emptiest(page, size), ink)


def _turned(stamp: Image.Image, degrees: float) -> Image.Image:
    return stamp.rotate(degrees, resample=Image.Resampling.BICUBIC, expand=True)


def press(page: Pixels, stamp: Image.Image, centre: tuple[float, float], ink: Ink) -> Pixels:
    """Press a stamp (white on black) on the page, moved in where it would hang over the edge."""
    width, height = stamp.size
    cover = np.asarray(stamp, np.float32) / 255 * 0.85
    left, top = int(centre[0] - width / 2), int(centre[1] - height / 2)
    left = min(max(left, 0), page.shape[1] - width)
    top = min(max(top, 0), page.shape[0] - height)
    out = page.astype(np.float32)
    patch = out[top : top + height, left : left + width]
    tint = 1 - cover[:, :, None] * (1 - np.array(ink, np.float32) / 255)
    out[top : top + height, left : left + width] = patch * tint
    return np.clip(out, 0, 255).astype(np.uint8)


def _emptiest(page: Pixels, size: int) -> tuple[float, float]:
    """The middle of the square of that size with the least ink, among some at the page's edges."""
    height, width = page.shape[:2]
    near, far = size * 0.6, width - size * 0.6
    spots = [(x, y) for x in (far, near) for y in (near, height * 0.8, height - near)]

    def ink_at(spot: tuple[float, float]) -> float:
        left, top = (max(0, int(v - size / 2)) for v in spot)
        return float((page[top : top + size, left : left + size, 1] < 128).mean())

    return min(spots, key=ink_at)


def _round(text: str, size: int) -> Image.Image:
    return _ring(text, size, size)


def _oval(text: str, size: int) -> Image.Image:
    return _ring(text, size, int(size * 0.72))


def _ring(text: str, width: int, height: int) -> Image.Image:
    stamp = Image.new("L", (width, height), 0)
    draw = ImageDraw.Draw(stamp)
    draw.ellipse((3, 3, width - 4, height - 4), outline=255, width=max(2, width // 45))
    if width == height:
        _star(draw, width)
    _arc(stamp, text)
    return stamp


def _square(text: str, size: int) -> Image.Image:
    """A frame with the text in rows."""
    columns = max(2, int(np.ceil(np.sqrt(len(text)))))
    rows = [text[at : at + columns] for at in range(0, len(text), columns)]
    stamp = Image.new("L", (size, size), 0)
    draw = ImageDraw.Draw(stamp)
    draw.rectangle((3, 3, size - 4, size - 4), outline=255, width=max(2, size // 40))
    pitch = size * 0.84 / max(columns, len(rows))
    font = ImageFont.truetype(str(face(_FACE).path), max(8, int(pitch * 0.92)))
    for row_no, row in enumerate(rows):
        y = size / 2 + (row_no - (len(rows) - 1) / 2) * pitch
        draw.text((size / 2, y), row, fill=255, font=font, anchor="mm")
    return stamp


SHAPES: dict[str, Callable[[str, int], Image.Image]] = {
    "round": _round,
    "oval": _oval,
    "square": _square,
}


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


def _arc(stamp: Image.Image, text: str) -> None:
    width, height = stamp.size
    high = min(width // 8, int(width * 2.2 / max(1, len(text))))
    font = ImageFont.truetype(str(face(_FACE).path), high)
    sweep = min(1.5 * pi, 0.2 * len(text) + 0.6)
    for k, char in enumerate(text):
        angle = sweep * ((k + 0.5) / len(text) - 0.5)
        tile = Image.new("L", (high * 2, high * 2), 0)
        ImageDraw.Draw(tile).text((high, high), char, fill=255, font=font, anchor="mm")
        tile = tile.rotate(-angle * 180 / pi, resample=Image.Resampling.BICUBIC)
        x = width / 2 + width * 0.37 * sin(angle) - high
        y = height / 2 - height * 0.37 * cos(angle) - high
        stamp.paste(255, (int(x), int(y)), tile)
