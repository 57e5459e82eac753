"""A whole document: order, inheritance, and the notice whose OCR text is known."""

import csv
from dataclasses import replace
from pathlib import Path

import pytest

from pipeline.clean import Dictionaries, clean_document
from pipeline.model.document import Reading, ValueType

from .conftest import roster

ROWS = [
    ("河北", "即郭钢铁产业集群", "邮单F市科学技术局", "试点"),
    ("河北", "即郭新型材料产业集群", "嘟嘟经开区", "(培育〉"),
]


def test_readings_come_out_in_order(dictionaries: Dictionaries) -> None:
    document = roster(ROWS)
    cleaned = clean_document(document, dictionaries)
    assert [reading.cell_id for reading in cleaned.readings] == [
        reading.cell_id for record in document.iter_records() for reading in record.readings
    ]
    assert cleaned.document_id == "doc"


def test_same_input_same_result(dictionaries: Dictionaries) -> None:
    assert clean_document(roster(ROWS), dictionaries) == clean_document(roster(ROWS), dictionaries)


def test_an_earlier_row_explains_the_same_reading_later(dictionaries: Dictionaries) -> None:
    cleaned = clean_document(roster(ROWS), dictionaries).readings
    assert [cleaned[5].text_clean, cleaned[6].text_clean] == ["邯郸新型材料产业集群", "邯郸经开区"]


def test_a_covered_row_takes_over_what_the_ink_was_cleaned_to(dictionaries: Dictionaries) -> None:
    document = roster([("河 北", ROWS[0][1], ROWS[0][2], "试点"), ("河 北", *ROWS[1][1:])])
    source = document.parts[0].records[0].readings[0]
    covered: Reading = document.parts[0].records[1].readings[0]
    object.__setattr__(covered, "inherited_from", source.cell_id)
    cleaned = clean_document(document, dictionaries).readings
    assert cleaned[4].text_clean == "河北"
    assert cleaned[4].corrections == cleaned[0].corrections
    assert cleaned[5].text_clean == "邯郸新型材料产业集群"


def test_ticks_and_presence_are_not_characters(dictionaries: Dictionaries) -> None:
    document = roster(ROWS)
    reading = document.parts[0].records[0].readings[3]
    object.__setattr__(reading, "value_type", ValueType.TICK)
    object.__setattr__(reading, "text_ocr", " ☑ ")
    assert clean_document(document, dictionaries).readings[3].text_clean == " ☑ "


def test_doubts_of_layout_are_carried_over(dictionaries: Dictionaries) -> None:
    document = roster(ROWS)
    reading = document.parts[0].records[0].readings[1]
    object.__setattr__(reading, "doubts", ("rule-broken",))
    assert "rule-broken" in clean_document(document, dictionaries).readings[1].doubts


def test_a_value_that_tells_its_column_answers_an_unclear_header(
    dictionaries: Dictionaries,
) -> None:
    document = roster(ROWS)
    readings = document.parts[0].records[0].readings
    for reading in readings:
        object.__setattr__(reading, "doubts", ("header-unclear",))
    cleaned = clean_document(document, dictionaries).readings[: len(readings)]
    unclear = [
        r.column for r, c in zip(readings, cleaned, strict=True) if "header-unclear" in c.doubts
    ]
    assert unclear == ["construction_unit"]


@pytest.mark.samples
def test_right_roster_is_left_alone(dictionaries: Dictionaries, samples: Path) -> None:
    truth = samples / "ocr_text" / "guoke-huozi-2021-45.roster.truth.csv"
    with truth.open(encoding="utf-8", newline="") as file:
        rows = [tuple(row.values()) for row in csv.DictReader(file)]
    document = roster([(a, b, c, d) for a, b, c, d in rows])
    cleaned = clean_document(document, replace(dictionaries, overrides=())).readings
    assert [reading.text_clean for reading in cleaned] == [text for row in rows for text in row]
    assert [reading for reading in cleaned if reading.doubts] == []


def test_roster_of_somebody_elses_ocr_comes_out_right(dictionaries: Dictionaries) -> None:
    """The public notice 国科火字〔2021〕45号, annex 3: 109 rows, region labels floating.

    Two readings are real words (铁产业, 钮电) that nothing here can know; they are only flagged.
    """
    path = Path(__file__).parent / "data" / "notice_rows.csv"
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file))[1:]
    document = roster([(r[0], r[1], r[2], r[3]) for r in rows], ("span-unknown",))
    cleaned = clean_document(document, dictionaries).readings
    truth = [text for row in rows for text in row[4:]]
    wrong = [
        (reading.text_clean, text, reading.doubts)
        for reading, text in zip(cleaned, truth, strict=True)
        if reading.text_clean != text
    ]
    assert wrong == [
        ("宝鸡高新区铁产业集群", "宝鸡高新区钛产业集群", ("watched-word",)),
        ("西宁经开区钮电产业集群", "西宁经开区锂电产业集群", ("watched-word",)),
    ]
    assert sum(bool(reading.doubts) for reading in cleaned) == 2
