"""Every rule: a document that breaks it, one that keeps it, and a slug that is listed."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import pytest

from pipeline.model.correction import CleanReading
from pipeline.model.document import DocumentReading
from pipeline.model.finding import Finding
from pipeline.model.page import PageSource
from pipeline.model.text import Glyph
from pipeline.model.value import CellStatus, NormalDocument
from pipeline.normalise import normalise_document
from pipeline.validate import RULES, parse_acceptance, validate_document
from tests.normalise.documents import (
    CORRECTIONS,
    clean_as_read,
    make_document,
    make_part,
    shipped_gazetteer,
)
from tests.validate.rule_examples import (
    EXAMPLES,
    RuleExample,
    application,
    cells,
    document,
    indicator,
    listing,
    recommended,
    with_glyphs,
)

IMPLAUSIBLE = "date-implausible"
FLAGS_WHERE_IN_DOUBT = ("postcode-province", "target-below-actual")
"""Rules that a true document may break: they flag only what may be misread."""


@cache
def validate(reading: DocumentReading) -> NormalDocument:
    clean = clean_as_read(reading)
    normal = normalise_document(reading, clean, shipped_gazetteer())
    model = parse_acceptance((CORRECTIONS / "acceptance.json").read_bytes())
    return validate_document(reading, clean, normal, model)


def findings_of(reading: DocumentReading, slug: str) -> list[Finding]:
    return [finding for finding in validate(reading).findings if finding.slug == slug]


def test_every_rule_has_an_example_and_a_slug_of_its_own() -> None:
    slugs = [rule.slug for rule in RULES]
    assert len(slugs) == len(set(slugs))
    assert sorted(slugs) == sorted(example.slug for example in EXAMPLES)


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example.slug)
def test_a_breach_is_found_where_it_is(example: RuleExample) -> None:
    found = findings_of(example.failing, example.slug)
    assert len(found) == 1
    assert found[0].cell_ids == example.cells
    assert " / " in found[0].message
    if any(not cell.endswith("_code") for cell in example.cells):
        assert found[0].regions


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example.slug)
def test_what_keeps_the_rule_is_left_alone(example: RuleExample) -> None:
    assert findings_of(example.passing, example.slug) == []


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example.slug)
def test_a_rule_that_flags_sends_its_cells_to_review(example: RuleExample) -> None:
    rule = next(rule for rule in RULES if rule.slug == example.slug)
    values = {v.cell_id: v for r in validate(example.failing).records for v in r.values}
    flagged = {cell for cell, value in values.items() if example.slug in value.reasons}
    flags_by_itself = rule.flags and example.slug not in FLAGS_WHERE_IN_DOUBT
    if flags_by_itself and example.cells:
        assert flagged
        assert all(values[cell].status is CellStatus.REVIEW for cell in flagged)
    else:
        assert not flagged


def digits(text: str, *first: tuple[str, float]) -> list[Glyph]:
    return [Glyph(text[0], 0.9, tuple(first)), *(Glyph(char, 0.99) for char in text[1:])]


def test_a_postcode_of_another_province_is_flagged_only_where_it_may_be_misread() -> None:
    column = cells("applications", 1, "postcode")[0]
    for alternatives, is_flagged in (((("5", 0.05),), True), ((("8", 0.05),), False)):
        record = with_glyphs(
            application(postcode="316006"), "postcode", digits("316006", *alternatives)
        )
        normal = validate(make_document([make_part([record])], PageSource.IMAGE))
        value = next(v for r in normal.records for v in r.values if v.cell_id == column)
        assert ("postcode-province" in value.reasons) is is_flagged
        assert [f.slug for f in normal.findings if f.slug == "postcode-province"] != []


def test_a_person_ends_all_doubts_but_not_what_cannot_be_typed() -> None:
    reading = document(application(postcode="316006", signed_on="2021年2月30日"))
    clean = clean_as_read(reading)
    decided = tuple(
        CleanReading(r.cell_id, r.text_clean, doubts=("tie",), decided_by="李四")
        for r in clean.readings
    )
    clean = type(clean)(clean.document_id, decided)
    normal = normalise_document(reading, clean, shipped_gazetteer())
    model = parse_acceptance((CORRECTIONS / "acceptance.json").read_bytes())
    checked = validate_document(reading, clean, normal, model)
    values = {value.column: value for record in checked.records for value in record.values}
    assert values["postcode"].status is CellStatus.ACCEPTED
    assert values["signed_on"].reasons == ("impossible-date",)


def test_a_lower_target_is_flagged_only_where_it_may_be_misread() -> None:
    column = cells("indicators", 1, "value")[0]
    for alternatives, is_flagged in (((("7", 0.05),), True), ((("7", 0.001),), False)):
        actual = with_glyphs(indicator(1, "alliances", "12"), "value", digits("12", *alternatives))
        records = [application(), actual, indicator(2, "alliances", "6", basis="目标")]
        normal = validate(make_document([make_part(records)], PageSource.IMAGE))
        value = next(v for r in normal.records for v in r.values if v.cell_id == column)
        assert ("target-below-actual" in value.reasons) is is_flagged


@pytest.mark.parametrize(
    ("name", "is_odd"),
    [
        ("潍坊半导体发光创新型产业集群科", True),
        ("潍坊半导体发光产业集群济南激光产业集群", True),
        ("潍坊半导体发光创新型产业集群", False),
        ("潍坊半导体发光创新型产业集群（试点）", False),
    ],
)
def test_a_cluster_name_does_not_go_on_behind_its_last_word(name: str, is_odd: bool) -> None:
    found = findings_of(document(listing(1, name=name)), "name-malformed")
    assert bool(found) == is_odd


@pytest.mark.parametrize(
    ("unit", "is_odd"),
    [
        ("余姚市人民政府余姚经开区管委会", True),
        ("泰州高新区管理委员会泰兴市人民政府", True),
        ("武进高新区管委会经济发展局", False),
        ("武进高新区管委会（武进区人民政府）", False),
    ],
)
def test_two_offices_that_stand_by_themselves_are_no_one_name(unit: str, is_odd: bool) -> None:
    found = findings_of(document(listing(1, unit=unit)), "name-malformed")
    assert [finding.cell_ids for finding in found] == (
        [cells("clusters", 1, "construction_unit")] if is_odd else []
    )


@pytest.mark.parametrize(("year", "is_odd"), [("2820", True), ("2020", False)])
def test_a_year_on_its_own_is_checked_too(year: str, is_odd: bool) -> None:
    record = indicator(1, "firms", "192")
    readings = tuple(
        replace(reading, text_ocr=year) if reading.column == "year" else reading
        for reading in record.readings
    )
    found = findings_of(document(application(), replace(record, readings=readings)), IMPLAUSIBLE)
    assert [finding.cell_ids for finding in found] == (
        [cells("indicators", 1, "year")] if is_odd else []
    )


def test_a_sum_that_falls_to_a_tenth_has_lost_a_digit() -> None:
    was = indicator(1, "venture", "269802", "千元")
    will = indicator(2, "venture", "23530", "千元", basis="目标")
    assert len(findings_of(document(application(), was, will), "target-implausible")) == 1
    few = indicator(1, "alliances", "9"), indicator(2, "alliances", "1", basis="目标")
    assert findings_of(document(application(), *few), "target-implausible") == []


@pytest.mark.parametrize(
    ("line", "n_found"),
    [
        ("现推荐以下2个产业集群纳入评价管理", 0),
        ("经审核，推荐二个创新型产业集群", 0),
        ("推荐材料一式3份，请予支持", 0),
        ("现推荐以下十二个集群", 1),
    ],
)
def test_a_letter_states_how_many_it_recommends(line: str, n_found: int) -> None:
    reading = document(recommended(1), recommended(2), lines=[line])
    assert len(findings_of(reading, "recommended-count-differs")) == n_found


@pytest.mark.parametrize(
    ("kinds", "rows"),
    [
        pytest.param(["试点", "培育", "试点", "培育", ""], [5], id="most-rows-name-it"),
        pytest.param(["试点", "", "培育", "", "试点", "试点"], [2, 4], id="many-were-lost"),
        pytest.param(["", "培育", "", "培育", ""], [], id="only-the-unusual-is-named"),
    ],
)
def test_a_type_that_most_rows_name_must_not_be_empty(kinds: list[str], rows: list[int]) -> None:
    listings = [
        listing(number, name=f"邯郸装备{number}产业集群", kind=kind)
        for number, kind in enumerate(kinds, 1)
    ]
    found = findings_of(document(*listings), "required-empty")
    expected = [cell for row in rows for cell in cells("clusters", row, "cluster_type")]
    assert [cell for finding in found for cell in finding.cell_ids] == expected


def test_a_list_that_begins_later_than_one_may_lack_its_first_rows() -> None:
    rows = [listing(1, printed_no="2"), listing(2, name="保定电网产业集群", printed_no="3")]
    (found,) = findings_of(document(*rows), "row-number-gap")
    assert found.cell_ids == ("doc-00000000/1/clusters/1/printed_no",)
    assert "从 2 起" in found.message
