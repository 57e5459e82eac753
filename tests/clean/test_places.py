"""Places at the left edge: repaired on evidence, left alone without, never guessed."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipeline.clean import Dictionaries, clean_document
from pipeline.clean.lexicon import ANYWHERE, NATION
from pipeline.model.correction import CleanReading
from pipeline.model.document import OtherReading, Reading
from pipeline.model.gazetteer import PLACEHOLDER_NAMES, Gazetteer, Level
from pipeline.model.text import Glyph

from .conftest import CleanRows, roster


@pytest.mark.parametrize(
    ("province", "name", "unit", "name_after", "unit_after"),
    [
        ("河北", "即郭钢铁产业集群", "邮单F市科学技术局", "邯郸钢铁产业集群", "邯郸市科学技术局"),
        ("河北", "邯邦钢铁产业集群", "邯那经开区管委会", "邯郸钢铁产业集群", "邯郸经开区管委会"),
        ("山东", "萍泽制药产业集群", "荷泽高新区管委会", "菏泽制药产业集群", "菏泽高新区管委会"),
        ("湖北", "十堪汽车产业集群", "十堪高新区管委会", "十堰汽车产业集群", "十堰高新区管委会"),
        (
            "上海",
            "上海清河泾软件产业集群",
            "清河泾新兴技术开发区",
            "上海漕河泾软件产业集群",
            "漕河泾新兴技术开发区",
        ),
        (
            "广东",
            "中山小揽照明产业集群",
            "中山市小揽镇人民政府",
            "中山小榄照明产业集群",
            "中山市小榄镇人民政府",
        ),
        (
            "广东",
            "惠州电子产业集群",
            "惠州仲皑高新区管委会",
            "惠州电子产业集群",
            "惠州仲恺高新区管委会",
        ),
        ("安徽", "滁洲光伏产业集群", "滁州高新区管委会", "滁州光伏产业集群", "滁州高新区管委会"),
        ("江西", "膺潭铜产业集群", "鹰潭高新区管委会", "鹰潭铜产业集群", "鹰潭高新区管委会"),
    ],
)
def test_misread_place_is_restored(
    province: str, name: str, unit: str, name_after: str, unit_after: str, clean_rows: CleanRows
) -> None:
    cleaned = clean_rows([(province, name, unit, "试点")])
    assert cleaned == [(province, name_after, unit_after, "试点")]


@pytest.mark.parametrize(
    ("province", "name", "unit"),
    [
        ("河南", "郑州装备产业集群", "郑州高新区管委会"),
        ("青海", "青藏高原特色生物资源产业集群", "青海高新区管委会"),
        ("上海", "张江生物医药产业集群", "上海市浦东新区科委"),
        ("福建", "闽东中小电机产业集群", "福建闽东赛岐经开区管委会"),
        ("辽宁", "辽宁激光创新型产业集群", "鞍山高新区管委会"),
        ("湖北", "襄阳新能源汽车产业集群", "襄阳高新区管委会"),
        ("湖南", "株洲轨道交通产业集群", "株洲轨道交通产业集群运行管理办公室"),
    ],
)
def test_right_names_stay(province: str, name: str, unit: str, clean_rows: CleanRows) -> None:
    assert clean_rows([(province, name, unit, "培育")]) == [(province, name, unit, "培育")]


def test_valid_in_another_province_counts_as_misread(clean_rows: CleanRows) -> None:
    # 郏县 read as 郑县: no such place in 河南, and the unit still says 郏县.
    row = ("河南", "郑县陶瓷产业集群", "郏县高新区管委会", "试点")
    assert clean_rows([row])[0][1] == "郏县陶瓷产业集群"


def test_valid_reading_is_not_changed_but_flagged_on_conflict(
    dictionaries: Dictionaries,
) -> None:
    document = roster([("河南", "邓州纺织产业集群", "郑州经开区管委会", "试点")])
    cleaned = clean_document(document, dictionaries).readings
    assert [r.text_clean for r in cleaned[1:3]] == ["邓州纺织产业集群", "郑州经开区管委会"]
    assert "places-conflict" in cleaned[1].doubts
    assert "places-conflict" in cleaned[2].doubts


def test_without_province_nothing_is_repaired(clean_rows: CleanRows) -> None:
    row = ("", "即郭钢铁产业集群", "即郭高新区管委会", "试点")
    assert clean_rows([row]) == [row]


def test_thin_evidence_leaves_the_text_and_names_candidates(dictionaries: Dictionaries) -> None:
    document = roster([("河南", "液阳纺织产业集群", "", "试点")])
    reading = clean_document(document, dictionaries).readings[1]
    assert reading.text_clean == "液阳纺织产业集群"
    assert "place-unsure" in reading.doubts
    assert {c.text[:2] for c in reading.candidates} & {"洛阳", "濮阳", "南阳"}


def test_every_change_carries_its_evidence(dictionaries: Dictionaries) -> None:
    document = roster([("湖北", "十堪汽车产业集群", "十堪高新区管委会", "试点")])
    reading = clean_document(document, dictionaries).readings[1]
    (correction,) = reading.corrections
    assert (correction.rule, correction.before, correction.after) == (
        "place",
        "十堪汽车产业集群",
        "十堰汽车产业集群",
    )
    assert correction.dictionary == "regions.csv:420300"
    assert correction.score > 0.995
    assert correction.margin is not None and correction.margin > 5
    assert "lexicon" in reading.support


def _with_glyphs(
    dictionaries: Dictionaries, province: str, glyphs: tuple[Glyph, ...], unit: str = ""
) -> CleanReading:
    text = "".join(glyph.char for glyph in glyphs)
    document = roster([(province, text, unit, "试点")])
    name = document.parts[0].records[0].readings[1]
    object.__setattr__(name, "glyphs", glyphs)
    return clean_document(document, dictionaries).readings[1]


def test_alternatives_of_the_recogniser_are_the_evidence(dictionaries: Dictionaries) -> None:
    tail = tuple(Glyph(char, 0.999) for char in "液压产业集群")
    glyphs = (Glyph("检", 0.41, (("榆", 0.32), ("俭", 0.1))), Glyph("次", 0.999), *tail)
    reading = _with_glyphs(dictionaries, "山西", glyphs)
    assert reading.text_clean == "榆次液压产业集群"


def test_a_gap_may_hide_a_character(dictionaries: Dictionaries) -> None:
    tail = tuple(Glyph(char, 0.999) for char in "液压产业集群")
    glyphs = (Glyph("", 0.6, (("榆", 0.35),)), Glyph("次", 0.999), *tail)
    reading = _with_glyphs(dictionaries, "山西", glyphs, "山西榆次工业园区管委会")
    assert reading.text_clean == "榆次液压产业集群"


def test_a_scrawl_is_not_turned_into_a_place(dictionaries: Dictionaries) -> None:
    glyphs = tuple(Glyph(char, 0.2, (("口", 0.05),)) for char in "孔取国嘴衣骨羽")
    reading = _with_glyphs(dictionaries, "天津", glyphs)
    assert reading.text_clean == "孔取国嘴衣骨羽"
    assert reading.doubts


def test_a_name_of_no_list_that_the_ink_could_spell_is_no_misread_listed_one(
    dictionaries: Dictionaries,
) -> None:
    document = roster([("江苏", "张家源软件产业集群", "张家塘经济技术开发区管委会", "试点")])
    name, unit = document.parts[0].records[0].readings[1:3]
    tails = ("软件产业集群", "经济技术开发区管委会")
    starts = (
        Glyph("源", 0.93, (("掘", 0.03), ("增", 0.01))),
        Glyph("塘", 0.71, (("填", 0.12), ("塬", 0.04))),
    )
    for reading, glyph, tail in zip((name, unit), starts, tails, strict=True):
        glyphs = (Glyph("张", 1.0), Glyph("家", 1.0), glyph, *(Glyph(c, 0.999) for c in tail))
        object.__setattr__(reading, "glyphs", glyphs)
    cleaned = clean_document(document, dictionaries).readings
    assert cleaned[1].text_clean == "张家源软件产业集群"
    assert cleaned[2].text_clean == "张家塘经济技术开发区管委会"
    assert cleaned[1].doubts and cleaned[2].doubts


def test_a_character_no_recogniser_was_taught_is_known_by_its_shape(
    dictionaries: Dictionaries,
) -> None:
    document = roster([("陕西", "沪浦软件产业集群", "沪灞经济技术开发区管委会", "试点")])
    starts = (
        (Glyph("沪", 0.97), Glyph("浦", 0.64, (("灌", 0.08), ("灞", 0.07)))),
        (Glyph("沪", 0.91, (("产", 0.06),)), Glyph("灞", 0.69, (("浦", 0.16),))),
    )
    readings = document.parts[0].records[0].readings[1:3]
    for reading, start in zip(readings, starts, strict=True):
        glyphs = (*start, *(Glyph(char, 0.999) for char in reading.text_ocr[len(start) :]))
        object.__setattr__(reading, "glyphs", glyphs)
    cleaned = clean_document(document, dictionaries).readings
    assert [r.text_clean[:2] for r in cleaned[1:3]] == ["浐灞", "浐灞"]


def test_what_was_read_for_sure_is_no_misread_rare_character(dictionaries: Dictionaries) -> None:
    document = roster([("四川", "涂山纤维产业集群", "南山经济技术开发区管委会", "试点")])
    name, unit = document.parts[0].records[0].readings[1:3]
    starts = (
        (Glyph("涂", 0.9998), Glyph("山", 0.9999)),
        (Glyph("南", 0.53, (("康", 0.15), ("唐", 0.05))), Glyph("山", 0.9999)),
    )
    for reading, start in zip((name, unit), starts, strict=True):
        glyphs = (*start, *(Glyph(char, 0.9999) for char in reading.text_ocr[len(start) :]))
        object.__setattr__(reading, "glyphs", glyphs)
    object.__setattr__(unit, "others", (OtherReading("second", "山济技术开发区置委会", 0.6),))
    cleaned = clean_document(document, dictionaries).readings
    assert [r.text_clean[:2] for r in cleaned[1:3]] == ["涂山", "南山"]


def test_second_reading_of_the_same_ink_counts(dictionaries: Dictionaries) -> None:
    document = roster([("河南", "液阳纺织产业集群", "", "试点")])
    name: Reading = document.parts[0].records[0].readings[1]
    other = OtherReading("ppocr-v4", "洛阳纺织产业集群", 0.95)
    object.__setattr__(name, "others", (other,))
    reading = clean_document(document, dictionaries).readings[1]
    assert reading.text_clean == "洛阳纺织产业集群"


def test_identical_second_reading_adds_nothing(dictionaries: Dictionaries) -> None:
    document = roster([("河南", "液阳纺织产业集群", "", "试点")])
    name = document.parts[0].records[0].readings[1]
    object.__setattr__(name, "others", (OtherReading("x", name.text_ocr, 0.9),))
    alone = clean_document(
        roster([("河南", "液阳纺织产业集群", "", "试点")]), dictionaries
    ).readings[1]
    assert clean_document(document, dictionaries).readings[1].candidates == alone.candidates


@settings(
    max_examples=120,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    number=st.integers(min_value=0, max_value=100_000),
    unit_ending=st.sampled_from(("高新区管委会", "经开区管委会", "科技局")),
    name_ending=st.sampled_from(("生物医药产业集群", "光伏创新型产业集群")),
)
def test_listed_names_in_their_province_never_change(
    number: int,
    unit_ending: str,
    name_ending: str,
    dictionaries: Dictionaries,
    gazetteer: Gazetteer,
) -> None:
    provinces = {p.code[:2]: p.short for p in gazetteer.places if p.level is Level.PROVINCE}
    places = [
        p
        for p in gazetteer.places
        if p.level is not Level.PROVINCE and p.name not in PLACEHOLDER_NAMES and len(p.short) > 1
    ]
    place = places[number % len(places)]
    province = provinces[place.code[:2]]
    name, unit = place.short + name_ending, place.short + unit_ending
    document = roster([(province, name, unit, "试点")])
    cleaned = clean_document(document, dictionaries).readings
    assert [r.text_clean for r in cleaned] == [province, name, unit, "试点"]


def test_priors_of_a_province_do_not_exceed_one(dictionaries: Dictionaries) -> None:
    for area in ("130000", "310000", "460000"):
        names = dictionaries.lexicon.within(area).names.values()
        assert sum(name.prior_among(ANYWHERE) for name in names) <= 1.0
    assert "邯郸" in dictionaries.lexicon.within(NATION).names
    assert dictionaries.lexicon.within("130000").names["邯郸"].text == "邯郸"
    assert "即墨" not in dictionaries.lexicon.within("130000").names


def test_value_types_without_places_are_left(dictionaries: Dictionaries) -> None:
    document = roster([("河北", "", "", "试点")])
    cleaned = clean_document(document, dictionaries).readings
    assert [r.text_clean for r in cleaned] == ["河北", "", "", "试点"]
