"""What must be seen before a place is written: nothing is added, swallowed or taken over."""

from collections.abc import Collection

import pytest

from pipeline.clean import Dictionaries, clean_document
from pipeline.model.document import OtherReading, Reading, Record
from pipeline.model.text import Alternative, Glyph

from .conftest import CleanRows, roster

Lattice = list[tuple[str, float, tuple[Alternative, ...]]]


def with_glyphs(reading: Reading, glyphs: Lattice, second: str = "") -> None:
    """Give a reading's first characters what the recogniser made of them."""
    rest = reading.text_ocr[len(glyphs) :]
    own = (*(Glyph(*glyph) for glyph in glyphs), *(Glyph(char, 1.0) for char in rest))
    object.__setattr__(reading, "glyphs", own)
    if second:
        object.__setattr__(reading, "others", (OtherReading("second", second, 0.9),))


def readings_of(record: Record) -> tuple[Reading, Reading]:
    return record.readings[1], record.readings[2]


@pytest.mark.parametrize("unit", ["钱塘新区管委会", "人钱塘新区管委会"])
def test_no_place_is_put_before_what_stands_there(unit: str, clean_rows: CleanRows) -> None:
    row = ("浙江", "杭州钱塘新区生物医药产业集群", unit, "试点")
    assert clean_rows([row])[0][2] == "钱塘新区管委会"


def test_a_place_is_never_added_without_ink(dictionaries: Dictionaries) -> None:
    """For every longer name of a province: the part behind its first place stays alone."""
    names = dictionaries.lexicon.within("370000").names
    wholes = sorted(name for name in names if head_of(name, names))
    rests = [whole.removeprefix(head_of(whole, names)) for whole in wholes]
    pairs = zip(wholes, rests, strict=True)
    document = roster([("山东", f"{w}轴承产业集群", f"{r}经开区管委会", "试点") for w, r in pairs])
    units = clean_document(document, dictionaries).readings[2::4]
    assert len(units) > 20
    assert [unit.text_clean for unit in units] == [f"{rest}经开区管委会" for rest in rests]


def head_of(name: str, names: Collection[str]) -> str:
    """The longest listed place that a name begins with, when two characters and more follow."""
    heads = (name[:length] for length in range(len(name) - 2, 1, -1) if name[:length] in names)
    return next(heads, "")


def test_a_longer_name_goes_on_from_what_stands_there(dictionaries: Dictionaries) -> None:
    document = roster([("北京", "中关村大兴国轴承产业集群", "中关村大兴园经开区管委会", "试点")])
    name, _ = readings_of(document.parts[0].records[0])
    sure: Lattice = [(char, 0.99, ()) for char in "中关村大兴"]
    with_glyphs(name, [*sure, ("国", 0.7, (("园", 0.25),))])
    cleaned = clean_document(document, dictionaries).readings[1]
    assert cleaned.text_clean == "中关村大兴园轴承产业集群"
    assert [step.rule for step in cleaned.corrections] == ["place"]


def test_the_city_of_the_rows_unit_does_not_stand_behind_its_district(
    dictionaries: Dictionaries,
) -> None:
    document = roster([("安徽", "义安铌钽铍材料创新型产业集群", "铜陵市科技局", "培育")])
    name, _ = readings_of(document.parts[0].records[0])
    metals: Lattice = [
        ("铌", 0.96, (("银", 0.013), ("锯", 0.006), ("铜", 0.002))),
        ("钽", 0.92, (("钼", 0.039), ("钮", 0.029))),
        ("铍", 0.88, (("镀", 0.098), ("铵", 0.003))),
    ]
    with_glyphs(name, [("义", 0.99, ()), ("安", 0.99, ()), *metals])
    cleaned = clean_document(document, dictionaries).readings[1]
    assert cleaned.text_clean == "义安铌钽铍材料创新型产业集群"


def test_a_name_of_no_list_that_both_fields_share_is_kept(dictionaries: Dictionaries) -> None:
    document = roster([("福建", "龙会机器人产业集群", "复金高新区管委会", "试点")])
    _, unit = readings_of(document.parts[0].records[0])
    with_glyphs(
        unit,
        [("复", 0.3, (("龙", 0.2), ("更", 0.1))), ("金", 0.5, (("会", 0.2), ("全", 0.1)))],
    )
    assert clean_document(document, dictionaries).readings[2].text_clean == "复金高新区管委会"


