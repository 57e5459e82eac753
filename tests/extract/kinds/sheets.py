"""Synthetic pages: lines and tables put down by hand, so that tests need no recogniser."""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.extract.kinds import Kind, shipped_kinds
from pipeline.extract.kinds.document import read_document
from pipeline.model.document import DocumentReading, Record, SourceFile
from pipeline.model.geometry import Box, identity_transform
from pipeline.model.page import Balance, PageReading, PageSource, PageStatus
from pipeline.model.table import Cell, Table, TableStyle, TickBox, TickState
from pipeline.model.text import Glyph, TextLine

EM = 30
WIDTH, HEIGHT = 1654, 2339
LEFT = 200

UP, ACROSS = "^", "<"
"""In a table's rows: this place belongs to the cell above, or to the one on its left."""


def line_at(text: str, x: int, y: int, size: int = EM, engine: str = "test") -> TextLine:
    width = sum(size if char > "\u2e80" else size // 2 for char in text)
    box = Box(x, y, x + width, y + size)
    return TextLine(text, box, box, 0.99, engine, tuple(Glyph(char, 0.99) for char in text))


class Page:
    """A page in the making; `y` is where the next line or table goes."""

    def __init__(self, page_no: int = 1, source: PageSource = PageSource.IMAGE) -> None:
        self.page_no = page_no
        self.source = source
        self.y = 200
        self.lines: list[TextLine] = []
        self.tables: list[Table] = []
        self.ticks: list[TickBox] = []
        self.stamps: list[Box] = []

    def line(self, text: str, x: int = LEFT, size: int = EM) -> TextLine:
        line = line_at(text, x, self.y, size)
        self.lines.append(line)
        self.y += size * 2
        return line

    def centred(self, text: str, size: int = EM) -> TextLine:
        return self.line(text, (WIDTH - len(text) * size) // 2, size)

    def beside(self, text: str, x: int) -> TextLine:
        """A second line at the height of the last one."""
        line = line_at(text, x, self.lines[-1].upright.y0)
        self.lines.append(line)
        return line

    def table(self, rows: Sequence[Sequence[str]], row_height: int = 2 * EM) -> Table:
        n_rows, n_cols = len(rows), len(rows[0])
        width = (WIDTH - 2 * LEFT) // n_cols
        top = self.y
        cells: list[Cell] = []
        for r, row in enumerate(rows):
            for c, text in enumerate(row):
                if text in (UP, ACROSS):
                    continue
                row_span, col_span = _spans(rows, r, c)
                box = Box(
                    LEFT + c * width,
                    top + r * row_height,
                    LEFT + (c + col_span) * width,
                    top + (r + row_span) * row_height,
                )
                cells.append(Cell(r, c, row_span, col_span, box, box, _cell_lines(text, box)))
        box = Box(LEFT, top, LEFT + n_cols * width, top + n_rows * row_height)
        table = Table(
            len(self.tables) + 1, TableStyle.RULED, box, box, n_rows, n_cols, tuple(cells)
        )
        self.tables.append(table)
        self.y = box.y1 + EM
        return table

    def tick(self, line: TextLine, state: TickState) -> None:
        """A tick box to the left of a line."""
        height = line.upright.height
        box = Box(
            line.upright.x0 - height - 5,
            line.upright.y0,
            line.upright.x0 - 5,
            line.upright.y1,
        )
        ink = {TickState.TICKED: 0.4, TickState.EMPTY: 0.0, TickState.UNCLEAR: 0.1}[state]
        self.ticks.append(TickBox(box, box, state, ink))

    def reading(self) -> PageReading:
        in_cells = sum(len(cell.lines) for table in self.tables for cell in table.cells)
        n_rows = sum(table.n_rows for table in self.tables)
        return PageReading(
            page_no=self.page_no,
            width=WIDTH,
            height=HEIGHT,
            dpi=200.0,
            source=self.source,
            transform=identity_transform(WIDTH, HEIGHT),
            lines=tuple(self.lines),
            tables=tuple(self.tables),
            ticks=tuple(self.ticks),
            stamps=tuple(self.stamps),
            balance=Balance(in_cells + len(self.lines), in_cells, len(self.lines), n_rows, n_rows),
        )


def _spans(rows: Sequence[Sequence[str]], r: int, c: int) -> tuple[int, int]:
    col_span = 1
    while c + col_span < len(rows[0]) and rows[r][c + col_span] == ACROSS:
        col_span += 1
    row_span = 1
    while r + row_span < len(rows) and rows[r + row_span][c] == UP:
        row_span += 1
    return row_span, col_span


def _cell_lines(text: str, box: Box) -> tuple[TextLine, ...]:
    """Lines of a cell, inside it; a tab begins a line of its own further right."""
    rows = text.split("\n") if text else []
    lines: list[TextLine] = []
    for number, row in enumerate(rows):
        size = min(EM, (box.width - 80) // max(len(row), 1))
        x = box.x0 + 60
        for part in row.split("\t"):
            lines.append(line_at(part, x, box.y0 + 5 + number * (EM + 5), size))
            x = lines[-1].upright.x1 + 2 * EM
    return tuple(lines)


def text_page(text: str, page_no: int = 1) -> PageReading:
    """A page of plain text, as ingest gives it."""
    rows = text.split("\n")
    lines = []
    for number, row in enumerate(rows, start=1):
        stripped = row.strip()
        if stripped:
            start = row.index(stripped)
            box = Box(start, number, start + len(stripped), number + 1)
            lines.append(TextLine(stripped, box, box, 1.0, "text-dump"))
    width = max(map(len, rows))
    return PageReading(
        page_no,
        width,
        len(rows) + 1,
        0.0,
        PageSource.TEXT,
        identity_transform(width, len(rows) + 1),
        lines=tuple(lines),
        balance=Balance(len(lines), 0, len(lines), 0, 0),
    )


def failed_page(page_no: int) -> PageReading:
    return PageReading(
        page_no,
        WIDTH,
        HEIGHT,
        200.0,
        PageSource.IMAGE,
        identity_transform(WIDTH, HEIGHT),
        status=PageStatus.FAILED,
        reason="timeout",
    )


SOURCE = SourceFile("doc-1", "doc.pdf", "0" * 64, "application/pdf")


def read(*pages: Page | PageReading, kinds: Sequence[Kind] | None = None) -> DocumentReading:
    readings = [page.reading() if isinstance(page, Page) else page for page in pages]
    return read_document(SOURCE, readings, shipped_kinds() if kinds is None else kinds)


def texts(record: Record) -> dict[str, str]:
    """Printed text by column."""
    return {reading.column: reading.text_ocr for reading in record.readings}


def records_of(document: DocumentReading, table: str) -> list[Record]:
    return [record for record in document.iter_records() if record.table == table]


# -- documents that several tests read ----------------------------------------------------------


def letter_page(page_no: int = 1) -> Page:
    page = Page(page_no)
    page.centred("江苏省科学技术厅文件", 60)
    page.centred("苏科高发〔2022〕117号")
    page.centred("关于开展2022年创新型产业集群评价推荐工", 44)
    page.centred("作的通知", 44)
    page.line("各设区市科技局，各国家高新区管委会：")
    page.line(
        "根据《创新型产业集群评价指引（试行）》（国科火字〔2020〕183号）要求，现开展推荐工", 260
    )
    page.line("作。具体事项通知如下：")
    page.line("一、推荐材料一式三份，寄送截止期为2022年5月20日，以寄发日期为准。", 260)
    page.line("联系人：李一凡，张军", 260)
    page.line("电话：025-57712345、57712346", 260)
    page.beside("传真：025-57712347", 1000)
    page.line("电子信箱：jscq1@jskjt.gov.cn", 260)
    page.line("通信地址：南京市北京东路39号", 260)
    page.line("邮政编码：210008", 260)
    page.line("附件：1.创新型产业集群评价申请表", 260)
    page.line("2.创新型产业集群名单", 350)
    page.line("江苏省科学技术厅", 1100)
    page.line("2022年4月6日", 1150)
    page.line("（此件主动公开）")
    return page


def roster_page(page_no: int = 1) -> Page:
    page = Page(page_no)
    page.line("附件3：")
    page.centred("创新型产业集群名单", 44)
    page.table(
        [
            ["地区", "集群名称", "建设单位", "类型"],
            ["北京", "中关村移动互联网产业集群", "中关村海淀园管委会", "试点"],
            [UP, "丰台轨道交通产业集群", "中关村丰台园管委会", "（培育）"],
            ["天津", "北辰高端装备制造产业集群", "天津北辰科技园管委会", "（培育）"],
        ]
    )
    return page


BASICS = {
    "cluster_name": "武进机器人产业集群",
    "construction_unit": "武进高新区管委会",
    "leader_name": "曹涛然",
    "leader_title": "管委会主任",
    "address": "常州市武进区西湖路8号",
    "postcode": "213164",
    "contact_department": "产业促进局",
    "contact_name": "韩娜军",
    "contact_title": "处长",
    "contact_mobile": "13819607870",
    "contact_fax": "0519-76456171",
    "contact_email": "jqb749@126.com",
    "service_org": "武进产业研究院",
    "service_name": "尤芳",
    "service_title": "院长",
    "service_mobile": "18927714895",
    "service_fax": "0519-55035231",
    "service_email": "fw9059@163.com",
    "overview": "武进机器人产业集群已形成完整产业链。",
}


def basics_page(page_no: int = 1, values: dict[str, str] | None = None, signed: str = "") -> Page:
    """表一 with its nested labels; without values it is the blank form."""
    v = dict.fromkeys(BASICS, "") | (values or {})
    page = Page(page_no)
    page.line("附件1：")
    page.centred("创新型产业集群评价申请表（表一 基本信息）", 44)
    form = page.table(
        [
            ["集群名称", ACROSS, v["cluster_name"], *[ACROSS] * 4],
            ["集群\n建设单位", "名称", v["construction_unit"], "分管领导姓名", v["leader_name"],
             "职务", v["leader_title"]],
            [UP, "地址", v["address"], ACROSS, ACROSS, "邮编", v["postcode"]],
            [UP, "联系人", f"部门 {v['contact_department']}".strip(), "姓名", v["contact_name"],
             "职务", v["contact_title"]],
            [UP, UP, f"手机\n{v['contact_mobile']}".strip(), "传真", v["contact_fax"], "E-mail",
             v["contact_email"]],
            ["集群专业化服务平台\n机构联系人", "单位", v["service_org"], "姓名",
             v["service_name"], "职务", v["service_title"]],
            [UP, "手机", v["service_mobile"], "传真", v["service_fax"], "E-mail",
             v["service_email"]],
            [f"集群发展现状和规划目标概述：\n{v['overview']}".strip(), *[ACROSS] * 6],
            ["申请状态", f"初次申请\t集群建设单位：\n再次申请\t（印章）\n{signed or '年月日'}",
             *[ACROSS] * 5],
        ],
        row_height=4 * EM,
    )  # fmt: skip
    status = next(cell for cell in form.cells if cell.text_ocr.startswith("初次申请"))
    first, again = status.lines[0], status.lines[2]
    page.tick(first, TickState.TICKED if signed else TickState.EMPTY)
    page.tick(again, TickState.EMPTY)
    return page


INDICATORS = (
    ("revenue", "营业收入", "千元"),
    ("net_profit", "净利润", "千元"),
    ("taxes", "实际上缴税费总额", "千元"),
    ("firms", "集群企业总数", "家"),
    ("hitech_firms", "其中高新技术企业数", "家"),
    ("firms_ge_1bn", "其中营业收入≥10亿元人民币企业数", "家"),
    ("firms_100m_1bn", "其中营业收入≥1<10亿元人民币企业数", "家"),
    ("staff", "集群人员总数", "人"),
    ("margin", "营业收入净利润率", "%"),
    ("growth", "营业收入平均增长率", "%"),
    ("hitech_share", "高新技术企业占比", "%"),
    ("rd_share", "企业研发经费支出占比", "%"),
    ("patents_per_10k", "万人拥有有效发明专利数", "项"),
    ("standards", "当年形成标准数", "项"),
    ("incubators", "国家级孵化器和国家备案众创空间数", "个"),
    ("incubatees", "在孵企业数", "家"),
    ("rd_orgs", "研发机构数", "个"),
    ("service_orgs", "创新服务机构数", "个"),
    ("alliances", "产业联盟组织数", "个"),
    ("finance_orgs", "金融服务机构数", "个"),
    ("venture", "当年获得的风险投资额", "千元"),
)


def indicators_page(page_no: int, *, filled: bool, order: Sequence[int] = range(21)) -> Page:
    """表二; in row i stand the values 100 + i (actual) and 200 + i (target)."""
    page = Page(page_no)
    page.centred("创新型产业集群评价申请表（表二 指标数据）", 44)
    page.line("注：指标说明详见《创新型产业集群评价指引（试行）》。")
    rows = [
        ["指标", "数据单位", "数据", ACROSS],
        [UP, UP, "2021年实际数", "2024年目标数"],
    ]
    for index in order:
        _, name, unit = INDICATORS[index]
        values = [f"{100 + index}", f"{200 + index}"] if filled else ["", ""]
        rows.append([name, unit, *values])
    page.table(rows)
    return page


def leaders_page(page_no: int, *, filled: bool) -> Page:
    """表三 with two firms and a spare row."""
    page = Page(page_no)
    page.centred("创新型产业集群评价申请表（表三 集群领军企业）", 44)
    firms = [
        ["武进航宇科技股份有限公司", "轨道车辆制动系统", "4,602,714"],
        ["武进天弘智能装备集团有限公司", "高纯氧化铝", "8652086"],
    ]
    blank = ["", "", ""]
    page.table(
        [
            ["企业名称", "主要产品", "2021年营业收入（千元）"],
            *(firms if filled else [blank, blank]),
            blank,
        ]
    )
    return page


def application_pages(first: int = 1, values: dict[str, str] | None = None) -> list[Page]:
    """A filled application of three pages."""
    return [
        basics_page(first, values or BASICS, "2022年3月17日"),
        indicators_page(first + 1, filled=True),
        leaders_page(first + 2, filled=True),
    ]


def blank_form_pages(first: int = 1) -> list[Page]:
    return [
        basics_page(first),
        indicators_page(first + 1, filled=False),
        leaders_page(first + 2, filled=False),
    ]
