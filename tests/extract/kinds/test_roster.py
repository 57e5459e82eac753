from __future__ import annotations

from dataclasses import replace

import pytest

from pipeline.extract.kinds import shipped_kinds
from pipeline.extract.kinds.blocks import lay_out_blocks
from pipeline.extract.kinds.evidence import fit_kinds
from pipeline.extract.kinds.header_texts import header_texts
from pipeline.extract.layout import join_tables
from pipeline.model.document import ValueType
from pipeline.model.table import Table
from tests.extract.kinds.sheets import (
    ACROSS,
    UP,
    Page,
    line_at,
    read,
    records_of,
    roster_page,
    texts,
)


def test_a_ruled_row_is_a_record_with_its_four_cells() -> None:
    document = read(roster_page())
    assert [texts(record) for record in records_of(document, "clusters")] == [
        {
            "region": "北京",
            "cluster_name": "中关村移动互联网产业集群",
            "construction_unit": "中关村海淀园管委会",
            "cluster_type": "试点",
        },
        {
            "region": "北京",
            "cluster_name": "丰台轨道交通产业集群",
            "construction_unit": "中关村丰台园管委会",
            "cluster_type": "（培育）",
        },
        {
            "region": "天津",
            "cluster_name": "北辰高端装备制造产业集群",
            "construction_unit": "天津北辰科技园管委会",
            "cluster_type": "（培育）",
        },
    ]


def test_a_merged_region_is_read_once_and_inherited_below() -> None:
    first, second, third = records_of(read(roster_page()), "clusters")
    region = first.readings[0]
    assert region.cell_id == "doc-1/1/clusters/1/region"
    assert (region.inherited_from, region.value_type) == (None, ValueType.REGION)
    assert second.readings[0].inherited_from == region.cell_id
    assert second.readings[0].regions == region.regions
    assert third.readings[0].inherited_from is None


def test_other_headers_number_and_remark_columns_are_the_same_kind() -> None:
    page = Page()
    page.centred("2022年度创新型产业集群名单", 44)
    page.table(
        [
            ["序号", "省份", "产业集群名称", "集群建设单位", "备注"],
            ["1", "山西", "榆次液压产业集群", "山西榆次工业园区管委会", ""],
        ]
    )
    (record,) = records_of(read(page), "clusters")
    assert texts(record) == {
        "printed_no": "1",
        "region": "山西",
        "cluster_name": "榆次液压产业集群",
        "construction_unit": "山西榆次工业园区管委会",
        "remark": "",
    }


def test_a_column_that_no_kind_knows_is_kept_under_its_header() -> None:
    page = Page()
    page.table(
        [
            ["地区", "集群名称", "建设单位", "类型", "主导产业"],
            ["山西", "榆次液压产业集群", "山西榆次工业园区管委会", "试点", "液压"],
        ]
    )
    (record,) = records_of(read(page), "clusters")
    assert texts(record)["主导产业"] == "液压"


def test_a_table_without_title_is_known_by_its_header() -> None:
    page = Page()
    page.table(
        [
            ["地区", "集群名称", "建没单位", "类型"],
            ["山西", "榆次液压产业集群", "山西榆次工业园区管委会", "试点"],
        ]
    )
    document = read(page)
    assert [part.kind for part in document.parts] == ["roster"]
    (record,) = records_of(document, "clusters")
    unit = record.readings[2]
    assert (unit.column, unit.doubts) == ("construction_unit", ("header-unclear",))


def test_a_row_over_the_full_width_speaks_for_the_rows_below() -> None:
    page = Page()
    page.centred("创新型产业集群名单", 44)
    page.table(
        [
            ["集群名称", "建设单位", "类型"],
            ["山西省", ACROSS, ACROSS],
            ["榆次液压产业集群", "山西榆次工业园区管委会", "试点"],
            ["太原不锈钢产业集群", "太原不锈钢产业园区管委会", "培育"],
            ["贵州省", ACROSS, ACROSS],
            ["贵阳区块链与大数据产业集群", "贵阳高新区管委会", "培育"],
        ]
    )
    records = records_of(read(page), "clusters")
    assert [texts(record)["region"] for record in records] == ["山西省", "山西省", "贵州省"]
    regions = [r for record in records for r in record.readings if r.column == "region"]
    assert [r.inherited_from for r in regions] == [None, "doc-1/1/clusters/1/region", None]


