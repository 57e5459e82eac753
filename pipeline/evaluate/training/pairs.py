"""Lines of scans with what they say: cut by the pipeline itself, paired with the truth beside.

A line is looked up among all texts of its document by what the recogniser read, right or wrong.
Where several texts are as near, or the reading holds more than one text, the line is left out:
nothing is learned from a line that may say something else.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path

import msgspec
import numpy as np
from rapidfuzz import fuzz, process

from pipeline.evaluate.lines_read import lines_read
from pipeline.evaluate.maker.scans import MadeScan
from pipeline.extract.ocr.engine import Image, RecognisedText
from pipeline.extract.ocr.ppocr import PpOcr, line_input
from pipeline.model.text import is_chinese, narrow

ALIKE = 60.0
"""Likeness (0 to 100) of a reading and its text from which they are taken for the same line."""
LONG = 5
"""Characters from which part of a text is looked for too, as where a name wraps."""
CONFIDENT = 0.97
"""A reading that is sure of each character and differs from its text is of another line, as a
label beside its value; but for single characters in a text of `LONG` it may be wrong."""
FIGURE = 4
"""Characters from which a figure is taken for its own: a shorter one that was misread, 41 as 4, is
often another figure of the same document."""
PRINTED_ANYWAY = frozenset({"初次申请", "再次申请"})
"""Texts of the truth that a form prints whether they are chosen or not."""
WIDTHS = frozenset("()（）：:；;，,％%－-")


@dataclass(frozen=True, slots=True)
class Pair:
    """A line as the network sees it, (48, W) gray, what it says and what was read at first.

    `weakest` is the share of the least sure character, 0 to 1.
    """

    line: Image
    text: str
    read: str
    weakest: float


@cache
def _engine() -> PpOcr:
    """Return one engine for all scans of a process: compiling its networks takes a second."""
    return PpOcr()


def pairs_of(scans: Path, without: Collection[str], jobs: int | None) -> list[Pair]:
    """Read the scans that `bench scans` made in a folder, but for those in the faces `without`.

    `jobs` processes read them; None: one for each core.

    Raises:
        OSError: When the folder holds no `made.json`.
    """
    made = msgspec.json.decode((scans / "made.json").read_bytes(), type=tuple[MadeScan, ...])
    paths = [scans / scan.path for scan in made if not set(without) & set(scan.faces)]
    with ProcessPoolExecutor(jobs) as processes:
        return [pair for pairs in processes.map(_pairs_of_scan, paths) for pair in pairs]


def _pairs_of_scan(path: Path) -> list[Pair]:
    truth = msgspec.json.decode(path.with_suffix(".truth.json").read_bytes())
    find = partial(text_of, texts=frozenset(_texts_in(truth)))
    found = ((crop, read, find(read)) for crop, read in lines_read(path, _engine()))
    return [Pair(_seen(crop), text, read.text, read.weakest) for crop, read, text in found if text]


def _seen(crop: Image) -> Image:
    """Return a line as the network sees it."""
    line, filled = line_input(crop)
    seen = np.rint((line[:, : round(line.shape[1] * filled)] + 1) * 127.5)
    return np.asarray(seen, np.uint8)


def _texts_in(truth: object) -> Iterator[str]:
    if isinstance(truth, str):
        yield truth
    elif isinstance(truth, dict):
        for value in truth.values():
            yield from _texts_in(value)
    elif isinstance(truth, list):
        for value in truth:
            yield from _texts_in(value)


def text_of(read: RecognisedText, texts: Collection[str]) -> str | None:
    """Return what a line says that was read like this, or None where that is not certain."""
    if len(read.text) < FIGURE and not any(map(is_chinese, read.text)):
        return None
    if read.text in texts:
        return read.text
    nearest = max(_candidates(read.text, texts), key=partial(fuzz.ratio, read.text), default="")
    text = _in_widths_of(read.text, nearest)
    return text if _is_certain(text, read) else None


def _candidates(read: str, texts: Collection[str]) -> Iterator[str]:
    """Yield the nearest text and, for a long reading, the nearest part of one."""
    whole = process.extractOne(read, texts, scorer=fuzz.ratio)
    if whole:
        yield whole[0]
    longer = [text for text in texts if len(text) > len(read)]
    part = process.extractOne(read, longer, scorer=fuzz.partial_ratio)
    if part and len(read) >= LONG:
        text = part[0]
        found = fuzz.partial_ratio_alignment(read, text)
        if found and (found.src_start, found.src_end) == (0, len(read)):
            start, end = found.dest_start, found.dest_end
            begins = start == 0 or text[start] == read[0]
            if begins and (end == len(text) or text[end - 1] == read[-1]):
                yield text[start:end]


def _in_widths_of(read: str, text: str) -> str:
    """Return the text with signs as wide as they were read: the truth does not tell."""
    if len(text) != len(read):
        return "" if WIDTHS & set(text + read) else text
    same = zip(text, read, strict=True)
    return "".join(seen if narrow(char) == narrow(seen) else char for char, seen in same)


def _is_certain(text: str, read: RecognisedText) -> bool:
    if len(text) < 3 or text in PRINTED_ANYWAY or " " in read.text:
        return False
    if abs(len(text) - len(read.text)) > 1 or fuzz.ratio(text, read.text) < ALIKE:
        return False
    return read.weakest < CONFIDENT or len(text) == len(read.text) >= LONG
