from collections.abc import Sequence
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.extract.layout import join_tables
from pipeline.model.geometry import Box, Region, identity_transform
from pipeline.model.joined import JoinedTable
from pipeline.model.page import PageReading, PageSource, PageStatus
from pipeline.model.table import Cell, Table, TableStyle
from pipeline.model.text import TextLine

XS = (100, 200, 600, 900)
HEADER = ("地区", "集群名称", "类型")


def line(text: str, box: Box) -> TextLine:
    return TextLine(text, box, box, 0.98, "test")


def cell(
    row: int,
    col: int,
    text: str,
    rows: int = 1,
    open_top: bool = False,
    open_bottom: bool = False,
) -> Cell:
    box = Box(XS[col], 100 + 50 * row, XS[col + 1], 100 + 50 * (row + rows))
    lines = (line(text, box),) if text else ()
    return Cell(row, col, rows, 1, box, box, lines, open_top, open_bottom)


def page(page_no: int, cells: Sequence[Cell], lines: Sequence[TextLine] = ()) -> PageReading:
    n_rows = max(c.row + c.row_span for c in cells)
    box = Box(XS[0], 100, XS[-1], 100 + 50 * n_rows)
    table = Table(1, TableStyle.RULED, box, box, n_rows, 3, tuple(cells))
    transform = identity_transform(1000, 1400)
    return PageReading(
        page_no, 1000, 1400, 120.0, PageSource.IMAGE, transform, tables=(table,), lines=tuple(lines)
    )


def rows(*texts: tuple[str, str, str], header: bool = True) -> list[Cell]:
    every = [HEADER, *texts] if header else list(texts)
    return [cell(r, c, text) for r, row in enumerate(every) for c, text in enumerate(row)]


def texts(table: JoinedTable) -> list[tuple[int, int, str]]:
    return [(c.row, c.col, c.text_ocr) for c in table.cells]


FIRST = (("北京", "甲集群", "试点"), ("天津", "乙集群", "培育"))
SECOND = (("河北", "丙集群", "试点"), ("山西", "丁集群", "培育"))


def test_a_repeated_header_leaves_the_rows_but_stays_listed() -> None:
    (table,) = join_tables([page(1, rows(*FIRST)), page(2, rows(*SECOND))])
    assert (table.n_rows, table.n_cols, table.n_header_rows) == (5, 3, 1)
    assert texts(table)[9:] == [
        (3, 0, "河北"),
        (3, 1, "丙集群"),
        (3, 2, "试点"),
        (4, 0, "山西"),
        (4, 1, "丁集群"),
        (4, 2, "培育"),
    ]
    assert [p.cell.text_ocr for p in table.repeated_headers] == list(HEADER)
    assert table.sources == ((1, 1), (2, 1))


def test_a_page_with_nothing_but_the_header_again_takes_no_row_away() -> None:
    last = [cell(3, col, text, open_bottom=True) for col, text in enumerate(SECOND[0])]
    (table,) = join_tables([page(1, [*rows(*FIRST), *last]), page(2, rows())])
    assert (table.n_rows, [p.cell.text_ocr for p in table.repeated_headers]) == (4, list(HEADER))
    assert texts(table)[-3:] == [(3, col, text) for col, text in enumerate(SECOND[0])]


def test_rows_go_on_without_a_header() -> None:
    (table,) = join_tables([page(1, rows(*FIRST)), page(2, rows(*SECOND, header=False))])
    assert table.n_rows == 5 and table.repeated_headers == ()


def test_three_pages_and_a_blank_one_between() -> None:
    blank = PageReading(
        2,
        1000,
        1400,
        120.0,
        PageSource.IMAGE,
        identity_transform(1000, 1400),
        status=PageStatus.BLANK,
        reason="no-ink",
    )
    third = page(4, rows(("新疆", "戊集群", "试点")))
    (table,) = join_tables([page(1, rows(*FIRST)), blank, page(3, rows(*SECOND)), third])
    assert table.n_rows == 6
    assert [source[0] for source in table.sources] == [1, 3, 4]


