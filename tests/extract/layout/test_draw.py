import numpy as np
import pytest

from pipeline.extract.layout import draw_layout
from pipeline.model.geometry import Box, identity_transform
from pipeline.model.page import PageReading, PageSource
from pipeline.model.table import Cell, Table, TableStyle, TickBox, TickState
from pipeline.model.text import TextLine

PAGE = Box(0, 0, 400, 300)


def reading() -> PageReading:
    """A merged cell, a plain one with a sure line, a free unsure line, a stamp, an unclear tick."""
    merged, plain = Box(40, 40, 340, 80), Box(40, 80, 340, 120)
    sure, unsure = Box(60, 90, 120, 110), Box(60, 160, 120, 180)
    cells = (
        Cell(0, 0, 1, 2, merged, merged),
        Cell(1, 0, 1, 1, plain, plain, (TextLine("字", sure, sure, 1.0, "test"),)),
    )
    box = Box(40, 40, 340, 120)
    return PageReading(
        1,
        PAGE.width,
        PAGE.height,
        200.0,
        PageSource.IMAGE,
        identity_transform(PAGE.width, PAGE.height),
        lines=(TextLine("字", unsure, unsure, 0.5, "test"),),
        tables=(Table(1, TableStyle.RULED, box, box, 2, 2, cells),),
        stamps=(Box(200, 200, 260, 260),),
        ticks=(TickBox(Box(300, 200, 320, 220), Box(300, 200, 320, 220), TickState.UNCLEAR, 0.1),),
    )


@pytest.mark.parametrize("shape", [(300, 400), (300, 400, 3)], ids=["gray", "colour"])
def test_what_was_read_is_drawn_in_its_colour(shape: tuple[int, ...]) -> None:
    pixels = np.full(shape, 255, np.uint8)
    picture = draw_layout(pixels, reading())
    assert picture.shape == (300, 400, 3)
    places = {
        "merged": (60, 340),
        "plain": (100, 340),
        "sure": (100, 60),
        "unsure": (170, 60),
        "stamp": (230, 200),
        "tick": (210, 300),
    }
    assert {name: tuple(picture[place].tolist()) for name, place in places.items()} == {
        "merged": (160, 0, 200),
        "plain": (0, 120, 255),
        "sure": (0, 180, 0),
        "unsure": (255, 0, 0),
        "stamp": (255, 0, 0),
        "tick": (255, 0, 0),
    }
    assert pixels.min() == 255
