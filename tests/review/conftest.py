"""A made-up output folder and a station on it, for every test of this room."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Browser, sync_playwright

from pipeline.review.bench import running_station
from pipeline.review.rehearsal import make_rehearsal
from pipeline.review.services import Services
from pipeline.review.settings import ReviewSettings
from tests.review.made import N_ROWS, Opener, Stage, browser_like
from tests.review.screen import Screen, look


@pytest.fixture
def stage(tmp_path: Path) -> Stage:
    """Two documents of twelve rows, some of them in doubt."""
    make_rehearsal(tmp_path / "extracted", 2, N_ROWS)
    return Stage(tmp_path)


@pytest.fixture
def open_station() -> Iterator[Opener]:
    """Start stations on real sockets; each answers with its address."""
    with ExitStack() as stack:

        def start(settings: ReviewSettings, services: Services) -> str:
            stack.enter_context(running_station(settings, services))
            return f"http://127.0.0.1:{settings.port}"

        yield start


@pytest.fixture
def client(stage: Stage, open_station: Opener) -> Iterator[httpx.Client]:
    """A browser-like client of a station on the made-up folder."""
    settings = stage.settings()
    address = open_station(settings, stage.services())
    with browser_like(address, settings.port) as opened:
        yield opened


@pytest.fixture(scope="session")
def chromium_path() -> str:
    """The browser; without one these tests say loudly that they did not run."""
    path = shutil.which("chromium") or shutil.which("chromium-browser")
    if path is None:
        pytest.skip("NO CHROMIUM: the station is NOT tested in a browser (apt install chromium)")
    return path


@pytest.fixture(scope="module")
def browser(chromium_path: str) -> Iterator[Browser]:
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(
            executable_path=chromium_path, args=["--no-sandbox", "--disable-gpu"]
        )
        yield launched
        launched.close()


@pytest.fixture
def screen(stage: Stage, open_station: Opener, browser: Browser) -> Iterator[Screen]:
    opened = look(browser, open_station(stage.settings(), stage.services()))
    yield opened
    assert opened.complaints == []
    opened.page.context.close()
