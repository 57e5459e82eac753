"""What scanning, copying and age do to a page: one small seeded step each.

Pages are uint8 RGB arrays (H, W, 3), white paper. Every step returns a new array. Written on
OpenCV and numpy: augraphy, the library for this, pulls in more than a dozen packages (numba among
them) for steps of a few lines each, and does not promise the same bytes for the same seed.
"""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

Pixels = NDArray[np.uint8]
_WHITE = (255, 255, 255)


def _bytes(values: NDArray[np.float32] | NDArray[np.float64]) -> Pixels:
    return np.clip(values, 0, 255).astype(np.uint8)


def scale(page: Pixels, factor: float) -> Pixels:
    """Resample to another resolution."""
    how = cv2.INTER_AREA if factor < 1 else cv2.INTER_CUBIC
    return np.asarray(cv2.resize(page, None, fx=factor, fy=factor, interpolation=how), np.uint8)


def skew(page: Pixels, degrees: float) -> Pixels:
    """Rotate slightly about the middle, paper colour in the corners."""
    height, width = page.shape[:2]
    turn = cv2.getRotationMatrix2D((width / 2, height / 2), degrees, 1.0)
    return np.asarray(
        cv2.warpAffine(
            page, turn, (width, height), flags=cv2.INTER_LINEAR, borderValue=_paper(page)
        ),
        np.uint8,
    )


def _paper(page: Pixels) -> tuple[int, int, int]:
    red, green, blue = (int(v) for v in np.median(page[::16, ::16].reshape(-1, 3), axis=0))
    return red, green, blue


def perspective(page: Pixels, rng: np.random.Generator, strength: float) -> Pixels:
    """Move the corners in by up to `strength` of the page's size: a phone held askew."""
    height, width = page.shape[:2]
    corners = np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float32)
    inwards = np.array([[1, 1], [-1, 1], [-1, -1], [1, -1]], np.float32)
    moved = corners + inwards * rng.uniform(0, strength, (4, 2)) * (width, height)
    warp = cv2.getPerspectiveTransform(corners, moved.astype(np.float32))
    table = tuple(int(v) for v in rng.integers(60, 130, 3))
    return np.asarray(cv2.warpPerspective(page, warp, (width, height), borderValue=table), np.uint8)


def curl(page: Pixels, rng: np.random.Generator, amplitude: float) -> Pixels:
    """Bend text lines by up to `amplitude` of the page height, as a page that does not lie flat."""
    height, width = page.shape[:2]
    x = np.linspace(0, 1, width, dtype=np.float32)
    bend = amplitude * height * np.sin(np.pi * (x * rng.uniform(0.6, 1.4) + rng.uniform(0, 0.5)))
    rows = np.arange(height, dtype=np.float32)[:, None] + bend[None, :].astype(np.float32)
    columns = np.broadcast_to(np.arange(width, dtype=np.float32), (height, width)).copy()
    return np.asarray(
        cv2.remap(page, columns, rows, cv2.INTER_LINEAR, borderValue=_WHITE), np.uint8
    )


def shade(page: Pixels, rng: np.random.Generator, strength: float) -> Pixels:
    """Darken unevenly by up to `strength`, with a slanted gradient and a soft shadow."""
    height, width = page.shape[:2]
    y, x = np.mgrid[0 : 1 : height * 1j, 0 : 1 : width * 1j].astype(np.float32)
    angle = rng.uniform(0, 2 * np.pi)
    slope = np.cos(angle) * (x - 0.5) + np.sin(angle) * (y - 0.5)
    cx, cy, radius = rng.uniform(0, 1), rng.uniform(0, 1), rng.uniform(0.3, 0.8)
    shadow = np.exp(-((x - cx) ** 2 + (y - cy) ** 2) / radius**2)
    light = 1 - strength * (0.5 + 0.5 * slope) - strength * 0.5 * shadow
    return _bytes(page.astype(np.float32) * light[:, :, None])


def blur(page: Pixels, sigma: float) -> Pixels:
    """Soften with a Gaussian of `sigma` pixels."""
    return np.asarray(cv2.GaussianBlur(page, (0, 0), sigma), np.uint8)


def noise(page: Pixels, rng: np.random.Generator, sigma: float) -> Pixels:
    """Add gray sensor noise of standard deviation `sigma`."""
    grain = rng.normal(0, sigma, page.shape[:2]).astype(np.float32)
    return _bytes(page.astype(np.float32) + grain[:, :, None])


def speckle(page: Pixels, rng: np.random.Generator, per_megapixel: float) -> Pixels:
    """Strew dark and (fewer) light specks of 1 to 3 pixels."""
    out = page.copy()
    height, width = page.shape[:2]
    for _ in range(int(per_megapixel * height * width / 1e6)):
        tone = 255 if rng.random() < 0.25 else int(rng.integers(0, 90))
        centre = (int(rng.integers(width)), int(rng.integers(height)))
        cv2.circle(out, centre, int(rng.integers(0, 3)), (tone, tone, tone), -1)
    return out


def fade(page: Pixels, rng: np.random.Generator, strength: float) -> Pixels:
    """Lighten the ink by up to `strength`, in clouds."""
    height, width = page.shape[:2]
    coarse = rng.uniform(0.4, 1.0, (6, 5)).astype(np.float32)
    clouds = np.asarray(cv2.resize(coarse, (width, height), interpolation=cv2.INTER_CUBIC))
    ink = 255 - page.astype(np.float32)
    return _bytes(255 - ink * (1 - strength * clouds[:, :, None]))


