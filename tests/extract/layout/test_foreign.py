"""Ground without rules, and what stands on it that is hardly ink."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise, product

import pytest

from pipeline.extract.image import straighten
from pipeline.extract.image.straighten import turn_around
from pipeline.extract.layout import read_layout
from pipeline.extract.layout.foreign import find_foreign, within_fields
from pipeline.extract.ocr.engine import RecognisedText
from pipeline.model.geometry import Box
from tests.extract.pictures import MarkReader, blank, draw_grid, draw_text

FIELD = Box(200, 300, 1400, 360)


def test_lines_in_a_dark_field_end_at_its_sides() -> None:
    beside, inside = Box(200, 240, 700, 300), Box(500, 285, 900, 375)
    assert within_fields([beside, inside], [FIELD]) == [beside, Box(500, 300, 900, 360)]
    assert within_fields([inside], []) == [inside]


def test_a_field_is_known_whichever_way_up_the_page_is() -> None:
    page = blank()
    page[FIELD.y0 : FIELD.y1, FIELD.x0 : FIELD.x1] = 60
    for row in range(20):
        draw_text(page, 200, 420 + 60 * row, 12)
    upright = straighten(page)
    (field,) = upright.fields
    assert field.contains_point(*FIELD.centre)
    (turned,) = turn_around(upright).fields
    height, width = upright.gray.shape
    assert turned == Box(width - field.x1, height - field.y1, width - field.x0, height - field.y0)


def test_cells_in_a_dark_field_are_known_as_white_print() -> None:
    page = blank()
    draw_grid(page, (200, 600, 1000, 1400), range(300, 900, 60))
    for row in range(9):
        for x in (240, 640, 1040):
            draw_text(page, x, 312 + 60 * row, 6)
    head = page[FIELD.y0 : FIELD.y1, FIELD.x0 : FIELD.x1]
    head[:] = 255 - head
    upright = straighten(page)
    cells = [
        Box(240 + 400 * i, 315 + 60 * j, 500 + 400 * i, 345 + 60 * j)
        for j in range(9)
        for i in range(3)
    ]
    (table,) = read_layout(upright, MarkReader(cells)).tables
    assert {cell.row for cell in table.cells if cell.is_reversed} == {0}
    assert all(cell.is_reversed for cell in table.cells if cell.row == 0)


def test_rules_may_stand_in_the_margin_of_a_line_but_not_in_its_print() -> None:
    page = blank()
    text = [draw_text(page, 200, 420 + 90 * row, 12) for row in range(8)]
    upright = straighten(page)
    seen = [replace(box, y0=box.y0 - 16, y1=box.y1 + 16) for box in text]
    foreign = find_foreign(upright, seen)
    columns = [foreign.across[:, text[0].x0 + 50] > 0, foreign.down[text[0].x0 + 50] > 0]
    for box, column in product(text, columns):
        assert column[box.y0 + 4 : box.y1 - 4].all()
        assert not column[box.y0 - 16 : box.y0 - 4].any()
        assert not column[box.y1 + 4 : box.y1 + 16].any()


@pytest.mark.parametrize(("score", "n_lines"), [(0.99, 2), (0.9, 1)], ids=["legible", "mirrored"])
def test_a_line_that_is_hardly_ink_is_print_where_it_can_be_read(
    score: float, n_lines: int
) -> None:
    page = blank()
    dark = draw_text(page, 200, 420, 12)
    pale = Box(200, 600, 640, 640)
    page[pale.y0 : pale.y1, pale.x0 : pale.x1] = 250

    class Reader(MarkReader):
        def read_lines(self, boxes: Sequence[Box]) -> list[RecognisedText]:
            texts = super().read_lines(boxes)
            return [
                replace(text, glyphs=tuple(replace(glyph, score=score) for glyph in text.glyphs))
                if abs(box.y0 - pale.y0) < 10
                else text
                for box, text in zip(boxes, texts, strict=True)
            ]

    layout = read_layout(straighten(page), Reader([dark, pale]))
    assert len(layout.lines) == n_lines
    assert [finding.slug for finding in layout.findings] == ["faint-print"] * (2 - n_lines)


def test_a_rule_that_the_tops_of_characters_touch_is_one() -> None:
    xs, ys = [150, 700, 1250, 1500], list(range(300, 721, 60))
    page = blank()
    draw_grid(page, xs, ys, 3)
    lines = [
        draw_text(page, left + 12, top + 8, (right - left - 20) // 34)
        for top in ys[:-1]
        for left, right in pairwise(xs)
    ]
    for box in lines:
        page[box.y0 - 8 : box.y0, box.x0 : box.x0 + 120] = 20
    seen = [replace(box, y0=box.y0 - 9, y1=box.y1 + 4) for box in lines]
    (table,) = read_layout(straighten(page), MarkReader(seen)).tables
    assert (table.n_rows, table.n_cols) == (len(ys) - 1, 3)
