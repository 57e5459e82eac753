from collections.abc import Sequence
from dataclasses import replace

import pytest

from pipeline.extract.layout.balance import Place, balance_page
from pipeline.extract.layout.row_count import RowCount, count_rows, doubt_joined_rows
from pipeline.model.finding import Severity
from pipeline.model.geometry import Box, identity_transform
from pipeline.model.table import Cell, Table, TableStyle
from pipeline.model.text import TextLine

XS = (100, 200, 600, 900, 1000)
EM = 30.0


def lines_at(col: int, tops: Sequence[int], full: int = 99) -> tuple[TextLine, ...]:
    """Lines of a cell; the first `full` of them reach over all of it, the others over half."""
    rights = [XS[col + 1] - 10, (XS[col] + XS[col + 1]) // 2]
    boxes = [Box(XS[col] + 10, top, rights[no >= full], top + 30) for no, top in enumerate(tops)]
    return tuple(TextLine("字", box, box, 0.98, "test") for box in boxes)


def table(rows: Sequence[tuple[int, int, Sequence[int]]], n_wrapped: int = 0) -> Table:
    """A table of four columns; each row is (top, bottom, tops of the lines in its cells).

    In the first `n_wrapped` columns the first line of a cell is full, all others are short.
    """
    cells = []
    for row, (top, bottom, tops) in enumerate(rows):
        for col in range(4):
            box = Box(XS[col], top, XS[col + 1], bottom)
            cells.append(Cell(row, col, 1, 1, box, box, lines_at(col, tops, int(col < n_wrapped))))
    box = Box(XS[0], rows[0][0], XS[-1], rows[-1][1])
    return Table(1, TableStyle.RULED, box, box, len(rows), 4, tuple(cells))


def writing(found: Table) -> list[Box]:
    return [line.upright for cell in found.cells for line in cell.lines]


def band(top: int) -> list[Box]:
    return [line.upright for col in range(4) for line in lines_at(col, [top])]


GOOD = table([(100, 150, [110]), (150, 200, [160]), (200, 290, [205, 245])])


def test_a_table_that_holds_all_its_writing_is_even() -> None:
    title = [Box(300, 20, 800, 60)]
    assert count_rows([GOOD], writing(GOOD) + title, EM) == RowCount((), ())


def test_two_rows_in_one_are_seen() -> None:
    joined = table([(100, 150, [110]), (150, 250, [160, 220])])
    assert count_rows([joined], writing(joined), EM).lost == (Box(100, 150, 1000, 250),)


@pytest.mark.parametrize(
    ("n_wrapped", "n_lost"), [(0, 1), (2, 1), (3, 0), (4, 0)], ids=["none", "half", "most", "all"]
)
@pytest.mark.parametrize("style", [TableStyle.RULED, TableStyle.ALIGNED], ids=str)
def test_a_row_whose_cells_wrapped_is_one(style: TableStyle, n_wrapped: int, n_lost: int) -> None:
    rows = [(100, 150, [110]), (150, 250, [160, 220])]
    wrapped = replace(table(rows, n_wrapped), style=style)
    count = count_rows([wrapped], writing(wrapped), EM)
    assert count.lost == (Box(100, 150, 1000, 250),) * n_lost
    (doubted,) = doubt_joined_rows([wrapped], count)
    assert {cell.doubts for cell in doubted.cells if cell.row} == {("rule-broken",) * n_lost}


def test_every_cell_of_a_row_that_holds_two_is_in_doubt() -> None:
    joined = table([(100, 150, [110]), (150, 250, [160, 220])])
    (doubted,) = doubt_joined_rows([joined], count_rows([joined], writing(joined), EM))
    assert [cell.doubts for cell in doubted.cells] == [()] * 4 + [("rule-broken",)] * 4
    assert doubt_joined_rows([GOOD], count_rows([GOOD], writing(GOOD), EM)) == (GOOD,)


def test_without_rules_two_lines_in_every_cell_are_two_rows() -> None:
    joined = table([(100, 150, [110]), (150, 230, [155, 190])])
    aligned = replace(joined, style=TableStyle.ALIGNED)
    assert count_rows([joined], writing(joined), EM) == RowCount((), ())
    assert count_rows([aligned], writing(aligned), EM).lost == (Box(100, 150, 1000, 230),)


def test_a_header_of_two_lines_is_one_row() -> None:
    tall = table([(100, 200, [110, 170]), (200, 250, [210])])
    assert count_rows([tall], writing(tall), EM) == RowCount((), ())


def test_a_row_below_the_last_rule_is_seen() -> None:
    assert count_rows([GOOD], writing(GOOD) + band(320), EM).lost == (Box(110, 320, 990, 350),)


def test_a_table_that_was_not_found_is_seen() -> None:
    found = count_rows([], band(100) + band(150), EM)
    assert found.lost == (Box(110, 100, 990, 130), Box(110, 150, 990, 180))


def test_one_line_of_many_pieces_is_no_table() -> None:
    assert count_rows([], band(100) + band(700), EM) == RowCount((), ())


def test_a_row_too_low_for_writing_was_invented() -> None:
    thin = table([(100, 150, [110]), (150, 165, []), (165, 215, [175])])
    assert count_rows([thin], writing(thin), EM).invented == (Box(100, 150, 1000, 165),)


def test_an_uneven_page_says_where() -> None:
    lost = Box(110, 320, 990, 350)
    place = Place(3, identity_transform(1200, 1600))
    balance, (finding,) = balance_page([GOOD], (), RowCount((lost,), ()), place)
    assert (balance.rows_seen, balance.rows_out, balance.is_even) == (4, 3, False)
    assert (finding.slug, finding.severity) == ("rows-uneven", Severity.WARNING)
    assert [(region.page_no, region.box) for region in finding.regions] == [(3, lost)]