def test_a_title_above_starts_a_new_table_and_a_continuation_mark_does_not() -> None:
    above = Box(400, 40, 700, 70)
    titled = page(2, rows(*SECOND), [line("集群名单（第二批）", above)])
    marked = page(2, rows(*SECOND), [line("续表", above)])
    assert len(join_tables([page(1, rows(*FIRST)), titled])) == 2
    assert len(join_tables([page(1, rows(*FIRST)), marked])) == 1


def test_text_below_ends_a_table_and_a_page_number_does_not() -> None:
    below = Box(450, 1300, 550, 1330)
    ended = page(1, rows(*FIRST), [line("注：以上排名不分先后", below)])
    numbered = page(1, rows(*FIRST), [line("— 3 —", below)])
    assert len(join_tables([ended, page(2, rows(*SECOND))])) == 2
    assert len(join_tables([numbered, page(2, rows(*SECOND))])) == 1


def test_a_misread_page_number_is_known_by_its_place() -> None:
    misread = line("第:页 共1顷", Box(450, 1300, 550, 1330))
    numbered = line("第3页 共4页", Box(454, 1310, 554, 1340))
    for foot, n_tables in ((numbered, 1), (replace(numbered, text="共两份"), 2)):
        pages = [page(1, rows(*FIRST), [misread]), page(2, rows(*SECOND), [foot])]
        assert len(join_tables(pages)) == n_tables


@pytest.mark.parametrize("mark", ["/", "?", "...", "——"])
def test_a_speck_read_as_a_sign_does_not_part_a_list(mark: str) -> None:
    above, below = line(mark, Box(300, 40, 310, 60)), line(mark, Box(300, 900, 310, 920))
    first, second = page(1, rows(*FIRST), [below]), page(2, rows(*SECOND, header=False), [above])
    (table,) = join_tables([first, second])
    assert (table.sources, table.n_rows) == (((1, 1), (2, 1)), 5)


def test_other_columns_are_another_table() -> None:
    other = [
        Cell(0, c, 1, 1, Box(x, 100, y, 150), Box(x, 100, y, 150))
        for c, (x, y) in enumerate(((100, 400), (400, 500), (500, 900)))
    ]
    assert len(join_tables([page(1, rows(*FIRST)), page(2, other)])) == 2


def test_a_repeated_header_joins_columns_of_other_widths() -> None:
    other = page(2, rows(*SECOND))
    body = [
        replace(c, upright=replace(c.upright, x0=450)) if c.col == 2 else c
        for c in other.tables[0].cells
    ]
    other = replace(other, tables=(replace(other.tables[0], cells=tuple(body)),))
    (table,) = join_tables([page(1, rows(*FIRST)), other])
    assert (table.n_rows, table.n_cols, len(table.repeated_headers)) == (5, 3, 3)
    headless = [replace(c, row=c.row - 1) for c in body if c.row]
    alone = replace(other, tables=(replace(other.tables[0], n_rows=2, cells=tuple(headless)),))
    assert len(join_tables([page(1, rows(*FIRST)), alone])) == 2


def test_a_row_cut_by_the_page_break_becomes_one() -> None:
    upper = rows(*FIRST)
    upper += [cell(3, c, t, open_bottom=True) for c, t in enumerate(("河北", "丙新材料", "试点"))]
    lower = [cell(0, c, t, open_top=True) for c, t in enumerate(("", "产业集群", ""))]
    (table,) = join_tables([page(1, upper), page(2, lower)])
    assert table.n_rows == 4
    assert texts(table)[9:] == [(3, 0, "河北"), (3, 1, "丙新材料产业集群"), (3, 2, "试点")]
    cut = table.cells[10]
    assert cut.regions == (Region(1, Box(200, 250, 600, 300)), Region(2, Box(200, 100, 600, 150)))
    assert cut.doubts == ("joined-over-page",)


def test_closed_rows_are_kept_apart() -> None:
    lower = [cell(0, c, t) for c, t in enumerate(("山西", "产业集群", "试点"))]
    (table,) = join_tables([page(1, rows(*FIRST)), page(2, lower)])
    assert table.n_rows == 4


