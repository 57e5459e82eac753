"""`scan-registry trace`: one value back to its pixels."""

from __future__ import annotations

import webbrowser
from typing import Annotated

import typer

from pipeline.cli import console
from pipeline.cli import options as opt
from pipeline.cli.crops import open_cropper
from pipeline.errors import UsageError

CellId = Annotated[str, typer.Argument(help="单元格编号 cell_id, as in provenance.csv.")]
Row = Annotated[str, typer.Option("--row", help="行编号 listing_id, application_id or record_id.")]
Column = Annotated[str, typer.Option("--column", help="列名 column name.")]
Open = Annotated[
    bool, typer.Option("--open", help="写出 trace.html 并打开 write trace.html and open it.")
]


def trace(
    cell_id: CellId = "",
    row: Row = "",
    column: Column = "",
    out: opt.Out = opt.DEFAULT_OUT,
    scans: opt.Scans = opt.DEFAULT_SCANS,
    corrections: opt.Corrections = opt.DEFAULT_CORRECTIONS,
    show: Open = False,
) -> None:
    """一个值从何而来 Where a value comes from and what changed it on the way."""
    from pipeline.audit.trace.faces import trace_html, trace_terminal
    from pipeline.audit.trace.read import cell_at, read_decisions, trace_cell
    from pipeline.store.files import write_bytes
    from pipeline.store.output import OutputFolder

    if not cell_id and not (row and column):
        raise UsageError(
            "未指定单元格 no cell named",
            "给出 CELL_ID，或 --row 与 --column give a CELL_ID, or --row and --column",
        )
    found = trace_cell(
        OutputFolder(out), cell_id or cell_at(row, column), read_decisions(corrections)
    )
    console.data().print(trace_terminal(found))
    if show:
        page = out / "trace.html"
        write_bytes(
            page,
            trace_html(found, open_cropper(scans, out)).encode(),
        )
        webbrowser.open(page.resolve().as_uri())
