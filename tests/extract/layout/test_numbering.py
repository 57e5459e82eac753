from collections.abc import Sequence

import pytest

from pipeline.extract.layout.numbering import Denied, check_numbering
from pipeline.extract.layout.row_count import count_rows, doubt_joined_rows
from pipeline.model.geometry import Box
from pipeline.model.table import Cell, Table, TableStyle
from pipeline.model.text import TextLine

EM = 30.0


def line(text: str, box: Box) -> TextLine:
    return TextLine(text, box, box, 0.98, "test")


def table(numbers: Sequence[Sequence[str]]) -> Table:
    """A table of two columns; each row has the lines of its number cell, and a name."""
    cells = []
    for row, own in enumerate([["序号"], *numbers]):
        top = 100 + 50 * row
        first, second = Box(0, top, 100, top + 50), Box(100, top, 900, top + 50)
        lines = tuple(line(text, Box(10, first.y0 + 5, 90, first.y0 + 35)) for text in own)
        name = (line("集群", Box(110, first.y0 + 5, 400, first.y0 + 35)),)
        cells.append(Cell(row, 0, 1, 1, first, first, lines))
        cells.append(Cell(row, 1, 1, 1, second, second, name))
    rows = len(cells) // 2
    box = Box(0, 100, 900, 100 + 50 * rows)
    return Table(1, TableStyle.RULED, box, box, rows, 2, tuple(cells))


def count_to(last: int) -> list[list[str]]:
    return [[str(number)] for number in range(1, last + 1)]


@pytest.mark.parametrize(
    "numbers",
    [
        count_to(8),
        [*count_to(5), ["G"], ["7"], ["8"]],
        [*count_to(5), ["9"], ["7"], ["8"]],
        [["2021"], ["2019"], ["2021"], ["2020"], ["2022"]],
        [["1"], ["3"], ["4"]],
        [*count_to(5), ["60"], ["61"]],
    ],
    ids=["all", "misread", "other number", "years", "few", "new count"],
)
def test_numbers_that_agree_or_count_nothing_deny_no_row(numbers: list[list[str]]) -> None:
    assert check_numbering(table(numbers)) == Denied()


def test_a_row_with_two_numbers_is_two() -> None:
    found = check_numbering(table([*count_to(4), ["5", "6"], ["7"], ["8"]]))
    assert found == Denied(glued=(Box(0, 350, 900, 400),))


def test_a_number_left_out_between_two_that_count_on_is_a_lost_row() -> None:
    found = check_numbering(table([["1"], ["2"], ["3"], ["5"], ["6"], ["7"]]))
    assert found == Denied(lost=(Box(0, 250, 900, 350),))


def test_a_row_without_a_number_between_two_that_follow_each_other_is_half_a_row() -> None:
    found = check_numbering(table([*count_to(4), [], ["5"], ["6"]]))
    assert found == Denied(split=(Box(0, 300, 900, 400),))


def test_rows_that_their_numbers_deny_make_the_count_uneven_and_are_in_doubt() -> None:
    split = table([*count_to(4), [], ["5"], ["6"]])
    count = count_rows([split], [], EM)
    assert (count.lost, count.invented) == ((), (Box(0, 300, 900, 400),))
    (doubted,) = doubt_joined_rows([split], count)
    assert [c.row for c in doubted.cells if c.doubts] == [4, 4, 5]
