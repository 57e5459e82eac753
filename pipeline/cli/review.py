"""`scan-registry review`: the station where a person settles what is in doubt."""

from __future__ import annotations

import getpass
import secrets
from typing import Annotated

import typer
from rich.console import Console

from pipeline.cli import options as opt
from pipeline.run.options import RunOptions

Host = Annotated[str, typer.Option("--host", help="监听地址 address to listen on.")]
Port = Annotated[int, typer.Option("--port", help="端口 port.")]
Person = Annotated[str, typer.Option("--person", help="核对人姓名 who decides.")]

LOOPBACK = ("127.0.0.1", "::1", "localhost")


def review(
    scans: opt.Scans = opt.DEFAULT_SCANS,
    out: opt.Out = opt.DEFAULT_OUT,
    corrections: opt.Corrections = opt.DEFAULT_CORRECTIONS,
    engine: opt.Engine = opt.DEFAULT_ENGINE,
    host: Host = "127.0.0.1",
    port: Port = 8765,
    person: Person = "",
) -> None:
    """打开核对台 Open the review station in a browser."""
    from pipeline.review.serve import serve
    from pipeline.review.settings import ReviewSettings
    from pipeline.run.station import Backend

    settings = ReviewSettings(
        out=out,
        scans=scans,
        decisions=corrections / "decisions.jsonl",
        person=person or getpass.getuser(),
        host=host,
        port=port,
        token=None if host in LOOPBACK else secrets.token_urlsafe(16),
    )
    Console(stderr=True, highlight=False).print(f"核对台 station: {settings.url}")
    serve(settings, Backend(RunOptions(scans, out, corrections, engine)).services())
