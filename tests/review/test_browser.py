"""The desk in a real Chromium: what a person at the keyboard can do, and what they cannot."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import quote

import pytest
from playwright.sync_api import Browser, expect

from pipeline.errors import OutputError
from pipeline.model.decision import Decision, Verdict
from pipeline.review.decisions import DecisionLog
from pipeline.review.rehearsal import write_document
from tests.review.made import Opener, Stage
from tests.review.screen import Screen, look

pytestmark = pytest.mark.browser


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
