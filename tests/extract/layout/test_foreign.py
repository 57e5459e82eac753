"""Ground without rules."""

from pipeline.extract.image import straighten
from pipeline.extract.image.straighten import turn_around
from pipeline.extract.layout.foreign import within_fields
from pipeline.model.geometry import Box
from tests.extract.pictures import blank, draw_text

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
