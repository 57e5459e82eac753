"""`scan-registry bench kills|hostile|large|workers`: what no run may lose, at full size."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated

import typer
from rich.table import Table

from pipeline.cli import console
from pipeline.cli import options as opt
from pipeline.errors import ExitCode

Kills = Annotated[int, typer.Option("--count", min=1, help="次数 kills.")]
Seed = Annotated[int, typer.Option("--seed", help="随机种子 seed.")]
Foreign = Annotated[
    list[Path] | None, typer.Argument(help="外来文件目录 folders of foreign files to try as well.")
]
Documents = Annotated[int, typer.Option("--documents", min=1, help="文件数 documents.")]
Pages = Annotated[int, typer.Option("--pages", min=1, help="每份页数 pages of each.")]
Rows = Annotated[int, typer.Option("--rows", min=1, help="每页行数 rows on a page.")]
Turns = Annotated[int, typer.Option("--turns", min=1, help="轮数 turns.")]
MEGABYTE = 2**20


def kills(
    count: Kills = 50, seed: Seed = 0, corrections: opt.Corrections = opt.DEFAULT_CORRECTIONS
) -> None:
    """随机时刻 kill -9 后续跑 Kill runs and workers at random moments, then compare the bytes."""
    from pipeline.evaluate.endurance.kills import iter_trials

    shown = console.data()
    survived = redone = 0
    with TemporaryDirectory() as work:
        for number, trial in enumerate(iter_trials(Path(work), corrections, count, seed), 1):
            survived += trial.survived
            redone += trial.redone
            what = f"{trial.turn.scans}{' (build)' if trial.turn.only_build else ''}"
            when = f"{what:<13}{trial.victim:<7}{trial.moment:6.2f} s  {trial.stored:>3} stored"
            shown.print(f"{number:>3} {when}  {'ok' if trial.survived else trial}")
    shown.print(f"{survived}/{count} 次无损 survived, {redone} 页重做 stored pages read again")
    if survived < count:
        raise typer.Exit(ExitCode.AUDIT_MISMATCH)


def hostile(
    foreign: Foreign = None,
    seed: Seed = 0,
    corrections: opt.Corrections = opt.DEFAULT_CORRECTIONS,
) -> None:
    """损坏与恶意文件 Broken and hostile files: each ends as a result or a named reason."""
    from pipeline.evaluate.endurance.hostile import try_files

    with TemporaryDirectory() as sandbox:
        verdict = try_files(Path(sandbox), corrections, foreign or [], seed)
    shown = console.data()
    shown.print(
        f"{verdict.n_files} 个文件 files, {verdict.seconds:.0f} s, exit {verdict.exit_code}"
    )
    table = Table("结局 outcome", "文件 files")
    for outcome, n_files in verdict.outcomes.most_common():
        table.add_row(outcome, str(n_files))
    shown.print(table)
    for title, names in (
        ("无名结局 without a named reason", verdict.unnamed),
        ("不在台账 not in the ledger", verdict.missing),
        ("写在 --out 之外 written outside --out", verdict.stray_files),
    ):
        shown.print(f"{title}: {len(names)}", *names[:20], sep="\n  ")
    if not verdict.is_met:
        raise typer.Exit(ExitCode.AUDIT_MISMATCH)


def workers(
    scans: opt.Scans = opt.DEFAULT_SCANS,
    corrections: opt.Corrections = opt.DEFAULT_CORRECTIONS,
    turns: Turns = 3,
) -> None:
    """一个与两个进程之比 One worker beside two, and what a page costs in CPU and bytes."""
    from pipeline.evaluate.endurance.scaling import iter_shares

    shown = console.data()
    table = Table("进程 workers", "页 pages", "s", "CPU s", "KB/page", "registry KB/page", "load")
    shares = list(iter_shares(scans, corrections, turns))
    for share in shares:
        stored = (share.bytes_of_pages, share.bytes_of_registry)
        times = (f"{share.seconds:.1f}", f"{share.cpu_seconds:.1f}")
        sizes = (f"{size / 1024 / share.n_pages:.0f}" for size in stored)
        table.add_row(str(share.jobs), str(share.n_pages), *times, *sizes, f"{share.load:.1f}")
    shown.print(table)
    one, two = (min(s.seconds for s in shares if s.jobs == jobs) for jobs in (1, 2))
    shown.print(f"两个进程 two workers: {one / two:.2f}x")


def large(
    documents: Documents = 1000,
    pages: Pages = 1,
    rows: Rows = 5,
    corrections: opt.Corrections = opt.DEFAULT_CORRECTIONS,
) -> None:
    """大量文件 Many documents: nothing to do, a dictionary edit, everything; memory over pages."""
    from pipeline.evaluate.endurance.large import iter_turns

    shown = console.data()
    with TemporaryDirectory() as work:
        for turn in iter_turns(Path(work), corrections, documents, pages, rows):
            rate = documents * pages / turn.seconds
            shown.print(
                f"{turn.name}: {turn.seconds:.2f} s, CPU {turn.cpu_seconds:.2f} s, "
                f"{rate:.0f} pages/s, {turn.pages_read} read, "
                f"peak {turn.peak_bytes / MEGABYTE:.0f} MB"
            )
            for sample in turn.curve():
                shown.print(f"  {sample.n_pages:>6} pages  {sample.n_bytes / MEGABYTE:>5.0f} MB")
