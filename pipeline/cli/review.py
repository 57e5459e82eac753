"""`scan-registry review`: the station where a person settles what is in doubt."""

from __future__ import annotations

import getpass
import secrets
from typing import Annotated

import typer

from pipeline.cli import console
from pipeline.cli import options as opt
from pipeline.run.options import RunOptions

Host = Annotated[str, typer.Option("--host", help="监听地址 address to listen on.")]
Port = Annotated[int, typer.Option("--port", min=0, max=65535, help="端口 port.")]
Person = Annotated[str, typer.Option("--person", help="核对人姓名 who decides.")]

Token = Annotated[
    str | None, typer.Option("--token", help="访问令牌，对外开放时自动生成 secret in the URL.")
]
AllowedHosts = Annotated[
    list[str] | None,
    typer.Option("--allowed-host", help="本机的其他名称（可重复） another name of this machine."),
]
SecondShare = Annotated[
    float,
    typer.Option("--second-share", min=0, max=1, help="盲复核比例 share decided twice, blind."),
]
Language = Annotated[
    str | None, typer.Option("--lang", help="界面语言 zh 或 en（默认随浏览器） language.")
]


def review(  # noqa: PLR0913 - one parameter for every option of the command
    scans: opt.Scans = opt.DEFAULT_SCANS,
    out: opt.Out = opt.DEFAULT_OUT,
    corrections: opt.Corrections = opt.DEFAULT_CORRECTIONS,
    engine: opt.Engine = opt.DEFAULT_ENGINE,
    host: Host = "127.0.0.1",
    port: Port = 8765,
    person: Person = "",
    token: Token = None,
    allowed_host: AllowedHosts = None,
    second_share: SecondShare = 0.0,
    lang: Language = None,
) -> None:
    """打开核对台 Open the review station in a browser."""
    from pipeline.review.serve import serve
    from pipeline.review.settings import ReviewSettings, is_loopback
    from pipeline.run.station import Backend

    settings = ReviewSettings(
        out=out,
        scans=scans,
        decisions=corrections / "decisions.jsonl",
        person=person or getpass.getuser(),
        host=host,
        port=port,
        token=token or (None if is_loopback(host) else secrets.token_urlsafe(16)),
        allowed_hosts=tuple(allowed_host or ()),
        second_share=second_share,
        language=lang,
    )
    console.talk().print(f"核对台 station: {settings.url}")
    serve(settings, Backend(RunOptions(scans, out, corrections, engine)).services())