def test_an_industry_does_not_become_the_zone_of_the_rows_unit(
    dictionaries: Dictionaries,
) -> None:
    document = roster([("浙江", "宁波钨钼材料产业集群", "宁波大榭经开区管委会", "培育")])
    name = document.parts[0].records[0].readings[1]
    scores = (0.9999, 0.9994, 0.9988, 0.9984, *[1.0] * 6)
    pairs = zip(name.text_ocr, scores, strict=True)
    object.__setattr__(name, "glyphs", tuple(Glyph(char, score) for char, score in pairs))
    assert clean_document(document, dictionaries).readings[1].text_clean == "宁波钨钼材料产业集群"


def test_no_character_is_added_that_nobody_saw(clean_rows: CleanRows) -> None:
    row = ("山西", "杏岭轨道交通产业集群", "杏岭经济技术开发区管委会", "试点")
    assert clean_rows([row]) == [row]


@pytest.mark.parametrize("rest", ["轴承产业集群", "中小电机产业集群"])
def test_a_short_name_does_not_grow_into_the_long_one_of_the_rows_unit(
    rest: str, dictionaries: Dictionaries
) -> None:
    document = roster([("湖北", f"周国{rest}", "湖北中国光谷经开区管委会", "培育")])
    name, _ = readings_of(document.parts[0].records[0])
    with_glyphs(name, [("周", 0.5, (("国", 0.3), ("中", 0.2)))], f"国国{rest}")
    assert clean_document(document, dictionaries).readings[1].text_clean == f"周国{rest}"


def test_words_that_begin_like_a_longer_place_are_left(clean_rows: CleanRows) -> None:
    row = ("江苏", "苏州纳米新材料产业集群", "苏州工业园区管委会", "试点")
    assert clean_rows([row]) == [row]


def test_a_dash_read_as_one_becomes_the_listed_name(dictionaries: Dictionaries) -> None:
    document = roster([("新疆", "奎屯一独山子轴承产业集群", "奎屯一独山子经开区管委会", "试点")])
    for reading in readings_of(document.parts[0].records[0]):
        with_glyphs(reading, [("奎", 0.99, ()), ("屯", 0.99, ()), ("一", 0.74, (("—", 0.24),))])
    cleaned = clean_document(document, dictionaries).readings
    assert cleaned[1].text_clean == "奎屯—独山子轴承产业集群"
    assert cleaned[2].text_clean == "奎屯—独山子经开区管委会"


def test_an_ending_does_not_swallow_the_place(clean_rows: CleanRows) -> None:
    row = ("吉林", "吉林智能电网产业集群", "吉格技术开发区管要会", "试点")
    assert clean_rows([row])[0][2] != "经济技术开发区管委会"


@pytest.mark.parametrize("second", ["", "行光状产业是"])
def test_a_second_scrawl_says_nothing(second: str, dictionaries: Dictionaries) -> None:
    document = roster([("安徽", "除州光伏产业集群", "滁州高新区管委会", "试点")])
    name, _ = readings_of(document.parts[0].records[0])
    with_glyphs(name, [("除", 0.6, (("滁", 0.2),)), ("州", 0.97, ())], second)
    assert clean_document(document, dictionaries).readings[1].text_clean == "滁州光伏产业集群"


def test_what_only_the_second_reader_saw_counts_as_seen(dictionaries: Dictionaries) -> None:
    document = roster([("山东", "行光光伏产业集群", "临沂经开区管委会", "试点")])
    name, _ = readings_of(document.parts[0].records[0])
    with_glyphs(
        name, [("行", 0.3, (("待", 0.1),)), ("光", 0.3, (("先", 0.1),))], "临沂光伏产业集群"
    )
    assert clean_document(document, dictionaries).readings[1].text_clean == "临沂光伏产业集群"


@pytest.mark.parametrize("name", ["绍兴滨海新区轴承产业集群", "纽兴轴承产业集群"])
def test_a_misread_place_keeps_the_kind_of_its_zone(name: str, dictionaries: Dictionaries) -> None:
    document = roster([("浙江", name, "纽兴高新区", "试点")])
    _, unit = readings_of(document.parts[0].records[0])
    with_glyphs(unit, [("纽", 0.5, (("绍", 0.3),)), ("兴", 0.97, ()), ("高", 0.6, (("商", 0.2),))])
    assert clean_document(document, dictionaries).readings[2].text_clean.endswith("兴高新区")


