"""The station in a real Chromium: what a person at the keyboard can do, and what they cannot."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from pipeline.errors import OutputError
from pipeline.model.decision import Decision, Verdict
from pipeline.model.page import PageStatus
from pipeline.review.decisions import DecisionLog
from pipeline.review.rehearsal import write_document
from pipeline.review.services import AffectedCell, PageProgress, ReportProgress, Suggestion
from tests.review.made import Opener, Stage

pytestmark = pytest.mark.browser
SIZE = {"width": 1366, "height": 768}


@pytest.fixture(scope="module")
def browser(chromium_path: str) -> Iterator[Browser]:
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(
            executable_path=chromium_path, args=["--no-sandbox", "--disable-gpu"]
        )
        yield launched
        launched.close()


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
    context = browser.new_context(viewport=SIZE, locale=locale)  # type: ignore[arg-type]
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


@pytest.fixture
def screen(stage: Stage, open_station: Opener, browser: Browser) -> Iterator[Screen]:
    opened = look(browser, open_station(stage.settings(), stage.services()))
    yield opened
    assert opened.complaints == []
    opened.page.context.close()


def test_enter_accepts_and_shows_the_next_cell(screen: Screen, stage: Stage) -> None:
    first = screen.cell()
    shown = screen.page.locator(".is-standing .choice-text").inner_text()
    screen.press("Enter")
    [decision] = stage.decisions()
    assert (decision.cell_id, decision.verdict, decision.text) == (first, Verdict.ACCEPTED, shown)
    assert (decision.person, decision.text_ocr, decision.blind) == ("王小明", shown, False)
    assert decision.regions
    assert screen.cell() != first


def test_a_number_picks_a_candidate(screen: Screen, stage: Stage) -> None:
    candidate = screen.page.locator('[data-key="1"] .choice-text').inner_text()
    screen.press("1")
    [decision] = stage.decisions()
    assert (decision.verdict, decision.text) == (Verdict.EDITED, candidate)


def test_editing_by_keyboard_alone(screen: Screen, stage: Stage) -> None:
    page = screen.page
    page.keyboard.press("e")
    expect(page.locator("#edit-text")).to_be_focused()
    page.keyboard.press("Control+A")
    page.keyboard.type("邯郸现代装备产业集群")
    screen.press("Enter")
    [decision] = stage.decisions()
    assert (decision.verdict, decision.text) == (Verdict.EDITED, "邯郸现代装备产业集群")


def test_escape_leaves_the_editor_and_writes_nothing(screen: Screen, stage: Stage) -> None:
    screen.page.keyboard.press("e")
    screen.page.keyboard.type("xyz12")
    screen.page.keyboard.press("Escape")
    expect(screen.page.locator("#editor")).to_be_hidden()
    expect(screen.page.locator("#desk")).to_be_focused()
    assert stage.decisions() == []


def test_keys_of_an_input_method_decide_nothing(screen: Screen, stage: Stage) -> None:
    page = screen.page
    composing = """key => document.activeElement.dispatchEvent(new KeyboardEvent(
        'keydown', {key, bubbles: true, cancelable: true, isComposing: true}))"""
    for key in ("Enter", "1", "x"):
        page.evaluate(composing, key)
    page.keyboard.press("e")
    typing = page.context.new_cdp_session(page)
    typing.send(
        "Input.imeSetComposition", {"text": "han'dan", "selectionStart": 7, "selectionEnd": 7}
    )
    page.evaluate(composing, "Enter")
    typing.send("Input.insertText", {"text": "邯郸"})
    assert stage.decisions() == []
    assert page.locator("#edit-text").input_value().endswith("邯郸")
    screen.press("Enter")
    assert (stage.decisions()[0].text or "").endswith("邯郸")


def test_illegible_and_skip(screen: Screen, stage: Stage) -> None:
    first = screen.cell()
    screen.press("s")
    second = screen.cell()
    assert second != first
    screen.press("x")
    [decision] = stage.decisions()
    assert (decision.cell_id, decision.verdict, decision.text) == (second, Verdict.ILLEGIBLE, None)


def test_undo_brings_the_cell_back(screen: Screen, stage: Stage) -> None:
    first = screen.cell()
    screen.press("Enter")
    screen.press("u")
    assert screen.cell() == first
    assert [line.verdict for line in stage.decisions()] == [Verdict.ACCEPTED, Verdict.WITHDRAWN]
    screen.press("u")
    expect(screen.page.locator(".notice")).to_have_text("没有可撤销的决定")
    assert len(stage.decisions()) == 2


def test_the_whole_queue_can_be_worked_off_by_one_key(screen: Screen, stage: Stage) -> None:
    waiting = int(screen.page.locator("#waiting").inner_text().split()[0].split("\n")[0])
    for _ in range(waiting):
        screen.press("Enter")
    expect(screen.page.locator("h1")).to_have_text("没有待核的单元格")
    expect(screen.page.locator("#registry")).to_have_class("registry is-current")
    assert len(stage.decisions()) == waiting
    assert stage.rebuilt


def test_surroundings_page_and_zoom(screen: Screen) -> None:
    page = screen.page
    picture = page.locator("#evidence svg")
    before = picture.bounding_box()
    page.keyboard.press("c")
    expect(page.locator('[data-key="c"]')).to_have_attribute("aria-pressed", "true")
    page.keyboard.press("w")
    expect(page.locator("svg.is-page rect.outline")).to_be_in_viewport()
    page.keyboard.press("w")
    expect(page.locator("svg.is-crop")).to_have_count(1)
    page.keyboard.press("+")
    after = picture.bounding_box()
    assert before is not None and after is not None and after["width"] > before["width"]


def test_a_changed_reading_returns_as_a_conflict(
    stage: Stage, open_station: Opener, browser: Browser
) -> None:
    [document_id, *_] = stage.folder.iter_document_ids()
    manifest = stage.folder.read_manifest(document_id)
    assert manifest is not None
    cell_id = f"{document_id}/1/clusters/3/construction_unit"
    old = Decision(
        "2026-01-01", "李四", manifest.sha256, cell_id, "从前的读数", Verdict.EDITED, "从前的决定"
    )
    DecisionLog(stage.log).append(old, 0)
    screen = look(browser, open_station(stage.settings(), stage.services()))
    assert screen.cell() == cell_id
    expect(screen.page.locator(".reasons")).to_contain_text("与先前的人工决定不符")
    expect(screen.page.locator('[data-key="1"] .choice-text')).to_have_text("从前的决定")
    screen.press("1")
    assert stage.decisions()[-1].text == "从前的决定"
    assert screen.cell() != cell_id


def test_two_people_do_not_overwrite_each_other(
    stage: Stage, open_station: Opener, browser: Browser
) -> None:
    address = open_station(stage.settings(), stage.services())
    one = look(browser, address)
    two = look(browser, address)
    assert one.cell() != two.cell()
    two.page.goto(f"{address}/?cell={quote(one.cell(), safe='')}")
    assert two.cell() == one.cell()
    shared = one.cell()
    one.press("1")
    two.press("x")
    expect(two.page.locator(".notice.is-refused")).to_contain_text("您的决定没有写入")
    assert two.cell() == shared
    assert [line.verdict for line in stage.decisions()] == [Verdict.EDITED]
    two.press("x")
    assert [line.verdict for line in stage.decisions()] == [Verdict.EDITED, Verdict.ILLEGIBLE]


def test_a_full_disk_is_told_and_nothing_counts_as_decided(
    screen: Screen, stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(path: Path, line: bytes) -> None:
        raise OutputError("磁盘已满 disk full", "请清理 free some space")

    monkeypatch.setattr("pipeline.review.decisions.append_line", full)
    first = screen.cell()
    screen.press("Enter")
    expect(screen.page.locator(".notice.is-refused")).to_contain_text("磁盘已满")
    assert screen.cell() == first
    screen.complaints = [said for said in screen.complaints if "503" not in said]


HOSTILE = (
    "<img src=x onerror=\"document.title='owned'\">",
    "</textarea><script>document.title='owned'</script>",
    '" autofocus onfocus="document.title=\'owned\'" x="',
    "{{ 7 * 7 }}javascript:document.title='owned'",
    "<a hx-get=/queue hx-trigger=load>x</a>",
)


def test_text_from_a_scan_runs_nothing(
    stage: Stage, open_station: Opener, browser: Browser
) -> None:
    document_id = write_document(stage.folder, 3, 6, 1.0, HOSTILE)
    screen = look(browser, open_station(stage.settings(), stage.services()))
    for path in (f"/document?id={quote(document_id)}", "/queue", "/documents"):
        screen.page.goto(screen.address + path)
        assert "owned" not in screen.page.title()
    for row_no, text in enumerate(HOSTILE, start=1):
        cell = quote(f"{document_id}/1/clusters/{row_no}/cluster_name", safe="")
        screen.page.goto(f"{screen.address}/?cell={cell}")
        assert screen.page.locator(".is-standing .choice-text").inner_text() == text
        screen.press("Enter")
        assert "owned" not in screen.page.title()
    assert [decision.text for decision in stage.decisions()] == list(HOSTILE)
    assert screen.complaints == []


def test_table_and_page_point_at_each_other(screen: Screen, stage: Stage) -> None:
    page = screen.page
    [document_id, *_] = stage.folder.iter_document_ids()
    page.goto(f"{screen.address}/document?id={quote(document_id)}")
    cells = page.locator("td:nth-of-type(2) a.cell")
    cells.nth(2).click()
    number = cells.nth(2).get_attribute("data-number")
    expect(page.locator(f'rect[data-number="{number}"]')).to_have_class(
        "place is-accepted is-current"
    )
    page.locator("rect.place").nth(1).click()
    chosen = page.locator("a.cell.is-current")
    expect(chosen).to_be_focused()
    page.keyboard.press("ArrowDown")
    expect(page.locator("a.cell.is-current")).to_be_focused()
    target = page.locator("a.cell.is-current").get_attribute("href")
    page.keyboard.press("Enter")
    page.wait_for_url("**/?cell=*")
    assert target is not None and page.url.endswith(target)
    page.wait_for_load_state()
    page.keyboard.press("Enter")
    page.wait_for_url("**/document?*")
    expect(page.locator("a.cell.is-decided")).to_have_count(1)
    assert len(stage.decisions()) == 1


def test_upload_is_read_page_by_page_and_lands_in_the_queue(
    stage: Stage, open_station: Opener, browser: Browser
) -> None:
    def ingest(path: Path, report: ReportProgress) -> str:
        for page_no in (1, 2, 3):
            status = PageStatus.FAILED if page_no == 2 else PageStatus.OK
            report(PageProgress(page_no, 3, status, "corrupt" if page_no == 2 else None))
        return write_document(stage.folder, 7, 4, 1.0)

    services = stage.services(ingest=ingest)
    screen = look(browser, open_station(stage.settings(), services), "/intake")
    waiting = screen.page.locator("#waiting").inner_text()
    files = [
        {"name": "../新 名单.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.7 x"},
        {"name": "坏.exe", "mimeType": "application/pdf", "buffer": b"MZ\x00\x01"},
    ]
    screen.page.set_input_files("#files", files)  # type: ignore[arg-type]
    expect(screen.page.locator(".job.is-done h2")).to_have_text("新-名单.pdf")
    expect(screen.page.locator(".job .dot.is-ok")).to_have_count(2)
    expect(screen.page.locator(".job .dot.is-failed")).to_have_count(1)
    assert [path.name for path in stage.settings().scans.iterdir()] == ["新-名单.pdf"]
    screen.page.goto(screen.address)
    assert screen.page.locator("#waiting").inner_text() != waiting
    assert screen.complaints == []


def test_a_suggestion_is_shown_with_its_effect_and_taken_over(
    stage: Stage, open_station: Opener, browser: Browser
) -> None:
    adopted: list[str] = []
    cell = AffectedCell("d/1/clusters/1/region", "右桥", "石桥")
    offered = Suggestion("k", "confusions.tsv", "石 ← 右", "三次 3 times", 3, 0, 5, (cell,))
    services = stage.services(
        suggest=lambda: () if adopted else (offered,),
        adopt=lambda entry: adopted.append(entry.key),
    )
    screen = look(browser, open_station(stage.settings(), services), "/suggestions")
    expect(screen.page.locator(".effect strong")).to_have_text("5")
    screen.page.get_by_role("button", name="写入词典").click()
    expect(screen.page.locator("#suggestions .notice")).to_contain_text("已写入词典")
    assert adopted == ["k"]


def test_second_look_is_blind_and_agreement_is_reported(
    stage: Stage, open_station: Opener, browser: Browser
) -> None:
    settings = stage.settings(second_share=1.0)
    address = open_station(settings, stage.services())
    first = look(browser, address)
    first.press("1")
    first.press("Enter")
    assert first.page.goto(f"{address}/?second=1") is not None
    expect(first.page.locator("h1")).to_have_text("没有待核的单元格")
    second = look(browser, address)
    second.page.locator(".who summary").click()
    second.page.fill("#who-name", "李四")
    second.page.keyboard.press("Enter")
    expect(second.page.locator(".who summary")).to_have_text("李四")
    second.page.goto(f"{address}/?second=1")
    decided = stage.decisions()[0].text or ""
    assert decided not in second.page.locator(".panel").inner_text()
    second.press("Enter")
    second.press("Enter")
    assert [line.blind for line in stage.decisions()] == [False, False, True, True]
    assert stage.decisions()[-1].person == "李四"
    second.page.goto(f"{address}/agreement")
    expect(second.page.locator(".figure strong")).to_have_text("50.0%")
    second.page.goto(address)
    expect(second.page.locator(".reasons")).to_contain_text("两位核对者读法不同")


def test_english_after_the_browser_and_a_switch(
    stage: Stage, open_station: Opener, browser: Browser
) -> None:
    screen = look(browser, open_station(stage.settings(), stage.services()), locale="en-GB")
    expect(screen.page.locator("html")).to_have_attribute("lang", "en")
    expect(screen.page.locator("#cell-title")).to_have_text("cluster name")
    screen.page.locator(".who summary").click()
    screen.page.get_by_role("button", name="中文").click()
    expect(screen.page.locator("html")).to_have_attribute("lang", "zh-CN")


def test_without_a_name_nobody_decides(
    stage: Stage, open_station: Opener, browser: Browser
) -> None:
    screen = look(browser, open_station(stage.settings(person=""), stage.services()))
    expect(screen.page.locator("h1")).to_have_text("请先署名")
    screen.page.locator("#person").fill("  赵六\u0007 ")
    screen.page.keyboard.press("Enter")
    screen.page.wait_for_selector("#cell-title")
    screen.press("Enter")
    assert stage.decisions()[0].person == "赵六"


def test_works_by_tab_alone_with_visible_focus(screen: Screen, stage: Stage) -> None:
    page = screen.page
    page.evaluate("document.activeElement.blur()")
    names: list[str] = []
    for _ in range(40):
        page.keyboard.press("Tab")
        name, outline = page.evaluate(
            """() => {const e = document.activeElement; const s = getComputedStyle(e);
            return [e.dataset.verdict || e.textContent.trim(), s.outlineStyle + s.outlineWidth]}"""
        )
        assert outline == "solid3px"
        names.append(name)
        if name == "accept":
            break
    assert "accept" in names
    screen.press("Enter")
    assert len(stage.decisions()) == 1


def test_everything_fits_a_small_screen(screen: Screen) -> None:
    page = screen.page
    for key in ("Enter", "1", "e", "x", "s", "u"):
        expect(page.locator(f'.panel [data-key="{key}"]')).to_be_in_viewport(ratio=1)
    overflow = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
    assert overflow <= 0


def test_text_has_enough_contrast(screen: Screen) -> None:
    """Every text on the desk against the nearest opaque background behind it (WCAG AA)."""
    low = screen.page.evaluate(
        """() => {
        const rgb = text => (text.match(/[\\d.]+/g) || []).map(Number);
        const part = v => (v /= 255, v <= .03928 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4);
        const light = c => .2126 * part(c[0]) + .7152 * part(c[1]) + .0722 * part(c[2]);
        const back = e => { for (; e; e = e.parentElement) {
            const c = rgb(getComputedStyle(e).backgroundColor);
            if (c.length === 3 || c[3] === 1) return c; } return [255, 255, 255]; };
        return [...document.querySelectorAll('body *')].filter(e =>
            e.checkVisibility() && [...e.childNodes].some(n => n.nodeType === 3 && n.data.trim()))
            .map(e => { const a = light(rgb(getComputedStyle(e).color)), b = light(back(e));
                return [e.className + ':' + e.textContent.trim().slice(0, 20),
                    (Math.max(a, b) + .05) / (Math.min(a, b) + .05)]; })
            .filter(pair => pair[1] < 4.5); }"""
    )
    assert low == []
