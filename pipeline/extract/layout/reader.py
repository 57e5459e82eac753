"""Who reads the lines: a recogniser on the page image, or the text layer of the file."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

import numpy as np

from pipeline.extract.image import UprightPage, to_upright_box
from pipeline.extract.image.page import Image
from pipeline.extract.layout.second_look import choose, find_suspect, has_doubtful_sign
from pipeline.extract.ocr.engine import Engine, RecognisedText
from pipeline.extract.ocr.vacancy import mark_vacancies
from pipeline.model.geometry import Box, PageTransform, enclosing_box
from pipeline.model.text import Glyph

CROP_MARGIN = 0.12
"""Share of the line height kept around a crop; tight crops lose the outer strokes."""


class LineReader(Protocol):
    """Finds and reads lines of one page; all boxes are in the upright frame."""

    @property
    def name(self) -> str:
        """Name for provenance."""

    def find_lines(self) -> list[Box]:
        """Return the boxes of all text lines on the page, unordered."""

    def read_lines(self, boxes: Sequence[Box]) -> list[RecognisedText]:
        """Read the lines in `boxes`, one result for each, in the order given."""


class ImageLineReader:
    """Reads line crops of the upright page with a recogniser, in one batch per call."""

    def __init__(self, page: UprightPage, engine: Engine) -> None:
        """Keep page and engine; nothing is read yet."""
        self._page = page
        self._engine = engine

    @property
    def name(self) -> str:
        """Name of the engine."""
        return self._engine.name

    def find_lines(self) -> list[Box]:
        """Run the engine's detector over the page."""
        return self._engine.detect(self._page.gray)

    def read_lines(self, boxes: Sequence[Box]) -> list[RecognisedText]:
        """Cut the lines and recognise them together."""
        if not boxes:
            return []
        crops = [cut_line(self._page.gray, box, 255) for box in boxes]
        texts = self._engine.recognise(crops)
        return [mark_vacancies(text) for text in self._look_again(boxes, crops, texts)]

    def _look_again(
        self, boxes: Sequence[Box], crops: Sequence[Image], texts: list[RecognisedText]
    ) -> list[RecognisedText]:
        """Read lines without their dust where dust may have been read as a sign."""
        found = (
            find_suspect(i, text, crop, cut_line(self._page.ink, box, 0))
            for i, (text, crop, box) in enumerate(zip(texts, crops, boxes, strict=True))
            if has_doubtful_sign(text)
        )
        suspects = [suspect for suspect in found if suspect is not None]
        if not suspects:
            return texts
        again = self._engine.recognise([suspect.crop for suspect in suspects])
        better = list(texts)
        for suspect, second in zip(suspects, again, strict=True):
            better[suspect.index] = choose(texts[suspect.index], second, suspect)
        return better


def cut_line(image: Image, box: Box, paper: int) -> Image:
    """Cut one line with a margin of `paper`, so that no neighbour or rule comes along."""
    height, width = image.shape
    margin = max(2, round(CROP_MARGIN * min(box.height, box.width)))
    crop = image[max(0, box.y0) : min(height, box.y1), max(0, box.x0) : min(width, box.x1)]
    framed = np.full((crop.shape[0] + 2 * margin, crop.shape[1] + 2 * margin), paper, np.uint8)
    framed[margin:-margin, margin:-margin] = crop
    return framed


TEXT_LAYER = "text-layer"
"""Engine name of characters that come from a PDF's own text layer."""


class TextLayerReader:
    """Takes the characters of a PDF's text layer; scores are 1.0 and there are no alternatives."""

    def __init__(
        self,
        characters: Sequence[tuple[str, Box]],
        transform: PageTransform,
        name: str = TEXT_LAYER,
    ) -> None:
        """Place `characters` (text, box in raw pixels) on the upright page."""
        self._name = name
        printed = [(char, box) for char, box in characters if char.strip()]
        self._chars = [char for char, _ in printed]
        self._boxes = [to_upright_box(transform, box) for _, box in printed]
        self._centres = np.array([box.centre for box in self._boxes], np.float64).reshape(-1, 2)

    @property
    def name(self) -> str:
        """Name for provenance."""
        return self._name

    def find_lines(self) -> list[Box]:
        """Group characters that follow each other on one line."""
        lines: list[list[Box]] = []
        for box in sorted(self._boxes, key=lambda b: (b.centre[1], b.x0)):
            line = next((line for line in reversed(lines[-8:]) if _continues(line, box)), None)
            if line is None:
                lines.append([box])
            else:
                line.append(box)
        return [part for line in lines for part in _split_at_gaps(line)]

    def read_lines(self, boxes: Sequence[Box]) -> list[RecognisedText]:
        """Collect the characters whose middle lies in each box, from left to right."""
        return [self._read(box) for box in boxes]

    def _read(self, box: Box) -> RecognisedText:
        if not len(self._centres):
            return RecognisedText("", 1.0, ())
        x, y = self._centres[:, 0], self._centres[:, 1]
        slack = 0.2 * box.height
        inside = (x >= box.x0 - 2) & (x < box.x1 + 2) & (y >= box.y0 - slack) & (y < box.y1 + slack)
        order = sorted(np.flatnonzero(inside).tolist(), key=lambda i: float(x[i]))
        width = max(1, box.width)
        glyphs = tuple(Glyph(char, 1.0) for i in order for char in self._chars[i])
        spans = tuple(
            ((self._boxes[i].x0 - box.x0) / width, (self._boxes[i].x1 - box.x0) / width)
            for i in order
            for _ in self._chars[i]
        )
        return RecognisedText("".join(self._chars[i] for i in order), 1.0, glyphs, spans)


def _continues(line: list[Box], box: Box) -> bool:
    last = line[-1]
    overlap = min(last.y1, box.y1) - max(last.y0, box.y0)
    return overlap > 0.5 * min(last.height, box.height)


def _split_at_gaps(line: list[Box]) -> list[Box]:
    """Cut a line where more than two character heights are empty."""
    line = sorted(line, key=lambda box: box.x0)
    parts: list[list[Box]] = [[line[0]]]
    for box in line[1:]:
        if box.x0 - parts[-1][-1].x1 > 2 * max(box.height, 8):
            parts.append([box])
        else:
            parts[-1].append(box)
    return [enclosing_box(part) for part in parts]