def bleed(page: Pixels, back: Pixels, strength: float) -> Pixels:
    """Let the mirrored back of the sheet show through."""
    mirrored = np.asarray(cv2.resize(back[:, ::-1], (page.shape[1], page.shape[0])), np.uint8)
    ghost = 255 - cv2.GaussianBlur(mirrored, (0, 0), 1.6).astype(np.float32)
    return _bytes(page.astype(np.float32) - strength * ghost)


def break_rules(page: Pixels, rng: np.random.Generator, share: float) -> Pixels:
    """Wipe out about `share` of the length of long rules, in gaps of a few pixels."""
    gray = cv2.cvtColor(page, cv2.COLOR_RGB2GRAY)
    ink = (gray < 160).astype(np.uint8)
    length = max(40, page.shape[1] // 20)
    flat = cv2.morphologyEx(ink, cv2.MORPH_OPEN, np.ones((1, length), np.uint8))
    upright = cv2.morphologyEx(ink, cv2.MORPH_OPEN, np.ones((length, 1), np.uint8))
    lines = cv2.dilate(np.maximum(flat, upright), np.ones((3, 3), np.uint8))
    coarse = (rng.random((page.shape[0] // 6 + 1, page.shape[1] // 6 + 1)) < share).astype(np.uint8)
    gaps = cv2.resize(coarse, (page.shape[1], page.shape[0]), interpolation=cv2.INTER_NEAREST)
    out = page.copy()
    out[(lines > 0) & (gaps > 0)] = _paper(page)
    return out


def streak(page: Pixels, rng: np.random.Generator) -> Pixels:
    """Draw one or two fine upright lines through the page: dust on the glass of a sheet feeder."""
    out = page.copy()
    for _ in range(int(rng.integers(1, 3))):
        x, tone = int(rng.integers(page.shape[1])), int(rng.integers(120, 215))
        out[:, x : x + 1] = np.minimum(out[:, x : x + 1], tone)
    return out


def toner(page: Pixels, rng: np.random.Generator, strength: float) -> Pixels:
    """Lighten the ink in soft bands across the page, as a drum that is worn out prints."""
    y = np.linspace(0, 1, page.shape[0], dtype=np.float32)
    waves = np.sin(2 * np.pi * (y * rng.uniform(3, 9) + rng.uniform(0, 1)))
    bands = strength * np.clip(waves, 0, 1)
    return _bytes(255 - (255 - page.astype(np.float32)) * (1 - bands)[:, None, None])


def dark_edge(page: Pixels, rng: np.random.Generator, reach: float) -> Pixels:
    """Darken up to `reach` of the width at one side, as a copier whose lid stood open."""
    width = max(2, int(page.shape[1] * rng.uniform(0.2, 1) * reach))
    light = np.ones(page.shape[1], np.float32)
    light[:width] = np.linspace(rng.uniform(0.1, 0.4), 1, width, dtype=np.float32)
    light = light if rng.random() < 0.5 else light[::-1].copy()
    return _bytes(page.astype(np.float32) * light[None, :, None])


def weigh_strokes(page: Pixels, weight: float) -> Pixels:
    """Thicken strokes (above 0, at most 1) or thin them (below 0): ink that runs, or dries up."""
    kernel = np.ones((2, 2), np.uint8)
    moved = cv2.erode(page, kernel) if weight > 0 else cv2.dilate(page, kernel)
    return np.asarray(cv2.addWeighted(moved, abs(weight), page, 1 - abs(weight), 0), np.uint8)


def copy_machine(page: Pixels, rng: np.random.Generator) -> Pixels:
    """Copy once more: soften, harden the contrast, thicken or thin the strokes, lose the colour."""
    gray = cv2.cvtColor(page, cv2.COLOR_RGB2GRAY)
    soft = cv2.GaussianBlur(gray, (0, 0), rng.uniform(0.7, 1.1))
    middle, width = rng.uniform(145, 185), rng.uniform(14, 24)
    levels: NDArray[np.float32] = np.asarray(soft, np.float32)
    hard: NDArray[np.float32] = 255 / (1 + np.exp(-(levels - middle) / width))
    return np.repeat(_bytes(hard)[:, :, None], 3, axis=2)


def one_bit(page: Pixels, rng: np.random.Generator, around: float) -> Pixels:
    """Turn into black and white at a threshold near `around`, as a fax does."""
    gray = np.asarray(cv2.cvtColor(page, cv2.COLOR_RGB2GRAY), np.float32)
    grain = rng.normal(0, 12, gray.shape).astype(np.float32)
    black = np.where(gray + grain < around, 0, 255).astype(np.uint8)
    return np.repeat(black[:, :, None], 3, axis=2)


def jpeg(page: Pixels, quality: int) -> Pixels:
    """Encode and decode as JPEG."""
    _, data = cv2.imencode(".jpg", page[:, :, ::-1], [cv2.IMWRITE_JPEG_QUALITY, quality])
    return np.asarray(cv2.imdecode(data, cv2.IMREAD_COLOR), np.uint8)[:, :, ::-1].copy()
