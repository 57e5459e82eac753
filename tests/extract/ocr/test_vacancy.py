"""A place in the step of a line where nothing was read."""

import pytest

from pipeline.extract.ocr.engine import RecognisedText
from pipeline.extract.ocr.vacancy import VACANCY, mark_vacancies
from pipeline.model.text import Glyph


def line(text: str) -> RecognisedText:
    """Return a line set on a grid; a blank of the text is a place where nothing was read."""
    places = [
        (char, (i / len(text), (i + 1) / len(text))) for i, char in enumerate(text) if char != " "
    ]
    return RecognisedText(
        "".join(char for char, _ in places),
        1.0,
        tuple(Glyph(char, 1.0) for char, _ in places),
        tuple(span for _, span in places),
    )


@pytest.mark.parametrize(
    ("printed", "vacant"),
    [
        ("为主导产品 已形成", [5]),
        ("关于开展  型产业 集群", [4, 8]),
        ("为主导产品已形成", []),
        ("联 系 人 王 芳", []),
        ("到 2025 年建成国内领先的", []),
        ("王  芳", []),
        ("其中高新技术企业十八家在建 ", [13]),
        ("其中高新技术企业十八家在建", []),
        ("高新技术企业 ", []),
        ("其中高新技术企业十八家在建      ", []),
    ],
)
def test_room_between_chinese_characters_is_marked(printed: str, vacant: list[int]) -> None:
    marked = mark_vacancies(line(printed))
    assert [i for i, glyph in enumerate(marked.glyphs) if glyph == VACANCY] == vacant
    assert marked.text == printed.replace(" ", "")
    assert len(marked.spans) == len(marked.glyphs)


def test_the_place_is_what_the_neighbours_leave() -> None:
    marked = mark_vacancies(line("装备制造 产业集群"))
    assert marked.spans[4] == (4 / 9, 5 / 9)


def test_a_place_that_is_known_as_a_gap_stays_as_it_is() -> None:
    known = Glyph("", 0.6, (("、", 0.3),))
    read = line("装备制造 产业集群")
    glyphs = (*read.glyphs[:4], known, *read.glyphs[4:])
    spans = (*read.spans[:4], (4 / 9, 5 / 9), *read.spans[4:])
    assert mark_vacancies(RecognisedText(read.text, 1.0, glyphs, spans)).glyphs == glyphs