@pytest.mark.parametrize("score", [0.3, 0.6, 0.99])
def test_a_generic_word_does_not_become_the_zone_of_the_row(
    score: float, dictionaries: Dictionaries
) -> None:
    document = roster([("浙江", "绍兴滨海新区轴承产业集群", "绍兴高新区管委会", "试点")])
    _, unit = readings_of(document.parts[0].records[0])
    with_glyphs(
        unit,
        [
            ("绍", 0.99, ()),
            ("兴", 0.99, ()),
            ("高", score, (("商", 0.2),)),
            ("新", 0.9, ()),
            ("区", 0.8, (("医", 0.1),)),
        ],
    )
    assert clean_document(document, dictionaries).readings[2].text_clean == "绍兴高新区管委会"


def test_a_damaged_zone_is_restored_from_what_was_seen(dictionaries: Dictionaries) -> None:
    document = roster([("浙江", "绍兴滨海新区轴承产业集群", "绍兴滇海新区管委会", "试点")])
    _, unit = readings_of(document.parts[0].records[0])
    with_glyphs(unit, [("绍", 0.99, ()), ("兴", 0.99, ()), ("滇", 0.6, (("滨", 0.3),))])
    assert clean_document(document, dictionaries).readings[2].text_clean == "绍兴滨海新区管委会"


@pytest.mark.parametrize(("gap", "cleaned"), [(0.15, "石河子"), (0.85, "河子")])
def test_only_where_ink_stands_may_a_character_have_been_lost(
    gap: float, cleaned: str, dictionaries: Dictionaries
) -> None:
    document = roster([("新疆", "河子棉纺产业集群", "石河子高新区管委会", "试点")])
    name = document.parts[0].records[0].readings[1]
    glyphs = (Glyph("", gap, (("存", 0.1),)), *(Glyph(char, 0.99) for char in name.text_ocr))
    object.__setattr__(name, "glyphs", glyphs)
    text = clean_document(document, dictionaries).readings[1].text_clean
    assert text == f"{cleaned}棉纺产业集群"


def test_half_a_name_read_outright_has_spoken(dictionaries: Dictionaries) -> None:
    document = roster([("浙江", "丽水汽车产业集群", "新水经开区管委会", "试点")])
    _, unit = readings_of(document.parts[0].records[0])
    with_glyphs(unit, [("新", 0.86, (("据", 0.06),)), ("水", 0.99, ())], "水经开区管委会")
    assert clean_document(document, dictionaries).readings[2].text_clean == "丽水经开区管委会"


def test_beside_a_listed_place_another_of_no_list_is_rare(dictionaries: Dictionaries) -> None:
    document = roster([("广东", "三分机器人产业集群", "三乡经开区管委会", "试点")])
    name, _ = readings_of(document.parts[0].records[0])
    with_glyphs(name, [("三", 1.0, ()), ("分", 0.7, (("台", 0.12),))], "三台机器人产业集群")
    assert clean_document(document, dictionaries).readings[1].text_clean == "三乡机器人产业集群"


@pytest.mark.parametrize(
    ("name", "unit", "cleaned"),
    [
        pytest.param("开阳食品产业集群", "资阳经开区管委会", "资阳经开区管委会", id="half-seen"),
        pytest.param("贵阳食品产业集群", "资阳经开区管委会", "贵阳经开区管委会", id="the-same"),
    ],
)
def test_half_a_name_is_not_another_place_than_the_legible_one(
    name: str, unit: str, cleaned: str, dictionaries: Dictionaries
) -> None:
    document = roster([("贵州", name, unit, "试点")])
    _, reading = readings_of(document.parts[0].records[0])
    scrawl = [("资", 0.33, (("进", 0.07),)), ("阳", 0.17, (("和", 0.11), ("担", 0.06)))]
    with_glyphs(reading, scrawl)
    assert clean_document(document, dictionaries).readings[2].text_clean == cleaned


def test_a_nested_place_that_was_seen_needs_no_more(dictionaries: Dictionaries) -> None:
    document = roster([("江苏", "苏州机器人产业集群", "尾山高新区管委会", "试点")])
    _, unit = readings_of(document.parts[0].records[0])
    with_glyphs(unit, [("尾", 0.5, (("昆", 0.1),)), ("山", 0.96, ())])
    assert clean_document(document, dictionaries).readings[2].text_clean == "昆山高新区管委会"
