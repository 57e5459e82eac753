"""`scan-registry watch`: a drop folder; whatever is put there is read as soon as it is complete."""

from __future__ import annotations

import time
from pathlib import Path

import typer

from pipeline.cli import console
from pipeline.cli import options as opt
from pipeline.errors import UsageError
from pipeline.run.options import RunOptions

SETTLED_SECONDS = 2.0
"""A file whose size did not change for this long is taken as fully copied."""


def watch(
    scans: opt.Scans = opt.DEFAULT_SCANS,
    out: opt.Out = opt.DEFAULT_OUT,
    corrections: opt.Corrections = opt.DEFAULT_CORRECTIONS,
    engine: opt.Engine = opt.DEFAULT_ENGINE,
    jobs: opt.Jobs = 0,
    once: bool = typer.Option(False, "--once", help="只处理一次 stop after the first change."),
) -> None:
    """监视目录，放入的文件自动处理 Watch the folder and read whatever is put there."""
    from pipeline.run.progress import TerminalProgress
    from pipeline.run.run import run
    from pipeline.run.summary import render_summary

    if not scans.is_dir():
        raise UsageError(
            f"找不到扫描件目录 no such folder: {scans}", "用 --scans 指定目录 name it with --scans"
        )
    talk = console.talk()
    talk.print(f"正在监视 watching {scans} （Ctrl-C 结束 to stop）")
    done: dict[str, tuple[int, int]] = {}
    while True:
        seen = folder_state(scans)
        time.sleep(SETTLED_SECONDS)
        if seen == done or seen != folder_state(scans):
            continue
        summary = run(RunOptions(scans, out, corrections, engine, jobs=jobs), TerminalProgress())
        console.data().print(render_summary(summary), soft_wrap=True)
        done = seen
        if once:
            return


def folder_state(folder: Path) -> dict[str, tuple[int, int]]:
    """Size and modification time (ns) of every file; a file that vanishes meanwhile is absent."""
    state: dict[str, tuple[int, int]] = {}
    for path in sorted(folder.rglob("*")):
        try:
            status = path.stat()
        except OSError:  # vanished, or a link to itself: the run names what it cannot read
            continue
        if path.is_file():
            state[path.as_posix()] = (status.st_size, status.st_mtime_ns)
    return state
