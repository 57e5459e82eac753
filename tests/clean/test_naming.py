"""How places are named that no list holds, and what a reading could spell."""

import pytest

from pipeline.clean import Dictionaries
from pipeline.clean.naming import Naming
from pipeline.model.text import Glyph


@pytest.fixture(scope="module")
def naming(dictionaries: Dictionaries) -> Naming:
    names = ["张家湾", "李家塬", "王家滩", "新城", "西河", "河口", "张湾", "李集"]
    return Naming(names, dictionaries.vocabulary)


def test_a_name_of_known_parts_surprises_less_than_one_of_strange_characters(
    naming: Naming,
) -> None:
    assert naming.surprise("张家塬") < naming.surprise("张集塬") < naming.surprise("创险障")


def test_what_was_read_and_its_alternatives_make_the_names_it_could_spell(naming: Naming) -> None:
    glyphs = (
        Glyph("张", 1.0),
        Glyph("家", 0.99),
        Glyph("源", 0.6, (("塬", 0.3), ("", 0.05))),
        Glyph("新", 1.0),
    )
    found = [stranger.text for stranger in naming.strangers(glyphs)]
    assert next(name for name in found if len(name) == 3) == "张家塬"
    assert "张家" in found
    assert len(found) == len(set(found)) <= 6


def test_a_plain_reading_spells_itself(naming: Naming) -> None:
    glyphs = tuple(Glyph(char, 0.97) for char in "西河")
    assert [stranger.text for stranger in naming.strangers(glyphs)] == ["西河"]


def test_nothing_read_spells_nothing(naming: Naming) -> None:
    assert naming.strangers(()) == []
