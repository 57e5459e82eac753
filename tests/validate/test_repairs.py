"""A digit is repaired when exactly one alternative makes every relation hold."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pytest

from pipeline.model.document import DocumentReading, Record
from pipeline.model.text import Alternative, Glyph
from pipeline.normalise import normalise_document
from pipeline.validate import (
    DigitRepair,
    apply_digit_repairs,
    parse_acceptance,
    propose_digit_repairs,
    validate_document,
)
from tests.normalise.documents import CORRECTIONS, clean_as_read, shipped_gazetteer
from tests.validate.rule_examples import application, document, indicator, with_glyphs

VALUE = "doc-00000000/1/indicators/{}/value"
Doubts = Mapping[int, Sequence[Alternative]]


def figure(row_no: int, slug: str, value: str, doubts: Doubts | None = None) -> Record:
    glyphs = [
        Glyph(char, 0.6, tuple((doubts or {}).get(index, ()))) for index, char in enumerate(value)
    ]
    return with_glyphs(indicator(row_no, slug, value), "value", glyphs)


def propose(*records: Record) -> tuple[DigitRepair, ...]:
    reading = document(application(), *records)
    clean = clean_as_read(reading)
    normal = normalise_document(reading, clean, shipped_gazetteer())
    return propose_digit_repairs(reading, clean, normal)


def test_the_only_alternative_that_fits_is_proposed() -> None:
    repairs = propose(
        figure(1, "margin", "8.61", {3: [("7", 0.3)], 0: [("3", 0.1)]}),
        figure(2, "net_profit", "5884888", {0: [("6", 0.02)]}),
        figure(3, "revenue", "67904543"),
    )
    assert [repair.cell_id for repair in repairs] == [VALUE.format(1)]
    correction = repairs[0].correction
    assert (correction.rule, correction.before, correction.after) == (
        "arithmetic-digit",
        "8.61",
        "8.67",
    )
    assert correction.score == pytest.approx(0.968, abs=0.001)
    assert "margin" in correction.evidence


def test_two_ways_to_make_it_fit_propose_nothing() -> None:
    assert (
        propose(
            figure(1, "hitech_share", "50.00", {0: [("3", 0.3)]}),
            figure(2, "hitech_firms", "30", {0: [("5", 0.3)]}),
            figure(3, "firms", "100"),
        )
        == ()
    )


def test_a_digit_is_not_left_out_of_a_share_that_may_have_lost_its_point() -> None:
    share = {1: [("J", 0.33), ("", 0.005)]}
    assert propose(figure(1, "rd_share", "314", share)) == ()


def test_a_digit_too_many_is_left_out_when_that_alone_fits() -> None:
    repairs = propose(
        figure(1, "hitech_share", "50.00"),
        figure(2, "hitech_firms", "530", {1: [("", 0.2)]}),
        figure(3, "firms", "100"),
    )
    assert [repair.correction.after for repair in repairs] == ["50"]


def test_no_alternative_that_fits_proposes_nothing() -> None:
    assert (
        propose(
            figure(1, "margin", "8.61", {3: [("4", 0.3)]}),
            figure(2, "net_profit", "5884888"),
            figure(3, "revenue", "67904543"),
        )
        == ()
    )


def test_a_repair_must_keep_every_other_relation() -> None:
    assert (
        propose(
            figure(1, "hitech_share", "27.08"),
            figure(2, "hitech_firms", "52"),
            figure(3, "firms", "112", {1: [("9", 0.3)]}),
            figure(4, "staff", "150"),
        )
        == ()
    )


def test_an_unreadable_number_is_settled_by_its_relation() -> None:
    repairs = propose(
        figure(1, "margin", "8.67"),
        figure(2, "net_profit", "5884888"),
        figure(3, "revenue", "6Z904543", {1: [("7", 0.3)]}),
    )
    assert [repair.correction.after for repair in repairs] == ["67904543"]


def test_knots_of_figures_are_settled_one_by_one() -> None:
    repairs = propose(
        figure(1, "margin", "8.61", {3: [("7", 0.3)]}),
        figure(2, "net_profit", "5884888"),
        figure(3, "revenue", "67904543"),
        figure(4, "hitech_share", "27,08", {2: [(".", 0.2)]}),
        figure(5, "hitech_firms", "52"),
        figure(6, "firms", "192"),
        figure(7, "rd_share", "451"),
    )
    assert [(repair.cell_id, repair.correction.after) for repair in repairs] == [
        (VALUE.format(4), "27.08"),
        (VALUE.format(1), "8.67"),
    ]


def test_consistent_figures_are_left_alone() -> None:
    assert (
        propose(
            figure(1, "margin", "8.67", {3: [("1", 0.4)]}),
            figure(2, "net_profit", "5884888"),
            figure(3, "revenue", "67904543"),
        )
        == ()
    )


def test_an_applied_repair_is_logged_and_ends_the_breach() -> None:
    reading: DocumentReading = document(
        application(),
        figure(1, "margin", "8.61", {3: [("7", 0.3)]}),
        figure(2, "net_profit", "5884888"),
        figure(3, "revenue", "67904543"),
    )
    clean = clean_as_read(reading)
    gazetteer = shipped_gazetteer()
    normal = normalise_document(reading, clean, gazetteer)
    repaired = apply_digit_repairs(clean, propose_digit_repairs(reading, clean, normal))
    changed = next(r for r in repaired.readings if r.cell_id == VALUE.format(1))
    assert changed.text_clean == "8.67"
    assert changed.support == ("arithmetic",)
    assert [step.rule for step in changed.corrections] == ["arithmetic-digit"]
    model = parse_acceptance((CORRECTIONS / "acceptance.json").read_bytes())
    again = normalise_document(reading, repaired, gazetteer)
    checked = validate_document(reading, repaired, again, model)
    assert [f.slug for f in checked.findings if f.slug == "margin-differs"] == []
