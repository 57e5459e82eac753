"""`scan-registry normalise`: typed values, checked by the rules."""

from __future__ import annotations

import typer

from pipeline.cli import options as opt
from pipeline.cli.execute import execute
from pipeline.run.options import RunOptions


def normalise(
    scans: opt.Scans = opt.DEFAULT_SCANS,
    out: opt.Out = opt.DEFAULT_OUT,
    corrections: opt.Corrections = opt.DEFAULT_CORRECTIONS,
    engine: opt.Engine = opt.DEFAULT_ENGINE,
    jobs: opt.Jobs = 0,
    cluster: opt.Cluster = None,
    quiet: opt.Quiet = False,
) -> None:
    """转换为规范值并检查 Turn readings into typed, checked values."""
    options = RunOptions(scans, out, corrections, engine, jobs=jobs, cluster=cluster)
    raise typer.Exit(execute(options, quiet=quiet, until="normalise"))