def _merged_first() -> list[Cell]:
    cells = [cell(0, c, t) for c, t in enumerate(HEADER)]
    cells.append(cell(1, 0, "江苏", rows=2))
    return cells + [cell(r, c, t) for r in (1, 2) for c, t in ((1, "甲集群"), (2, "试点"))]


def test_a_merged_cell_without_label_goes_on_over_the_page() -> None:
    lower = [cell(0, c, t) for c, t in enumerate(HEADER)]
    lower.append(cell(1, 0, "", rows=2))
    lower += [cell(r, c, t) for r in (1, 2) for c, t in ((1, "乙集群"), (2, "培育"))]
    (table,) = join_tables([page(1, _merged_first()), page(2, lower)])
    region = next(c for c in table.cells if (c.row, c.col) == (1, 0))
    assert (region.row_span, region.text_ocr) == (4, "江苏")
    assert [piece.page_no for piece in region.pieces] == [1, 2]


def test_a_repeated_label_is_its_own_reading() -> None:
    lower = [cell(0, 0, "江苏", rows=2)]
    lower += [cell(r, c, t) for r in (0, 1) for c, t in ((1, "乙集群"), (2, "培育"))]
    (table,) = join_tables([page(1, _merged_first()), page(2, lower)])
    assert [(c.row, c.row_span) for c in table.cells if c.text_ocr == "江苏"] == [(1, 2), (3, 2)]


def open_page(page_no: int, body: Sequence[tuple[str, ...]], xs: Sequence[int]) -> PageReading:
    """A table without rules: print of each column begins at its x."""
    edges = [*(x - 10 for x in xs), xs[-1] + 100]
    cells = []
    for row, texts_of_row in enumerate(body):
        for col, text in enumerate(texts_of_row):
            top = 100 + 50 * row
            box = Box(edges[col], top, edges[col + 1], top + 50)
            ink = Box(xs[col], top + 10, xs[col] + 20 * len(text), top + 40)
            lines = (line(text, ink),) if text else ()
            cells.append(Cell(row, col, 1, 1, box, box, lines, open_top=True, open_bottom=True))
    box = Box(edges[0], 100, edges[-1], 100 + 50 * len(body))
    table = Table(1, TableStyle.ALIGNED, box, box, len(body), len(xs), tuple(cells))
    transform = identity_transform(1000, 1400)
    return PageReading(page_no, 1000, 1400, 120.0, PageSource.IMAGE, transform, tables=(table,))


def test_a_full_row_after_the_break_of_a_table_without_rules_is_a_row() -> None:
    first = open_page(1, (HEADER, *FIRST), (100, 200, 600))
    (table,) = join_tables([first, open_page(2, SECOND, (104, 210, 604))])
    assert table.n_rows == 5
    assert texts(table)[9:12] == [(3, 0, "河北"), (3, 1, "丙集群"), (3, 2, "试点")]


def test_the_rest_of_a_long_cell_joins_its_row_without_rules() -> None:
    first = open_page(1, (HEADER, *FIRST), (100, 200, 600))
    rest = (("", "产业基地", ""), *SECOND)
    (table,) = join_tables([first, open_page(2, rest, (100, 200, 600))])
    assert table.n_rows == 5
    assert texts(table)[6:9] == [(2, 0, "天津"), (2, 1, "乙集群产业基地"), (2, 2, "培育")]


def test_a_column_that_is_empty_on_the_next_page_stays() -> None:
    header, remark = ((*HEADER, "备注"),), (("北京", "甲集群", "试点", ""),)
    first = open_page(1, (*header, *remark), (100, 200, 600, 760))
    (table,) = join_tables([first, open_page(2, SECOND, (100, 200, 600))])
    assert (table.n_rows, table.n_cols) == (4, 4)
    assert texts(table)[8:12] == [(2, 0, "河北"), (2, 1, "丙集群"), (2, 2, "试点"), (2, 3, "")]


