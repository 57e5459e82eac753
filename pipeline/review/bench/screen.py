"""What a person at the keyboard waits: from the key to the next cell drawn, in a real browser."""

from __future__ import annotations

import shutil
from typing import TypedDict

from pipeline.errors import MissingToolError
from pipeline.review.bench.figures import Figures, Stopwatch

WIDTH, HEIGHT = 1366, 768
ACTIONS = (
    ("accept", ("Enter",)),
    ("candidate", ("1",)),
    ("illegible", ("x",)),
    ("undo", ("u",)),
    ("skip", ("s",)),
    ("edit", ("e", "改", "Enter")),
)
"""Keys of each action; the time runs from the last one, which decides."""

WATCH = """
addEventListener("keydown", event => { window.benchKey = event.timeStamp; }, true);
window.benchNext = () => new Promise(resolve => {
  const old = document.querySelector("#desk");
  const drawn = async () => {
    const pictures = [...document.querySelectorAll("#evidence .sheet-of-paper image")];
    await Promise.all(pictures.map(picture => picture.decode()));
    requestAnimationFrame(() => {
      const channel = new MessageChannel();
      channel.port1.onmessage = () => resolve(performance.now() - window.benchKey);
      channel.port2.postMessage(0);
    });
  };
  const look = () => {
    if (document.querySelector("#desk") === old) return;
    watcher.disconnect();
    drawn();
  };
  const watcher = new MutationObserver(look);
  watcher.observe(document.body, {childList: true, subtree: true});
});
"""
"""Drawn: the next cell is in the page, its picture is decoded, and a frame was painted since."""


class _Metric(TypedDict):
    name: str
    value: float


def measure_screen(port: int, n_rounds: int = 30) -> list[Figures]:
    """Press the keys of every action `n_rounds` times, each as soon as the last one is drawn.

    Processor time is that of the page's main thread.

    Raises:
        MissingToolError: When Playwright or Chromium is not there.
    """
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        chromium = None
    if chromium is None:
        raise MissingToolError(
            "没有浏览器 no Chromium with Playwright",
            "请安装 apt install chromium; pip install playwright",
        )
    watch = Stopwatch()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=chromium, args=["--no-sandbox", "--disable-gpu"]
        )
        page = browser.new_page(viewport={"width": WIDTH, "height": HEIGHT}, locale="zh-CN")
        page.add_init_script(WATCH)
        page.goto(f"http://127.0.0.1:{port}/")
        probe = page.context.new_cdp_session(page)
        probe.send("Performance.enable", {"timeDomain": "threadTicks"})

        def busy_seconds() -> float:
            metrics: list[_Metric] = probe.send("Performance.getMetrics")["metrics"]
            return next(m["value"] for m in metrics if m["name"] == "TaskDuration")

        for _ in range(n_rounds):
            for action, keys in ACTIONS:
                for key in keys[:-1]:
                    page.keyboard.type(key)
                page.evaluate("() => { window.benchDone = window.benchNext(); }")
                before = busy_seconds()
                page.keyboard.press(keys[-1])
                wall = float(page.evaluate("() => window.benchDone"))
                watch.note(action, wall, 1000 * (busy_seconds() - before))
        browser.close()
    return watch.figures()
