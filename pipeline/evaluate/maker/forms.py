"""Rosters and application forms as blocks, laid out like the official ones."""

from __future__ import annotations

from dataclasses import fields as dataclass_fields
from dataclasses import replace
from datetime import date
from itertools import groupby
from random import Random

import msgspec

from pipeline.evaluate.maker.blocks import (
    Align,
    Block,
    Grid,
    GridCell,
    PageBreak,
    Role,
    Rules,
    Run,
    Words,
)
from pipeline.evaluate.maker.looks import RosterLook
from pipeline.evaluate.maker.stock import stock
from pipeline.evaluate.truth import ApplicationFields, RosterRow

_TEXTS = [field.name for field in dataclass_fields(ApplicationFields)][:-2]
_BLANK = msgspec.convert(dict.fromkeys(_TEXTS, ""), ApplicationFields)


def title(text: str, size: float = 18.0) -> Words:
    """Return a centred title."""
    return Words((Run(text, Role.TITLE),), size, Align.CENTRE, after=8)


def roster_grid(rows: tuple[RosterRow, ...], look: RosterLook) -> Grid:
    """Return the roster's table; a merged region is one cell over its rows."""
    columns = _roster_columns(look)
    names = [name for _, name in columns]
    cells = _roster_header(columns, look)
    below = 1 + look.two_level
    for index, row in enumerate(rows, start=1):
        for col, name in enumerate(names):
            if name == "region" and look.merged:
                continue
            runs = (Run(_printed(row, name, index, look)),)
            align = look.align if name in ("cluster", "unit") else Align.CENTRE
            striped = look.rules is Rules.ZEBRA and index % 2 == 0
            cells.append(GridCell(index + below - 1, col, runs, align=align, gray=striped))
    if look.merged:
        cells += _merged_regions(rows, names.index("region"), below)
    weights = {"number": 6, "region": 9, "cluster": 38, "unit": 28, "type": 10, "": 9}
    if look.narrow:
        weights |= {"cluster": 22, "unit": 18, "": 32}
    widths = tuple(float(weights[name]) for name in names)
    return Grid(
        len(rows) + below, widths, tuple(cells), look.rules, below, look.repeat_header, look.size,
        look.padding,
    )  # fmt: skip


def _roster_header(columns: list[tuple[str, str]], look: RosterLook) -> list[GridCell]:
    """The header: one row, or two with one head over the columns of both names."""
    role = Role.TITLE if look.bold_header else Role.LABEL
    blank = GridCell(0, 0, (), gray=look.gray_header, dark=look.dark_header)
    cells = []
    for col, (header, name) in enumerate(columns):
        is_under = look.two_level and name in ("cluster", "unit")
        row_span = 2 if look.two_level and not is_under else 1
        cells.append(
            replace(blank, row=int(is_under), col=col, runs=(Run(header, role),), row_span=row_span)
        )
        if is_under and name == "cluster":
            cells.append(replace(blank, col=col, runs=(Run("集群基本情况", role),), col_span=2))
    return cells


def _roster_columns(look: RosterLook) -> list[tuple[str, str]]:
    region, cluster, unit, kind = look.headers
    columns = [(region, "region"), (cluster, "cluster"), (unit, "unit"), (kind, "type")]
    if look.region_last:
        columns.insert(2, columns.pop(0))
    if look.number:
        columns.insert(0, ("序号", "number"))
    if look.empty:
        columns.append(("", ""))
    if look.remark or look.narrow:
        columns.append(("备注", ""))
    return columns


def _printed(row: RosterRow, name: str, index: int, look: RosterLook) -> str:
    if name == "number":
        return str(index)
    if name == "type" and row.type == "培育" and look.brackets:
        return look.brackets[0] + row.type + look.brackets[1]
    values = {"region": row.region, "cluster": row.cluster, "unit": row.unit, "type": row.type}
    return values.get(name, "")


