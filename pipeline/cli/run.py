"""`scan-registry run`: everything, incrementally."""

from __future__ import annotations

import typer

from pipeline.cli import options as opt
from pipeline.cli.execute import execute
from pipeline.run.options import RunOptions


def run(
    scans: opt.Scans = opt.DEFAULT_SCANS,
    out: opt.Out = opt.DEFAULT_OUT,
    corrections: opt.Corrections = opt.DEFAULT_CORRECTIONS,
    engine: opt.Engine = opt.DEFAULT_ENGINE,
    jobs: opt.Jobs = 0,
    cluster: opt.Cluster = None,
    quiet: opt.Quiet = False,
) -> None:
    """从扫描件到名录，只重做有变化的部分 Scans to registry; only what changed is done again."""
    options = RunOptions(scans, out, corrections, engine, jobs=jobs, cluster=cluster)
    raise typer.Exit(execute(options, quiet=quiet, until="build"))
