from __future__ import annotations

from dataclasses import replace

import pytest

from pipeline.clean.draft import start_draft
from pipeline.clean.marks import strip_specks, widen_marks
from pipeline.model.document import OtherReading, Reading, ValueType
from pipeline.model.text import Glyph


def reading(text: str, unsure: dict[int, float], second: str | None = None) -> Reading:
    return Reading(
        cell_id="d/1/clusters/1/cluster_name",
        column="cluster_name",
        value_type=ValueType.CLUSTER_NAME,
        text_ocr=text,
        confidence=0.9,
        engine="test",
        regions=(),
        glyphs=tuple(Glyph(char, unsure.get(at, 0.999)) for at, char in enumerate(text)),
        others=(OtherReading("other", second, 0.9),) if second is not None else (),
    )


@pytest.mark.parametrize(
    ("read", "unsure", "left"),
    [
        ("新余动力电池产业集群4", {10: 0.52}, "新余动力电池产业集群"),
        ("4金桥经开区管委会", {0: 0.83}, "金桥经开区管委会"),
        ("●山东", {0: 0.29}, "山东"),
        ("西宁眼·视光产业集群", {3: 0.83}, "西宁眼视光产业集群"),
        ("微特电机创新型产。业集群", {8: 0.5}, "微特电机创新型产业集群"),
        # what was read surely, or may belong, stays
        ("4金桥经开区管委会", {}, "4金桥经开区管委会"),
        ("上海5G产业集群", {2: 0.6}, "上海5G产业集群"),
        ("智能、绿色产业集群", {2: 0.6}, "智能、绿色产业集群"),
        ("无锡物联网产业集群（A）", {10: 0.6}, "无锡物联网产业集群（A）"),
        ("集群十", {2: 0.3}, "集群十"),
    ],
)
def test_specks_that_were_read_as_signs_go(read: str, unsure: dict[int, float], left: str) -> None:
    draft = start_draft(reading(read, unsure))
    strip_specks(draft)
    assert draft.text == left
    assert draft.reading.text_ocr == read
    assert [c.rule for c in draft.corrections] == ["stray-mark"] * (read != left)


def test_the_other_reader_makes_it_surer() -> None:
    alone = start_draft(reading("4金桥", {0: 0.8}))
    confirmed = start_draft(reading("4金桥", {0: 0.8}, second="金桥"))
    for draft in (alone, confirmed):
        strip_specks(draft)
    assert [d.corrections[0].score for d in (alone, confirmed)] == [0.95, 0.99]


def test_a_digit_that_may_be_part_of_the_place_stays() -> None:
    draft = start_draft(reading("3梁光伏产业集群", {0: 0.5}))
    strip_specks(draft, begins_well=False)
    assert draft.text == "3梁光伏产业集群"


@pytest.mark.parametrize(
    ("before", "mark", "near", "behind", "left"),
    [
        ("家", ",", "，", "实", "家，实"),
        ("家", ",", "。", "实", "家,实"),
        ("1", ",", "，", "280", "1,280"),
        ("比", ":", "：", "率", "比：率"),
    ],
)
def test_a_mark_between_hanzi_has_the_width_that_came_near(
    before: str, mark: str, near: str, behind: str, left: str
) -> None:
    glyphs = (
        Glyph(before, 1.0),
        Glyph("", 0.9, ((" ", 0.06),)),
        Glyph(mark, 0.53, ((near, 0.46),)),
        *(Glyph(char, 1.0) for char in behind),
    )
    read = replace(reading(before + mark + behind, {}), glyphs=glyphs)
    draft = start_draft(read)
    widen_marks(draft)
    assert draft.text == left
    assert [c.rule for c in draft.corrections] == ["mark-width"] * (left != read.text_ocr)
