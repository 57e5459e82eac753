"""What `run` and the single stages have in common: run up to a stage, print the summary."""

from __future__ import annotations

from pipeline.cli import console
from pipeline.errors import ExitCode
from pipeline.registry.collector import without_cycle_search
from pipeline.run.early import open_pool
from pipeline.run.options import RunOptions


def execute(options: RunOptions, *, quiet: bool, until: str) -> ExitCode:
    """Run the pipeline through stage `until`, print the summary, return the exit code."""
    with open_pool(options) as workers:
        with without_cycle_search():
            from pipeline.run.progress import SilentProgress, TerminalProgress
            from pipeline.run.run import run
            from pipeline.run.summary import render_summary

        progress = SilentProgress() if quiet else TerminalProgress()
        summary = run(options, progress, until, workers)
    console.data().print(render_summary(summary), soft_wrap=True)
    return exit_code(summary.n_failures, summary.n_error_findings)


def exit_code(n_failures: int, n_error_findings: int) -> ExitCode:
    """Failed pages weigh more than findings; cells that wait for review are no error."""
    if n_failures:
        return ExitCode.PAGES_FAILED
    if n_error_findings:
        return ExitCode.ERROR_FINDINGS
    return ExitCode.OK
