"""The pages around the desk in a real Chromium: tables, uploads, dictionaries, second looks."""

from __future__ import annotations

import threading
from pathlib import Path
from urllib.parse import quote

import pytest
from playwright.sync_api import Browser, expect

from pipeline.errors import UnreadableInputError
from pipeline.model.page import PageStatus
from pipeline.review.rehearsal import write_document
from pipeline.review.services import AffectedCell, PageProgress, ReportProgress, Suggestion
from tests.review.made import Opener, Stage
from tests.review.screen import Screen, look

pytestmark = pytest.mark.browser


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


def test_what_lies_in_the_drop_folder_is_read_with_its_progress_in_sight(
    stage: Stage, open_station: Opener, browser: Browser
) -> None:
    go_on = threading.Event()

    def ingest(path: Path, report: ReportProgress) -> str:
        report(PageProgress(1, 3, PageStatus.OK, None, "邮寄/名单.pdf"))
        go_on.wait(20)
        report(PageProgress(2, 3, PageStatus.OK, None, "邮寄/名单.pdf"))
        raise UnreadableInputError("corrupt", "第 3 页已损坏 damaged", "请重扫 scan again")

    mailed = stage.root / "raw_scans" / "邮寄"
    mailed.mkdir(parents=True)
    (mailed / "名单.pdf").write_bytes(b"%PDF-1.7")
    screen = look(browser, open_station(stage.settings(), stage.services(ingest=ingest)), "/intake")
    page = screen.page
    expect(page.locator("#jobs .waiting")).to_contain_text("邮寄/名单.pdf")
    page.get_by_role("button", name="全部读取").click()
    expect(page.locator(".job.is-reading")).to_contain_text("1/3 页")
    expect(page.locator(".job .dot.is-open")).to_have_count(2)
    expect(page.locator("#jobs .waiting")).to_have_count(0)
    go_on.set()
    expect(page.locator(".job.is-failed")).to_contain_text("第 3 页已损坏")
    expect(page.locator(".job .dot.is-ok")).to_have_count(2)
    assert screen.complaints == []
    page.context.close()


def test_a_suggestion_is_shown_with_its_effect_and_taken_over(
    stage: Stage, open_station: Opener, browser: Browser
) -> None:
    adopted: list[str] = []
    cell = AffectedCell("d/1/clusters/1/region", "右桥", "石桥")
    offered = Suggestion("k", "confusions.tsv", "石\t右", "石", "右", 3, 0, 5, (cell,))
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


LOW_CONTRAST = """() => {
    const rgb = text => (text.match(/[\\d.]+/g) || []).map(Number);
    const part = v => (v /= 255, v <= .03928 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4);
    const light = c => .2126 * part(c[0]) + .7152 * part(c[1]) + .0722 * part(c[2]);
    const back = e => { for (; e; e = e.parentElement) {
        const c = rgb(getComputedStyle(e).backgroundColor);
        if (c.length === 3 || c[3] === 1) return c; } return [255, 255, 255]; };
    return [...document.querySelectorAll('body *')].filter(e =>
        e.checkVisibility() && !e.closest('.visually-hidden')
            && [...e.childNodes].some(n => n.nodeType === 3 && n.data.trim()))
        .map(e => { const a = light(rgb(getComputedStyle(e).color)), b = light(back(e));
            return [e.className + ':' + e.textContent.trim().slice(0, 20),
                (Math.max(a, b) + .05) / (Math.min(a, b) + .05)]; })
        .filter(pair => pair[1] < 4.5); }"""
"""Texts below 4.5:1 against the nearest opaque background behind them (WCAG AA)."""

SCREENS = {
    "desk": ("/", ""),
    "edit": ("/", "e"),
    "help": ("/", "?"),
    "notice": ("/", "s"),
    "page": ("/", "w"),
    "queue": ("/queue", ""),
    "documents": ("/documents", ""),
    "table": ("/document?id={document}", ""),
    "suggestions": ("/suggestions", ""),
    "intake": ("/intake", ""),
    "agreement": ("/agreement", ""),
    "no-such-page": ("/nowhere", ""),
    "nothing-waits": ("/?reason=none", ""),
}


@pytest.mark.parametrize("language", ["zh-CN", "en-GB"])
def test_every_screen_fits_and_has_enough_contrast(
    stage: Stage, open_station: Opener, browser: Browser, language: str
) -> None:
    document = quote(next(iter(stage.folder.iter_document_ids())))
    cell = AffectedCell("d/1/clusters/1/region", "右桥", "石桥")
    offered = Suggestion("k", "confusions.tsv", "石\t右", "石", "右", 3, 0, 5, (cell,))
    services = stage.services(suggest=lambda: (offered,), ingest=lambda path, report: "x")
    (stage.root / "raw_scans").mkdir()
    (stage.root / "raw_scans" / "未读.pdf").write_bytes(b"%PDF-1.7")
    address = open_station(stage.settings(second_share=1.0), services)
    screen = look(browser, address, locale=language)
    low, wide = {}, {}
    for name, (path, key) in SCREENS.items():
        screen.page.goto(address + path.format(document=document))
        if key:
            screen.page.keyboard.press(key)
            expect(screen.page.locator(".htmx-request")).to_have_count(0)
        low[name] = screen.page.evaluate(LOW_CONTRAST)
        wide[name] = screen.page.evaluate(
            "document.documentElement.scrollWidth - window.innerWidth"
        )
    assert {name: texts for name, texts in low.items() if texts} == {}
    assert {name: width for name, width in wide.items() if width > 0} == {}
    assert [said for said in screen.complaints if "404" not in said] == []
    screen.page.context.close()
