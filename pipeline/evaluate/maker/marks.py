"""What lies on the paper before it is scanned: folds, staples, holes, writing, stray prints.

Works on uint8 RGB pages (H, W, 3); positions are given in pixels or drawn from the generator.
Every mark returns a new page.
"""

from __future__ import annotations

from math import cos, sin

import cv2
import numpy as np
from PIL import Image, ImageDraw, ImageFont

from pipeline.evaluate.maker.fonts import face
from pipeline.evaluate.maker.wear import Pixels

_BLUE, _BLACK = (28, 44, 150), (35, 35, 40)
NOTES = ("已核", "同意", "请存档", "已收", "急", "第2份")
"""What people write in margins."""


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


def punch(page: Pixels, rng: np.random.Generator, dpi: float) -> Pixels:
    """Punch two holes into the left margin, 80 mm apart; what lies behind is dark or light."""
    out = page.copy()
    tone = int(rng.choice((30, 90, 225)))
    x = int((12 / 25.4) * dpi)
    for side in (-1, 1):
        y = int(page.shape[0] / 2 + side * 40 / 25.4 * dpi + rng.normal(0, 4))
        cv2.circle(out, (x, y), int(2.8 / 25.4 * dpi), (tone, tone, tone), -1, cv2.LINE_AA)
    return out


def tick(page: Pixels, box: tuple[float, float], size: float, rng: np.random.Generator) -> Pixels:
    """Tick with a pen through the box whose middle and size are given, in pixels."""
    jitter = rng.normal(0, 0.08, (3, 2))
    shape = np.array([[-0.45, -0.1], [-0.1, 0.4], [0.65, -0.7]]) * rng.uniform(0.9, 1.3) + jitter
    points = np.round(shape * size + np.array(box)).astype(np.int32)
    ink = _BLUE if rng.random() < 0.5 else _BLACK
    out = page.copy()
    cv2.polylines(out, [points], False, ink, max(2, round(size / 8)), cv2.LINE_AA)
    return out


def note(page: Pixels, rng: np.random.Generator, dpi: float) -> Pixels:
    """Write a word by hand into the upper right margin."""
    at = (0.86 * page.shape[1], rng.uniform(0.015, 0.03) * page.shape[0])
    ink = _BLUE if rng.random() < 0.5 else _BLACK
    return _write(page, str(rng.choice(NOTES)), at, "ma-shan-zheng", int(dpi / 6), ink)


def page_number(page: Pixels, number: int, total: int, style: int, dpi: float) -> Pixels:
    """Print the number of the page at its foot, in one of the usual ways."""
    ways = (f"- {number} -", f"第{number}页 共{total}页", str(number), f"{number}/{total}")
    text = ways[style % len(ways)]
    at = (page.shape[1] / 2, page.shape[0] - 0.45 * dpi)
    return _write(page, text, at, "uming", int(dpi * 9 / 72), (0, 0, 0))


def running_head(page: Pixels, text: str, dpi: float) -> Pixels:
    """Print a running head with a thin line below it."""
    y = 0.4 * dpi
    out = _write(page, text, (page.shape[1] / 2, y), "uming", int(dpi * 8 / 72), (0, 0, 0))
    edge, below = int(0.8 * dpi), int(y + 0.1 * dpi)
    cv2.line(out, (edge, below), (page.shape[1] - edge, below), (60, 60, 60), 1)
    return out


def running_foot(page: Pixels, text: str, dpi: float) -> Pixels:
    """Print a running foot at the left margin, above the number of the page."""
    at = (0.8 * dpi + len(text) * dpi * 4 / 72, page.shape[0] - 0.55 * dpi)
    return _write(page, text, at, "uming", int(dpi * 8 / 72), (0, 0, 0))


def _write(
    page: Pixels, text: str, at: tuple[float, float], name: str, height: int,
    ink: tuple[int, int, int],
) -> Pixels:  # fmt: skip
    image = Image.fromarray(page)
    font = ImageFont.truetype(str(face(name).path), height)
    ImageDraw.Draw(image).text(at, text, fill=ink, font=font, anchor="mm")
    return np.asarray(image, np.uint8).copy()
