"""Lines drawn for training, each worn in its own way: words, characters in any order, figures.

What scans show is what the maker's pages say and how its devices wear them. Here every line says
something else, in words drawn as often as they are written, so that a recogniser does not unlearn
what words look like while it learns to look; and half are worn as no device of the maker does.

Raises ModuleNotFoundError when it is imported without `requirements.txt`.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from functools import lru_cache
from importlib import resources
from itertools import accumulate
from random import Random

import cv2
import numpy as np
from PIL import Image as Picture
from PIL import ImageDraw, ImageFont

from pipeline.evaluate.maker import wear
from pipeline.evaluate.maker.drills import drilled_text
from pipeline.evaluate.maker.fonts import face, installed, split_by_face
from pipeline.evaluate.maker.paper import MASTER_DPI
from pipeline.evaluate.maker.profiles import PROFILES
from pipeline.evaluate.maker.wear import Pixels
from pipeline.evaluate.training.pairs import Pair
from pipeline.extract.ocr.engine import Image
from pipeline.extract.ocr.ppocr import LINE_HEIGHT

DICTIONARY = resources.files("jieba").joinpath("dict.txt")
"""Words with how often they are written."""
WORDS = 0.6
"""Share of lines that are words; the rest are what drills say."""
BY_HAND = 0.15
"""Share of lines in a face that looks written by hand."""
OTHERWISE = 0.5
"""Share of lines worn by other means than the maker's."""
SIZES = (8.0, 16.0)
"""Points of a character: notes in tables to titles of letters."""
TURNED = 2.0
"""Degrees by which a worn line may have been turned."""
MARGIN = 20
"""Pixels of paper around a line while it is worn."""
FLAT = ("clean", "office", "150dpi", "fax", "worn", "harsh", "photocopy")
"""Profiles that do not bend a page: a line bends with its page."""
PUNCTUATION = "，，，、、。；：-（）“”"


def drawn_lines(seed: int, without: Collection[str]) -> Iterator[Pair]:
    """Yield lines without end, but for those in the faces `without`; nobody has read them yet.

    Raises:
        IndexError: When no other face of a style is installed.
    """
    rng = Random(seed)
    rough = np.random.default_rng(seed)
    faces = {
        style: [name for name in installed(style) if name not in without]
        for style in ("song", "hei", "kai", "fang", "hand", "latin")
    }
    while True:
        text = _text(rng)
        by_hand = rng.random() < BY_HAND
        style = "hand" if by_hand else rng.choice(("song", "song", "hei", "kai", "fang"))
        names: tuple[str, ...] = (rng.choice(faces[style]), *FALL_BACK)
        if rng.random() < 0.5 and not by_hand:
            names = (rng.choice(faces["latin"]), *names)
        line = _worn(_printed(text, names, rng), rng, rough)
        if line is not None:
            yield Pair(line, text, "", 0.0)


FALL_BACK = ("noto-sans", "symbols")
"""Faces for what a face lacks."""


def _text(rng: Random) -> str:
    if rng.random() >= WORDS:
        return drilled_text(rng)[:24]
    text = ""
    longest = rng.randint(2, 22)
    while len(text) < longest:
        text += _word(rng)
        if rng.random() < 0.12:
            text += rng.choice(PUNCTUATION)
        if rng.random() < 0.05:
            text += f"{rng.randrange(10 ** rng.randint(1, 4))}"
    return text[:longest]


def _word(rng: Random) -> str:
    words, often = _words()
    return rng.choices(words, cum_weights=often)[0]


@lru_cache(maxsize=1)
def _words() -> tuple[Sequence[str], Sequence[float]]:
    """Return words of Chinese and how often they are written, each added to those before.

    The root of how often: of a hundred thousand words the rarer ones should be seen as well.
    """
    lines = DICTIONARY.read_text("utf-8").splitlines()
    pairs = [line.split()[:2] for line in lines]
    chinese = [(word, float(count)) for word, count in pairs if _is_simplified(word)]
    return [word for word, _ in chinese], list(accumulate(count**0.5 for _, count in chinese))


def _is_simplified(word: str) -> bool:
    """Whether all characters are Chinese ones of GB 2312."""
    return len(word.encode("gb2312", errors="ignore")) == 2 * len(word)


def _printed(text: str, names: Sequence[str], rng: Random) -> Pixels:
    """Return a line in black on white, (H, W, 3), at the maker's resolution."""
    size = round(rng.uniform(*SIZES) * MASTER_DPI / 72)
    apart = rng.choice((0, 0, 0, 1, 2))
    runs = [(_font(name, size), run) for name, run in split_by_face(text, tuple(names))]
    width = sum(font.getlength(run) + apart * len(run) for font, run in runs)
    paper = Picture.new("L", (round(width) + 2 * MARGIN, 2 * size + 2 * MARGIN), 255)
    pen = ImageDraw.Draw(paper)
    x, ink = float(MARGIN), rng.choice((0, 0, 0, 40))
    for font, run in runs:
        for char in run:
            pen.text((x, MARGIN + 1.4 * size), char, ink, font, anchor="ls")
            x += font.getlength(char) + apart
    return np.repeat(np.asarray(paper)[:, :, None], 3, axis=2)