def test_a_unit_over_two_rows_is_doubtful_because_a_rule_may_be_missing() -> None:
    page = Page()
    page.table(
        [
            ["地区", "集群名称", "建设单位", "类型"],
            ["辽宁", "大连高端工业软件产业集群", "大连高新区管委会", "试点"],
            ["辽宁", "大连信息技术产业集群", UP, "培育"],
        ]
    )
    first, second = records_of(read(page), "clusters")
    assert [r.doubts for r in first.readings] == [(), (), ("span-unexpected",), ()]
    assert texts(second)["construction_unit"] == "大连高新区管委会"
    assert second.readings[2].inherited_from == first.readings[2].cell_id


def test_a_cell_over_two_columns_is_doubtful_because_a_rule_may_be_missing() -> None:
    page = Page()
    page.table(
        [
            ["地区", "集群名称", "建设单位", "类型"],
            ["辽宁", "大连高端工业软件产业集群大连高新区管委会", ACROSS, "试点"],
            ["辽宁", "大连信息技术产业集群", "大连高新区管委会", "培育"],
        ]
    )
    first, second = records_of(read(page), "clusters")
    doubt = ("span-unexpected",)
    assert [r.doubts for r in first.readings] == [(), doubt, doubt, ()]
    assert [r.doubts for r in second.readings] == [()] * 4


def test_empty_rows_and_cells_stay() -> None:
    page = Page()
    page.table(
        [
            ["地区", "集群名称", "建设单位", "类型"],
            ["", "", "", ""],
            ["吉林", "通化医药产业集群", "", "试点"],
        ]
    )
    records = records_of(read(page), "clusters")
    assert [texts(record)["cluster_name"] for record in records] == ["", "通化医药产业集群"]
    empty = records[1].readings[2]
    assert (empty.text_ocr, len(empty.regions)) == ("", 1)


def test_rows_of_two_unjoined_tables_are_numbered_on() -> None:
    page = Page()
    page.centred("创新型产业集群名单", 44)
    header = ["地区", "集群名称", "建设单位", "类型"]
    page.table([header, ["吉林", "通化医药产业集群", "通化高新区管委会", "试点"]])
    page.table([header, ["云南", "昆明市生物医药产业集群", "昆明高新区管委会", "培育"]])
    document = read(page)
    assert [part.kind for part in document.parts] == ["roster"]
    assert [record.row_no for record in records_of(document, "clusters")] == [1, 2]


@pytest.mark.parametrize(("unit", "is_sure"), [("温州市科技局", True), ("温州浙南科技城", False)])
def test_a_page_without_header_is_known_by_its_cells(unit: str, is_sure: bool) -> None:
    page = Page()
    page.table(
        [
            ["江苏", "宜兴水环境产业集群", "宜兴环保工业园", "（培育）"],
            [UP, "江阴特钢新材料创新型产业集群", "江阴高新区管委会", "试点"],
            [UP, "常州光伏创新型产业集群", "常州高新区管委会", "试点"],
            ["浙江", "杭州数字安防创新型产业集群", "杭州高新区管委会", "试点"],
            [UP, "温州激光与光电创新型产业集群", unit, "试点"],
            ["安徽", "合肥公共安全创新型产业集群", "合肥高新区管委会", "试点"],
        ]
    )
    document = read(page)
    assert [part.kind for part in document.parts] == ["roster"]
    records = records_of(document, "clusters")
    assert [texts(record)["region"] for record in records] == [
        "江苏",
        "江苏",
        "江苏",
        "浙江",
        "浙江",
        "安徽",
    ]
    assert texts(records[0])["construction_unit"] == "宜兴环保工业园"
    units = [r for record in records for r in record.readings if r.column == "construction_unit"]
    assert all(("header-unclear" in unit.doubts) is not is_sure for unit in units)
    assert "column-by-content" in {finding.slug for finding in document.findings}


