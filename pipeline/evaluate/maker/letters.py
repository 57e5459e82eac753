"""Notices, recommendation letters and plans as blocks (layout after GB/T 9704)."""

from __future__ import annotations

from random import Random

from pipeline.evaluate.maker.blocks import (
    Align,
    Block,
    Grid,
    GridCell,
    PageBreak,
    RedRule,
    Role,
    Rules,
    Run,
    Words,
)
from pipeline.evaluate.maker.content import roster_rows
from pipeline.evaluate.maker.forms import application_blocks, chinese_date, roster_grid, title
from pipeline.evaluate.maker.looks import RosterLook
from pipeline.evaluate.maker.places import Places
from pipeline.evaluate.maker.stock import landline, mail, person, stock
from pipeline.evaluate.truth import (
    NoticeFields,
    NoticeTruth,
    PlanFields,
    RecommendationFields,
    RosterRow,
)

_ISSUERS = (
    ("科学技术部火炬高技术产业开发中心", "国科火字", "北京市西城区三里河东路甲18号"),
    ("江苏省科学技术厅", "苏科高发", "南京市北京东路39号"),
    ("湖北省科学技术厅", "鄂科技发高", "武汉市洪山区珞喻路1号"),
    ("广东省科学技术厅", "粤科函高字", "广州市连新路171号"),
    ("四川省科学技术厅", "川科高", "成都市学道街39号"),
)
_APPLICATION, _OUTLINE = "创新型产业集群评价申请表", "创新型产业集群发展规划提纲"
_ROSTER = "创新型产业集群名单"
_HEADS = ("文件", "文件", "")
_LETTER_RULES = (Rules.RULED, Rules.HAIR, Rules.BOLD_FRAME, Rules.HRULES, Rules.DASHED, Rules.PALE)


def notice(rng: Random, places: Places, year: int, rows: int) -> NoticeTruth:
    """Draw a notice; `rows` is the length of its annexed roster, 0 for none."""
    issuer, mark, address = rng.choice(_ISSUERS)
    month = rng.randint(1, 9)
    area = rng.choice(stock().area_codes)
    annexes = tuple(name for name in (_APPLICATION, _OUTLINE) if rng.random() < 0.6)
    fields = NoticeFields(
        issuer=issuer,
        doc_no=f"{mark}〔{year}〕{rng.randrange(1, 300)}号",
        date=f"{year}-{month:02d}-{rng.randint(1, 28):02d}",
        title=f"关于开展{year}年创新型产业集群评价推荐工作的通知",
        deadline=f"{year}-{month + rng.randint(1, 3):02d}-{rng.choice((10, 15, 20, 28))}",
        phones=tuple(landline(rng, area) for _ in range(rng.choice((1, 2, 2)))),
        fax=landline(rng, area),
        email=mail(rng),
        address=address,
        postcode=f"{rng.randrange(100000, 859999)}",
        annexes=annexes + ((_ROSTER,) if rows else ()),
        salutation=rng.choice(
            ("各设区市科技局，各国家高新区管委会：", "各省、自治区、直辖市科技厅（委、局）：")
        ),
        disclosure=rng.choice(("此件主动公开", "此件主动公开", "此件依申请公开")),
    )
    return NoticeTruth("notice", fields, roster_rows(rng, places, rows) if rows else ())


def notice_blocks(
    truth: NoticeTruth, look: RosterLook, rng: Random, year: int
) -> tuple[Block, ...]:
    """Return the letter and its annexes; of two phones the second lacks its area code."""
    fields = truth.fields
    phones = "、".join((fields.phones[0], *(p.split("-")[1] for p in fields.phones[1:])))
    rows = (
        f"联系人：{person(rng)}",
        f"电话：{phones}　　传真：{fields.fax}",
        f"电子信箱：{fields.email}",
        f"通信地址：{fields.address}",
        f"邮政编码：{fields.postcode}",
    )
    names = [f"{number}.{name}" for number, name in enumerate(fields.annexes, start=1)]
    blocks: list[Block] = [
        Words(
            (Run(fields.issuer + rng.choice(_HEADS), Role.TITLE),),
            26,
            Align.CENTRE,
            after=10,
            red=True,
        ),
        Words((Run(fields.doc_no),), 14, Align.CENTRE, after=6),
        RedRule(),
        title(fields.title, 19),
        Words((Run(fields.salutation),), 14),
        *_body(fields, year),
        *(Words((Run(row),), 14, indent=2) for row in rows),
    ]
    if names:
        blocks.append(Words((Run("附件：" + names[0]),), 14, indent=2))
        blocks += [Words((Run(name),), 14, indent=5) for name in names[1:]]
    blocks += _sign_off(fields.issuer, fields.date)
    blocks.append(Words((Run(f"（{fields.disclosure}）"),), 14))
    for number, name in enumerate(fields.annexes, start=1):
        blocks.append(PageBreak())
        blocks += _annex(number, name, truth.roster, look, rng, year)
    return tuple(blocks)


