"""`scan-registry status`: one line for every document and page, with the reason."""

from __future__ import annotations

import csv

from rich.console import Console
from rich.table import Table

from pipeline.cli import options as opt
from pipeline.errors import UsageError

COLOURS = {"ok": "green", "blank": "dim", "skipped": "yellow", "failed": "bold red"}


def status(
    scans: opt.Scans = opt.DEFAULT_SCANS,
    out: opt.Out = opt.DEFAULT_OUT,
) -> None:
    """每份文件、每一页的状态与原因 The status of every document and page, with the reason."""
    path = out / "registry" / "ledger.csv"
    if not path.is_file():
        raise UsageError(
            f"{scans} 尚未处理 not processed yet: no {path}",
            "先运行 first run: scan-registry run",
        )
    table = Table(
        "文件 source", "页 page", "状态 status", "类型 kind", "原因 reason", "说明 message"
    )
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            colour = COLOURS.get(row["status"], "")
            table.add_row(
                row["source_name"] if not row["page_no"] else "",
                row["page_no"],
                f"[{colour}]{row['status']}[/]",
                row["kind"],
                row["reason"],
                row["message"],
            )
    Console(highlight=False).print(table)
