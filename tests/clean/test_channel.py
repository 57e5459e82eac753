"""Costs that are remembered are those of the glyph at hand, however many have gone before."""

from __future__ import annotations

import pytest

from pipeline.clean import Dictionaries
from pipeline.clean.channel import KEPT_GLYPHS, Channel
from pipeline.clean.shapes import GlyphShapes, parse_shapes
from pipeline.model.text import Glyph


@pytest.fixture
def channel(dictionaries: Dictionaries) -> Channel:
    return dictionaries.channel


@pytest.fixture(scope="module")
def shapes(files: dict[str, bytes]) -> GlyphShapes:
    return parse_shapes(files["glyphs.npz"])


def test_a_glyph_is_not_taken_for_one_that_is_gone(channel: Channel) -> None:
    costs = [
        channel.substitution(Glyph("堪", 0.5, (("堰", 0.1 + number / 10_000),)), "堰")
        for number in range(2 * KEPT_GLYPHS)  # most are given the place of one just dropped
    ]
    assert costs == sorted(costs, reverse=True)
    assert len(set(costs)) == len(costs)


def test_a_line_longer_than_what_is_kept_costs_what_its_parts_cost(channel: Channel) -> None:
    glyphs = [Glyph("十", 0.9, (("千", 0.05),)) for _ in range(KEPT_GLYPHS + 3)]
    costs = channel.prefix_costs("千堰", glyphs)
    assert costs[:6] == channel.prefix_costs("千堰", glyphs[:5])
    assert costs == channel.prefix_costs("千堰", glyphs)


@pytest.mark.parametrize("observed", ["堪", "单", "Ω", "\U0010fffd"])
def test_many_shapes_at_once_cost_what_each_costs(shapes: GlyphShapes, observed: str) -> None:
    true = "堰郸潍恺\U0010fffd"
    alone = [shapes.cost(char, observed) for char in true]
    together = shapes.costs(shapes.numbers(true), ["菏", observed, ""])
    assert together[1].tolist() == pytest.approx(alone, abs=1e-4)
    assert together.shape == (3, len(true))