FIRST_ROW = ["1", "江苏", "宜兴水环境产业集群", "宜兴环保工业园", "培育", ""]


@pytest.mark.parametrize(
    "heads",
    [
        [["·:·'.", ACROSS, ACROSS, ACROSS, ACROSS, ACROSS]],
        [["'", "", "一·", ".", ":", ""]],
        [["", "", "", "", "", ""], ["'", "", "一", "·", "", ""]],
    ],
    ids=["over-all-columns", "in-columns", "in-two-rows"],
)
def test_a_list_whose_head_is_only_specks_is_read_in_full(heads: list[list[str]]) -> None:
    page = Page()
    page.table(
        [
            *heads,
            FIRST_ROW,
            ["2", "浙江", "杭州数字安防创新型产业集群", "杭州高新区管委会", "试点", ""],
            ["3", "浙江", "温州激光与光电创新型产业集群", "温州市科技局", "试点", ""],
            ["4", "安徽", "合肥公共安全创新型产业集群", "合肥高新区管委会", "试点", ""],
        ]
    )
    records = records_of(read(page), "clusters")
    assert [record.row_no for record in records] == [1, 2, 3, 4]
    assert texts(records[0]) == {
        "printed_no": "1",
        "region": "江苏",
        "cluster_name": "宜兴水环境产业集群",
        "construction_unit": "宜兴环保工业园",
        "cluster_type": "培育",
    }
    assert all("header-unclear" in r.doubts for record in records for r in record.readings)


def test_what_is_left_of_a_head_over_empty_columns_speaks_once_against_a_list() -> None:
    page = Page()
    page.centred("创新型产业集群名单", 44)
    rows = [
        [place, f"{place}现代中药产业集群", f"{place}高新区管委会", "培育", *[""] * 4]
        for place in ("北京", "河北", "吉林", "上海", "江苏")
    ]
    page.table([["地", "业群名标", "建设单", "发别备出", *[ACROSS] * 4], *rows])
    blocks = lay_out_blocks([page.reading()], join_tables([page.reading()]))
    (roster,) = [kind for kind in shipped_kinds() if kind.kind == "roster"]
    (fit,) = fit_kinds(blocks[-1], 1, [roster])
    assert fit.score > 0.7


def test_misread_types_below_an_unreadable_head_are_types_and_the_provinces_regions() -> None:
    types = ["试点", "式点", "试点", "式点", "培育"]
    places = ["江苏", "浙江", "安徽", "福建", "山东"]
    page = Page()
    page.table(
        [
            ["'", "一", ":", "匚工"],
            *(
                [place, f"{place}装备产业集群", f"{place}高新区管委会", kind]
                for place, kind in zip(places, types, strict=True)
            ),
        ]
    )
    found = [texts(record) for record in records_of(read(page), "clusters")]
    assert [said["region"] for said in found] == places
    assert [said["cluster_type"] for said in found] == types


def listed(*rows: list[str], above: str = "") -> list[tuple[str, ...]]:
    """(region, cluster, unit, type) of each record of a roster with these rows."""
    page = Page()
    page.centred("2022年度创新型产业集群名单", 44)
    if above:
        page.line(above)
    page.table(list(rows))
    columns = ("region", "cluster_name", "construction_unit", "cluster_type")
    found = [texts(record) for record in records_of(read(page), "clusters")]
    return [tuple(said.get(column, "") for column in columns) for said in found]


PLAIN = ["序号", "集群名称", "建设单位"]
WUJIN = ["1", "武进机器人产业集群", "武进高新区管委会"]
KUNSHAN = ["2", "昆山小核酸产业集群", "昆山高新区管委会"]


