"""Several readings of one line become one that keeps the doubt of all."""

from hypothesis import given
from hypothesis import strategies as st

from pipeline.extract.ocr.engine import RecognisedText
from pipeline.extract.ocr.pooling import pool_readings
from pipeline.model.text import Alternative, Glyph


def reading(*glyphs: tuple[str, float, tuple[Alternative, ...]]) -> RecognisedText:
    width = 1 / max(1, len(glyphs))
    return RecognisedText(
        "".join(char for char, _, _ in glyphs),
        1.0,
        tuple(Glyph(*glyph) for glyph in glyphs),
        tuple((i * width, (i + 1) * width) for i in range(len(glyphs))),
    )


def test_the_character_that_is_likeliest_over_all_readings_is_chosen() -> None:
    first = reading(("榆", 0.5, (("检", 0.4),)), ("测", 0.9, ()))
    second = reading(("检", 0.8, (("榆", 0.1),)), ("测", 1.0, ()))
    pooled = pool_readings([first, second])
    assert pooled.text == "检测"
    assert pooled.glyphs[0] == Glyph("检", 0.6, (("榆", 0.3),))
    assert pooled.glyphs[1] == Glyph("测", 0.95)
    assert (pooled.score, pooled.renderings) == (0.775, 2)


def test_a_character_that_one_reading_lacks_is_in_doubt_and_one_that_most_lack_is_a_gap() -> None:
    short = RecognisedText("州", 0.9, (Glyph("州", 0.9),), ((0.5, 1.0),))
    long = reading(("、", 0.6, ()), ("州", 0.9, ()))
    pooled = pool_readings([short, long])
    assert pooled.text == "州"
    assert pooled.glyphs[0] == Glyph("", 0.5, (("、", 0.3),))
    assert pool_readings([long, short, short]).glyphs[0] == Glyph("", 0.6667, (("、", 0.2),))


def test_the_same_character_far_away_is_another_one() -> None:
    left = RecognisedText("州", 0.9, (Glyph("州", 0.9),), ((0.0, 0.1),))
    far = RecognisedText(
        "广东州", 0.9, tuple(Glyph(c, 0.9) for c in "广东州"), ((0.5, 0.6), (0.6, 0.7), (0.8, 1.0))
    )
    assert len(pool_readings([left, far]).glyphs) == 4


def test_a_line_without_glyphs_pools_to_gaps_at_most() -> None:
    assert pool_readings([reading(), reading()]).glyphs == ()
    assert pool_readings([reading(("市", 0.4, ())), reading(), reading()]).text == ""


PLACES = st.lists(
    st.tuples(st.sampled_from("省市县区州"), st.floats(0.3, 0.9), st.just((("园", 0.1),))),
    min_size=1,
    max_size=8,
)


@given(PLACES)
def test_equal_readings_pool_to_themselves(
    places: list[tuple[str, float, tuple[Alternative]]],
) -> None:
    one = reading(*places)
    pooled = pool_readings([one, one, one])
    assert pooled.text == one.text
    assert pooled.spans == one.spans
    assert [g.score for g in pooled.glyphs] == [round(g.score, 4) for g in one.glyphs]


@given(PLACES, PLACES)
def test_shares_stay_probabilities(
    one: list[tuple[str, float, tuple[Alternative]]],
    other: list[tuple[str, float, tuple[Alternative]]],
) -> None:
    for glyph in pool_readings([reading(*one), reading(*other)]).glyphs:
        assert glyph.score + sum(p for _, p in glyph.alternatives) <= 1.001
        assert all(glyph.score >= p for _, p in glyph.alternatives)
        assert glyph.char not in {char for char, _ in glyph.alternatives}
