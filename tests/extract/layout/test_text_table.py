"""Rosters in plain text: broken rows, glued types, floating labels, foreign lines."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.extract.layout.text_rows import TextColumn, ending_cost, region_cost
from pipeline.extract.layout.text_table import TextLineAt, read_text_table
from pipeline.model.document import ValueType
from pipeline.model.geometry import Box
from pipeline.model.joined import JoinedTable
from pipeline.model.text import TEXT_DUMP, TextLine

COLUMNS = (
    TextColumn("region", ValueType.REGION, ("地区",), merges=True),
    TextColumn("cluster_name", ValueType.CLUSTER_NAME, ("集群名称",), ("产业集群", "集群")),
    TextColumn(
        "construction_unit",
        ValueType.ORGANISATION,
        ("建设单位",),
        ("管委会", "科技局", "办公室", "政府", "局", "园", "区"),
    ),
    TextColumn("cluster_type", ValueType.CLUSTER_TYPE, ("类型",), (), ("试点", "培育")),
)

ORDINARY = (
    "宜宾竹材加工产业集群 宜宾高新区管委会 试点",
    "自贡无人机及通航产业集群 自贡高新区管委会 (培育)",
    "内江页岩气装备制造创新型产业集群 内江经开区管委会 〈培育〉",
)


def lines(text: str) -> list[TextLineAt]:
    rows = text.strip("\n").split("\n")
    boxes = [Box(0, n, len(row), n + 1) for n, row in enumerate(rows, 1)]
    return [
        TextLineAt(1, TextLine(row, box, box, 1.0, TEXT_DUMP))
        for row, box in zip(rows, boxes, strict=True)
        if row.strip()
    ]


def rows_of(table: JoinedTable) -> list[list[str]]:
    cells = {(cell.row, cell.col): cell.text_ocr for cell in table.cells}
    return [
        [cells[row, col] for col in range(table.n_cols)]
        for row in range(table.n_header_rows, table.n_rows)
    ]


def read(text: str) -> list[list[str]]:
    return rows_of(read_text_table(lines(text), COLUMNS))


def test_header_and_one_line_rows() -> None:
    table = read_text_table(
        lines("地区 集群名称 建设单位 类型\n四川 " + "\n".join(ORDINARY)), COLUMNS
    )
    assert (table.n_rows, table.n_header_rows, table.n_cols) == (4, 1, 4)
    assert rows_of(table) == [
        ["四川", "宜宾竹材加工产业集群", "宜宾高新区管委会", "试点"],
        ["", "自贡无人机及通航产业集群", "自贡高新区管委会", "(培育)"],
        ["", "内江页岩气装备制造创新型产业集群", "内江经开区管委会", "〈培育〉"],
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param(
            "攀枝花钒基新材料与钛合金深加工先进制造产业集 攀枝花高新区管委会 试点\n群",
            ["", "攀枝花钒基新材料与钛合金深加工先进制造产业集群", "攀枝花高新区管委会", "试点"],
            id="last-character-on-the-next-line",
        ),
        pytest.param(
            "攀枝花钒基新材料与钛合金深加工先进\n\n攀枝花高新区管委会 试点制造产业集群",
            ["", "攀枝花钒基新材料与钛合金深加工先进制造产业集群", "攀枝花高新区管委会", "试点"],
            id="type-glued-to-the-rest-of-the-name",
        ),
        pytest.param(
            "攀枝花钒基新材料与钛合金深加工先进制造产业集群\n攀枝花钒基新材料与钛合金\n试点\n产业集群工作办公室",
            [
                "",
                "攀枝花钒基新材料与钛合金深加工先进制造产业集群",
                "攀枝花钒基新材料与钛合金产业集群工作办公室",
                "试点",
            ],
            id="unit-over-three-lines",
        ),
        pytest.param(
            "四川\n攀枝花钒基新材料产业集群 攀枝花高新区管委会 试点",
            ["四川", "攀枝花钒基新材料产业集群", "攀枝花高新区管委会", "试点"],
            id="label-on-its-own-line",
        ),
    ],
)
def test_broken_rows_are_joined(text: str, expected: list[str]) -> None:
    result = read("\n".join((*ORDINARY, text, *ORDINARY)))
    assert result[3] == expected
    assert len(result) == 7


def test_a_foreign_line_is_left_out_and_stays_visible() -> None:
    given_lines = lines("\n".join((*ORDINARY, "(以下无内容)")))
    table = read_text_table(given_lines, COLUMNS)
    assert len(rows_of(table)) == 3
    placed = {
        piece.cell.box.y0 for cell in table.cells for piece in cell.pieces if piece.cell.lines
    }
    assert {at.line.box.y0 for at in given_lines} - placed == {4}


def test_labels_of_merged_cells_carry_their_doubt() -> None:
    table = read_text_table(lines("\n".join(ORDINARY)), COLUMNS)
    assert {cell.doubts for cell in table.cells if cell.col == 0} == {("span-unknown",)}
    assert {cell.doubts for cell in table.cells if cell.col > 0} == {()}


def test_nothing_in_nothing_out() -> None:
    table = read_text_table([], COLUMNS)
    assert (table.n_rows, table.cells) == (0, ())


@pytest.mark.parametrize(
    ("text", "cost"),
    [("产业集群", 0.0), ("产业集罪羊", 2.0), ("产业集", 1.0), ("以下无内容", 4.0)],
    ids=["whole", "damaged", "cut", "foreign"],
)
def test_ending_cost(text: str, cost: float) -> None:
    assert ending_cost(text, ("产业集群", "集群")) == cost


@pytest.mark.parametrize(
    ("text", "cost"),
    [("内蒙古", 0.0), ("山东省", 0.0), ("绵阳", 1.5), ("(以下无内容)", 6.0)],
    ids=["province", "with-suffix", "city", "foreign"],
)
def test_region_cost(text: str, cost: float) -> None:
    assert region_cost(text) == cost


@settings(max_examples=40, deadline=None)
@given(st.lists(st.sampled_from([*ORDINARY, "四川", "杂讯xx", "群", "试点"]), max_size=10))
def test_no_token_is_in_two_cells_and_none_is_invented(text: list[str]) -> None:
    given_lines = lines("\n".join(text)) if text else []
    table = read_text_table(given_lines, COLUMNS)
    placed = [
        (line.box.y0, line.box.x0, line.text)
        for cell in table.cells
        for piece in cell.pieces
        for line in piece.cell.lines
    ]
    assert len(placed) == len(set(placed))
    for line_no, start, token in placed:
        source = next(at.line.text for at in given_lines if at.line.box.y0 == line_no)
        assert source[start : start + len(token)] == token
    positions = [(cell.row, cell.col) for cell in table.cells]
    assert sorted(positions) == [(r, c) for r in range(table.n_rows) for c in range(table.n_cols)]
