"""What stands beside the text of a page: it joins no name and no paragraph, and is not lost."""

from __future__ import annotations

import pytest

from pipeline.extract.kinds.margins import is_mixed_print, marginal_lines
from pipeline.extract.kinds.strip import Piece
from tests.extract.kinds.sheets import HEIGHT, Page, line_at, read

BODY = "根据通知要求，我厅组织开展了集群申报和审核工作，现报告如下"


def page_of_text() -> Page:
    page = Page()
    page.centred("海南省科学技术厅", size=56)
    for _ in range(4):
        page.line(BODY)
    return page


def marginal_texts(page: Page) -> list[str]:
    reading = page.reading()
    return [reading.lines[at].text for at in sorted(marginal_lines(reading))]


def test_a_small_head_a_note_and_a_small_foot_are_no_text() -> None:
    page = page_of_text()
    page.lines += [
        line_at("科技统计资料", 740, 60, 18),
        line_at("同意", 1380, 30, 44),
        line_at("内部资料", 300, HEIGHT - 80, 18),
    ]
    assert marginal_texts(page) == ["科技统计资料", "同意", "内部资料"]


def test_a_stamp_in_the_corner_joins_no_head() -> None:
    page = page_of_text()
    stamp = [line_at("档案", 1390, 20, 90), line_at("室存", 1380, round(0.062 * HEIGHT), 90)]
    page.lines += stamp
    assert marginal_texts(page) == ["档案", "室存"]
    page.lines[-2:] = [line_at("签发人：张三", 1390, 120), line_at("档案", 1000, 120)]
    assert marginal_texts(page) == []


def test_the_mark_of_an_annex_and_the_end_of_a_head_in_the_corner_are_text() -> None:
    page = page_of_text()
    page.lines += [line_at("附件2", 1400, 160), line_at("文件", 1390, round(0.09 * HEIGHT), 90)]
    assert marginal_texts(page) == []


def test_a_stamp_below_the_text_is_no_text_and_a_title_is() -> None:
    page = page_of_text()
    page.lines.append(line_at("档案", 1300, 2000, 90))
    assert marginal_texts(page) == ["档案"]


@pytest.mark.parametrize("y", [60, HEIGHT - 80])
def test_text_of_the_usual_size_is_text_wherever_it_stands(y: int) -> None:
    page = page_of_text()
    page.lines.append(line_at("请予支持", 300, y))
    assert marginal_texts(page) == []


def test_a_page_without_running_text_shows_no_size_to_go_by() -> None:
    page = Page()
    page.centred("创新型产业集群名单", size=44)
    page.lines.append(line_at("附件", 200, 40, 18))
    assert marginal_texts(page) == []


def test_a_running_head_joins_no_sender_and_is_listed_as_form() -> None:
    page = Page()
    page.lines.append(line_at("科技统计资料", 740, 60, 18))
    page.centred("海南省科学技术厅", size=56)
    page.line("海科高〔2024〕140号")
    page.centred("海南省科学技术厅关于推荐2024年创新型产业集群的函", size=40)
    page.line("科技部火炬中心：")
    for _ in range(3):
        page.line(BODY)
    page.line("专此函达。")
    page.line("海南省科学技术厅", x=1000)
    page.line("2024年5月2日", x=1000)
    document = read(page)
    senders = [
        reading.text_ocr
        for record in document.iter_records()
        for reading in record.readings
        if reading.column == "sender"
    ]
    assert senders == ["海南省科学技术厅"]
    forms = [text.text_ocr for part in document.parts for text in part.texts]
    assert "科技统计资料" in forms


def piece(text: str, size: int) -> Piece:
    return Piece(1, line_at(text, 200, 200, size), 0, len(text))


def test_print_of_two_sizes_in_one_value_is_seen() -> None:
    assert is_mixed_print([piece("科技统计", 18), piece("海南省科学技术厅", 40)])
    assert not is_mixed_print([piece("海南省科学", 40), piece("技术厅", 38)])
    assert not is_mixed_print([piece("海南省科学", 40), piece("2024", 60)])
