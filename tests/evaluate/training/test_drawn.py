"""Lines that are drawn for training look like lines and say what they say."""

from __future__ import annotations

from itertools import islice

import numpy as np
import pytest
from rapidfuzz.distance import Levenshtein

from pipeline.evaluate.maker.fonts import installed
from pipeline.extract.ocr.ppocr import LINE_HEIGHT, PpOcr

pytest.importorskip("jieba", reason="pip install -r pipeline/evaluate/training/requirements.txt")
from pipeline.evaluate.training.drawn import drawn_lines


def test_same_seed_same_lines() -> None:
    one, other = (list(islice(drawn_lines(3, ()), 20)) for _ in range(2))
    assert [pair.text for pair in one] == [pair.text for pair in other]
    assert all(np.array_equal(a.line, b.line) for a, b in zip(one, other, strict=True))


def test_faces_that_are_left_out_are_not_drawn() -> None:
    song = installed("song")
    lines = islice(drawn_lines(3, set(song[1:])), 10)
    assert all(pair.line.shape[0] == LINE_HEIGHT for pair in lines)
    with pytest.raises(IndexError):
        list(islice(drawn_lines(3, song), 60))


@pytest.mark.engine
def test_most_of_what_is_drawn_can_be_read() -> None:
    pairs = list(islice(drawn_lines(5, ()), 80))
    texts = PpOcr().recognise([pair.line for pair in pairs])
    wrong = sum(
        Levenshtein.distance(pair.text, read.text) for pair, read in zip(pairs, texts, strict=True)
    )
    assert wrong < 0.25 * sum(len(pair.text) for pair in pairs)
