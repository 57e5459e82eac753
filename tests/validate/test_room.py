"""A line that is wider than its text has lost a character."""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.model.correction import CleanReading
from pipeline.model.document import Reading, ValueType
from pipeline.model.geometry import Box, Region
from pipeline.validate.room import cells_with_room

PRINTED = (
    "金华动物疫苗产业集群",
    "滁州经开区软件产业集群",
    "三明高新区疫苗创新型产业集群",
    "福州激光与光电产业集群",
    "安阳高新区电动工具创新型产业集群",
    "洪山铝精深加工创新型产业集群",
)
EM, EDGE = 27, 8


def with_room(read: Sequence[str], widths: Sequence[int]) -> list[int]:
    """Rows whose name has room for more, of a column of these texts in lines of these widths."""
    readings = [
        Reading(
            f"doc/1/clusters/{row}/cluster_name",
            "cluster_name",
            ValueType.CLUSTER_NAME,
            text,
            0.99,
            "test",
            (Region(1, Box(100, row * 60, 100 + width, row * 60 + 30)),),
        )
        for row, (text, width) in enumerate(zip(read, widths, strict=True))
    ]
    cleaned = {r.cell_id: CleanReading(r.cell_id, r.text_ocr) for r in readings}
    return sorted(int(cell.split("/")[-2]) for cell in cells_with_room(readings, cleaned))


def printed_widths() -> list[int]:
    return [EM * len(text) + EDGE for text in PRINTED]


def test_lines_as_wide_as_their_texts_have_no_room() -> None:
    assert with_room(PRINTED, printed_widths()) == []


def test_a_character_lost_at_the_start_or_inside_leaves_room() -> None:
    start = [text.removeprefix("三") for text in PRINTED]
    assert with_room(start, printed_widths()) == [2]
    inside = [text.replace("激光与光电", "激光光电") for text in PRINTED]
    assert with_room(inside, printed_widths()) == [3]


def test_half_a_character_cut_off_with_its_line_still_leaves_room() -> None:
    widths = printed_widths()
    widths[2] -= EM // 2
    assert with_room([text.removeprefix("三") for text in PRINTED], widths) == [2]


def test_a_column_of_uneven_lines_tells_nothing() -> None:
    widths = [width + EM * (row % 3) for row, width in enumerate(printed_widths())]
    assert with_room(PRINTED, widths) == []


def test_too_few_names_tell_nothing() -> None:
    assert with_room([text.removeprefix("三") for text in PRINTED[:4]], printed_widths()[:4]) == []
