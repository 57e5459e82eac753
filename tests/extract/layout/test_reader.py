import numpy as np

from pipeline.extract.layout import TextLayerReader
from pipeline.extract.layout.order import reading_order
from pipeline.extract.layout.second_look import choose, find_suspect
from pipeline.extract.ocr.engine import RecognisedText
from pipeline.model.geometry import Box, identity_transform
from pipeline.model.text import Glyph


def _layer(text: str, x: int, y: int) -> list[tuple[str, Box]]:
    return [(char, Box(x + 20 * i, y, x + 20 * i + 18, y + 20)) for i, char in enumerate(text)]


def test_a_text_layer_is_read_by_place() -> None:
    characters = (
        _layer("建设单位", 400, 100) + _layer("集群名称", 100, 100) + _layer("地区", 100, 150)
    )
    reader = TextLayerReader(characters, identity_transform(800, 400))
    boxes = reader.find_lines()
    assert sorted(boxes) == [
        Box(100, 100, 178, 120),
        Box(100, 150, 138, 170),
        Box(400, 100, 478, 120),
    ]
    read = reader.read_lines([Box(100, 100, 178, 120), Box(300, 300, 320, 320)])
    assert [(r.text, r.score) for r in read] == [("集群名称", 1.0), ("", 1.0)]


def test_reading_order_is_rows_then_columns() -> None:
    boxes = [Box(500, 12, 600, 32), Box(100, 10, 200, 30), Box(100, 60, 200, 80)]
    assert reading_order(boxes) == [1, 0, 2]


def _text(chars: str, score: float = 0.95) -> RecognisedText:
    count = len(chars)
    return RecognisedText(
        chars,
        score,
        tuple(Glyph(c, score) for c in chars),
        tuple((i / count, (i + 1) / count) for i in range(count)),
    )


def _line_with_dot() -> tuple[np.ndarray[tuple[int, int], np.dtype[np.uint8]], ...]:
    ink = np.zeros((40, 200), np.uint8)
    for left in (5, 45, 85, 125):
        ink[5:35, left : left + 25] = 255
    ink[28:32, 176:180] = 255
    return 255 - ink, ink


def test_dust_read_as_a_sign_is_looked_at_again() -> None:
    crop, ink = _line_with_dot()
    suspect = find_suspect(0, _text("产业集群."), crop, ink)
    assert suspect is not None and suspect.signs == (4,)
    assert suspect.crop[30, 178] == 255
    assert choose(_text("产业集群."), _text("产业集群"), suspect).text == "产业集群"
    assert choose(_text("产业集群."), _text("产业集样"), suspect).text == "产业集群."


def test_a_dot_in_a_number_is_no_suspect() -> None:
    crop, ink = _line_with_dot()
    assert find_suspect(0, _text("1234."), crop, ink) is None
