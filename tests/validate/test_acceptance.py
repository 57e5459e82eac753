from __future__ import annotations

import json
import math
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace as with_changes

from pipeline.errors import ConfigurationError
from pipeline.model.correction import CleanReading, Correction
from pipeline.model.document import OtherReading, ValueType
from pipeline.model.page import PageSource
from pipeline.model.text import Glyph
from pipeline.validate import CellFeatures, accept, parse_acceptance
from pipeline.validate.features import NO_RIVAL, describe_cell
from tests.normalise.documents import CORRECTIONS, make_reading

SHIPPED = (CORRECTIONS / "acceptance.json").read_bytes()
SURE = CellFeatures(
    value_type=ValueType.TEXT,
    has_scores=True,
    is_exact=False,
    lowest_score=0.99,
    margin=6.0,
    agreement=0,
    repair_score=None,
    length=4,
)


def test_the_shipped_model_accepts_the_sure_and_flags_the_doubtful() -> None:
    model = parse_acceptance(SHIPPED)
    threshold = model.weights_for(ValueType.TEXT).threshold
    assert accept(SURE, model) > threshold
    doubtful = with_changes(
        SURE,
        lowest_score=0.41,
        margin=0.25,
        surprise=0.9,
        alone=2,
        alone_surprise=0.9,
        page_score=0.99,
    )
    assert accept(doubtful, model) < threshold


@given(low=st.floats(0, 1), high=st.floats(0, 1))
def test_a_higher_score_is_never_less_likely_right(low: float, high: float) -> None:
    model = parse_acceptance(SHIPPED)
    low, high = sorted((low, high))
    less = accept(with_changes(SURE, lowest_score=low), model)
    more = accept(with_changes(SURE, lowest_score=high), model)
    assert 0.0 <= less <= more <= 1.0


def test_sources_without_scores_have_their_own_probability() -> None:
    model = parse_acceptance(SHIPPED)
    plain = with_changes(SURE, has_scores=False)
    assert accept(with_changes(SURE, is_exact=True), model) == model.exact
    assert accept(plain, model) == model.unscored
    assert accept(with_changes(plain, is_known=True), model) == model.unscored_supported
    named = with_changes(plain, has_place=True, has_ending=True)
    assert accept(named, model) == model.unscored_supported
    assert accept(with_changes(plain, fits_grammar=True), model) == model.unscored


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", "acceptance.json"),
        (b"{}", "version"),
        (SHIPPED.replace(b'"default"', b'"other"'), "other"),
        (SHIPPED.replace(b'"threshold"', b'"treshold"'), "treshold|threshold"),
    ],
)
def test_a_broken_model_file_is_named(content: bytes, why: str) -> None:
    with pytest.raises(ConfigurationError, match=why):
        parse_acceptance(content)


def test_a_type_may_have_parameters_of_its_own() -> None:
    raw = json.loads(SHIPPED)
    raw["types"]["person"] = {**raw["types"]["default"], "threshold": 0.99}
    model = parse_acceptance(json.dumps(raw).encode())
    assert model.weights_for(ValueType.PERSON).threshold == 0.99
    assert model.weights_for(ValueType.ADDRESS) == model.types["default"]


CELL = ("cluster_name", ValueType.CLUSTER_NAME, "即郭装备")
GLYPHS = (
    Glyph("即", 0.41, (("邯", 0.32),)),
    Glyph("郭", 0.5, (("郸", 0.2),)),
    Glyph("装", 0.99),
    Glyph("备", 0.97, (("各", 0.01),)),
)


def test_features_of_a_cell_as_read() -> None:
    reading = make_reading("r", CELL, GLYPHS)
    features = describe_cell(reading, CleanReading("r", "即郭装备"), PageSource.IMAGE)
    assert features.lowest_score == 0.41
    assert round(features.margin, 3) == 0.248
    assert (features.agreement, features.repair_score, features.length) == (0, None, 4)


def test_repaired_characters_are_weighed_by_their_correction() -> None:
    reading = make_reading("r", CELL, GLYPHS)
    step = Correction("place", "即郭", "邯郸", "河北省内唯一候选", 0.998)
    cleaned = CleanReading("r", "邯郸装备", (step,), support=("lexicon",))
    features = describe_cell(reading, cleaned, PageSource.IMAGE)
    assert features.lowest_score == 0.97
    assert features.repair_score == 0.998
    assert features.alone == 4
    assert features.alone_surprise == pytest.approx(-math.log(0.99 * 0.97))
    assert features.has_place
    assert not features.is_supported


def test_a_second_reading_confirms_or_disputes() -> None:
    reading = make_reading("r", CELL, GLYPHS)
    cleaned = CleanReading("r", "即郭装备")
    for text, agreement in (("即郭装备", 1), ("邯郸装备", -1)):
        other = replace(reading, others=(OtherReading("second", text, 0.9),))
        assert describe_cell(other, cleaned, PageSource.IMAGE).agreement == agreement


def test_a_second_reading_that_confirms_what_was_replaced_disputes_the_correction() -> None:
    reading = replace(
        make_reading("r", CELL, GLYPHS), others=(OtherReading("second", "即郭装备", 0.9),)
    )
    step = Correction("place", "即郭", "邯郸", "河北省内唯一候选", 0.998)
    cleaned = CleanReading("r", "邯郸装备", (step,), support=("lexicon",))
    assert describe_cell(reading, cleaned, PageSource.IMAGE).agreement == -1


@pytest.mark.parametrize(
    ("text", "is_rare"), [("黄圃镇", False), ("黄圃鎮", True), ("A-1（甲）", False)]
)
def test_characters_of_other_sets_are_rare(text: str, is_rare: bool) -> None:
    cell = describe_cell(make_reading("r", CELL), CleanReading("r", text), PageSource.IMAGE)
    assert cell.is_rare is is_rare


def test_only_what_stands_alone_can_be_disputed() -> None:
    reading = make_reading("r", CELL, GLYPHS)
    reading = replace(reading, others=(OtherReading("second", "邯郸装备", 0.9),))
    for alone, surprise, is_disputed in (
        ((), 0.0, False),
        ((2, 3), -math.log(0.99 * 0.97), False),
        ((1, 2), -math.log(0.5 * 0.99), True),
        (None, -math.log(0.41 * 0.5 * 0.99 * 0.97), True),
    ):
        cleaned = CleanReading("r", "即郭装备", alone=alone)
        cell = describe_cell(reading, cleaned, PageSource.IMAGE)
        assert cell.alone == len(alone if alone is not None else cleaned.text_clean)
        assert cell.alone_surprise == pytest.approx(surprise)
        assert cell.is_alone_disputed is is_disputed


def test_a_text_layer_is_exact_and_plain_text_has_no_scores() -> None:
    reading, cleaned = make_reading("r", CELL), CleanReading("r", "即郭装备")
    assert describe_cell(reading, cleaned, PageSource.TEXT_LAYER).is_exact
    plain = describe_cell(reading, cleaned, PageSource.TEXT)
    assert not plain.has_scores
    assert plain.margin == NO_RIVAL