def test_headings_between_the_rows_are_the_region_of_the_rows_below() -> None:
    found = listed(
        PLAIN,
        ["一、常州市（1家）", ACROSS, ACROSS],
        WUJIN,
        ["二、苏州市（1家）", "", ""],
        KUNSHAN,
    )
    assert found == [
        ("常州市（1家）", "武进机器人产业集群", "武进高新区管委会", ""),
        ("苏州市（1家）", "昆山小核酸产业集群", "昆山高新区管委会", ""),
    ]


def test_a_heading_that_names_a_type_is_the_type() -> None:
    found = listed(PLAIN, ["（一）试点集群", ACROSS, ACROSS], WUJIN, KUNSHAN)
    assert [row[3] for row in found] == ["试点", "试点"]


@pytest.mark.parametrize(
    "above", ["一、创新型产业集群名单", "1.总体情况", "（一）按推荐次序（2个）"]
)
def test_a_heading_that_names_no_place_is_no_region(above: str) -> None:
    assert [row[0] for row in listed(PLAIN, WUJIN, KUNSHAN, above=above)] == ["", ""]


def test_a_line_above_a_table_is_the_region_of_its_rows() -> None:
    page = Page()
    page.centred("创新型产业集群试点（培育）名单", 44)
    page.line("一、北京市（1家）")
    page.table([PLAIN, ["1", "丰台轨道交通产业集群", "中关村丰台园管委会"]])
    page.line("二、新疆生产建设兵团（1家）")
    page.table([PLAIN, ["1", "石河子葡萄酒产业集群", "石河子高新区管委会"]])
    page.line("注：所在地以工商注册地为准。")
    document = read(page)
    regions = [texts(record)["region"] for record in records_of(document, "clusters")]
    assert regions == ["北京市（1家）", "新疆生产建设兵团（1家）"]
    assert document.unplaced == ()


@pytest.mark.parametrize(
    "last",
    [
        ["合计", "2家", ACROSS],
        ["共计：2个", ACROSS, ACROSS],
        ["", "总 计", "2"],
        ["注：以上名单不分先后。", ACROSS, ACROSS],
        ["（以下空白）", ACROSS, ACROSS],
    ],
)
def test_totals_and_notes_in_a_table_are_no_entries(last: list[str]) -> None:
    assert [row[1] for row in listed(PLAIN, WUJIN, KUNSHAN, last)] == [WUJIN[1], KUNSHAN[1]]


@pytest.mark.parametrize(
    "again",
    [
        [["F", "集群名称", "建设主体"]],
        [["序号", "集口晨本情", ACROSS], [UP, "创新堂户业集群名你", "建设主体"]],
        [["F有9", "集口晨本情", "2"], [UP, "创新堂户业集群名你", "建设主体"]],
    ],
    ids=["one-row", "two-rows", "two-rows-badly-read"],
)
def test_a_badly_read_head_of_a_later_page_is_no_entry(again: list[list[str]]) -> None:
    assert [row[1] for row in listed(PLAIN, WUJIN, *again, KUNSHAN)] == [WUJIN[1], KUNSHAN[1]]


@pytest.mark.parametrize(
    "row",
    [["2", "昆山小核酸基地", "建设单位"], ["", "", "建设单位"], ["二", "昆山小核酸基地", "昆山"]],
    ids=["number", "one-cell", "no-label"],
)
def test_a_row_that_is_no_head_is_an_entry_however_strange(row: list[str]) -> None:
    assert [found[1] for found in listed(PLAIN, WUJIN, row)] == [WUJIN[1], row[1]]


