"""`scan-registry extract`: pages read, parts and records found."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from pipeline.cli import options as opt
from pipeline.cli.execute import execute
from pipeline.run.options import RunOptions

DebugImages = Annotated[
    Path | None,
    typer.Option("--debug-images", help="逐页画出所见，写入该目录 draw what was seen, per page."),
]


def extract(
    scans: opt.Scans = opt.DEFAULT_SCANS,
    out: opt.Out = opt.DEFAULT_OUT,
    corrections: opt.Corrections = opt.DEFAULT_CORRECTIONS,
    engine: opt.Engine = opt.DEFAULT_ENGINE,
    jobs: opt.Jobs = 0,
    quiet: opt.Quiet = False,
    debug_images: DebugImages = None,
) -> None:
    """识别页面并找出记录 Read the pages and find the records."""
    options = RunOptions(scans, out, corrections, engine, jobs=jobs)
    code = execute(options, quiet=quiet, until="extract")
    if debug_images is not None:
        from pipeline.run.debug_images import draw_pages

        draw_pages(options, debug_images)
    raise typer.Exit(code)
