"""`scan-registry evaluate`: how right the output is, against truth."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from pipeline.cli import console
from pipeline.cli import options as opt
from pipeline.errors import UsageError

Truth = Annotated[
    Path, typer.Option("--truth", help="真值目录 folder with *.truth.json beside the scans.")
]
JsonFile = Annotated[
    Path | None, typer.Option("--json", help="数字写入该文件 write the figures here.")
]
HtmlFile = Annotated[
    Path | None, typer.Option("--html", help="报告写入该文件 write the report here.")
]
CellsFile = Annotated[
    Path | None, typer.Option("--cells", help="每格一行写入该文件 write every cell here (.csv.gz).")
]


def evaluate(
    truth: Truth,
    out: opt.Out = opt.DEFAULT_OUT,
    markdown: bool = typer.Option(False, "--markdown", help="以 Markdown 输出 print Markdown."),
    json: JsonFile = None,
    html: HtmlFile = None,
    cells: CellsFile = None,
) -> None:
    """与真值逐格比较 Compare the output with truth, cell by cell."""
    from pipeline.evaluate import evaluate_output, summarise, to_markdown, to_rich, to_score_json
    from pipeline.store.files import write_bytes

    if not truth.is_dir():
        raise UsageError(f"找不到真值目录 no such folder: {truth}", "用 --truth 指定 name it")
    comparison = evaluate_output(out, truth)
    scores = summarise(comparison)
    shown = console.data()
    if markdown:
        shown.print(to_markdown(scores), soft_wrap=True)
    else:
        for table in to_rich(scores):
            shown.print(table)
    if json:
        write_bytes(json, to_score_json(scores))
    if cells:
        from pipeline.evaluate.record import to_cells_csv

        write_bytes(cells, to_cells_csv(comparison.cells))
    if html:
        from pipeline.cli.crops import open_cropper
        from pipeline.evaluate.report import write_report

        write_bytes(html, write_report(comparison, open_cropper(truth, out).uris))