def test_a_column_that_is_empty_on_two_pages_keeps_the_others_in_their_places() -> None:
    header, remark = ((*HEADER, "备注"),), (("北京", "甲集群", "试点", ""),)
    first = open_page(1, (*header, *remark), (100, 200, 500, 600))
    following = [open_page(n, SECOND, (100, 200, 500)) for n in (2, 3)]
    (table,) = join_tables([first, *following])
    assert (table.n_rows, table.n_cols) == (6, 4)
    assert [(c.row, c.text_ocr) for c in table.cells if c.col == 2 and c.row > 1] == [
        (2, "试点"), (3, "培育"), (4, "试点"), (5, "培育"),
    ]  # fmt: skip


def test_a_list_whose_rules_show_on_one_page_only_goes_on() -> None:
    first = open_page(1, (HEADER, *FIRST), (XS[0] + 10, XS[1] + 10, XS[2] + 10))
    (table,) = join_tables([first, page(2, rows(*SECOND, header=False))])
    assert (table.n_rows, table.n_cols) == (5, 3)


def test_a_last_column_that_only_the_next_page_shows_is_new() -> None:
    first = open_page(1, (HEADER, *FIRST), (100, 200, 600))
    wider = tuple((*row, "新") for row in SECOND)
    (table,) = join_tables([first, open_page(2, wider, (100, 200, 600, 680))])
    assert (table.n_rows, table.n_cols) == (5, 4)
    assert [c.text_ocr for c in table.cells if c.col == 3] == ["", "", "", "新", "新"]


def test_a_running_head_does_not_part_a_table() -> None:
    head = line("创新型产业集群", Box(600, 20, 760, 40))
    opening = line("2021年度名单", Box(300, 60, 700, 90))
    again = line("创新型产业集詳", Box(604, 32, 764, 52))
    first = page(1, rows(*FIRST), [head, opening])
    (table,) = join_tables([first, page(2, rows(*SECOND), [again])])
    assert table.n_rows == 5
    title = line("产业集群培育名单", Box(300, 75, 700, 95))
    assert len(join_tables([first, page(2, rows(*SECOND), [title])])) == 2


def test_a_running_head_of_which_pieces_are_left_does_not_part_a_table() -> None:
    head = line("创新型产业集群", Box(600, 20, 760, 40))
    opening = line("2021年度名单", Box(300, 60, 700, 90))
    first = page(1, rows(*FIRST), [head, opening])
    pieces = [line("新生", Box(620, 24, 666, 44)), line("集们", Box(710, 24, 756, 44))]
    (table,) = join_tables([first, page(2, rows(*SECOND), pieces)])
    assert table.n_rows == 5
    crumbled = [replace(line("补6", piece.upright), score=0.2) for piece in pieces]
    assert len(join_tables([first, page(2, rows(*SECOND), crumbled)])) == 1
    other = [line("附表", Box(620, 24, 666, 44))]
    assert len(join_tables([first, page(2, rows(*SECOND), other)])) == 2


def test_forms_under_the_same_title_are_forms_of_their_own() -> None:
    title = line("创新型产业集群评价申请表", Box(300, 60, 700, 90))
    forms = [page(1, rows(*FIRST), [title]), page(2, rows(*SECOND), [title])]
    assert [table.n_rows for table in join_tables(forms)] == [3, 3]


def test_a_running_foot_does_not_part_a_list() -> None:
    foot = line("科学技术部火炬中心 编印", Box(600, 960, 760, 980))
    again = line("科学技术部火炬中心编印", Box(604, 968, 764, 988))
    title = line("2021年度名单", Box(300, 60, 700, 90))
    first, second = page(1, rows(*FIRST), [title, foot]), page(2, rows(*SECOND), [again])
    assert [table.n_rows for table in join_tables([first, second])] == [5]
    remark = line("注：以上名单按地区排列", Box(600, 900, 860, 920))
    closed = page(1, rows(*FIRST), [title, remark, foot])
    assert len(join_tables([closed, second])) == 2
    stamp = line("室存", Box(200, 930, 240, 950))
    stamped = page(1, rows(*FIRST), [title, stamp, foot])
    assert [table.n_rows for table in join_tables([stamped, second])] == [5]