def test_a_column_whose_header_was_not_read_is_known_by_its_cells() -> None:
    page = Page()
    page.centred("2022年度创新型产业集群名单", 44)
    page.table(
        [
            ["字号", "坤囗", "集群名称", "建设单位"],
            ["1", "江苏", "武进机器人产业集群", "武进高新区管委会"],
            ["2", "浙江", "温州激光产业集群", "温州高新区管委会"],
            ["3", "大连市", "大连工业软件产业集群", "大连高新区管委会"],
            ["4", "新疆兵团", "石河子葡萄酒产业集群", "石河子高新区管委会"],
        ]
    )
    page.tables[0] = unsure(page.tables[0], "坤囗")
    document = read(page)
    readings = [
        reading for record in records_of(document, "clusters") for reading in record.readings
    ]
    said = {(r.column, r.text_ocr) for r in readings if r.column in ("printed_no", "region")}
    assert said == {
        ("printed_no", "1"),
        ("printed_no", "2"),
        ("printed_no", "3"),
        ("printed_no", "4"),
        ("region", "江苏"),
        ("region", "浙江"),
        ("region", "大连市"),
        ("region", "新疆兵团"),
    }
    assert {r.doubts for r in readings if r.column == "region"} == {("header-unclear",)}
    assert [f.slug for f in document.findings] == ["column-by-content"] * 2


def test_a_column_with_a_header_of_its_own_is_no_other_column() -> None:
    page = Page()
    page.centred("2022年度创新型产业集群名单", 44)
    page.table([["名次", "集群名称", "建设单位"], WUJIN, KUNSHAN, ["3", "甲产业集群", "甲政府"]])
    (first, *_) = records_of(read(page), "clusters")
    assert texts(first)["名次"] == "1"


def unsure(table: Table, text: str) -> Table:
    """The table with one cell's text read unsurely."""
    cells = tuple(
        replace(cell, lines=tuple(replace(line, score=0.3, glyphs=()) for line in cell.lines))
        if cell.text_ocr == text
        else cell
        for cell in table.cells
    )
    return replace(table, cells=cells)


def test_a_row_that_shows_how_to_fill_in_the_others_is_no_entry() -> None:
    example = ["示例：", "某某产业集群", "某某管委会"]
    assert [row[1] for row in listed(PLAIN, example, WUJIN)] == [WUJIN[1]]


def unit_doubts(header: str, score: float) -> set[bool]:
    """Whether the cells of the only column of organisations are doubted for their header."""
    page = Page()
    page.line("附件")
    page.centred("创新型产业集群名单")
    places = ("邯郸", "保定", "唐山", "承德", "邢台", "沧州")
    rows = [["河北", f"{place}装备产业集群", f"{place}市科技局"] for place in places]
    page.table([["地区", "集群名称", header], *rows])
    page.tables[0] = with_score(page.tables[0], header, score)
    document = read(page)
    return {
        "header-unclear" in reading.doubts
        for record in records_of(document, "clusters")
        for reading in record.readings
        if reading.column == "construction_unit"
    }


def with_score(table: Table, text: str, score: float) -> Table:
    cells = tuple(
        replace(cell, lines=tuple(replace(line, score=score, glyphs=()) for line in cell.lines))
        if cell.text_ocr == text
        else cell
        for cell in table.cells
    )
    return replace(table, cells=cells)


def test_a_list_whose_head_was_mostly_misread_is_a_list() -> None:
    page = Page()
    page.line("附件3")
    page.centred("2022年度创新型产业集群名单")
    places = ("邯郸", "保定", "唐山", "承德", "邢台", "沧州")
    rows = [["何比", f"{place}装备产业集群", f"{place}市科技局", "试点", ""] for place in places]
    page.table([["电凡", "产业集群忘律", "皇郡建安单位", "美型", "备生"], *rows])
    records = records_of(read(page), "clusters")
    assert [texts(record)["cluster_name"] for record in records] == [row[1] for row in rows]
    assert {texts(record)["cluster_type"] for record in records} == {"试点"}


def test_a_misread_header_is_no_doubt_where_cells_leave_no_choice() -> None:
    assert unit_doubts("建没单住", 0.5) == {False}
    assert unit_doubts("推荐机关", 0.99) == {True}