def _merged_regions(rows: tuple[RosterRow, ...], col: int, below: int) -> list[GridCell]:
    cells, start = [], below
    for region, group in groupby(rows, key=lambda row: row.region):
        span = len(list(group))
        cells.append(GridCell(start, col, (Run(region),), row_span=span))
        start += span
    return cells


def application_blocks(
    fields: ApplicationFields | None, rng: Random, year: int, *, pen: bool = False
) -> tuple[Block, ...]:
    """Return 表一, 表二 and 表三, filled in or (with None) as the blank form.

    With `pen` both boxes of the status are printed empty: one is ticked on the paper.
    """
    actual, target = str(year - 1), str(year + 2)
    rows = fields.leaders if fields else ()
    blank_rows = 0 if fields else rng.randint(3, 8)
    return (
        Words((Run("附件1：", Role.TITLE),), 14),
        title("创新型产业集群评价申请表（表一 基本信息）"),
        _basics(fields or _BLANK, rng, pen=pen),
        PageBreak(),
        title("创新型产业集群评价申请表（表二 指标数据）"),
        Words((Run("注：指标说明详见《创新型产业集群评价指引（试行）》。"),), 10.5),
        _indicator_grid(fields, actual, target),
        PageBreak(),
        title("创新型产业集群评价申请表（表三 集群领军企业）"),
        _leader_grid([(r.firm, r.product, r.revenue) for r in rows], blank_rows, actual),
    )


def _basics(a: ApplicationFields, rng: Random, *, pen: bool) -> Grid:
    entries: list[tuple[int, int, int, int, str, str]] = [
        # row, column, row span, column span, label, value
        (0, 0, 1, 2, "集群名称", ""), (0, 2, 1, 5, "", a.cluster),
        (1, 0, 4, 1, "集群\n建设单位", ""),
        (1, 1, 1, 1, "名称", ""), (1, 2, 1, 1, "", a.unit),
        (1, 3, 1, 1, "分管领导姓名", ""), (1, 4, 1, 1, "", a.leader),
        (1, 5, 1, 1, "职务", ""), (1, 6, 1, 1, "", a.leader_title),
        (2, 1, 1, 1, "地址", ""), (2, 2, 1, 3, "", a.address),
        (2, 5, 1, 1, "邮编", ""), (2, 6, 1, 1, "", a.postcode),
        (3, 1, 2, 1, "联系人", ""), (3, 2, 1, 1, "部门 ", a.department),
        (3, 3, 1, 1, "姓名", ""), (3, 4, 1, 1, "", a.contact),
        (3, 5, 1, 1, "职务", ""), (3, 6, 1, 1, "", a.contact_title),
        (4, 2, 1, 1, "手机 ", a.mobile),
        (4, 3, 1, 1, "传真", ""), (4, 4, 1, 1, "", a.fax),
        (4, 5, 1, 1, "E-mail", ""), (4, 6, 1, 1, "", a.email),
        (5, 0, 2, 1, "集群专业化服务平台机构联系人", ""),
        (5, 1, 1, 1, "单位", ""), (5, 2, 1, 1, "", a.service_org),
        (5, 3, 1, 1, "姓名", ""), (5, 4, 1, 1, "", a.service_name),
        (5, 5, 1, 1, "职务", ""), (5, 6, 1, 1, "", a.service_title),
        (6, 1, 1, 1, "手机", ""), (6, 2, 1, 1, "", a.service_mobile),
        (6, 3, 1, 1, "传真", ""), (6, 4, 1, 1, "", a.service_fax),
        (6, 5, 1, 1, "E-mail", ""), (6, 6, 1, 1, "", a.service_email),
        (8, 0, 1, 1, "申请状态", ""),
    ]  # fmt: skip
    gray = rng.random() < 0.15
    cells = [
        GridCell(
            r,
            c,
            (Run(label, Role.LABEL), Run(value, Role.VALUE)),
            rs,
            cs,
            gray=gray and bool(label),
        )
        for r, c, rs, cs, label, value in entries
    ]
    overview = (Run("集群发展现状和规划目标概述：\n", Role.LABEL), Run(a.overview, Role.VALUE))
    cells.append(GridCell(7, 0, overview, 1, 7, Align.LEFT, height=rng.uniform(120, 200)))
    cells.append(GridCell(8, 1, _status_runs(a, rng, pen=pen), 1, 6, Align.LEFT, height=80))
    widths = tuple(w * rng.uniform(0.9, 1.1) for w in (14.0, 6.5, 19.0, 9.0, 17.0, 9.0, 25.5))
    size, padding = rng.choice((9.0, 10.0, 10.5, 10.5)), rng.choice((2.0, 3.0, 4.0))
    rules = rng.choice((Rules.RULED, Rules.RULED, Rules.HAIR, Rules.BOLD_FRAME))
    return Grid(9, widths, tuple(cells), rules, header_rows=0, size=size, padding=padding)


