"""Runs the station's server until it is interrupted."""

from __future__ import annotations

import gc
import socket
import sys

import uvicorn

from pipeline.errors import UsageError
from pipeline.review.services import Services
from pipeline.review.settings import ReviewSettings
from pipeline.review.web.app import create_app

SWITCH_SECONDS = 0.001
"""How long a rebuild in the backroom may keep an answer waiting for the interpreter; with Python's
own 5 ms, the dozen hand-overs of one answer add up to what a person notices."""


def serve(settings: ReviewSettings, services: Services) -> None:
    """Serve the station at `settings.url`; returns when the process is told to stop.

    Raises:
        ConfigurationError: When the log of decisions is damaged.
        UsageError: When the port is taken.
    """
    _check_port(settings)
    app = create_app(settings, services)
    favour_answers()
    uvicorn.run(
        app,
        host=settings.host,
        port=settings.port,
        log_level="warning",
        access_log=False,
        server_header=False,
        proxy_headers=False,
        timeout_graceful_shutdown=2,
    )


def favour_answers() -> None:
    """Keep the interpreter from making a person wait; call once everything is loaded.

    The documents in memory are set aside from the garbage collector: walking ten thousand cells
    with their glyphs took it a quarter of a second at a time.
    """
    sys.setswitchinterval(SWITCH_SECONDS)
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 100)


def _check_port(settings: ReviewSettings) -> None:
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((settings.host, settings.port))
        except OSError as error:
            raise UsageError(
                f"端口不可用 port {settings.port} cannot be used: {error.strerror}",
                "请换一个端口 choose another one with --port",
            ) from error
