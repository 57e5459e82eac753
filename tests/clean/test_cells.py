"""Cells that can be cleaned on their own: closed columns, grammars, blanks, marks, endings."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipeline.model.document import ValueType
from pipeline.model.text import Alternative, Glyph

from .conftest import CleanOne, CleanRows


@pytest.mark.parametrize(
    ("read", "clean"),
    [
        ("试点", "试点"),
        ("(培育)", "培育"),
        ("（培育）", "培育"),
        ("〈培育)", "培育"),
        ("〔培育］", "培育"),
        ("培 育", "培育"),
        ("试占", "试点"),
        ("(培肓)", "培育"),
    ],
)
def test_cluster_types_in_any_bracket(read: str, clean: str, clean_one: CleanOne) -> None:
    reading = clean_one(read, ValueType.CLUSTER_TYPE)
    assert (reading.text_clean, reading.doubts) == (clean, ())


def test_a_value_outside_the_closed_set_is_flagged(clean_one: CleanOne) -> None:
    reading = clean_one("示范", ValueType.CLUSTER_TYPE)
    assert (reading.text_clean, reading.doubts) == ("示范", ("not-in-vocabulary",))


def test_several_members_together_stay_as_printed(clean_one: CleanOne) -> None:
    assert clean_one("试点（培育）", ValueType.CLUSTER_TYPE).text_clean == "试点（培育）"


@pytest.mark.parametrize(
    ("read", "clean"),
    [
        ("千兀", "千元"),
        ("亿兀", "亿元"),
        ("千元", "千元"),
        ("%", "%"),
        ("入", "人"),
        ("件/h", "件/h"),
    ],
)
def test_units(read: str, clean: str, clean_one: CleanOne) -> None:
    assert clean_one(read, ValueType.UNIT).text_clean == clean


@pytest.mark.parametrize(
    ("read", "clean"),
    [
        ("河北", "河北"),
        ("内蒙吉", "内蒙古"),
        ("黑龙汇", "黑龙江"),
        ("新彊", "新疆"),
        ("青海I", "青海"),
        ("浙江:é", "浙江"),
        ("浙江省|", "浙江省"),
    ],
)
def test_regions_are_a_closed_set(read: str, clean: str, clean_one: CleanOne) -> None:
    assert clean_one(read, ValueType.REGION).text_clean == clean


@pytest.mark.parametrize(
    ("read", "value_type", "clean"),
    [
        ("1O2,3l4", ValueType.INTEGER, "102,314"),
        ("１２３", ValueType.INTEGER, "123"),
        ("3.1 4", ValueType.DECIMAL, "3.14"),
        ("12。5%", ValueType.DECIMAL, "12.5%"),
        ("4911972.", ValueType.DECIMAL, "4911972"),
        (".389.7", ValueType.DECIMAL, "389.7"),
        ("1,144;848", ValueType.DECIMAL, "1,144,848"),
        ("13819607870.", ValueType.PHONE, "13819607870"),
        ("1OOO45", ValueType.POSTCODE, "100045"),
        ("O10-88656265", ValueType.PHONE, "010-88656265"),
        ("010-88656265 、88656263", ValueType.PHONE, "010-88656265、88656263"),
        ("l3800138000", ValueType.PHONE, "13800138000"),
        ("024:56944893", ValueType.PHONE, "024-56944893"),
        ("0351-6847080.、5175623", ValueType.PHONE, "0351-6847080、5175623"),
        ("jiqc@ctp. gov. cn", ValueType.EMAIL, "jiqc@ctp.gov.cn"),
        ("jiqc＠ctp.gov，cn", ValueType.EMAIL, "jiqc@ctp.gov.cn"),
        ("2O21年3月3l日", ValueType.DATE, "2021年3月31日"),
        ("2021 年 3 月 31 日", ValueType.DATE, "2021年3月31日"),
        ("二O二一年三月", ValueType.DATE, "二〇二一年三月"),
        ("国科火字 (2021) 45 号", ValueType.DOCUMENT_NUMBER, "国科火字〔2021〕45号"),
    ],
)
def test_field_grammars(read: str, value_type: ValueType, clean: str, clean_one: CleanOne) -> None:
    reading = clean_one(read, value_type)
    assert (reading.text_clean, reading.doubts) == (clean, ())


@pytest.mark.parametrize(
    ("read", "value_type", "doubt"),
    [
        ("12a4", ValueType.INTEGER, "not-an-integer"),
        (".269802", ValueType.DECIMAL, "not-a-number"),
        ("101088:", ValueType.DECIMAL, "not-a-number"),
        ("10004", ValueType.POSTCODE, "not-a-postcode"),
        ("电话见上", ValueType.PHONE, "not-a-phone"),
        ("jiqc.ctp.gov.cn", ValueType.EMAIL, "not-an-email"),
        ("近期", ValueType.DATE, "not-a-date"),
    ],
)
def test_what_a_grammar_refuses_stays_and_is_flagged(
    read: str, value_type: ValueType, doubt: str, clean_one: CleanOne
) -> None:
    reading = clean_one(read, value_type)
    assert (reading.text_clean, reading.doubts) == (read, (doubt,))


@pytest.mark.parametrize(
    ("read", "value_type", "clean"),
    [
        ("尤芳。", ValueType.PERSON, "尤芳"),
        (
            "剑河节能环保装备创新型产业集群。",
            ValueType.CLUSTER_NAME,
            "剑河节能环保装备创新型产业集群",
        ),
        (".德州高新区管委会", ValueType.ORGANISATION, "德州高新区管委会"),
        ("产业已成。", ValueType.TEXT, "产业已成。"),
    ],
)
def test_no_name_begins_or_ends_with_punctuation(
    read: str, value_type: ValueType, clean: str, clean_one: CleanOne
) -> None:
    assert clean_one(read, value_type).text_clean == clean


def spelled(text: str, at: int, *alternatives: Alternative) -> tuple[Glyph, ...]:
    return tuple(
        Glyph(char, 0.6, alternatives) if index == at else Glyph(char, 1.0)
        for index, char in enumerate(text)
    )


def test_the_only_alternative_that_makes_an_address_is_taken(clean_one: CleanOne) -> None:
    text = "sutmv21760163.com"
    glyphs = spelled(text, 9, ("e", 0.17), ("@", 0.1))
    reading = clean_one(text, ValueType.EMAIL, glyphs=glyphs)
    assert (reading.text_clean, reading.doubts) == ("sutmv2176@163.com", ())
    (step,) = reading.corrections
    assert (step.rule, round(step.score, 3)) == ("field-grammar", 0.909)


def test_two_alternatives_that_fit_settle_nothing(clean_one: CleanOne) -> None:
    text = "2131x4"
    reading = clean_one(text, ValueType.POSTCODE, glyphs=spelled(text, 4, ("6", 0.2), ("8", 0.1)))
    assert (reading.text_clean, reading.doubts) == (text, ("not-a-postcode",))


@pytest.mark.parametrize(
    ("province", "unit", "clean"),
    [
        ("山东", "德州|高新区管委会", "德州高新区管委会"),
        ("四川", "德、阳高新区管委会", "德阳高新区管委会"),
        ("浙江", "杭州l高新区管委会", "杭州高新区管委会"),
        ("江苏", "无锡、高新区管委会", "无锡、高新区管委会"),
    ],
)
def test_marks_go_only_where_they_cannot_belong(
    province: str, unit: str, clean: str, clean_rows: CleanRows
) -> None:
    assert clean_rows([(province, "", unit, "试点")])[0][2] == clean


def test_blanks_between_latin_words_stay(clean_one: CleanOne) -> None:
    assert clean_one("Big Data 产业 集群", ValueType.TEXT).text_clean == "Big Data产业集群"
    assert clean_one("Main Street 5", ValueType.TEXT).text_clean == "Main Street 5"


@pytest.mark.parametrize(
    ("read", "clean"),
    [
        ("常州轨道交通产业集罪羊", "常州轨道交通产业集群"),
        ("韶关机械创新型产业策群", "韶关机械创新型产业集群"),
        ("泰州生物医药剖新型产业集群", "泰州生物医药创新型产业集群"),
        ("西宁锂电产业集群", "西宁锂电产业集群"),
        ("北京生物集团", "北京生物集团"),
    ],
)
def test_endings(read: str, clean: str, clean_one: CleanOne) -> None:
    assert clean_one(read, ValueType.CLUSTER_NAME).text_clean == clean


def test_ending_of_a_unit_from_the_alternatives(clean_one: CleanOne) -> None:
    glyphs = (
        *(Glyph(char, 0.999) for char in "广州"),
        Glyph("商", 0.6, (("高", 0.35),)),
        *(Glyph(char, 0.999) for char in "新区管委会"),
    )
    reading = clean_one("广州商新区管委会", ValueType.ORGANISATION, glyphs=glyphs)
    assert reading.text_clean == "广州高新区管委会"


@pytest.mark.parametrize(
    "unit",
    ["漕河泾新兴技术开发区", "上海市金山第二工业区管委会", "深圳市科技创新委员会", "某新区管委会"],
)
def test_unusual_units_keep_their_ending(unit: str, clean_one: CleanOne) -> None:
    assert clean_one(unit, ValueType.ORGANISATION).text_clean == unit


@pytest.mark.parametrize("name", ["宝鸡高新区铁产业集群", "西宁经开区钮电产业集群"])
def test_real_words_are_only_flagged(name: str, clean_one: CleanOne) -> None:
    reading = clean_one(name, ValueType.CLUSTER_NAME)
    assert reading.text_clean == name
    assert "watched-word" in reading.doubts


@settings(
    max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    text=st.text(alphabet="0123456789OlI〇,.%-年月日 德州高新区产业集群()〈〉|、", max_size=14),
    value_type=st.sampled_from(list(ValueType)),
)
def test_cleaning_twice_changes_nothing_more(
    text: str, value_type: ValueType, clean_one: CleanOne
) -> None:
    once = clean_one(text, value_type).text_clean
    assert clean_one(once, value_type).text_clean == once


@settings(
    max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    text=st.text(alphabet="0123456789OlI〇,. 德州高新区产业集羊()〈|、", max_size=14),
    value_type=st.sampled_from(list(ValueType)),
)
def test_corrections_are_a_chain_from_raw_to_clean(
    text: str, value_type: ValueType, clean_one: CleanOne
) -> None:
    reading = clean_one(text, value_type)
    steps = [text, *(step.after for step in reading.corrections)]
    assert steps[-1] == reading.text_clean
    assert [step.before for step in reading.corrections] == steps[:-1]
    assert all(step.before != step.after for step in reading.corrections)


@pytest.mark.parametrize(
    ("name", "cut"),
    [
        ("造创新型产业集群", True),
        ("州高新区食品加工创新型产业集群", True),
        ("宜兴水环境产业集群", False),
        ("市南海洋工程装备产业集群", False),
        ("省（自治区）直辖县级厨卫五金产业集群", False),
        ("区域性物流装备产业集群", False),
    ],
)
def test_a_name_without_its_beginning_is_flagged(name: str, cut: bool, clean_one: CleanOne) -> None:
    assert ("name-cut" in clean_one(name, ValueType.CLUSTER_NAME).doubts) is cut


@pytest.mark.parametrize("value_type", [ValueType.INTEGER, ValueType.DECIMAL])
def test_a_blank_between_digits_is_never_closed_up(
    value_type: ValueType, clean_one: CleanOne
) -> None:
    cleaned = clean_one("12 34", value_type)
    assert cleaned.text_clean == "12 34"
    assert len(cleaned.doubts) == 1


@pytest.mark.parametrize(
    ("unit", "meant"),
    [
        pytest.param("湖州经用区管委会", "湖州经开区管委会", id="one-other-character"),
        pytest.param("湖州高斯区管委会", "湖州高新区管委会", id="the-second"),
        pytest.param("湖州经开区管委", "湖州经开区管委会", id="cut"),
        pytest.param("湖州市人民政", "湖州市人民政府", id="cut-office"),
        pytest.param("湖州高新区管", "湖州高新区管委会", id="cut-early"),
        pytest.param("湖州市科学技", "湖州市科学技术局", id="cut-before-two"),
        pytest.param("威海高区管委会", None, id="the-place-is-no-kind"),
        pytest.param("自贡农业园区管委会", None, id="a-word"),
        pytest.param("高栏区管委会", None, id="an-unlisted-place"),
        pytest.param("湖州高新", None, id="short-of-a-zone"),
        pytest.param("湖州慈善基金会", None, id="no-zone"),
        pytest.param("湖州市科学技术局", None, id="listed"),
    ],
)
def test_an_ending_that_is_nearly_a_listed_one_is_doubted(
    unit: str, meant: str | None, clean_one: CleanOne
) -> None:
    cleaned = clean_one(unit, ValueType.ORGANISATION)
    assert cleaned.text_clean == unit
    assert ("ending-unsure" in cleaned.doubts) == (meant is not None)
    assert (meant in [candidate.text for candidate in cleaned.candidates]) == (meant is not None)


@pytest.mark.parametrize(
    ("name", "is_cut"), [("宜宾白酒酿造创新", True), ("宜宾白酒产业集群", False)]
)
def test_a_cluster_without_its_ending_is_cut(name: str, is_cut: bool, clean_one: CleanOne) -> None:
    assert ("name-cut" in clean_one(name, ValueType.CLUSTER_NAME).doubts) is is_cut


@pytest.mark.parametrize(
    ("read", "meant"),
    [
        pytest.param("湖州氯能产业集群", "湖州氢能产业集群", id="rare-read-as-common"),
        pytest.param("湖州先进材科产业集群", "湖州先进材料产业集群", id="behind"),
        pytest.param("湖州氢能产业集群", None, id="a-word"),
        pytest.param("厦门海洋与生命科学产业集群", None, id="stands-between-words"),
        pytest.param("湖州钛产业集群", None, id="nothing-like-it"),
        pytest.param("湖州鑫源新材科有限公司", "湖州鑫源新材料有限公司", id="a-firm"),
        pytest.param("湖州鑫源新材科技有限公司", None, id="a-firm-with-that-name"),
    ],
)
def test_a_word_that_is_none_but_for_a_look_alike_is_doubted(
    read: str, meant: str | None, clean_one: CleanOne
) -> None:
    glyphs = tuple(Glyph(char, 0.9995) for char in read)  # however surely read
    is_firm = read.endswith("公司")
    value_type = ValueType.ORGANISATION if is_firm else ValueType.CLUSTER_NAME
    cleaned = clean_one(read, value_type, glyphs=glyphs)
    assert cleaned.text_clean == read
    assert ("word-unsure" in cleaned.doubts) == (meant is not None)
    assert (meant in [candidate.text for candidate in cleaned.candidates]) == (meant is not None)


@pytest.mark.parametrize(
    ("name", "at", "seen", "expected"),
    [
        pytest.param("咸阳离新区消防装备产业集群", 2, ("高", 0.13), "高", id="behind-a-place"),
        pytest.param("青岩经开区治金装备产业集群", 5, ("冶", 0.46), "冶", id="in-the-free-part"),
        pytest.param("天津碳纤维重合材料产业集群", 5, ("复", 0.4), "复", id="a-longer-word"),
        pytest.param("天津碳纤维复合材料产业集群", 5, ("重", 0.4), "复", id="a-shorter-word"),
        pytest.param("习水钨钼材料产业集群", 3, ("铝", 0.13), "钼", id="commoner-than-as-read"),
        pytest.param("咸阳离新区消防装备产业集群", 2, ("商", 0.13), "离", id="makes-no-word"),
        pytest.param("咸阳离新区消防装备产业集群", 2, ("高", 0.01), "离", id="not-seen"),
        pytest.param("离新区消防装备产业集群", 0, ("高", 0.13), "离", id="where-a-place-may-be"),
    ],
)
def test_an_alternative_that_makes_a_word_of_none_is_taken_behind_known_places(
    name: str, at: int, seen: tuple[str, float], expected: str, clean_one: CleanOne
) -> None:
    glyphs = tuple(
        Glyph(char, 1 - seen[1], (seen,)) if number == at else Glyph(char, 0.999)
        for number, char in enumerate(name)
    )
    cleaned = clean_one(name, ValueType.CLUSTER_NAME, glyphs=glyphs)
    assert cleaned.text_clean[at] == expected
