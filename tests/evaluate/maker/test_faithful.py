"""Truth and page say the same: every text, in every kind, style, face and renderer."""

from __future__ import annotations

import re
import shutil
from dataclasses import replace
from pathlib import Path
from random import Random

import pdfplumber
import pypdfium2
import pytest
from fontTools.ttLib import TTCollection, TTFont  # type: ignore[import-untyped]

from pipeline.evaluate.expected import expected_records
from pipeline.evaluate.maker.blocks import Faces, Grid, GridCell, Rules, Run, Sheet, Words
from pipeline.evaluate.maker.breaking import CLOSING
from pipeline.evaluate.maker.documents import KINDS, Drawn, draw_document
from pipeline.evaluate.maker.fonts import FACES, Face, face, installed, split_by_face
from pipeline.evaluate.maker.paper import (
    UnfaithfulPageError,
    check_printed,
    folded,
    is_in_two_lines,
)
from pipeline.evaluate.maker.places import read_places
from pipeline.evaluate.maker.scans import RENDERERS

PLACES = read_places(Path(__file__).parent / "data")
HAS_FACES = all(face.path.is_file() for face in FACES.values())
pytestmark = pytest.mark.skipif(not HAS_FACES, reason="run maker/install_fonts.sh")

SHAPES = [(kind, "") for kind in KINDS if kind != "roster"]
SHAPES += [("roster", style.value) for style in Rules]
IN_CHROMIUM = pytest.param(
    "chromium",
    marks=[
        pytest.mark.browser,
        pytest.mark.skipif(shutil.which("chromium") is None, reason="Chromium is not installed"),
    ],
)
BY_EACH = pytest.mark.parametrize("renderer", ["reportlab", IN_CHROMIUM])
PRINTED_OTHERWISE = {
    "issued_on",
    "deadline",
    "signed_on",
    "phones",
    "annexes",
    "application_status",
}
"""Columns whose truth is not printed as it stands: dates in ISO 8601, lists, a ticked choice."""
_SUBSET = re.compile(r"^[A-Z]{6}\+|-\d$")
"""What a renderer adds to the name of a face that it embeds in part."""
_ONE_GLYPH = str.maketrans(
    "―⺟⺠⻄⻅⻆⻉⻋⻓⻔⻘⻙⻚⻛⻜⻝⻢⻣⻤⻥⻦⻧⻨⻩⻬⻮⻰⻳",
    "—母民西见角贝车长门青韦页风飞食马骨鬼鱼鸟卤麦黄齐齿龙龟",
    "\x01",
)
"""Noto draws these pairs with one glyph, and its text layer names the wrong one; the no-break blank
of some faces has no name at all."""
EVERYDAY = "，。、；：？！“”（）〔〕《》·—％≥≤①㎡℃☑☐□■○●√☒"


def draw(kind: str, style: str, renderer: str, seed: str = "faithful") -> Drawn:
    return draw_document(kind, style, PLACES, Random(seed + kind + style), 12, renderer, 0.5)


def printed_texts(target: Path) -> tuple[str, list[dict[str, object]]]:
    """The characters of a PDF in the order they were set, and what pdfplumber knows of each."""
    with pdfplumber.open(target) as document:
        chars = [char for page in document.pages for char in page.chars]
        sizes = {(page.width, page.height) for page in document.pages}
    (size,) = sizes
    assert all(c["x0"] >= 0 and c["x1"] <= size[0] for c in chars), "beyond the sheet"
    assert all(c["top"] >= 0 and c["bottom"] <= size[1] for c in chars), "beyond the sheet"
    return folded("".join(c["text"] for c in chars).translate(_ONE_GLYPH)), chars


@BY_EACH
@pytest.mark.parametrize(("kind", "style"), SHAPES)
def test_the_page_says_what_truth_says(
    kind: str, style: str, renderer: str, tmp_path: Path
) -> None:
    drawn = draw(kind, style, renderer)
    target = tmp_path / "printed.pdf"
    RENDERERS[renderer](drawn.sheet, target)
    text, chars = printed_texts(target)
    assert all(folded(piece) in text for piece in drawn.sheet.texts())
    for record in expected_records(drawn.truth):
        for column, value in record.cells.items():
            assert column in PRINTED_OTHERWISE or folded(value) in text, (column, value)
    used = {_SUBSET.sub("", str(char["fontname"])) for char in chars}
    assert used <= embedded_names(drawn.sheet)
    with pypdfium2.PdfDocument(target) as document:
        check_printed(document, drawn.sheet)


def embedded_names(sheet: Sheet) -> set[str]:
    """The names, inside PDFs, of the faces that a sheet may use."""
    faces = sheet.faces
    asked = {faces.title, faces.body, faces.label, faces.value, faces.latin} - {""}
    return {postscript_name(FACES[n]) for n in asked | {"symbols", "gb-song", "uming"}}