@pytest.mark.parametrize(("score", "is_left_out"), [(0.5, True), (0.9, False)])
def test_a_garbled_line_is_no_part_of_a_header(score: float, is_left_out: bool) -> None:
    """Names printed over the rule below a head are cut into it."""
    page = Page()
    page.table([["集群名称", "建设单位"], WUJIN[1:]])
    (table,) = page.tables
    (line,) = table.cells[0].lines
    below = replace(line, text="曰2…11m", score=score, glyphs=())
    cells = (replace(table.cells[0], lines=(line, below)), *table.cells[1:])
    page.tables[0] = replace(table, cells=cells)
    (block,) = lay_out_blocks([page.reading()], join_tables([page.reading()]))
    assert block.grid is not None
    found = [strip.text for strip in header_texts(block.grid, 0, 1)]
    assert found == ["集群名称曰2…11m", *(["集群名称"] if is_left_out else [])]


@pytest.mark.parametrize(("x", "is_doubted"), [(60, False), (160, True)], ids=["near", "far"])
def test_two_prints_beside_each_other_far_apart_in_a_cell_are_doubted(
    x: int, is_doubted: bool
) -> None:
    page = Page()
    page.centred("创新型产业集群名单", 44)
    table = page.table([HEAD, SOUND])
    name = next(cell for cell in table.cells if cell.text_ocr == SOUND[2])
    box = name.upright
    parts = tuple(line_at(text, box.x0 + at, box.y0) for text, at in (("天津", 0), ("装备", x)))
    cells = [replace(c, lines=parts) if c is name else c for c in table.cells]
    page.tables = [replace(table, cells=tuple(cells))]
    (record,) = records_of(read(page), "clusters")
    doubts = {reading.column: reading.doubts for reading in record.readings}
    assert ("span-unexpected" in doubts["cluster_name"]) == is_doubted


def test_a_later_head_with_labels_over_several_rows_is_no_row() -> None:
    """Specks in its shade were taken for rules."""
    first, second = Page(), Page(2)
    first.centred("创新型产业集群名单", 44)
    first.table([HEAD, SOUND, ["2", *SOUND[1:]]])
    broken = [["", HEAD[1], "", "", ""], [HEAD[0], UP, *HEAD[2:]], ["", UP, "", "", UP]]
    second.table([*broken, ["3", *SOUND[1:]], ["4", *SOUND[1:]]])
    assert len(records_of(read(first, second), "clusters")) == 4


@pytest.mark.parametrize(
    ("score", "number", "n_rows"),
    [(0.4, "3", 4), (0.9, "3", 5), (0.4, "4", 5)],
    ids=["garbled", "read", "with-a-gap"],
)
def test_a_later_head_of_which_no_line_is_text_is_no_row_where_numbers_run_on(
    score: float, number: str, n_rows: int
) -> None:
    """White print on black crumbles on a fax."""
    first, second = Page(), Page(2)
    first.centred("创新型产业集群名单", 44)
    entries = [[no, *SOUND[1:]] for no in ("1", "2", number, "9")]
    first.table([HEAD, *entries[:2]])
    second.table([["中号", "ji", "1468", "24式设单位", "A"], *entries[2:]])
    for text in ("中号", "ji", "1468", "24式设单位", "A"):
        second.tables[0] = with_score(second.tables[0], text, score)
    assert len(records_of(read(first, second), "clusters")) == n_rows


HEAD = ["序号", "地区", "集群名称", "建设单位", "类型"]
SOUND = ["1", "天津", "北辰装备制造产业集群", "北辰科技园管委会", "试点"]


def doubts_beside_broken_rules(row: list[str], *more: str) -> list[tuple[str, ...]]:
    """Doubts of a row's readings when the layout doubts each of its cells so, and `more`.

    A row of four cells is one of a list without numbers.
    """
    page = Page()
    page.centred("创新型产业集群名单", 44)
    table = page.table([HEAD[-len(row) :], SOUND[-len(row) :], row])
    cells = [
        replace(cell, doubts=("rule-broken", *more)) if cell.row == 2 else cell
        for cell in table.cells
    ]
    page.tables = [replace(table, cells=tuple(cells))]
    _, doubted = records_of(read(page), "clusters")
    return [reading.doubts for reading in doubted.readings]


