"""Status of inherited and derived values, and of cells with doubts."""

from __future__ import annotations

from dataclasses import replace

import pytest

from pipeline.model.correction import CleanDocument, CleanReading
from pipeline.model.document import DocumentReading
from pipeline.model.page import PageSource
from pipeline.model.text import Glyph
from pipeline.model.value import CellStatus, Value
from pipeline.normalise import normalise_document
from pipeline.validate import parse_acceptance, validate_document
from tests.normalise.documents import (
    CORRECTIONS,
    clean_as_read,
    make_document,
    make_part,
    shipped_gazetteer,
)
from tests.validate.rule_examples import INHERITED, listing, spanned, with_glyphs

UNIT = "doc-00000000/1/clusters/1/construction_unit"


def judge(
    reading: DocumentReading, doubts: dict[str, tuple[str, ...]] | None = None
) -> dict[str, Value]:
    clean = clean_as_read(reading)
    told = doubts or {}
    cleaned = tuple(replace(r, doubts=told.get(r.cell_id, r.doubts)) for r in clean.readings)
    return judge_clean(reading, cleaned)


def judge_clean(reading: DocumentReading, cleaned: tuple[CleanReading, ...]) -> dict[str, Value]:
    clean = CleanDocument(reading.document_id, cleaned)
    normal = normalise_document(reading, clean, shipped_gazetteer())
    model = parse_acceptance((CORRECTIONS / "acceptance.json").read_bytes())
    checked = validate_document(reading, clean, normal, model)
    return {value.cell_id: value for record in checked.records for value in record.values}


def test_without_doubts_everything_is_accepted() -> None:
    values = judge(spanned("河北"))
    assert {value.status for value in values.values()} == {CellStatus.ACCEPTED}


def test_an_inherited_cell_shares_the_verdict_of_its_ink() -> None:
    values = judge(spanned("河北"), {INHERITED: ("span-unknown",)})
    below = values["doc-00000000/1/clusters/2/region"]
    assert values[INHERITED].reasons == ("span-unknown",)
    assert (below.status, below.reasons) == (CellStatus.REVIEW, ("span-unknown",))


def test_a_place_named_twice_stands_when_one_of_its_cells_stands() -> None:
    values = judge(make_document([make_part([listing(1)])]), {UNIT: ("tie",)})
    city = values["doc-00000000/1/clusters/1/city_code"]
    assert city.status is CellStatus.ACCEPTED
    full = values["doc-00000000/1/clusters/1/construction_unit_full"]
    assert (full.status, full.reasons) == (CellStatus.REVIEW, ("source-in-review",))


def test_a_place_named_once_falls_with_its_cell() -> None:
    record = listing(1, name="材料产业集群")
    values = judge(make_document([make_part([record])]), {UNIT: ("tie",)})
    assert values["doc-00000000/1/clusters/1/city_code"].reasons == ("source-in-review",)


def test_a_doubtful_character_sends_its_cell_to_review() -> None:
    glyphs = [Glyph("邯", 0.41, (("即", 0.32),)), *(Glyph(char, 0.99) for char in "郸市科技局")]
    record = with_glyphs(listing(1), "construction_unit", glyphs)
    values = judge(make_document([make_part([record])], PageSource.IMAGE))
    unit = values[UNIT]
    assert unit.reasons == ("low-probability",)
    assert unit.probability is not None and unit.probability < 0.9


def test_an_empty_cell_without_doubts_is_accepted_as_empty() -> None:
    values = judge(make_document([make_part([listing(1, kind="")])]))
    kind = values["doc-00000000/1/clusters/1/cluster_type"]
    assert (kind.value, kind.unparsed, kind.status) == (None, "empty", CellStatus.ACCEPTED)


def test_an_empty_region_is_a_reading_that_was_lost() -> None:
    values = judge(make_document([make_part([listing(1, region="")])]))
    assert values["doc-00000000/1/clusters/1/region"].reasons == ("required-empty",)


def test_a_row_of_which_no_name_stands_is_in_doubt_as_a_whole() -> None:
    row = "doc-00000000/1/clusters/1"
    doubts: dict[str, tuple[str, ...]] = {
        UNIT: ("text-cut",),
        f"{row}/cluster_name": ("span-unexpected",),
    }
    below = listing(2, name="石家庄市药品产业集群", unit="石家庄高新区管委会")
    values = judge(make_document([make_part([listing(1), below])]), doubts)
    assert values[f"{row}/cluster_type"].reasons == ("row-in-doubt",)
    assert values[f"{row}/region"].status is CellStatus.REVIEW
    assert values["doc-00000000/1/clusters/2/cluster_type"].status is CellStatus.ACCEPTED


