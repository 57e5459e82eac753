"""The station as a person sees it: a page in a real Chromium, with what it complained of."""

from __future__ import annotations

from dataclasses import dataclass

from playwright.sync_api import Browser, Page, ViewportSize, expect

SIZE = ViewportSize(width=1366, height=768)


@dataclass(slots=True)
class Screen:
    """A page in the browser, with everything it complained of or asked other machines for."""

    page: Page
    address: str
    complaints: list[str]

    def cell(self) -> str:
        return self.page.locator("#context [name=cell]").input_value()

    def press(self, key: str) -> None:
        """Press a key on the desk and wait for the next cell."""
        with self.page.expect_response(lambda answer: answer.request.method == "POST"):
            self.page.keyboard.press(key)
        expect(self.page.locator(".htmx-request")).to_have_count(0)


def look(browser: Browser, address: str, path: str = "/", locale: str = "zh-CN") -> Screen:
    context = browser.new_context(viewport=SIZE, locale=locale)
    page = context.new_page()
    screen = Screen(page, address, [])
    page.on("pageerror", lambda error: screen.complaints.append(str(error)))
    page.on(
        "console",
        lambda said: screen.complaints.append(said.text) if said.type == "error" else None,
    )
    page.on(
        "request",
        lambda asked: (
            None if asked.url.startswith(address) else screen.complaints.append(asked.url)
        ),
    )
    page.goto(address + path)
    return screen
