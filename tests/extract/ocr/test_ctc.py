"""CTC steps -> glyphs: collapsing, alternatives, gaps, spans."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from pipeline.extract.ocr.ctc import Steps, decode

ALPHABET = ("", "检", "榆", "次", "市")


def steps(*rows: dict[str, float]) -> Steps:
    """Each row gives the probabilities of some characters ("" is the blank)."""
    k = 3
    probabilities = np.zeros((len(rows), k), np.float32)
    classes = np.zeros((len(rows), k), np.int32)
    for index, row in enumerate(rows):
        ranked = sorted(row.items(), key=lambda item: -item[1])[:k]
        ranked += [(char, 0.0) for char in ALPHABET if char not in row][: k - len(ranked)]
        for rank, (char, probability) in enumerate(ranked):
            classes[index, rank] = ALPHABET.index(char)
            probabilities[index, rank] = probability
    return Steps(probabilities, classes)


def test_repeated_best_class_is_one_character() -> None:
    read = decode(steps({"检": 0.9}, {"检": 0.8}, {"": 1.0}, {"次": 0.99}), ALPHABET, 1.0)
    assert read.text == "检次"
    assert [glyph.score for glyph in read.glyphs] == [0.9, 0.99]


def test_blank_between_equal_characters_keeps_both() -> None:
    read = decode(steps({"次": 0.9}, {"": 0.9}, {"次": 0.9}), ALPHABET, 1.0)
    assert read.text == "次次"


def test_second_best_character_survives_as_alternative() -> None:
    read = decode(steps({"检": 0.41, "榆": 0.32, "": 0.2}), ALPHABET, 1.0)
    assert read.glyphs[0].char == "检"
    assert read.glyphs[0].alternatives == (("榆", 0.32), ("", 0.2))


def test_near_miss_in_a_blank_run_is_a_gap_glyph() -> None:
    read = decode(steps({"检": 0.9}, {"": 0.7, "市": 0.25}, {"次": 0.9}), ALPHABET, 1.0)
    assert read.text == "检次"
    assert [glyph.char for glyph in read.glyphs] == ["检", "", "次"]
    assert read.glyphs[1].alternatives == (("市", 0.25),)


def test_smear_of_a_neighbour_is_no_gap_glyph() -> None:
    read = decode(steps({"检": 0.9}, {"": 0.7, "检": 0.25}, {"次": 0.9}), ALPHABET, 1.0)
    assert [glyph.char for glyph in read.glyphs] == ["检", "次"]


def test_spans_are_shares_of_the_unpadded_crop() -> None:
    read = decode(steps({"检": 0.9}, {"次": 0.9}, {"": 1.0}, {"": 1.0}), ALPHABET, 0.5)
    assert read.spans == ((0.0, 0.5), (0.5, 1.0))


def test_nothing_but_blank_is_an_empty_reading() -> None:
    read = decode(steps({"": 1.0}, {"": 1.0}), ALPHABET, 1.0)
    assert (read.text, read.score, read.glyphs) == ("", 0.0, ())


@given(
    st.lists(
        st.dictionaries(st.sampled_from(ALPHABET), st.floats(0.015625, 1.0, width=32), min_size=1),
        min_size=1,
        max_size=12,
    )
)
def test_text_is_the_join_of_its_glyphs(rows: list[dict[str, float]]) -> None:
    read = decode(steps(*rows), ALPHABET, 1.0)
    assert read.text == "".join(glyph.char for glyph in read.glyphs)
    assert len(read.spans) == len(read.glyphs)
    for glyph in read.glyphs:
        assert glyph.char not in [char for char, _ in glyph.alternatives]
        probabilities = [probability for _, probability in glyph.alternatives]
        assert probabilities == sorted(probabilities, reverse=True)
