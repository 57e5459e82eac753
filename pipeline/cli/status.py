"""`scan-registry status`: one line for every document and page, with the reason."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Annotated

import typer
from rich.table import Column, Table
from rich.text import Text

from pipeline.cli import console
from pipeline.cli import options as opt
from pipeline.errors import UsageError

Dashboard = Annotated[
    Path | None, typer.Option("--html", help="一页总览写入该文件 write a one-page overview here.")
]
COLOURS = {"ok": "green", "blank": "dim", "skipped": "yellow", "failed": "bold red"}


def status(
    scans: opt.Scans = opt.DEFAULT_SCANS,
    out: opt.Out = opt.DEFAULT_OUT,
    html: Dashboard = None,
) -> None:
    """每份文件、每一页的状态与原因 The status of every document and page, with the reason."""
    path = out / "registry" / "ledger.csv"
    if not path.is_file():
        raise UsageError(
            f"{scans} 尚未处理 not processed yet: no {path}",
            "先运行 first run: scan-registry run",
        )
    titles = ("文件 source", "页 page", "状态 status", "类型 kind", "原因 reason", "说明 message")
    table = Table(*(Column(title, overflow="fold") for title in titles))
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            table.add_row(
                row["source_name"] if not row["page_no"] else "",
                row["page_no"],
                Text(row["status"], COLOURS.get(row["status"], "")),
                row["kind"],
                row["reason"],
                row["message"],
            )
    console.data().print(table)
    if html is not None:
        _write_overview(scans, out, html)


def _write_overview(scans: Path, out: Path, html: Path) -> None:
    from pipeline.audit.completeness import completeness_html, read_completeness
    from pipeline.audit.snapshot import open_snapshot
    from pipeline.store.files import printable_name, write_bytes

    files = sorted(path for path in scans.rglob("*") if path.is_file())
    received = [printable_name(path.relative_to(scans).as_posix()) for path in files]
    state = read_completeness(open_snapshot(str(out)), received)
    write_bytes(html, completeness_html(state).encode())