def _body(fields: NoticeFields, year: int) -> tuple[Words, ...]:
    texts = (
        "为深入实施创新驱动发展战略，加快发展现代产业体系，根据《创新型产业集群评价指引（试行）》的要求，"
        f"现决定开展{year}年创新型产业集群评价推荐工作。具体事项通知如下：",
        "一、主要以高新技术产业开发区管理委员会为集群建设单位，按“一区一主导产业集群”的原则建设创新型产业集群。",
        "二、推荐材料包括：省级科技主管部门审核推荐函、评价申请表和发展规划，一式三份。",
        f"三、推荐材料寄送截止期为{chinese_date(fields.deadline)}，以寄发日期为准。",
    )
    return tuple(Words((Run(text),), 14, Align.JUSTIFY, indent=2) for text in texts)


def _sign_off(name: str, iso: str) -> list[Block]:
    return [
        Words((Run(" "),), 30),
        Words((Run(name),), 14, Align.RIGHT),
        Words((Run(chinese_date(iso)),), 14, Align.RIGHT, after=20),
    ]


def _annex(
    number: int, name: str, roster: tuple[RosterRow, ...], look: RosterLook, rng: Random, year: int
) -> tuple[Block, ...]:
    head = Words((Run(f"附件{number}：", Role.TITLE),), 14)
    if name == _APPLICATION:
        return (head, *application_blocks(None, rng, year)[1:])
    if name == _OUTLINE:
        outline = [
            Words((Run(text),), 14, indent=2)
            for section, children in stock().plan_sections
            for text in (section, *children)
        ]
        return (head, title(name), *outline)
    return (head, title(name), roster_grid(roster, look))


def recommendation_blocks(fields: RecommendationFields, rng: Random) -> tuple[Block, ...]:
    """Return a recommendation letter with its table of clusters."""
    year = fields.issued_on[:4]
    cells = [
        GridCell(0, col, (Run(text, Role.LABEL),))
        for col, text in enumerate(("序号", "集群名称", "建设单位"))
    ]
    for index, row in enumerate(fields.clusters, start=1):
        cells += [
            GridCell(index, col, (Run(text),))
            for col, text in enumerate((str(index), row.cluster, row.unit))
        ]
    rules = rng.choice((*_LETTER_RULES, Rules.RULED))
    return (
        Words((Run(fields.sender, Role.TITLE),), 26, Align.CENTRE, after=8, red=True),
        RedRule(),
        Words((Run(fields.doc_no),), 14, Align.RIGHT, after=12),
        title(f"{fields.sender}关于推荐{year}年创新型产业集群的函", 17),
        Words((Run(f"{fields.addressee}："),), 14),
        Words(
            (
                Run(
                    f"根据《关于开展{year}年创新型产业集群评价推荐工作的通知》要求，"
                    "我厅组织开展了集群申报和审核工作。"
                    f"经研究，现推荐以下{len(fields.clusters)}个产业集群纳入创新型产业集群评价管理，请予支持。"
                ),
            ),
            14,
            Align.JUSTIFY,
            indent=2,
        ),
        Grid(len(fields.clusters) + 1, (12, 52, 36), tuple(cells), rules),
        Words((Run("专此函达。"),), 14, indent=2),
        *_sign_off(fields.sender, fields.issued_on),
    )


def plan_blocks(fields: PlanFields) -> tuple[Block, ...]:
    """Return a development plan."""
    blocks: list[Block] = [
        title(fields.cluster),
        title("发展规划（2021-2023）"),
        Words((Run(fields.unit),), 14, Align.CENTRE),
        Words((Run("二〇二一年三月"),), 14, Align.CENTRE, after=24),
    ]
    for section in fields.sections:
        blocks.append(Words((Run(section.title, Role.TITLE),), 14, indent=2))
        if section.text:
            blocks.append(Words((Run(section.text),), 14, Align.JUSTIFY, indent=2))
        for child in section.children:
            blocks.append(Words((Run(child.title),), 14, indent=2))
            blocks.append(Words((Run(child.text),), 14, Align.JUSTIFY, indent=2))
    return tuple(blocks)
