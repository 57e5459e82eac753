"""Blocks typeset by reportlab: the second renderer, so that nothing is tuned to a browser."""

from __future__ import annotations

from itertools import groupby, pairwise
from pathlib import Path
from typing import Any, Literal
from xml.sax.saxutils import escape

from reportlab.lib import colors
from reportlab.lib.pagesizes import A4, landscape
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.platypus import (
    Flowable,
    HRFlowable,
    Paragraph,
    SimpleDocTemplate,
    Table,
    TableStyle,
)
from reportlab.platypus import PageBreak as NewPage

from pipeline.evaluate.maker.blocks import (
    DARK,
    GRAY,
    PALE,
    Align,
    Block,
    Grid,
    GridCell,
    RedRule,
    Rules,
    Run,
    Sheet,
    Words,
)
from pipeline.evaluate.maker.blocks import PageBreak as PageBreakBlock
from pipeline.evaluate.maker.breaking import line_starts
from pipeline.evaluate.maker.fonts import face, split_by_face

_ALIGN: dict[Align, Literal[0, 1, 2, 4]] = {
    Align.LEFT: 0,
    Align.CENTRE: 1,
    Align.RIGHT: 2,
    Align.JUSTIFY: 4,
}
"""reportlab's own numbers; the names that its stubs allow do not work."""

_BLANK = "\u00a0"
_ENDLESS = 10_000.0
_SIDE = 2.0
"""Padding left and right of a cell, in points."""
_SLACK = 0.1
"""Room left unused so that reportlab, which rounds elsewhere, breaks no line again."""

_Command = tuple[Any, ...]
_ALL = ((0, 0), (-1, -1))


def print_with_reportlab(sheet: Sheet, target: Path) -> None:
    """Print a sheet to a PDF with a text layer.

    Raises:
        MissingToolError: When a face or a character is missing.
    """
    size = landscape(A4) if sheet.landscape else A4
    top, right, bottom, left = sheet.margins
    document = SimpleDocTemplate(
        str(target), pagesize=size, topMargin=top, rightMargin=right, bottomMargin=bottom,
        leftMargin=left, invariant=1,
    )  # fmt: skip
    width = size[0] - left - right - 12
    document.build([_flowable(block, sheet, width) for block in sheet.blocks])


def _register(name: str) -> str:
    if name not in pdfmetrics.getRegisteredFontNames():
        found = face(name)
        pdfmetrics.registerFont(TTFont(name, str(found.path), subfontIndex=found.index))
    return name


def _paragraph(
    runs: tuple[Run, ...], sheet: Sheet, style: ParagraphStyle, width: float
) -> Paragraph:
    """Return runs as a paragraph whose lines are broken here, for `width` points of room."""
    lines: list[list[tuple[str, str]]] = [[]]
    for run in runs:
        for line_no, text in enumerate(run.text.replace("　", "\u00a0" * 2).split("\n")):
            if line_no:
                lines.append([])
            for name, piece in split_by_face(text, sheet.faces.names(run.role)):
                lines[-1] += [(_register(name), char) for char in piece]
    indent = float(style.firstLineIndent)
    broken = []
    for line_no, line in enumerate(lines):
        first = width - (0 if line_no else indent)
        broken += _broken(line, style.fontSize, first, width, careless=sheet.careless)
    return Paragraph("<br/>".join(_markup(line) for line in broken), style)


def _broken(
    line: list[tuple[str, str]], size: float, first: float, rest: float, *, careless: bool
) -> list[list[tuple[str, str]]]:
    widths = [pdfmetrics.stringWidth(char, name, size) for name, char in line]
    text = "".join(char for _, char in line)
    starts = line_starts(text, widths, first - _SLACK, rest - _SLACK, careless=careless)
    return [line[begin:end] for begin, end in pairwise((0, *starts, len(line)))]


def _markup(line: list[tuple[str, str]]) -> str:
    return "".join(
        f'<font name="{name}">{_escaped("".join(char for _, char in chars))}</font>'
        for name, chars in groupby(line, key=lambda pair: pair[0])
    )


def _escaped(text: str) -> str:
    return escape(text).replace(" ", _BLANK)


def _style(sheet: Sheet, size: float, align: Align, indent: int = 0) -> ParagraphStyle:
    return ParagraphStyle(
        "p", fontName=_register(sheet.faces.body), fontSize=size, leading=size * sheet.leading,
        alignment=_ALIGN[align], wordWrap="CJK", firstLineIndent=indent * size,
    )  # fmt: skip


