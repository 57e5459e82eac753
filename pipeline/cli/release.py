"""`scan-registry release`: a frozen, dated registry."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Annotated

from typer import Option

from pipeline.cli import console
from pipeline.cli import options as opt

Releases = Annotated[Path, Option("--releases", help="发布目录 folder of releases.")]
Lock = Annotated[Path, Option("--lock", help="依赖锁文件 lock file.")]
Accuracy = Annotated[
    Path | None, Option("--accuracy", help="evaluate --json 的结果 figures of `evaluate --json`.")
]


def release(
    out: opt.Out = opt.DEFAULT_OUT,
    scans: opt.Scans = opt.DEFAULT_SCANS,
    corrections: opt.Corrections = opt.DEFAULT_CORRECTIONS,
    releases: Releases = Path("extracted/releases"),
    lock: Lock = Path("constraints.txt"),
    accuracy: Accuracy = None,
) -> None:
    """冻结名录并与上次比较 Freeze it with hashes, versions and the diff to the last."""
    from pipeline.audit.release import ReleaseRequest, make_release
    from pipeline.store.output import OutputFolder

    request = ReleaseRequest(
        OutputFolder(out), scans, corrections, lock, releases, date.today(), accuracy
    )
    console.data().print(f"{make_release(request)}")
