"""Options that several commands share, each defined once."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

Scans = Annotated[Path, typer.Option("--scans", help="扫描件目录 folder of scans (only read).")]
Out = Annotated[Path, typer.Option("--out", help="输出目录 output folder.")]
Corrections = Annotated[
    Path, typer.Option("--corrections", help="词典目录 folder of dictionaries and decisions.")
]
Engine = Annotated[
    str, typer.Option("--engine", help="识别引擎 recogniser; A+B: B reads lines in doubt again.")
]
Jobs = Annotated[
    int, typer.Option("--jobs", "-j", min=0, help="并行进程数 worker processes; 0 = one per core.")
]
Cluster = Annotated[
    str | None,
    typer.Option("--cluster", help="Dask 调度器地址 scheduler, e.g. tcp://10.0.0.5:8786."),
]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="不显示进度 no progress bar.")]

DEFAULT_SCANS = Path("raw_scans")
DEFAULT_OUT = Path("extracted")
DEFAULT_CORRECTIONS = Path("corrections")
DEFAULT_ENGINE = "ppocr-v6-small"
