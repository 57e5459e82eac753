from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import pypdfium2
import pytest

from pipeline.errors import MissingToolError, UsageError
from pipeline.evaluate.maker import BORN_DIGITAL, MakeOptions, make_scans
from pipeline.evaluate.maker.fonts import FACES, Face, face, installed, split_by_face
from pipeline.evaluate.truth import RosterTruth, read_truth

DATA = Path(__file__).parent / "data"
HAS_FACES = all(installed(style, ("glyf",)) for style in ("song", "hei", "kai", "symbols"))
needs_faces = pytest.mark.skipif(not HAS_FACES, reason="run maker/install_fonts.sh")


@pytest.fixture
def options(tmp_path: Path) -> MakeOptions:
    return MakeOptions(
        out=tmp_path / "made", corrections=DATA, seed=5, kinds=("roster",), styles=("ruled",),
        profiles=("fax",), renderers=("reportlab",), rows=6, upside_down=0, sideways=0,
    )  # fmt: skip


@needs_faces
def test_scan_holds_an_image_and_truth_holds_what_was_printed(options: MakeOptions) -> None:
    (scan, digital) = make_scans(replace(options, profiles=("fax", BORN_DIGITAL)))
    assert scan.path == "fax/roster-5-01-ruled.pdf"
    with pypdfium2.PdfDocument(options.out / scan.path) as document:
        assert document[0].get_textpage().get_text_bounded() == ""
    truth = read_truth((options.out / "fax/roster-5-01-ruled.truth.json").read_bytes(), "t")
    assert isinstance(truth, RosterTruth) and truth.style == "ruled"
    with pypdfium2.PdfDocument(options.out / digital.path) as document:
        printed = "".join(page.get_textpage().get_text_bounded() for page in document)
    printed = "".join(printed.split())
    assert all(row.cluster in printed for row in truth.roster)


@needs_faces
def test_same_seed_gives_the_same_bytes(options: MakeOptions) -> None:
    first = make_scans(options)
    again = make_scans(replace(options, out=options.out.with_name("again")))
    assert first == again
    for path in (*(scan.path for scan in first), "made.json"):
        one = (options.out / path).read_bytes()
        assert one == (options.out.with_name("again") / path).read_bytes()


@needs_faces
@pytest.mark.parametrize("kind", ["notice", "application", "plan", "recommendation"])
def test_every_kind_can_be_typeset(kind: str, options: MakeOptions) -> None:
    made = make_scans(replace(options, kinds=(kind,), handwritten=0.0))
    assert [scan.kind for scan in made] == [kind]


@needs_faces
@pytest.mark.browser
@pytest.mark.skipif(shutil.which("chromium") is None, reason="Chromium is not installed")
def test_chromium_prints_the_same_document(options: MakeOptions) -> None:
    made = make_scans(replace(options, renderers=("chromium",), profiles=(BORN_DIGITAL,)))
    truth = read_truth((options.out / made[0].path).with_suffix(".truth.json").read_bytes(), "t")
    assert isinstance(truth, RosterTruth)
    with pypdfium2.PdfDocument(options.out / made[0].path) as document:
        printed = "".join(page.get_textpage().get_text_bounded() for page in document)
    assert all(row.cluster in "".join(printed.split()) for row in truth.roster)


def test_unknown_profile_is_refused_with_what_there_is(options: MakeOptions) -> None:
    with pytest.raises(UsageError, match="office"):
        make_scans(replace(options, profiles=("polaroid",)))


def test_missing_face_is_reported_not_replaced(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(FACES, "lost", Face("lost", "song", Path("/nowhere/lost.ttf"), "Lost"))
    with pytest.raises(MissingToolError, match="lost"):
        face("lost")


@needs_faces
def test_character_is_set_in_the_first_face_that_has_it() -> None:
    assert split_by_face("集☑群", ("uming", "symbols")) == [
        ("uming", "集"),
        ("symbols", "☑"),
        ("uming", "群"),
    ]


@needs_faces
def test_character_that_no_face_has_is_an_error() -> None:
    with pytest.raises(MissingToolError, match=r"U\+96C6"):
        split_by_face("集", ("symbols",))
