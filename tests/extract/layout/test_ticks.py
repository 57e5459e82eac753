import cv2
import pytest

from pipeline.extract.image import straighten
from pipeline.extract.layout import read_layout
from pipeline.extract.ocr.engine import Image
from pipeline.model.geometry import Box
from pipeline.model.table import TickBox, TickState
from tests.extract.pictures import MarkReader, blank, draw_text


def _boxed(tick: bool) -> Image:
    page = blank()
    for y in range(100, 700, 60):
        draw_text(page, 300, y, 10)
    for y in (400, 460):
        cv2.rectangle(page, (200, y + 2), (226, y + 28), 30, 2)
    if tick:
        cv2.line(page, (205, 414), (211, 424), 0, 4)
        cv2.line(page, (211, 424), (224, 396), 0, 4)
    return page


def _ticks(page: Image, first: str = "□") -> tuple[TickBox, ...]:
    lines = [Box(200, y, 640, y + 30) for y in (400, 460)]
    return read_layout(straighten(page), MarkReader(lines, first)).ticks


@pytest.mark.parametrize(
    ("tick", "first"),
    [(True, TickState.TICKED), (False, TickState.EMPTY)],
    ids=["pen-stroke", "empty"],
)
def test_ink_inside_decides(tick: bool, first: TickState) -> None:
    found = _ticks(_boxed(tick))
    assert [t.state for t in found] == [first, TickState.EMPTY]
    assert abs(found[1].box.y0 - 462) <= 4 and abs(found[1].box.x0 - 200) <= 4


def test_an_empty_box_of_which_nothing_was_read_is_empty() -> None:
    assert [t.state for t in _ticks(_boxed(tick=False), first=" ")] == [TickState.EMPTY] * 2


def _ringed(first: int) -> Image:
    """Two lines that begin with a ring, the upper one filled (-1) or drawn with so thick a line."""
    page = blank()
    for y in range(100, 700, 60):
        draw_text(page, 300, y, 10)
    cv2.circle(page, (213, 415), 12, 30, first, cv2.LINE_AA)
    cv2.circle(page, (213, 475), 12, 30, 2, cv2.LINE_AA)
    return page


@pytest.mark.parametrize(
    ("drawn", "first"), [(-1, TickState.TICKED), (2, TickState.EMPTY)], ids=["disc", "ring"]
)
@pytest.mark.parametrize("sign", [" ", "○"], ids=["unread", "read"])
def test_a_disc_is_ticked_and_a_ring_is_empty(drawn: int, first: TickState, sign: str) -> None:
    assert [t.state for t in _ticks(_ringed(drawn), sign)] == [first, TickState.EMPTY]


def test_a_ring_that_was_read_as_a_figure_is_none() -> None:
    assert _ticks(_ringed(2), first="0") == ()


def test_a_page_of_print_has_no_tick_boxes() -> None:
    page = blank()
    for y in range(100, 700, 60):
        draw_text(page, 100, y, 20)
    reader = MarkReader([Box(100, y, 776, y + 30) for y in range(100, 700, 60)])
    assert read_layout(straighten(page), reader).ticks == ()
