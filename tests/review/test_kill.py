"""A station killed without warning loses no decision that it confirmed."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import expect, sync_playwright

from pipeline.review.settings import ReviewSettings
from tests.review.made import Stage

pytestmark = pytest.mark.browser

PROGRAM = """
import sys
from pathlib import Path
from pipeline.review.rehearsal import draw_page, rebuild_document
from pipeline.review.serve import serve
from pipeline.review.services import Services
from pipeline.review.settings import ReviewSettings
from pipeline.store.output import OutputFolder

root, port = Path(sys.argv[1]), int(sys.argv[2])
log = root / "corrections" / "decisions.jsonl"
folder = OutputFolder(root / "extracted")
serve(
    ReviewSettings(folder.root, root / "raw_scans", log, "王小明", port=port),
    Services(
        lambda name: rebuild_document(folder, log, name),
        lambda name, page_no: draw_page(name, page_no, 12),
    ),
)
"""


def start(root: Path, settings: ReviewSettings) -> subprocess.Popen[bytes]:
    process = subprocess.Popen([sys.executable, "-c", PROGRAM, str(root), str(settings.port)])
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        try:
            httpx.get(f"http://127.0.0.1:{settings.port}/", trust_env=False)
        except httpx.TransportError:
            time.sleep(0.1)
            continue
        return process
    process.kill()
    raise TimeoutError("the station did not start")


def kill(process: subprocess.Popen[bytes]) -> None:
    os.kill(process.pid, signal.SIGKILL)
    process.wait()


def test_a_kill_loses_no_confirmed_decision(stage: Stage, chromium_path: str) -> None:
    settings = stage.settings()
    address = f"http://127.0.0.1:{settings.port}"
    process = start(stage.root, settings)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=chromium_path, args=["--no-sandbox", "--disable-gpu"]
        )
        page = browser.new_page(locale="zh-CN")
        page.goto(address)
        with page.expect_response("**/decide") as answer:
            page.keyboard.press("1")
        assert answer.value.status == 200
        kill(process)
        assert len(stage.decisions()) == 1
        expect(page.locator(".notice")).to_contain_text("已改为")
        cell = page.locator("#context [name=cell]").input_value()
        page.keyboard.press("Enter")
        expect(page.locator("#trouble")).to_be_visible()
        assert page.locator("#context [name=cell]").input_value() == cell
        process = start(stage.root, settings)
        with page.expect_response("**/decide") as answer:
            page.keyboard.press("Enter")
        assert answer.value.status == 200
        expect(page.locator("#trouble")).to_be_hidden()
        browser.close()
    kill(process)
    assert [line.cell_id for line in stage.decisions()][1:] == [cell]