@lru_cache(maxsize=512)
def _font(name: str, size: int) -> ImageFont.FreeTypeFont:
    found = face(name)
    return ImageFont.truetype(str(found.path), size, index=found.index)


def _worn(printed: Pixels, rng: Random, rough: np.random.Generator) -> Image | None:
    """Return a line as the recogniser sees it, (48, W), worn; None where nothing is left of it."""
    profile = PROFILES[rng.choice(FLAT)]
    dpi, recipe = profile.dpi, profile.recipe
    if rng.random() < OTHERWISE:
        dpi, recipe = rng.choice((100, 110, 120, 150, 200, 200, 300)), _otherwise
    small = wear.scale(printed, dpi / MASTER_DPI)
    cut = _cut(_level(_gray(recipe(small, small, rough))), _gray(small), rng)
    if cut is None:
        return None
    width = max(8, round(cut.shape[1] * LINE_HEIGHT / cut.shape[0]))
    return np.asarray(cv2.resize(cut, (width, LINE_HEIGHT)), np.uint8)


def _gray(page: Pixels) -> Image:
    return np.asarray(cv2.cvtColor(page, cv2.COLOR_RGB2GRAY), np.uint8)


def _level(gray: Image) -> Image:
    """Turn a line level again, as the pipeline does with pages: ink lies in fewest rows then."""
    height, width = gray.shape
    turns = [
        cv2.getRotationMatrix2D((width / 2, height / 2), degrees, 1.0)
        for degrees in np.arange(-TURNED, TURNED + 0.1, 0.2)
    ]
    paper = float(np.median(gray))
    turned = [cv2.warpAffine(gray, turn, (width, height), borderValue=paper) for turn in turns]
    gathered = [float(np.square(255.0 - page.mean(1)).sum()) for page in turned]
    return np.asarray(turned[int(np.argmax(gathered))], np.uint8)


def _cut(gray: Image, printed: Image, rng: Random) -> Image | None:
    """Cut a worn line as closely as the pipeline cuts cells, or as loosely as a detector."""
    rows, columns = (np.flatnonzero((printed < 140).any(axis)) for axis in (1, 0))
    if rows.size == 0:
        return None
    tall = rows[-1] - rows[0] + 1
    loose = rng.choice((0.06, 0.06, 0.25)) * tall
    top, bottom = (round(rng.uniform(0.3, 1.2) * loose) for _ in range(2))
    left, right = (round(rng.uniform(0.3, 1.5) * 0.08 * tall) for _ in range(2))
    return gray[
        max(0, rows[0] - top) : rows[-1] + 1 + bottom,
        max(0, columns[0] - left) : columns[-1] + 1 + right,
    ]


def _otherwise(page: Pixels, back: Pixels, rng: np.random.Generator) -> Pixels:
    """Wear a line by some of these, in any order."""
    for at in rng.permutation(len(OTHER_WEAR))[: rng.integers(1, 5)]:
        page = OTHER_WEAR[at](page, rng)
    return wear.noise(page, rng, rng.uniform(1, 8))


def _with_strokes_gone(page: Pixels, rng: np.random.Generator) -> Pixels:
    """Lose grains of ink, most where the clouds of a worn drum are thickest."""
    height, width = page.shape[:2]
    grains = rng.random((height, width)).astype(np.float32)
    coarse = rng.uniform(0, 0.35, (2, max(2, width // 40))).astype(np.float32)
    share = np.asarray(cv2.resize(coarse, (width, height), interpolation=cv2.INTER_LINEAR))
    gone = (grains < share).astype(np.float32)
    soft = np.asarray(cv2.GaussianBlur(gone, (0, 0), 0.6), np.float32)
    return wear.lightened(page, soft)


OTHER_WEAR: tuple[Callable[[Pixels, np.random.Generator], Pixels], ...] = (
    _with_strokes_gone,
    lambda page, rng: wear.weigh_strokes(page, rng.uniform(-0.9, 0.9)),
    lambda page, rng: wear.blur(page, rng.uniform(0.5, 1.3)),
    lambda page, rng: wear.jpeg(page, int(rng.integers(8, 40))),
    lambda page, rng: wear.one_bit(page, rng, rng.uniform(110, 215)),
    lambda page, rng: wear.fade(page, rng, rng.uniform(0.2, 0.7)),
    lambda page, rng: wear.scale(wear.scale(page, 0.6), 1 / 0.6),
    lambda page, rng: wear.skew(page, rng.normal(0, 0.7)),
    lambda page, rng: wear.speckle(page, rng, rng.uniform(50, 600)),
)
