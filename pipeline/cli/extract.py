"""`scan-registry extract`: pages read, parts and records found."""

from __future__ import annotations

from pipeline.cli import options as opt
from pipeline.cli.execute import execute
from pipeline.run.options import RunOptions


def extract(
    scans: opt.Scans = opt.DEFAULT_SCANS,
    out: opt.Out = opt.DEFAULT_OUT,
    corrections: opt.Corrections = opt.DEFAULT_CORRECTIONS,
    engine: opt.Engine = opt.DEFAULT_ENGINE,
    jobs: opt.Jobs = 0,
    cluster: opt.Cluster = None,
    quiet: opt.Quiet = False,
) -> None:
    """识别页面并找出记录 Read the pages and find the records."""
    options = RunOptions(scans, out, corrections, engine, jobs, cluster=cluster)
    execute(options, quiet=quiet, until="extract")
