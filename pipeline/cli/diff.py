"""`scan-registry diff`: two registries cell by cell, with the cause of each change."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from pipeline.cli import console
from pipeline.cli import options as opt

Side = Annotated[str, typer.Argument(help="输出目录、名录目录或 git 版本 folder or git revision.")]
File = Annotated[Path | None, typer.Option(help="写入该文件 write here.")]

OldScans = Annotated[
    Path | None, typer.Option("--old-scans", help="旧扫描件目录 scans of the old side.")
]


def diff(
    old: Side,
    new: Side,
    scans: opt.Scans = opt.DEFAULT_SCANS,
    old_scans: OldScans = None,
    html: File = None,
    json: File = None,
    csv: File = None,
) -> None:
    """两次提取逐格对比及其原因 Two extractions cell by cell; exit 0 same, 1 changed."""
    from pipeline.audit.crop import Cropper
    from pipeline.audit.diff.compare import compare
    from pipeline.audit.diff.faces import diff_csv, diff_html, diff_json, diff_terminal
    from pipeline.audit.snapshot import open_snapshot
    from pipeline.run.page_images import PageImages
    from pipeline.store.files import write_bytes

    found = compare(open_snapshot(old), open_snapshot(new))
    console.data().print(diff_terminal(found))
    if json is not None:
        write_bytes(json, diff_json(found))
    if csv is not None:
        write_bytes(csv, diff_csv(found))
    if html is not None:
        before = Cropper(PageImages(old_scans or scans).by_name)
        after = Cropper(PageImages(scans).by_name)
        write_bytes(html, diff_html(found, before, after).encode())
    raise typer.Exit(0 if found.is_same else 1)