@pytest.mark.parametrize(("x1", "n_tables"), [(484, 1), (420, 2)], ids=["as-long", "shorter"])
def test_a_running_foot_misread_in_its_place_does_not_part_a_list(x1: int, n_tables: int) -> None:
    foot = line("打町日康：%24年2月12日", Box(210, 960, 480, 980))
    again = line("打印日期：2024年3月12日", Box(216, 964, x1, 984))
    title = line("2021年度名单", Box(300, 60, 700, 90))
    first, second = page(1, rows(*FIRST), [title, foot]), page(2, rows(*SECOND), [again])
    assert len(join_tables([first, second])) == n_tables


def test_a_running_foot_that_the_next_page_lost_does_not_part_a_list() -> None:
    feet = [line("内部资料 注意保存", Box(100, 960 + 4 * n, 300, 980 + 4 * n)) for n in range(2)]
    title = line("2021年度名单", Box(300, 60, 700, 90))
    letter = replace(page(1, rows(*FIRST), [feet[0]]), tables=())
    first, second = page(2, rows(*FIRST), [title, feet[1]]), page(3, rows(*SECOND))
    assert [table.n_rows for table in join_tables([letter, first, second])] == [5]
    assert [table.n_rows for table in join_tables([first, second])] == [3, 3]


def test_forms_over_the_same_foot_are_forms_of_their_own() -> None:
    foot = line("科学技术部火炬中心 编印", Box(600, 960, 760, 980))
    titles = [line(text, Box(300, 60, 700, 90)) for text in ("甲方情况登记表", "甲方情况登记表")]
    forms = [page(n, rows(*FIRST), [title, foot]) for n, title in enumerate(titles, start=1)]
    assert [table.n_rows for table in join_tables(forms)] == [3, 3]
    bare = [page(n, rows(*FIRST), [foot]) for n in (1, 2)]
    assert [table.n_rows for table in join_tables(bare)] == [3, 3]


def test_first_rows_that_look_like_a_header_are_none_where_their_words_come_again() -> None:
    """A region beside two entries: as high as a head of two rows, and filled like one."""
    pages = []
    for number, region in ((1, "北京"), (2, "上海")):
        cells = [
            *(cell(row, 1, f"{number}{row}产业集群") for row in range(4)),
            *(cell(row, 2, ("试点", "培育")[row % 2]) for row in range(4)),
            *(cell(row, 0, region, rows=2) for row in (0, 2)),
        ]
        pages.append(page(number, sorted(cells, key=lambda c: (c.row, c.col))))
    (table,) = join_tables(pages)
    assert (table.n_rows, table.n_header_rows, table.repeated_headers) == (8, 0, ())


BODY = st.lists(st.tuples(*[st.sampled_from(["", "甲集群", "试点", "北京"])] * 3), max_size=4)


@st.composite
def _pages(draw: st.DrawFn) -> list[PageReading]:
    """Tables with or without a header, cut by the page's end above or below, or whole."""
    made = []
    for page_no in range(1, draw(st.integers(2, 4)) + 1):
        body = draw(BODY)
        lines = [HEADER, *body] if draw(st.booleans()) or not body else body
        ends = draw(st.booleans()), draw(st.booleans())
        cells = [
            cell(r, c, text, 1, r == 0 and ends[0], r == len(lines) - 1 and ends[1])
            for r, line_ in enumerate(lines)
            for c, text in enumerate(line_)
        ]
        made.append(page(page_no, cells))
    return made


@given(_pages())
def test_no_cell_of_any_page_is_lost_or_doubled(pages: list[PageReading]) -> None:
    tables = join_tables(pages)
    pieces = [piece for t in tables for c in t.cells for piece in c.pieces]
    pieces += [piece for t in tables for piece in t.repeated_headers]
    found = [(p.page_no, p.cell.box.x0, p.cell.box.y0) for p in pieces if p.cell.lines]
    printed = [
        (p.page_no, c.box.x0, c.box.y0) for p in pages for t in p.tables for c in t.cells if c.lines
    ]
    assert sorted(found) == sorted(printed)
    for table in tables:
        assert max(c.row + c.row_span for c in table.cells) == table.n_rows
        assert max(c.col + c.col_span for c in table.cells) == table.n_cols
