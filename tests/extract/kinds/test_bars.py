"""The bars of applications, notices and plans, on sample scans through the whole chain."""

from __future__ import annotations

import shutil
from pathlib import Path

import pypdfium2
import pytest

from pipeline.evaluate import evaluate_output
from pipeline.evaluate.scoring import Comparison
from pipeline.run.options import RunOptions
from pipeline.run.progress import SilentProgress
from pipeline.run.run import run
from tests.extract.kinds.bars import (
    accepted_share,
    character_errors,
    exact_share,
    of_kind,
    unfiled_share,
)
from tests.extract.kinds.pairing import pairing

ROOT = Path(__file__).resolve().parents[3]
FORMS = ("office", "worn")
LETTERS = ("office", "worn", "photo", "harsh")
LETTER_PAGES = 2
"""Of a notice only the letter is measured here; its blank forms and roster are others' bars."""

pytestmark = [pytest.mark.engine, pytest.mark.samples]


@pytest.fixture(scope="module")
def measured(samples: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """(output, truth) of a run over the scans that the bars speak of."""
    folder = tmp_path_factory.mktemp("bars")
    for profile in LETTERS:
        wanted = [samples / "scans" / profile / "notice-2021-45.pdf"]
        if profile in FORMS:
            wanted += sorted((samples / "scans" / profile).glob("application-*.pdf"))
        wanted += sorted((samples / "scans" / profile).glob("recommendation-*.pdf"))
        if profile == "office":
            wanted += sorted((samples / "scans" / profile).glob("plan-*.pdf"))
        for path in wanted:
            _copy(path, folder / "scans" / profile)
    options = RunOptions(folder / "scans", folder / "out", ROOT / "corrections")
    run(options, SilentProgress())
    return folder / "out", folder / "scans"


def _copy(path: Path, folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    shutil.copy(path.with_suffix(".truth.json"), folder)
    if path.name.startswith("notice"):
        with pypdfium2.PdfDocument(path) as whole, pypdfium2.PdfDocument.new() as letter:
            letter.import_pages(whole, list(range(LETTER_PAGES)))
            letter.save(folder / path.name)
    else:
        shutil.copy(path, folder)


@pytest.fixture(scope="module")
def comparison(measured: tuple[Path, Path]) -> Comparison:
    return evaluate_output(*measured)


def test_printed_fields_of_applications_are_99_percent_exact(comparison: Comparison) -> None:
    printed = exact_share(of_kind(comparison, "application", FORMS, by_hand=False))
    assert printed.n > 300
    assert printed.exact >= 0.99, printed.wrong


def test_every_label_of_an_application_is_paired_with_its_box(comparison: Comparison) -> None:
    found = pairing(comparison, FORMS)
    assert found.n == 6 * (19 + 42)
    assert found.wrong == ()


def test_all_ticks_and_dates_of_applications_are_right(comparison: Comparison) -> None:
    cells = of_kind(comparison, "application", FORMS)
    settled = exact_share(c for c in cells if c.column in ("application_status", "signed_on"))
    assert (settled.n, settled.wrong) == (12, ())


def test_every_indicator_is_in_its_row_and_year(comparison: Comparison) -> None:
    tables = [r for r in comparison.rows if r.table == "indicators" and r.profile in FORMS]
    assert [(t.true, t.found, t.invented) for t in tables] == [(42, 42, 0)] * 6


def test_at_most_one_percent_of_accepted_hand_written_values_is_wrong(
    comparison: Comparison,
) -> None:
    accepted = accepted_share(of_kind(comparison, "application", FORMS, by_hand=True))
    assert accepted.n > 50
    assert accepted.exact >= 0.99, accepted.wrong


@pytest.mark.parametrize("profile", LETTERS)
def test_every_field_of_the_notice_is_exact(profile: str, comparison: Comparison) -> None:
    cells = [c for c in of_kind(comparison, "notice", (profile,)) if c.table == "notices"]
    letter = exact_share(cells)
    assert (letter.n, letter.wrong) == (12, ())


def test_the_plan_has_all_headings_and_its_text(comparison: Comparison) -> None:
    cells = of_kind(comparison, "plan", ("office",))
    headings = exact_share(cell for cell in cells if cell.column == "title")
    assert (headings.n, headings.wrong) == (15, ())
    assert character_errors(cell for cell in cells if cell.column == "text") <= 0.005


def test_every_field_of_the_recommendation_is_exact(comparison: Comparison) -> None:
    letter = exact_share(of_kind(comparison, "recommendation", FORMS))
    assert letter.n > 20
    assert letter.wrong == ()


def test_fields_that_no_table_keeps_are_exact_too(measured: tuple[Path, Path]) -> None:
    unfiled = unfiled_share(*measured, LETTERS)
    assert unfiled.n > 8
    assert unfiled.wrong == ()