def postscript_name(found: Face) -> str:
    if found.path.suffix == ".ttc":
        with TTCollection(found.path, lazy=True) as collection:
            return str(collection.fonts[found.index]["name"].getDebugName(6))
    with TTFont(found.path, lazy=True) as font:
        return str(font["name"].getDebugName(6))


@BY_EACH
@pytest.mark.parametrize("name", sorted(FACES))
def test_every_face_sets_every_sign(name: str, renderer: str, tmp_path: Path) -> None:
    if renderer == "reportlab" and FACES[name].outlines == "cff":
        pytest.skip("reportlab sets TrueType outlines only")
    sheet = Sheet((Words((Run("集群2021" + EVERYDAY),)),), Faces(name, name, name, name))
    target = tmp_path / "printed.pdf"
    RENDERERS[renderer](sheet, target)
    assert folded("集群2021" + EVERYDAY) == printed_texts(target)[0]


@pytest.mark.parametrize("seed", ["a", "b", "c", "d"])
def test_no_line_of_a_paragraph_starts_with_a_comma(seed: str, tmp_path: Path) -> None:
    drawn = draw("plan", "", "reportlab", seed)
    target = tmp_path / "printed.pdf"
    RENDERERS["reportlab"](replace(drawn.sheet, careless=False), target)
    with pdfplumber.open(target) as document:
        lines = [line for page in document.pages for line in page.extract_text_lines()]
    assert len(lines) > 20
    assert not any(line["text"][0] in CLOSING for line in lines)


def test_a_page_that_lacks_a_text_is_refused(tmp_path: Path) -> None:
    drawn = draw("plan", "", "reportlab")
    target = tmp_path / "printed.pdf"
    RENDERERS["reportlab"](drawn.sheet, target)
    wanted = replace(drawn.sheet, blocks=(Words((Run("没有印出来的一行"),)),))
    with (
        pypdfium2.PdfDocument(target) as document,
        pytest.raises(UnfaithfulPageError, match="没有印出来的一行"),
    ):
        check_printed(document, wanted)


@pytest.mark.parametrize("shown", ["wjy@126.com", "wjjy@126.com"])
def test_a_doubled_letter_that_the_text_layer_shows_once_is_on_the_page(
    shown: str, tmp_path: Path
) -> None:
    faces = Faces("uming", "uming", "uming", "uming")
    target = tmp_path / "printed.pdf"
    RENDERERS["reportlab"](Sheet((Words((Run(f"邮箱{shown}"),)),), faces), target)
    with pypdfium2.PdfDocument(target) as document:
        check_printed(document, Sheet((Words((Run("邮箱wjjy@126.com"),)),), faces))
        for other in ("邮箱wjjy@1266.com", "邮箱wy@126.com"):
            with pytest.raises(UnfaithfulPageError):
                check_printed(document, Sheet((Words((Run(other),)),), faces))


@BY_EACH
def test_a_row_grows_with_its_text(renderer: str, tmp_path: Path) -> None:
    cells = tuple(GridCell(row, 0, (Run(char * 9),), height=18) for row, char in enumerate("企业"))
    grid = Grid(2, (1.0, 9.0), cells, header_rows=0, repeat_header=False)
    target = tmp_path / "printed.pdf"
    RENDERERS[renderer](Sheet((grid,), Faces("uming", "uming", "uming", "uming")), target)
    with pdfplumber.open(target) as document:
        chars = document.pages[0].chars
    above = [char["bottom"] for char in chars if char["text"] == "企"]
    below = [char["top"] for char in chars if char["text"] == "业"]
    assert len(set(above)) > 1, "the text does not need two lines"
    assert max(above) <= min(below)


def test_a_face_has_no_character_that_it_draws_as_nothing_or_as_a_box() -> None:
    assert split_by_face("\u3000集", ("uming",)) == [("uming", "\u3000集")]
    for style in ("song", "hei", "kai", "fang"):
        for name in installed(style):
            (used, _), *_ = split_by_face("龘", (name, "noto-sans"))
            assert used == name or face("noto-sans").path.is_file()


@pytest.mark.parametrize(
    ("printed", "expected"),
    [
        (["序号", "集群名类型备注", "称", "建设主体"], True),
        (["序号", "集群类型备注", "称", "建设主体"], False),
        (["集群名称号", "类型", "备注"], False),
        (["集群名", "类型", "备注", "说明", "称"], False),
    ],
    ids=["in-two-lines", "one-character-lost", "in-one-line", "far-apart"],
)
def test_the_lines_of_one_label_may_have_others_between_them(
    printed: list[str], expected: bool
) -> None:
    assert is_in_two_lines("集群名称", printed) is expected