@pytest.mark.parametrize("kind", ["试点", "（培育）"])
def test_no_rule_is_missing_where_a_row_holds_just_what_its_columns_do(kind: str) -> None:
    row = ["山西", "榆次液压产业集群", "榆次工业园区管委会", kind]
    broken = ("rule-broken",)
    assert doubts_beside_broken_rules(row) == [broken, (), (), ()]
    cut = ("text-cut",)
    assert doubts_beside_broken_rules(row, *cut) == [broken + cut, cut, cut, cut]


@pytest.mark.parametrize(
    "row",
    [
        pytest.param(["山西", "榆次液压产业集群", "榆次工业园区管委会", "式点"], id="misread-type"),
        pytest.param(["山西", "榆次液压产业集群", "榆次工业园区管委会", ""], id="no-type"),
        pytest.param(["2", "山西", "榆次液压产业集群", "榆次工业园区管委会", ""], id="no-word"),
        pytest.param(["山西", "榆次液压产业", "榆次工业园区管委会", "试点"], id="cut-name"),
        pytest.param(["山西", "榆次液压产业集群", "榆次工业", "试点"], id="cut-unit"),
        pytest.param(["山西", "榆次液压产业集群", "", "试点"], id="no-unit"),
    ],
)
def test_a_rule_may_be_missing_where_a_cell_holds_something_else(row: list[str]) -> None:
    assert doubts_beside_broken_rules(row) == [("rule-broken",)] * len(row)


@pytest.mark.parametrize(
    ("second", "rows"),
    [
        ("集群名称\t建设单位", ["北京", "天津"]),
        ("集群名称\n北辰装备产业集群", ["北京", "?", "天津"]),
    ],
    ids=["labels-only", "with-an-entry"],
)
def test_a_later_head_whose_boxes_were_seen_as_one_is_no_row(second: str, rows: list[str]) -> None:
    first, later = Page(1), Page(2)
    first.centred("创新型产业集群名单", 44)
    columns = ["地区", "集群名称", "建设单位", "类型"]
    first.table([columns, ["北京", "中关村移动互联网产业集群", "中关村海淀园管委会", "试点"]])
    glued = [f"集群基本情况\n{second}", "<", "<", "类型"]
    later.table([glued, ["天津", "北辰高端装备制造产业集群", "天津北辰科技园管委会", "培育"]])
    records = [texts(record) for record in records_of(read(first, later), "clusters")]
    assert [r["region"] if len(r["region"]) == 2 else "?" for r in records] == rows


@pytest.mark.parametrize(
    ("first", "n_rows"),
    [(["9010", "<", "<", "00229", "<"], 8), (["9010", "<", "<", "00229", "试点"], 9)],
    ids=["all-over-columns", "one-of-its-own"],
)
def test_a_head_of_which_nothing_was_read_is_no_row(first: list[str], n_rows: int) -> None:
    page = Page()
    page.centred("创新型产业集群名单", 44)
    rows = [
        ["北京", "中关村移动互联网产业集群", "中关村海淀园管委会", "试点"],
        ["天津", "北辰高端装备制造产业集群", "天津北辰科技园管委会", "培育"],
    ]
    page.table([first, *([str(i), *row] for i, row in enumerate(rows * 4, start=1))])
    assert len(records_of(read(page), "clusters")) == n_rows


def test_one_label_over_several_unknown_columns_names_each() -> None:
    page = Page()
    page.centred("创新型产业集群名单")
    head = ["省份", "产业集群名称", "集群建设单位", "经办", ACROSS, "经办"]
    page.table(
        [head, *(["北京", f"海淀{n}产业集群", "海淀园管委会", "甲", "乙", "丙"] for n in "一二三")]
    )
    records = records_of(read(page), "clusters")
    assert [set(texts(record)) >= {"经办", "经办_5", "经办_6"} for record in records] == [True] * 3
    ids = [reading.cell_id for record in records for reading in record.readings]
    assert len(ids) == len(set(ids))
