"""How a document is typeset: faces, table style, columns, orientation, drawn from a seed.

Decides only what the eye sees; what the document says is drawn elsewhere.
"""

from __future__ import annotations

from dataclasses import dataclass
from random import Random

from pipeline.errors import MissingToolError
from pipeline.evaluate.maker.blocks import Align, Faces, Rules
from pipeline.evaluate.maker.fonts import installed


@dataclass(frozen=True, slots=True)
class RosterLook:
    """How a roster is laid out.

    `number` adds a 序号 column, `remark` an empty 备注 column, `empty` a column without even a
    header; `merged` draws one region cell over its rows instead of repeating it; `region_last` puts
    the region behind the names. `dark_header` is white on a dark ground, `two_level` has one head
    over both names, `narrow` names wrap beside a wide 备注.
    """

    rules: Rules
    merged: bool
    number: bool
    remark: bool
    empty: bool
    repeat_header: bool
    landscape: bool
    size: float
    padding: float
    headers: tuple[str, str, str, str]
    brackets: str
    align: Align
    gray_header: bool
    bold_header: bool
    region_last: bool
    dark_header: bool
    two_level: bool
    narrow: bool


ROSTER_STYLES = tuple(style.value for style in Rules)


def draw_faces(rng: Random, renderer: str, handwritten: bool = False) -> Faces:
    """Draw faces that the renderer can set (reportlab takes TrueType outlines only).

    Raises:
        MissingToolError: When no face of a needed style is installed.
    """
    outlines = ("glyf",) if renderer == "reportlab" else ("glyf", "cff")
    song, hei, kai = (installed(style, outlines) for style in ("song", "hei", "kai"))
    fang = installed("fang", outlines)
    hand = installed("hand", outlines)
    if not (song and hei and kai) or (handwritten and not hand):
        raise MissingToolError(
            "缺少中文字体 Chinese faces are not installed",
            "请运行 run: sh pipeline/evaluate/maker/install_fonts.sh",
        )
    body = rng.choice(rng.choice([style for style in (song, kai, fang, song, hei) if style]))
    value = rng.choice(hand) if handwritten else rng.choice([body, rng.choice(kai)])
    latin = rng.choice(["", *installed("latin", outlines)]) if rng.random() < 0.7 else ""
    return Faces(rng.choice(hei + song), body, body, value, latin, handwritten)


def draw_roster_look(rng: Random, style: str) -> RosterLook:
    """Draw the look of a roster whose table style is given by name."""
    rules = Rules(style)
    headers = (
        rng.choice(("地区", "地区", "省份", "所在地区", "省市")),
        rng.choice(("集群名称", "产业集群名称", "创新型产业集群名称")),
        rng.choice(("建设单位", "集群建设单位", "建设主体")),
        rng.choice(("类型", "类别", "类型")),
    )
    drawn_cells = rules not in (Rules.HRULES, Rules.NONE, Rules.BOOKTABS, Rules.ZEBRA)
    merged = drawn_cells and rng.random() < 0.65
    return RosterLook(
        rules=rules,
        merged=merged,
        number=rng.random() < 0.45,
        remark=rng.random() < 0.3,
        empty=drawn_cells and rng.random() < 0.1,
        repeat_header=rng.random() < 0.6,
        landscape=rng.random() < 0.2,
        size=rng.choice((9.0, 10.0, 10.5, 12.0)),
        padding=rng.choice((1.5, 3.0, 4.5)),
        headers=headers,
        brackets=rng.choice(("（）", "（）", "()", "")),
        align=rng.choice((Align.CENTRE, Align.CENTRE, Align.LEFT)),
        gray_header=rng.random() < 0.2,
        bold_header=rng.random() < 0.3,
        region_last=not merged and rng.random() < 0.15,
        dark_header=rng.random() < 0.15,
        two_level=drawn_cells and rng.random() < 0.15,
        narrow=rng.random() < 0.2,
    )
