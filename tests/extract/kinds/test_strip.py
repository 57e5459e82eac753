from __future__ import annotations

from pipeline.extract.kinds.strip import Piece, Strip, gather_rows, join_strips
from pipeline.model.geometry import Box, PageTransform, Region
from pipeline.model.text import Glyph, TextLine
from tests.extract.kinds.sheets import Page, line_at


def test_a_part_of_a_line_takes_its_share_of_the_box() -> None:
    line = line_at("邮政编码：210008", 100, 50)
    strip = Strip((Piece(3, line, 0, 11),)).cut(5, 11)
    assert strip.text == "210008"
    assert strip.regions == (Region(3, Box(250, 50, 340, 80)),)


def test_on_a_page_scanned_upside_down_the_place_is_found_on_the_raw_page() -> None:
    turned = PageTransform((-1.0, 0.0, 1000.0, 0.0, -1.0, 500.0, 0.0, 0.0, 1.0), 1000, 500)
    upright, raw = Box(100, 50, 340, 80), Box(660, 420, 900, 450)
    line = TextLine("邮政编码：210008", raw, upright, 0.9, "test")
    strip = Strip((Piece(1, line, 0, 11, transform=turned),))
    assert strip.regions == (Region(1, raw),)
    assert strip.cut(5, 11).regions == (Region(1, Box(660, 420, 750, 450)),)


def test_gaps_with_alternatives_stay_between_their_neighbours() -> None:
    glyphs = (Glyph("甲", 0.9), Glyph("", 0.6, (("乙", 0.3),)), Glyph("丙", 0.8))
    box = Box(0, 0, 60, 30)
    strip = Strip((Piece(1, TextLine("甲丙", box, box, 0.85, "test", glyphs), 0, 2),))
    assert strip.cut(0, 1).glyphs == glyphs[:2]
    assert strip.cut(1, 2).glyphs == glyphs[1:]


def test_pieces_side_by_side_are_one_row_and_others_are_not() -> None:
    page = Page()
    page.line("电话：010-88656265")
    page.beside("传真：010-88656264", 900)
    page.line("邮政编码：100045")
    rows = gather_rows(page.reading(), page.lines)
    assert [row.text for row in rows] == [
        "电话：010-88656265传真：010-88656264",
        "邮政编码：100045",
    ]


def test_trimming_and_joining_keep_every_other_character() -> None:
    strips = [
        Strip((Piece(1, line_at(text, 0, y), 0, len(text)),)).trimmed()
        for y, text in enumerate((" 关于开展", "工作的通知 "))
    ]
    assert join_strips(strips).text == "关于开展工作的通知"
