"""Draws and audit reports for people: terminal, JSON and the page to be signed."""

from __future__ import annotations

import msgspec
from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from pipeline.audit.crop import NO_CROPS, Cropper
from pipeline.audit.html import render_page
from pipeline.audit.sampling.draw import Draw
from pipeline.audit.sampling.verdict import AuditReport, Decision
from pipeline.errors import ConfigurationError
from pipeline.store.serial import from_json, to_json

DECISIONS = {
    Decision.ACCEPT: "接收 accepted",
    Decision.REJECT: "拒收 rejected",
    Decision.INCOMPLETE: "未完成 incomplete: 仍有样本未答 some cells are not answered yet",
}


def draw_json(draw: Draw) -> bytes:
    """The record of a draw; reading it back gives the same draw."""
    return to_json(draw)


def read_draw(data: bytes) -> Draw:
    """Read a recorded draw.

    Raises:
        ConfigurationError: When the bytes are not one.
    """
    try:
        return from_json(data, Draw)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise ConfigurationError(
            f"抽样记录无法读取 the recorded draw cannot be read: {error}",
            "请重新抽样 draw again",
        ) from error


def draw_terminal(draw: Draw) -> RenderableType:
    """Plan and strata; never a value."""
    table = Table()
    for heading in ("文种 kind", "来源 profile", "采信 acceptance", "批 lot", "样本 sample"):
        table.add_column(heading)
    for size in draw.strata:
        stratum = size.stratum
        table.add_row(
            stratum.kind,
            stratum.profile,
            stratum.acceptance,
            str(size.lot_size),
            str(size.sample_size),
        )
    head = Text(
        f"{draw.basis}\n批 lot {draw.lot_size}, 样本 n {draw.sample_size}, "
        f"Ac {draw.accept}, Re {draw.accept + 1}, 种子 seed {draw.options.seed}"
    )
    return Group(head, table)


def report_terminal(report: AuditReport) -> RenderableType:
    """Verdict, bounds and what was wrong."""
    confidence = 100 * report.draw.options.confidence
    lines = [
        Text(DECISIONS[report.decision], style="bold"),
        Text(report.draw.basis),
        Text(
            f"样本 n {report.draw.sample_size}, 已答 answered {report.n_answered}, "
            f"差错 wrong {report.n_wrong}, Ac {report.draw.accept}"
        ),
        Text(
            f"差错率 estimate {100 * report.estimate:.3f} %, "
            f"上限 upper bound {100 * report.upper:.3f} % ({confidence:g} %)"
        ),
    ]
    lines += [
        Text(
            f"{cell.unit.cell_id}: 登记 registry {cell.value or cell.text_clean!r}, "
            f"所见 read {cell.answer.text if cell.answer else None!r}"
        )
        for cell in report.wrong_cells
    ]
    return Group(*lines)


def report_html(report: AuditReport, cropper: Cropper = NO_CROPS) -> str:
    """The page to be printed and signed, with a crop of every wrong cell."""
    wrong = [
        (cell, cropper.uris(cell.unit.source_name, cell.unit.regions))
        for cell in report.wrong_cells
    ]
    return render_page(
        "audit.html", report=report, decision=DECISIONS[report.decision], wrong=wrong
    )