def test_a_row_stands_while_one_of_its_names_stands() -> None:
    values = judge(make_document([make_part([listing(1)])]), {UNIT: ("text-cut",)})
    assert values["doc-00000000/1/clusters/1/cluster_type"].status is CellStatus.ACCEPTED


@pytest.mark.parametrize("name", ["", "品产业集群"])
def test_a_row_without_its_whole_name_is_in_doubt(name: str) -> None:
    below = listing(2, name=name, unit="石家庄高新区管委会")
    row = "doc-00000000/1/clusters/2"
    doubts: dict[str, tuple[str, ...]] = {f"{row}/cluster_name": ("name-cut",)} if name else {}
    values = judge(make_document([make_part([listing(1), below])]), doubts)
    assert values[f"{row}/construction_unit"].reasons == ("row-in-doubt",)
    assert values["doc-00000000/1/clusters/1/cluster_type"].status is CellStatus.ACCEPTED


def test_a_row_is_in_doubt_when_half_of_its_cells_are() -> None:
    row = "doc-00000000/1/clusters/1"
    doubts: dict[str, tuple[str, ...]] = {
        f"{row}/region": ("rule-broken",),
        f"{row}/cluster_type": ("not-in-vocabulary",),
    }
    below = listing(2, name="石家庄市药品产业集群", unit="石家庄高新区管委会")
    values = judge(make_document([make_part([listing(1), below])]), doubts)
    assert values[f"{row}/cluster_name"].reasons == ("row-in-doubt",)
    assert values[UNIT].reasons == ("row-in-doubt",)
    assert values["doc-00000000/1/clusters/2/cluster_name"].status is CellStatus.ACCEPTED


def test_a_page_half_of_whose_rows_are_in_doubt_is_in_doubt_as_a_whole() -> None:
    names = (
        "石家庄市药品产业集群",
        "唐山市钢铁产业集群",
        "保定市纺织产业集群",
        "承德市矿山产业集群",
    )
    rows = [
        listing(number, name=name, unit=f"{name[:3]}人民政府")
        for number, name in enumerate(names, start=1)
    ]
    doubted: dict[str, tuple[str, ...]] = {
        f"doc-00000000/1/clusters/{row_no}/{column}": ("rule-broken",)
        for row_no in (1, 3)
        for column in ("region", "cluster_type")
    }
    values = judge(make_document([make_part(rows)]), doubted)
    assert values["doc-00000000/1/clusters/2/cluster_name"].reasons == ("table-in-doubt",)
    assert {value.status for value in values.values()} == {CellStatus.REVIEW}


def test_a_person_who_decided_a_cell_ends_the_doubt_of_its_row_about_it() -> None:
    row = "doc-00000000/1/clusters/1"
    reading = make_document([make_part([listing(1)])])
    clean = clean_as_read(reading)
    cleaned = tuple(
        replace(text, decided_by="王")
        if text.cell_id == UNIT
        else replace(text, doubts=("rule-broken",))
        for text in clean.readings
    )
    values = judge_clean(reading, cleaned)
    assert values[UNIT].status is CellStatus.ACCEPTED
    assert values[f"{row}/cluster_name"].status is CellStatus.REVIEW


def test_a_text_with_beginning_and_end_was_not_cut() -> None:
    glyphs = [Glyph(char, 0.999) for char in "邯郸装备产业集群"]
    record = with_glyphs(listing(1), "cluster_name", glyphs)
    name = "doc-00000000/1/clusters/1/cluster_name"
    page = make_document([make_part([record])], PageSource.IMAGE)
    read = clean_as_read(page)
    whole = tuple(
        replace(text, doubts=("text-cut",), support=("lexicon", "ending"))
        if text.cell_id == name
        else text
        for text in read.readings
    )
    assert "text-cut" not in judge_clean(page, whole)[name].reasons
    half = tuple(replace(text, support=("lexicon",)) for text in whole)
    assert "text-cut" in judge_clean(page, half)[name].reasons