TICK_PAIRS = (("☑", "☐"), ("☑", "□"), ("■", "□"), ("●", "○"), ("√", "□"), ("☒", "☐"))
"""(ticked, empty) as printed or filled in."""


def _status_runs(a: ApplicationFields, rng: Random, *, pen: bool) -> tuple[Run, ...]:
    ticked, empty = ("□", "□") if pen else rng.choice(TICK_PAIRS)
    boxes = [ticked if a.status == choice else empty for choice in ("初次申请", "再次申请")]
    gap = "　" * rng.randint(4, 10)
    day = chinese_date(a.signed) if a.signed else "　　年　　月　　日"
    return (
        Run(f"{boxes[0]} 初次申请{gap}集群建设单位：\n", Role.LABEL),
        Run(f"{boxes[1]} 再次申请{gap}　（印章）\n{gap}　　　　　　", Role.LABEL),
        Run(day, Role.VALUE if a.signed else Role.LABEL),
    )


def chinese_date(iso: str) -> str:
    """Return 2021年3月17日 for 2021-03-17."""
    day = date.fromisoformat(iso)
    return f"{day.year}年{day.month}月{day.day}日"


def _indicator_grid(fields: ApplicationFields | None, actual: str, target: str) -> Grid:
    cells = [
        GridCell(0, 0, (Run("指标", Role.LABEL),), 2, 1),
        GridCell(0, 1, (Run("数据单位", Role.LABEL),), 2, 1),
        GridCell(0, 2, (Run("数据", Role.LABEL),), 1, 2),
        GridCell(1, 2, (Run(f"{actual}年实际数", Role.LABEL),)),
        GridCell(1, 3, (Run(f"{target}年目标数", Role.LABEL),)),
    ]
    indicators = stock().indicators
    for row, (slug, name, unit) in enumerate(indicators, start=2):
        cells.append(GridCell(row, 0, (Run(name, Role.LABEL),)))
        cells.append(GridCell(row, 1, (Run(unit, Role.LABEL),)))
        for col, year in ((2, actual), (3, target)):
            value = fields.indicators[year][slug] if fields else ""
            cells.append(GridCell(row, col, (Run(value, Role.VALUE),)))
    return Grid(len(indicators) + 2, (50, 14, 18, 18), tuple(cells), header_rows=2, padding=4.5)


def _leader_grid(rows: list[tuple[str, str, str]], blank_rows: int, actual: str) -> Grid:
    headers = ("企业名称", "主要产品", f"{actual}年营业收入（千元）")
    cells = [GridCell(0, col, (Run(text, Role.LABEL),)) for col, text in enumerate(headers)]
    for index, row in enumerate(rows + [("", "", "")] * blank_rows, start=1):
        cells += [
            GridCell(index, col, (Run(text, Role.VALUE),), height=18)
            for col, text in enumerate(row)
        ]
    return Grid(len(rows) + blank_rows + 1, (42, 25, 33), tuple(cells), padding=4.5)