def _flowable(block: Block, sheet: Sheet, width: float) -> Flowable:
    if isinstance(block, Words):
        style = _style(sheet, block.size, block.align, block.indent)
        style.spaceAfter = block.after
        style.textColor = colors.HexColor("#c8161d") if block.red else colors.black
        return _paragraph(block.runs, sheet, style, width)
    if isinstance(block, Grid):
        return _table(block, sheet, width)
    if isinstance(block, RedRule):
        red = colors.HexColor("#c8161d")
        return HRFlowable(width="100%", thickness=2, color=red, spaceAfter=block.after)
    if isinstance(block, PageBreakBlock):
        return NewPage()
    raise TypeError(block)


def _table(grid: Grid, sheet: Sheet, width: float) -> Table:
    content: list[list[Paragraph | str]] = [[""] * len(grid.widths) for _ in range(grid.n_rows)]
    heights: dict[int, float] = {cell.row: 0.0 for cell in grid.cells if cell.height}
    commands: list[_Command] = [
        ("VALIGN", *_ALL, "MIDDLE"),
        ("TOPPADDING", *_ALL, grid.padding),
        ("BOTTOMPADDING", *_ALL, grid.padding + 1),
        ("LEFTPADDING", *_ALL, _SIDE),
        ("RIGHTPADDING", *_ALL, _SIDE),
    ]
    total = sum(grid.widths)
    widths = [width * w / total for w in grid.widths]
    for cell in grid.cells:
        style = _style(sheet, grid.size, cell.align)
        style.textColor = colors.white if cell.dark else colors.black
        room = sum(widths[cell.col : cell.col + cell.col_span]) - 2 * _SIDE
        text = _paragraph(cell.runs, sheet, style, room)
        content[cell.row][cell.col] = text
        if cell.row in heights and cell.row_span == 1:
            padded = text.wrap(room, _ENDLESS)[1] + 2 * grid.padding + 1
            heights[cell.row] = max(heights[cell.row], padded, cell.height)
        commands += _span(cell)
    return Table(
        content, colWidths=widths, rowHeights=[heights.get(row) for row in range(grid.n_rows)],
        repeatRows=grid.header_rows if grid.repeat_header else 0,
        style=TableStyle(commands + _rules(grid)), spaceAfter=6,
    )  # fmt: skip


def _span(cell: GridCell) -> list[_Command]:
    place = ((cell.col, cell.row), (cell.col + cell.col_span - 1, cell.row + cell.row_span - 1))
    tone = DARK if cell.dark else GRAY if cell.gray else ""
    ground: list[_Command] = [("BACKGROUND", *place, colors.HexColor(tone))] if tone else []
    if cell.row_span == cell.col_span == 1:
        return ground
    return [("SPAN", *place), *ground]


def _rules(grid: Grid) -> list[_Command]:
    black, gray = colors.black, colors.HexColor("#444444")
    head = ((0, grid.header_rows - 1), (-1, grid.header_rows - 1))
    commands: dict[Rules, list[_Command]] = {
        Rules.RULED: [("GRID", *_ALL, 0.8, black)],
        Rules.HAIR: [("GRID", *_ALL, 0.25, gray)],
        Rules.DOUBLE: [
            ("INNERGRID", *_ALL, 0.8, black),
            ("BOX", *_ALL, 0.7, black, None, None, None, 2, 1.6),
        ],
        Rules.BOLD_FRAME: [("INNERGRID", *_ALL, 0.6, black), ("BOX", *_ALL, 2, black)],
        Rules.HRULES: [("LINEABOVE", *_ALL, 0.8, black), ("LINEBELOW", *_ALL, 0.8, black)],
        Rules.BOOKTABS: [
            ("LINEABOVE", (0, 0), (-1, 0), 1.6, black),
            ("LINEBELOW", *head, 0.8, black),
            ("LINEBELOW", (0, -1), (-1, -1), 1.6, black),
        ],
        Rules.OPEN_SIDES: [
            ("INNERGRID", *_ALL, 0.8, black),
            ("LINEABOVE", (0, 0), (-1, 0), 0.8, black),
            ("LINEBELOW", (0, -1), (-1, -1), 0.8, black),
        ],
        Rules.DASHED: [("GRID", *_ALL, 0.6, black, None, (3, 2))],
        Rules.DOTTED: [("GRID", *_ALL, 0.8, black, None, (0.8, 1.6))],
        Rules.PALE: [("GRID", *_ALL, 0.4, colors.HexColor(PALE))],
        Rules.ZEBRA: [
            ("LINEABOVE", (0, 0), (-1, 0), 0.8, black),
            ("LINEBELOW", (0, -1), (-1, -1), 0.8, black),
        ],
        Rules.NONE: [],
    }
    return commands[grid.rules]  # fmt: skip
